"""The people of the own organisation, and those who are invited to it."""

from flask import flash
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.workflow import invitations, people
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.extensions import JOIN, limited
from web.locale import _, language
from web.pages.account.blueprint import blueprint
from web.pages.account.forms import ColleagueForm


@blueprint.get("/colleagues")
@signed_in_as(Role.FIRM, Role.STARTUP, Role.SUPPORT)
def colleagues() -> Response:
    """Show who speaks for the organisation."""
    return _shown(ColleagueForm(language=language()))


@blueprint.post("/colleagues")
@signed_in_as(Role.FIRM, Role.STARTUP, Role.SUPPORT)
@limited(JOIN)
def invite_colleague() -> Response:
    """Invite somebody; the answer is the same whether or not the address is known."""
    form = ColleagueForm()
    if form.validate_on_submit():
        try:
            invitations.invite_colleague(context(), **form.values())
        except InvalidForm as refused:
            form.take(refused)
        else:
            flash(_("We have written to your colleague."), "success")
            return go_to("account.colleagues")
    return _shown(form, 422)


@blueprint.post("/colleagues/invitations/<int:invitation_id>/withdraw")
@signed_in_as(Role.FIRM, Role.STARTUP, Role.SUPPORT)
def withdraw_invitation(invitation_id: int) -> Response:
    """Make an invitation open nothing."""
    invitations.withdraw(context(), invitation_id)
    flash(_("The invitation was withdrawn."), "success")
    return go_to("account.colleagues")


def _shown(form: ColleagueForm, status: int = 200) -> Response:
    return page(
        "account/colleagues.html",
        status=status,
        form=form,
        colleagues=people.colleagues(context()),
        invited=invitations.pending(context()),
    )
