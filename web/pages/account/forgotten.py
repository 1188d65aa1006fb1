"""A forgotten password, and the confirmation of a new address."""

from flask import flash
from werkzeug.wrappers import Response

from matcher.errors import InvalidForm
from matcher.workflow import credentials
from web.access import public
from web.answers import go_to, page
from web.context import actor, context
from web.extensions import RESET, limited
from web.locale import _
from web.pages.account.blueprint import blueprint
from web.pages.account.forms import ForgotForm, ResetForm
from web.pages.account.half_way import go_in


@blueprint.get("/forgot")
@public
def forgot() -> Response:
    """Ask for the address of the account."""
    return page("account/forgot.html", form=ForgotForm())


@blueprint.post("/forgot")
@public
@limited(RESET)
def ask_reset() -> Response:
    """Have a link sent; what is done here is the same whether or not the address is known."""
    form = ForgotForm()
    if not form.validate_on_submit():
        return page("account/forgot.html", status=422, form=form)
    credentials.ask_reset_later(context(), str(form.email.data))
    return go_to("account.forgot_sent")


@blueprint.get("/forgot/sent")
@public
def forgot_sent() -> Response:
    """Say what happens next."""
    return page("account/forgot_sent.html")


@blueprint.get("/reset/<secret>")
@public
def reset(secret: str) -> Response:
    """Ask for the new password."""
    least = credentials.reset_length(context(), secret)
    return page("account/reset.html", form=ResetForm(), least=least, secret=secret)


@blueprint.post("/reset/<secret>")
@public
@limited(RESET)
def renew(secret: str) -> Response:
    """Take the new password; whoever has a second factor is asked for it as well."""
    form = ResetForm()
    least = credentials.reset_length(context(), secret)
    if form.validate_on_submit():
        try:
            user = credentials.reset(context(), secret, str(form.password.data))
        except InvalidForm as refused:
            form.take(refused)
        else:
            answer = go_in(user)
            flash(_("Your password was changed. All other sessions have ended."), "success")
            return answer
    return page("account/reset.html", status=422, form=form, least=least, secret=secret)


@blueprint.get("/confirm/<secret>")
@public
def confirm(secret: str) -> Response:
    """Ask whether the new address is to be used from now on."""
    email = credentials.address_to_confirm(context(), secret)
    return page("account/confirm.html", email=email, secret=secret)


@blueprint.post("/confirm/<secret>")
@public
@limited(RESET)
def confirm_address(secret: str) -> Response:
    """Use the new address from now on."""
    credentials.confirm_address(context(), secret)
    flash(_("Your new address is confirmed. Use it to sign in from now on."), "success")
    return go_to("account.settings" if actor() else "account.sign_in")
