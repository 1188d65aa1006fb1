"""Officers: firms and startups, found by name, ICE, city or sector."""

from collections.abc import Callable

from flask import request, url_for
from werkzeug.wrappers import Response

from matcher.domain.people import OrganisationKind, Role
from matcher.workflow import directory
from matcher.workflow.context import Context
from matcher.workflow.directory_views import Listed, Wanted
from web.access import signed_in_as
from web.answers import go_to_path, page
from web.context import context
from web.pages.directory.blueprint import blueprint
from web.pages.directory.words import (
    region_options,
    sector_options,
    size_options,
    status_options,
)
from web.parameters import takes

_FIELDS = ("words", "sector", "region", "size", "status", "state", "sort")


@blueprint.get("/directory")
@signed_in_as(Role.OFFICER)
def index() -> Response:
    """Lead to the startups."""
    return go_to_path(url_for("directory.startups"))


@blueprint.get("/directory/firms")
@signed_in_as(Role.OFFICER)
@takes(*_FIELDS, "page")
def firms() -> Response:
    """List firms."""
    return _list(OrganisationKind.FIRM, directory.firms)


@blueprint.get("/directory/startups")
@signed_in_as(Role.OFFICER)
@takes(*_FIELDS, "page")
def startups() -> Response:
    """List startups."""
    return _list(OrganisationKind.STARTUP, directory.startups)


def _list(kind: OrganisationKind, find: Callable[[Context, Wanted, int], Listed]) -> Response:
    asked = {name: request.args.get(name, "") for name in _FIELDS}
    wanted = Wanted(**asked | {"sort": asked["sort"] or "name"})
    return page(
        "directory/list.html",
        block="results",
        kind=kind,
        wanted=wanted,
        asked={name: value for name, value in asked.items() if value},
        listed=find(context(), wanted, request.args.get("page", 1, type=int)),
        sectors=sector_options(),
        regions=region_options(),
        sizes=size_options(),
        statuses=status_options(),
    )
