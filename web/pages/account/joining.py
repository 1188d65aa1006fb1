"""Asking to join, and accepting an invitation."""

from werkzeug.wrappers import Response

from matcher.errors import InvalidForm
from matcher.wording import consents
from matcher.workflow import invitations, joining
from web.access import public
from web.answers import go_to, page
from web.context import context
from web.extensions import JOIN, RESET, limited
from web.locale import language
from web.pages.account.blueprint import blueprint
from web.pages.account.forms import InvitationForm, JoinForm
from web.pages.account.half_way import go_in


@blueprint.app_template_global()
def consent_words(text: str) -> str:
    """Return what somebody agrees to, in the language of the page."""
    return consents.words(text, language())


@blueprint.get("/join")
@public
def join() -> Response:
    """Show the request to join."""
    return page("account/join.html", form=JoinForm(language=language()))


@blueprint.post("/join")
@public
@limited(JOIN)
def ask() -> Response:
    """Keep the request; the answer is the same whether or not the address is known."""
    form = JoinForm()
    if form.validate_on_submit():
        said = {name: value or "" for name, value in form.values("subject_line", "consent").items()}
        try:
            trap = form.subject_line.data or ""
            joining.ask(context(), joining.Asking(**said, trap=trap, agreed_in=language()))
        except InvalidForm as refused:
            form.take(refused)
        else:
            return go_to("account.join_sent")
    return page("account/join.html", status=422, form=form)


@blueprint.get("/join/sent")
@public
def join_sent() -> Response:
    """Say what happens next."""
    return page("account/join_sent.html")


@blueprint.get("/join/<secret>")
@public
def join_link(secret: str) -> Response:
    """Ask whether the request is meant."""
    name = joining.organisation_to_confirm(context(), secret)
    return page("account/join_confirm.html", organisation=name, secret=secret)


@blueprint.post("/join/<secret>")
@public
@limited(RESET)
def join_confirm(secret: str) -> Response:
    """Hand the request to the officers."""
    joining.confirm(context(), secret)
    return go_to("account.join_confirmed")


@blueprint.get("/join/confirmed")
@public
def join_confirmed() -> Response:
    """Say that officers look at the request."""
    return page("account/join_confirmed.html")


@blueprint.get("/invitation/<secret>")
@public
def invitation(secret: str) -> Response:
    """Show an invitation, with the form that accepts it."""
    invited = invitations.read(context(), secret)
    form = InvitationForm(name=invited.name, language=invited.language)
    return page("account/invitation.html", form=form, invited=invited, secret=secret)


@blueprint.post("/invitation/<secret>")
@public
@limited(RESET)
def accept(secret: str) -> Response:
    """Open the account, and go on to what is asked of its role."""
    form = InvitationForm()
    invited = invitations.read(context(), secret)
    if form.validate_on_submit():
        try:
            user = invitations.accept(
                context(), secret, **form.values("consent"), agreed_in=language()
            )
        except InvalidForm as refused:
            form.take(refused)
        else:
            return go_in(user)
    return page("account/invitation.html", status=422, form=form, invited=invited, secret=secret)
