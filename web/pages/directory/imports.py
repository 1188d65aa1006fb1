"""Officers: a file of startups or firms is sent, looked at, taken over."""

from flask import flash, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.errors import StalePage, UnreadableInput
from matcher.workflow import import_reading, imports
from matcher.workflow.import_plans import OUTCOMES
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context, discard, services
from web.errors import message_of
from web.extensions import UPLOAD, limited
from web.locale import _
from web.pages.directory.blueprint import blueprint
from web.pages.directory.words import intake_said
from web.parameters import takes
from web.uploads import one_at_a_time


@blueprint.get("/import")
@signed_in_as(Role.OFFICER)
def import_index() -> Response:
    """Show where to send a file, and the files of the last time."""
    return _index()


@blueprint.post("/import")
@limited(UPLOAD)
@signed_in_as(Role.OFFICER)
@one_at_a_time
def send_import() -> Response:
    """Read a file and say what it would change; nothing is changed."""
    sent = request.files.get("file")
    kind = request.form.get("kind", import_reading.STARTUPS)
    if kind not in import_reading.KINDS:
        kind = import_reading.STARTUPS
    if not isinstance(sent, FileStorage) or not sent.filename:
        return _index(kind, _("Choose a file."), 422)
    content = sent.stream.read(import_reading.FILE_BYTES + 1)
    try:
        examined = imports.examine(services(), kind, sent.filename, content)
    except UnreadableInput as problem:
        return _index(kind, intake_said(str(problem)), 422)
    return go_to("directory.import_report", import_id=imports.keep(context(), examined))


@blueprint.get("/import/<int:import_id>")
@signed_in_as(Role.OFFICER)
@takes("outcome", "page")
def import_report(import_id: int) -> Response:
    """Show what becomes of each line of a file."""
    report = imports.report(
        context(),
        import_id,
        outcome=request.args.get("outcome", ""),
        page=request.args.get("page", 1, type=int),
    )
    return page("directory/report.html", report=report, about=report.about, outcomes=OUTCOMES)


@blueprint.post("/import/<int:import_id>/apply")
@limited(UPLOAD)
@signed_in_as(Role.OFFICER)
@one_at_a_time
def apply_import(import_id: int) -> Response:
    """Take the file over, whole; when something changed since, show the new report."""
    sheet = imports.reread(services(), import_id)
    add_near = request.form.get("near") == "add"
    try:
        imports.apply(context(), import_id, sheet, add_near=add_near)
    except StalePage as stale:
        discard()
        found = imports.examine(services(), sheet.kind, sheet.filename, sheet.content)
        imports.look_again(context(), import_id, found)
        flash(message_of(stale), "warn")
    else:
        flash(_("The file was taken over."), "success")
    return go_to("directory.import_report", import_id=import_id)


def _index(kind: str = import_reading.STARTUPS, problem: str = "", status: int = 200) -> Response:
    return page(
        "directory/import.html",
        status=status,
        kind=kind,
        problem=problem,
        latest=imports.latest(context()),
        rows=import_reading.ROWS,
        megabytes=import_reading.FILE_BYTES // (1024 * 1024),
    )
