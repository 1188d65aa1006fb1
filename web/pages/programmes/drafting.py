"""The draft of a next version: its parts, as text, checked, published, thrown away."""

from typing import Any

from flask import flash, request
from markupsafe import Markup
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.programmes.editing import EditedPart, parts_of, place_of
from matcher.workflow import programme_drafts, programme_parts
from matcher.workflow.programme_checks import Found
from matcher.workflow.programme_drafts import Draft
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.locale import _
from web.pages.programmes.blueprint import blueprint
from web.pages.programmes.controls import Options, acted, controls
from web.pages.programmes.words import change_lines, part_lines, problem
from web.parameters import takes

PART = "<any(head, source, rule, aid):section>"
_CONTROL = {"csrf_token", "do", "row_version"}
"""Fields of a form that say nothing of the rule."""


@blueprint.get("/drafts/<int:draft_id>")
@signed_in_as(Role.OFFICER)
def draft(draft_id: int) -> Response:
    """Show a draft: its parts, what is wrong, what it changes."""
    found = programme_drafts.read(context(), draft_id)
    return page("programmes/draft.html", draft=found, **_told(found))


@blueprint.get(f"/drafts/<int:draft_id>/{PART}/<int:number>")
@signed_in_as(Role.OFFICER)
@takes("kind")
def part(draft_id: int, section: str, number: int) -> Response:
    """Show the form of one part; a number past the last is a new one."""
    found, which = programme_drafts.read(context(), draft_id), EditedPart(section)
    if which is not EditedPart.HEAD and number >= len(parts_of(found.document, which)):
        fields: Any = {"kind": [request.args.get("kind", "between")]}
    else:
        fields = programme_parts.entered(found, which, number)
    return _form(found, (which, number), fields)


@blueprint.post(f"/drafts/<int:draft_id>/{PART}/<int:number>")
@signed_in_as(Role.OFFICER)
def save_part(draft_id: int, section: str, number: int) -> Response:
    """Keep a part, or show its form again with other fields."""
    place = (EditedPart(section), number)
    entered = request.form.to_dict(flat=False)
    fields = {name: given for name, given in entered.items() if name not in _CONTROL}
    act = request.form.get("do", "save")
    if act != "save":
        found = programme_drafts.read(context(), draft_id)
        return _form(found, place, acted(fields, act))
    try:
        programme_parts.save_draft(context(), draft_id, _row_version(), fields, place)
    except InvalidForm as refused:
        found = programme_drafts.read(context(), draft_id)
        wrong = {name: problem(each) for name, each in refused.fields.items()}
        return _form(found, place, fields, wrong)
    flash(_("The draft was saved."), "success")
    return go_to("programmes.draft", draft_id=draft_id)


@blueprint.post(f"/drafts/<int:draft_id>/{PART}/<int:number>/remove")
@signed_in_as(Role.OFFICER)
def remove_part(draft_id: int, section: str, number: int) -> Response:
    """Take a part out."""
    place = (EditedPart(section), number)
    programme_parts.remove_part(context(), draft_id, _row_version(), place)
    flash(_("It was taken out of the draft."), "success")
    return go_to("programmes.draft", draft_id=draft_id)


@blueprint.post(f"/drafts/<int:draft_id>/{PART}/<int:number>/up")
@signed_in_as(Role.OFFICER)
def move_part(draft_id: int, section: str, number: int) -> Response:
    """Put a rule or an aid before the one that it follows."""
    place = (EditedPart(section), number)
    programme_parts.move_part(context(), draft_id, _row_version(), place)
    return go_to("programmes.draft", draft_id=draft_id)


@blueprint.get("/drafts/<int:draft_id>/text")
@signed_in_as(Role.OFFICER)
def text(draft_id: int) -> Response:
    """Show a draft as text, for those who know its form."""
    found = programme_drafts.read(context(), draft_id)
    return page("programmes/text.html", draft=found, text=found.text, wrong="")


@blueprint.post("/drafts/<int:draft_id>/text")
@signed_in_as(Role.OFFICER)
def save_text(draft_id: int) -> Response:
    """Keep a draft as it was typed."""
    typed = request.form.get("text", "")
    try:
        programme_drafts.save_text(context(), draft_id, _row_version(), typed)
    except InvalidForm as refused:
        found = programme_drafts.read(context(), draft_id)
        wrong = problem(refused.fields["text"])
        return page("programmes/text.html", status=422, draft=found, text=typed, wrong=wrong)
    flash(_("The draft was saved."), "success")
    return go_to("programmes.draft", draft_id=draft_id)


@blueprint.get("/drafts/<int:draft_id>/publish")
@signed_in_as(Role.OFFICER)
def confirm_publish(draft_id: int) -> Response:
    """Say what publishing does, and ask why."""
    return _publish_page(programme_drafts.read(context(), draft_id))


@blueprint.post("/drafts/<int:draft_id>/publish")
@signed_in_as(Role.OFFICER)
def publish(draft_id: int) -> Response:
    """Make a draft a version."""
    found = programme_drafts.read(context(), draft_id)
    note = request.form.get("note", "")
    try:
        programme_drafts.publish(context(), draft_id, _row_version(), note)
    except InvalidForm as refused:
        wrong = {name: problem(each) for name, each in refused.fields.items()}
        return _publish_page(found, note, wrong)
    flash(_("The version was published. It is kept as it is."), "success")
    return go_to("programmes.show", programme_id=found.programme_id)


@blueprint.get("/drafts/<int:draft_id>/discard")
@signed_in_as(Role.OFFICER)
def confirm_discard(draft_id: int) -> Response:
    """Ask before a draft is thrown away."""
    return page("programmes/discard.html", draft=programme_drafts.read(context(), draft_id))


@blueprint.post("/drafts/<int:draft_id>/discard")
@signed_in_as(Role.OFFICER)
def discard(draft_id: int) -> Response:
    """Throw a draft away."""
    programme_drafts.discard(context(), draft_id, _row_version())
    flash(_("The draft was thrown away. The published versions stay."), "success")
    return go_to("programmes.index")


def _row_version() -> int:
    return request.form.get("row_version", 0, type=int)


def _form(
    found: Draft, place: tuple[EditedPart, int], fields: Any, wrong: dict[str, str] | None = None
) -> Response:
    which, number = place
    sources: Options = [
        (name, Markup("<bdi>{}</bdi>").format(source.get("title") or name))
        for name, source in parts_of(found.document, EditedPart.SOURCE)
    ]
    return page(
        "programmes/part.html",
        block="form",
        status=422 if wrong else 200,
        draft=found,
        section=which.value,
        number=number,
        is_new=which is not EditedPart.HEAD and number >= len(parts_of(found.document, which)),
        controls=controls(which, fields, sources),
        wrong=wrong or {},
    )


def _publish_page(found: Draft, note: str = "", wrong: dict[str, str] | None = None) -> Response:
    return page(
        "programmes/publish.html",
        status=422 if wrong else 200,
        draft=found,
        note=note,
        wrong=wrong or {},
        **_told(found),
    )


def _told(found: Draft) -> dict[str, Any]:
    versions = [found.latest.programme] if found.latest else []
    return {
        "findings": [_finding(found, each) for each in found.findings],
        "changes": change_lines(found.changes, *versions),
        "parts": {which.value: _parts(found, which) for which in EditedPart if which != "head"},
    }


def _parts(found: Draft, which: EditedPart) -> list[tuple[str, Any, list[str]]]:
    return [
        (name, table, part_lines(which, table)) for name, table in parts_of(found.document, which)
    ]


def _finding(found: Draft, each: Found) -> dict[str, Any]:
    section, number, field = place_of(found.document, each.path)
    return {
        "section": section.value,
        "number": number,
        "field": field,
        "told": problem(each.problem),
        "is_warning": each.is_warning,
    }
