"""Officers: requests to join, people, invitations."""

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response
from wtforms import SelectField
from wtforms.fields import SelectChoice

from matcher.domain.people import STAFF, Role
from matcher.errors import InvalidForm
from matcher.workflow import invitations, joining, people
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import actor, context
from web.errors import message_of
from web.forms import Form, Line, Paragraphs
from web.locale import LANGUAGES, _, language, lazy
from web.parameters import takes
from web.sentences import sentence

blueprint = Blueprint("people", __name__, url_prefix="/desk")
STATES = (joining.WAITING, joining.APPROVED, joining.REFUSED)


class InviteForm(Form):
    """Somebody to invite; the organisation's number, or nothing for the agency."""

    name = Line(lazy("Name"), longest=120)
    email = Line(lazy("E-mail address"), longest=254)
    role = SelectField(lazy("Role"))
    organisation = SelectField(lazy("Organisation"), choices=[], validate_choice=False)
    language = SelectField(lazy("Language"), choices=[SelectChoice(code) for code in LANGUAGES])


class RefuseForm(Form):
    """Why a request is refused; the person reads it."""

    reason = Paragraphs(lazy("Reason"), longest=2_000)


@blueprint.get("/people")
@signed_in_as(Role.OFFICER)
@takes("words", "role", "state", "page")
def index() -> Response:
    """List people."""
    asked = request.args
    wanted = people.Wanted(asked.get("words", ""), asked.get("role", ""), asked.get("state", ""))
    listed = people.listed(context(), wanted, asked.get("page", 1, type=int))
    return page("people/index.html", listed=listed, wanted=wanted, roles=_roles(tuple(Role)))


@blueprint.get("/people/invite")
@signed_in_as(Role.OFFICER)
@takes("role", "organisation")
def invite() -> Response:
    """Show the form of an invitation, and the invitations that are open."""
    asked = {name: request.args.get(name, "") for name in ("role", "organisation")}
    return _invite_page(_with_choices(InviteForm(language=language(), **asked)))


@blueprint.post("/people/invite")
@signed_in_as(Role.OFFICER)
def send_invitation() -> Response:
    """Send an invitation."""
    form = _with_choices(InviteForm())
    if form.validate_on_submit():
        said = form.values("organisation", "role")
        role, home = Role(form.role.data), str(form.organisation.data or "")
        number = int(home) if home.isdecimal() and role not in STAFF else None
        if role in STAFF:
            number = context().administrator().organisation_id
        try:
            invitations.invite(context(), role=role, organisation_id=number, **said)
        except InvalidForm as refused:
            form.take(refused)
        else:
            flash(_("The invitation was sent."), "success")
            return go_to("people.invite")
    return _invite_page(form, 422)


@blueprint.post("/people/invitations/<int:invitation_id>/withdraw")
@signed_in_as(Role.OFFICER)
def withdraw_invitation(invitation_id: int) -> Response:
    """Make an invitation open nothing."""
    invitations.withdraw(context(), invitation_id)
    flash(_("The invitation was withdrawn."), "success")
    return go_to("people.invite")


@blueprint.get("/people/<int:user_id>")
@signed_in_as(Role.OFFICER)
def show(user_id: int) -> Response:
    """Show one person, with what may be done."""
    return _person_page(user_id)


@blueprint.post("/people/<int:user_id>/disable")
@signed_in_as(Role.OFFICER)
def disable(user_id: int) -> Response:
    """Close an account."""
    people.disable(context(), user_id)
    flash(_("The account was disabled. All its sessions have ended."), "success")
    return go_to("people.show", user_id=user_id)


@blueprint.post("/people/<int:user_id>/enable")
@signed_in_as(Role.OFFICER)
def enable(user_id: int) -> Response:
    """Open an account again."""
    people.enable(context(), user_id)
    flash(_("The account was enabled."), "success")
    return go_to("people.show", user_id=user_id)


@blueprint.post("/people/<int:user_id>/role")
@signed_in_as(Role.ADMINISTRATOR)
def change_role(user_id: int) -> Response:
    """Make an officer an administrator, or the other way."""
    try:
        people.change_role(context(), user_id, request.form.get("role", ""))
    except InvalidForm as refused:
        return _person_page(user_id, message_of(refused.fields["role"]), 422)
    flash(_("The role was changed. The person signs in again."), "success")
    return go_to("people.show", user_id=user_id)


@blueprint.post("/people/<int:user_id>/second-factor")
@signed_in_as(Role.OFFICER)
def reset_second_factor(user_id: int) -> Response:
    """Forget the telephone of somebody who lost it."""
    if people.reset_second_factor(context(), user_id):
        flash(_("The second factor was reset. The person was told by e-mail."), "success")
    return go_to("people.show", user_id=user_id)


@blueprint.get("/requests")
@signed_in_as(Role.OFFICER)
@takes("state")
def requests() -> Response:
    """List the requests to join, by state."""
    asked = request.args.get("state", joining.WAITING)
    state = asked if asked in STATES else joining.WAITING
    found = joining.requests(context(), state)
    return page("people/requests.html", requests=found, state=state, states=STATES)


@blueprint.get("/requests/<int:request_id>")
@signed_in_as(Role.OFFICER)
def request_page(request_id: int) -> Response:
    """Show one request, with the organisations like it."""
    found = joining.request(context(), request_id)
    return page("people/request.html", shown=found, form=RefuseForm())


@blueprint.post("/requests/<int:request_id>/approve")
@signed_in_as(Role.OFFICER)
def approve(request_id: int) -> Response:
    """Invite the person, to a new organisation or to the one that was chosen."""
    joining.approve(context(), request_id, request.form.get("organisation", type=int))
    flash(_("The request was approved, and the invitation was sent."), "success")
    return go_to("people.requests")


@blueprint.post("/requests/<int:request_id>/refuse")
@signed_in_as(Role.OFFICER)
def refuse(request_id: int) -> Response:
    """Refuse a request, with a reason."""
    form = RefuseForm()
    if form.validate_on_submit():
        joining.refuse(context(), request_id, str(form.reason.data))
        flash(_("The request was refused, and the person was told why."), "success")
        return go_to("people.requests")
    found = joining.request(context(), request_id)
    return page("people/request.html", status=422, shown=found, form=form)


def _person_page(user_id: int, mistake: str = "", status: int = 200) -> Response:
    """Return the page of a person; `mistake` says what is wrong with the role that was sent."""
    found = people.person(context(), user_id)
    roles = _roles(tuple(STAFF))
    factor = people.second_factor_of(context(), user_id)
    return page(
        "people/person.html",
        status=status,
        shown=found,
        roles=roles,
        mistake=mistake,
        factor=factor,
    )


def _roles(roles: tuple[Role, ...]) -> list[tuple[str, str]]:
    return [(str(each), sentence("role", each, language())) for each in Role if each in roles]


def _with_choices(form: InviteForm) -> InviteForm:
    """Return the form with the roles that this officer may choose."""
    form.role.choices = [SelectChoice(str(role)) for role in _may_invite()]
    return form


def _may_invite() -> tuple[Role, ...]:
    person = actor()
    is_administrator = person is not None and person.role is Role.ADMINISTRATOR
    return tuple(Role) if is_administrator else (Role.FIRM, Role.STARTUP, Role.SUPPORT)


def _invite_page(form: InviteForm, status: int = 200) -> Response:
    homes = [
        (str(number), f"{name} · {sentence('organisation_kind', kind, language())}")
        for kind, number, name in people.organisation_choices(context())
    ]
    return page(
        "people/invite.html",
        status=status,
        form=form,
        invited=invitations.pending(context()),
        roles=_roles(_may_invite()),
        organisations=homes,
    )
