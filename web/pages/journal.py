"""Officers: who did what to which thing, when."""

from flask import Blueprint, request
from werkzeug.wrappers import Response

from matcher.domain.people import OrganisationKind, Role
from matcher.workflow import directory_pages, journal_reading
from matcher.workflow.journal_reading import Wanted
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.locale import language
from web.parameters import takes
from web.sentences import sentence

blueprint = Blueprint("journal", __name__, url_prefix="/desk/journal")


@blueprint.get("")
@signed_in_as(Role.OFFICER)
@takes("subject", "number", "person", "action", "page")
def index() -> Response:
    """List the lines that were asked for, the newest first."""
    asked = request.args
    wanted = Wanted(
        subject=asked.get("subject", ""),
        number=asked.get("number", type=int),
        person=asked.get("person", ""),
        action=asked.get("action", ""),
    )
    spoken = language()
    found = journal_reading.lines(context(), wanted, asked.get("page", 1, type=int))
    actions = [
        (code, sentence("journal_action", code, spoken))
        for code in journal_reading.actions(context())
    ]
    return page(
        "journal/index.html",
        block="results",
        found=found,
        wanted=wanted,
        asked={
            name: asked[name]
            for name in ("subject", "number", "person", "action")
            if asked.get(name)
        },
        subjects=[
            (code, sentence("subject_kind", code, spoken)) for code in journal_reading.SUBJECTS
        ],
        actions=sorted(actions, key=lambda each: each[1]),
    )


@blueprint.get("/organisation/<int:organisation_id>")
@signed_in_as(Role.OFFICER)
def organisation(organisation_id: int) -> Response:
    """Lead to the page of an organisation, whatever it is."""
    kind = directory_pages.kind_of(context(), organisation_id)
    endpoint = "directory.firm" if kind is OrganisationKind.FIRM else "directory.startup"
    return go_to(endpoint, organisation_id=organisation_id)
