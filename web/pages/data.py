"""Officers: the register of what is kept, the data of one person, deletions."""

from flask import Blueprint, flash
from werkzeug.wrappers import Response

from matcher.domain.data_register import REGISTER
from matcher.domain.people import OrganisationKind, Role
from matcher.errors import InvalidForm
from matcher.workflow import (
    data_choices,
    directory_opening,
    directory_pages,
    erasure_asking,
    my_data,
    people,
    retention,
)
from web.access import signed_in_as
from web.answers import download, go_to, page
from web.context import context, services
from web.extensions import RESET, limited
from web.forms import Form, Line
from web.locale import _, lazy

blueprint = Blueprint("data", __name__, url_prefix="/desk/data")


class CorrectionForm(Form):
    """What is right about a person."""

    name = Line(lazy("Name"), longest=120)
    phone = Line(lazy("Telephone"), required=False, longest=40)
    email = Line(lazy("E-mail address"), longest=254)


@blueprint.get("")
@signed_in_as(Role.OFFICER)
def register() -> Response:
    """Show what is done with data, why, how long, who reads it; and deletions that wait."""
    return page(
        "data/register.html",
        register=REGISTER,
        days=retention.days(services().settings),
        waiting=erasure_asking.waiting(context()),
    )


@blueprint.get("/people/<int:user_id>")
@signed_in_as(Role.OFFICER)
def person(user_id: int) -> Response:
    """Show what is kept about one person."""
    return _person_page(user_id)


@blueprint.post("/people/<int:user_id>/copy")
@signed_in_as(Role.OFFICER)
@limited(RESET)
def copy(user_id: int) -> Response:
    """Hand out all that is kept about a person who asked for it."""
    body = my_data.download(context(), user_id)
    return download(body, f"passerelle-{user_id}.json", "application/json; charset=utf-8")


@blueprint.post("/people/<int:user_id>/announce")
@signed_in_as(Role.OFFICER)
def announce(user_id: int) -> Response:
    """Write to a person that the own copy waits on the own page."""
    my_data.announce(context(), user_id)
    flash(_("The person gets an e-mail that leads to the own page."), "success")
    return go_to("data.person", user_id=user_id)


@blueprint.post("/people/<int:user_id>/correct")
@signed_in_as(Role.OFFICER)
def correct(user_id: int) -> Response:
    """Correct a name, a telephone or an address."""
    form = CorrectionForm()
    if not form.validate_on_submit():
        return _person_page(user_id, form, 422)
    said = {name: value or "" for name, value in form.values().items()}
    try:
        moved = data_choices.correct(context(), user_id, data_choices.Correction(**said))
    except InvalidForm as refused:
        form.take(refused)
        return _person_page(user_id, form, 422)
    if moved:
        flash(_("Corrected. The new address is used once its owner has confirmed it."), "success")
    else:
        flash(_("Corrected."), "success")
    return go_to("data.person", user_id=user_id)


@blueprint.get("/people/<int:user_id>/delete")
@signed_in_as(Role.OFFICER)
def delete_person(user_id: int) -> Response:
    """Ask once before an account is deleted."""
    return page("data/delete_person.html", shown=people.person(context(), user_id))


@blueprint.post("/people/<int:user_id>/delete")
@signed_in_as(Role.OFFICER)
def confirm_delete_person(user_id: int) -> Response:
    """Have an account deleted."""
    erasure_asking.erase_person(context(), user_id)
    flash(_("The account is closed, and its data are being deleted."), "success")
    return go_to("people.index")


@blueprint.get("/organisations/<int:organisation_id>/delete")
@signed_in_as(Role.OFFICER)
def delete_organisation(organisation_id: int) -> Response:
    """Ask once before an organisation is deleted with its people."""
    is_firm = directory_pages.kind_of(context(), organisation_id) is OrganisationKind.FIRM
    read = directory_pages.firm if is_firm else directory_pages.startup
    return page(
        "data/delete_organisation.html",
        facts=read(context(), organisation_id).facts,
        told=directory_opening.consequences(context(), organisation_id),
    )


@blueprint.post("/organisations/<int:organisation_id>/delete")
@signed_in_as(Role.OFFICER)
def confirm_delete_organisation(organisation_id: int) -> Response:
    """Have an organisation deleted with its people."""
    erasure_asking.erase_organisation(context(), organisation_id)
    flash(_("The accounts are closed, and the data are being deleted."), "success")
    return go_to("directory.index")


@blueprint.post("/deletions/<int:erasure_id>/do")
@signed_in_as(Role.OFFICER)
def do_now(erasure_id: int) -> Response:
    """Do a deletion that waits: what is open is ended."""
    erasure_asking.do_now(context(), erasure_id)
    flash(_("The deletion is being done. The other sides are told."), "success")
    return go_to("data.register")


def _person_page(user_id: int, sent: CorrectionForm | None = None, status: int = 200) -> Response:
    shown = people.person(context(), user_id)
    return page(
        "data/person.html",
        status=status,
        shown=shown,
        copy=my_data.of(context(), user_id),
        form=sent or CorrectionForm(formdata=None, obj=shown),
        most=10,
    )
