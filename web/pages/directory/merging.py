"""Officers: two organisations that are one are found, compared and merged."""

from flask import flash, request
from werkzeug.wrappers import Response

from matcher.domain.people import OrganisationKind, Role
from matcher.workflow import directory_pages, merging
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.locale import _
from web.pages.directory.blueprint import blueprint
from web.parameters import takes


@blueprint.get("/merge")
@signed_in_as(Role.OFFICER)
@takes("kind", "page")
def merge_index() -> Response:
    """List pairs that may be one."""
    asked = request.args.get("kind", OrganisationKind.STARTUP.value)
    firms = asked == OrganisationKind.FIRM
    kind = OrganisationKind.FIRM if firms else OrganisationKind.STARTUP
    found = merging.candidates(context(), kind, request.args.get("page", 1, type=int))
    return page("directory/merge.html", kind=kind, found=found)


@blueprint.get("/merge/<int:kept_id>/<int:going_id>")
@signed_in_as(Role.OFFICER)
def merge_pair(kept_id: int, going_id: int) -> Response:
    """Show two organisations side by side."""
    both = merging.side_by_side(context(), kept_id, going_id)
    return page("directory/merge_pair.html", both=both)


@blueprint.post("/merge/<int:kept_id>/<int:going_id>")
@signed_in_as(Role.OFFICER)
def merge(kept_id: int, going_id: int) -> Response:
    """Merge the second into the first."""
    choices = {
        name.removeprefix("field-"): value
        for name, value in request.form.items()
        if name.startswith("field-")
    }
    version = request.form.get("version", 0, type=int)
    merging.merge(context(), kept_id, going_id, version, choices)
    flash(_("The two were merged."), "success")
    kind = directory_pages.kind_of(context(), kept_id)
    endpoint = "directory.firm" if kind is OrganisationKind.FIRM else "directory.startup"
    return go_to(endpoint, organisation_id=kept_id)
