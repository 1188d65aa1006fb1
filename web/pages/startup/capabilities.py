"""What the startup can do, one by one."""

from typing import Any

from flask import flash, request
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.errors import InvalidForm, StalePage
from matcher.workflow import capabilities, startups
from matcher.workflow.profile_gaps import gaps
from matcher.workflow.startup_limits import LONGEST_TEXT, LONGEST_TITLE
from matcher.workflow.startup_views import CapabilityView
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.errors import message_of
from web.locale import _, language
from web.pages.startup.blueprint import blueprint
from web.pages.startup.forms import CapabilityForm
from web.requests import is_partial
from web.sentences import sentence


@blueprint.get("/capabilities/new")
@signed_in_as(Role.STARTUP)
def new_capability() -> Response:
    """Show an empty form."""
    startups.home_of(context())
    return _form(CapabilityForm(formdata=None))


@blueprint.post("/capabilities/new")
@signed_in_as(Role.STARTUP)
def add_capability() -> Response:
    """Add a capability."""
    form = CapabilityForm()
    if form.validate_on_submit():
        try:
            capabilities.add(context(), str(form.title.data or ""), str(form.text.data))
        except InvalidForm as refused:
            form.take(refused)
        else:
            flash(_("The capability was added."), "success")
            return go_to("startup.profile", _anchor="capabilities")
    return _form(form, status=422)


@blueprint.get("/capabilities/<int:capability_id>")
@signed_in_as(Role.STARTUP)
def edit_capability(capability_id: int) -> Response:
    """Show one capability in the form."""
    view = capabilities.capability(context(), capability_id)
    return _form(CapabilityForm(formdata=None, obj=view), view=view, mark=view.mark)


@blueprint.post("/capabilities/<int:capability_id>")
@signed_in_as(Role.STARTUP)
def save_capability(capability_id: int) -> Response:
    """Keep one capability; when a colleague changed it in between, show both."""
    form, mark = CapabilityForm(), request.form.get("mark", "")
    more: dict[str, Any] = {"status": 422, "mark": mark}
    if form.validate_on_submit():
        title, text = str(form.title.data or ""), str(form.text.data)
        try:
            capabilities.edit(context(), capability_id, mark, title, text)
        except InvalidForm as refused:
            form.take(refused)
        except StalePage as stale:
            more = {"status": 409, "stale": message_of(stale)}
        else:
            flash(_("The capability was saved."), "success")
            return go_to("startup.profile", _anchor="capabilities")
    view = capabilities.capability(context(), capability_id)
    return _form(form, view=view, **{"mark": view.mark} | more)


@blueprint.get("/capabilities/<int:capability_id>/remove")
@signed_in_as(Role.STARTUP)
def ask_to_remove(capability_id: int) -> Response:
    """Ask once before a capability goes."""
    view = capabilities.capability(context(), capability_id)
    return page("startup/remove.html", view=view)


@blueprint.post("/capabilities/<int:capability_id>/remove")
@signed_in_as(Role.STARTUP)
def remove_capability(capability_id: int) -> Response:
    """Take a capability away."""
    capabilities.remove(context(), capability_id, request.form.get("mark", ""))
    flash(_("The capability was removed."), "success")
    return go_to("startup.profile", _anchor="capabilities")


@blueprint.post("/capabilities/<int:capability_id>/move")
@signed_in_as(Role.STARTUP)
def move_capability(capability_id: int) -> Response:
    """Put a capability at another place of the list."""
    capabilities.move(context(), capability_id, request.form.get("place", 1, type=int))
    if is_partial():
        view = startups.profile(context())
        return page("startup/profile.html", block="capabilities", view=view, moved=capability_id)
    return go_to("startup.profile", _anchor="capabilities")


def _form(
    form: CapabilityForm, *, view: CapabilityView | None = None, status: int = 200, **more: Any
) -> Response:
    return page(
        "startup/capability.html",
        status=status,
        form=form,
        view=view,
        advice=_advice(view),
        told=capabilities.checked_words(
            context(), f"{form.title.data or ''}\n{form.text.data or ''}".strip()
        ),
        longest_title=LONGEST_TITLE,
        longest_text=LONGEST_TEXT,
        **more,
    )


def _advice(view: CapabilityView | None) -> list[tuple[str, str]]:
    """Return (what to do, the words that it is about) for what is wrong with this text."""
    if view is None:
        return []
    found = gaps(startups.profile(context()))
    return [
        (sentence("gap", gap.code, language()), gap.quote)
        for gap in found
        if gap.quote and gap.capability_id == view.id and not gap.is_done
    ]
