"""The list of programmes, and the page of one with its versions."""

import json
from typing import Any

from flask import flash, request
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.programmes.answers import programme_json
from matcher.programmes.writing import as_toml
from matcher.workflow import programme_drafts, programme_pages, programme_versions
from web.access import signed_in_as
from web.answers import download, go_to, page
from web.context import context
from web.forms import Form, Line
from web.locale import _, lazy
from web.pages.programmes.blueprint import blueprint
from web.pages.programmes.words import change_lines

TOML = "application/toml"


class NewForm(Form):
    """A programme that is not known yet."""

    name = Line(lazy("Name"), longest=300)
    programme_id = Line(lazy("Short name"), longest=60)


@blueprint.get("")
@signed_in_as(Role.OFFICER)
def index() -> Response:
    """List the programmes, those to be read again first."""
    found = programme_pages.listed(context())
    return page("programmes/index.html", lines=found, drafts=programme_pages.new_drafts(context()))


@blueprint.get("/new")
@signed_in_as(Role.OFFICER)
def new() -> Response:
    """Show the form of a new programme."""
    return page("programmes/new.html", form=NewForm())


@blueprint.post("/new")
@signed_in_as(Role.OFFICER)
def add() -> Response:
    """Open a draft of a new programme."""
    form = NewForm()
    if form.validate_on_submit():
        try:
            number = programme_drafts.new_programme(
                context(), str(form.programme_id.data), str(form.name.data)
            )
        except InvalidForm as refused:
            form.take(refused)
        else:
            return go_to("programmes.draft", draft_id=number)
    return page("programmes/new.html", status=422, form=form)


@blueprint.get("/of/<programme_id>")
@signed_in_as(Role.OFFICER)
def show(programme_id: str) -> Response:
    """Show a programme as it holds today, with all its versions."""
    return _show(programme_id)


@blueprint.get("/of/<programme_id>/<version>")
@signed_in_as(Role.OFFICER)
def show_version(programme_id: str, version: str) -> Response:
    """Show one version of a programme."""
    return _show(programme_id, version)


@blueprint.get("/of/<programme_id>/<version>/<any(json, toml):ending>")
@signed_in_as(Role.OFFICER)
def file(programme_id: str, version: str, ending: str) -> Response:
    """Send one version as a file."""
    programme = programme_versions.version_of(context(), programme_id, version)
    name = f"{programme.id}-{programme.version}.{ending}"
    if ending == "toml":
        return download(as_toml(programme), name, TOML)
    return download(_json(programme_json(programme)), name, "application/json")


@blueprint.post("/of/<programme_id>/draft")
@signed_in_as(Role.OFFICER)
def open_draft(programme_id: str) -> Response:
    """Open the draft of a next version, or the one that is open already."""
    known = programme_drafts.open_draft(context(), programme_id)
    version = request.form.get("version", "")
    number = programme_drafts.draft(context(), programme_id, version)
    if known is not None:
        flash(_("A draft of this programme was open already: here it is."), "info")
    return go_to("programmes.draft", draft_id=number)


def _json(told: dict[str, Any]) -> str:
    return json.dumps(told, ensure_ascii=False, indent=2)


def _show(programme_id: str, version: str = "") -> Response:
    shown = programme_pages.page(context(), programme_id, version)
    versions = [each.kept.programme for each in shown.past]
    told = [(each, change_lines(each.changes, *versions)) for each in shown.past]
    return page("programmes/show.html", shown=shown, past=told, shown_today=context().now.date())
