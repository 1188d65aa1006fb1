"""Officers: what can be taken out as a spreadsheet."""

from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.workflow import exports
from web.access import signed_in_as
from web.answers import download, page
from web.context import commit, context
from web.pages.directory.blueprint import blueprint


@blueprint.get("/export")
@signed_in_as(Role.OFFICER)
def export_index() -> Response:
    """Show what can be exported."""
    return page("directory/exports.html")


@blueprint.post("/export/<subject>.<form>")
@signed_in_as(Role.OFFICER)
def export(subject: str, form: str) -> Response:
    """Give a file; that it was made is noted."""
    made = exports.export(context(), subject, form)
    commit()
    return download(made.content, made.filename, made.media_type)
