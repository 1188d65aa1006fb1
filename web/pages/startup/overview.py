"""The first page of the startup's room."""

from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.workflow.startup_overview import overview
from web.access import signed_in_as
from web.answers import page
from web.context import context
from web.pages.startup.blueprint import blueprint
from web.pages.startup.checks import checks


@blueprint.get("")
@signed_in_as(Role.STARTUP)
def index() -> Response:
    """Show what waits, what is under way, what became of the past."""
    shown = overview(context())
    return page("startup/index.html", shown=shown, checks=checks(shown.gaps))
