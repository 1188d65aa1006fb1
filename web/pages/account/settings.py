"""The own account."""

from typing import Any

from flask import flash
from werkzeug.wrappers import Response

from matcher.errors import InvalidForm
from matcher.workflow import accounts, credentials, second_factors
from web.access import sign_in as begin_session
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.extensions import RESET, limited
from web.locale import _, force_locale, remember_language
from web.pages.account.blueprint import blueprint
from web.pages.account.forms import AddressForm, DetailsForm, PasswordForm


@blueprint.get("/settings")
@signed_in_as()
def settings() -> Response:
    """Show the own account."""
    return _shown()


@blueprint.post("/settings/details")
@signed_in_as()
def save_details() -> Response:
    """Save name, telephone, language and shortcuts."""
    form = DetailsForm()
    if form.validate_on_submit():
        try:
            details = accounts.Details(**form.values("phone"), phone=form.phone.data or "")
            user = accounts.save_details(context(), details)
        except InvalidForm as refused:
            form.take(refused)
        else:
            remember_language(user.language)
            with force_locale(user.language):
                flash(_("Saved."), "success")
            return go_to("account.settings")
    return _shown(status=422, details=form)


@blueprint.post("/settings/password")
@signed_in_as()
@limited(RESET)
def change_password() -> Response:
    """Change the password; this session goes on, the others end."""
    form = PasswordForm()
    if form.validate_on_submit():
        try:
            user = credentials.change_password(
                context(), str(form.current.data), str(form.new.data)
            )
        except InvalidForm as refused:
            form.take(refused)
        else:
            begin_session(user, goes_on=True)
            flash(_("Your password was changed. All other sessions have ended."), "success")
            return go_to("account.settings")
    return _shown(status=422, password=form)


@blueprint.post("/settings/address")
@signed_in_as()
@limited(RESET)
def change_address() -> Response:
    """Ask the new address to confirm itself."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            credentials.ask_new_address(context(), str(form.email.data), str(form.current.data))
        except InvalidForm as refused:
            form.take(refused)
        else:
            flash(_("We have written to the new address. Open the link in that e-mail."), "info")
            return go_to("account.settings")
    return _shown(status=422, address=form)


def _shown(status: int = 200, **sent: Any) -> Response:
    """Return the page; a form that came back is shown as it was sent."""
    account = accounts.my_account(context())
    forms = {
        "details": DetailsForm(formdata=None, obj=account),
        "password": PasswordForm(formdata=None),
        "address": AddressForm(formdata=None),
    } | sent
    wrong = next(iter(sent.values())).mistakes() if sent else []
    factor = second_factors.standing(context(), context().person())
    return page(
        "account/settings.html",
        status=status,
        account=account,
        factor=factor,
        wrong=wrong,
        **forms,
    )
