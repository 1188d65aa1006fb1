"""Pages that only read: the list, one introduction, and its printable sheet."""

from flask import Response, request

from matcher.workflow import introduction_reading
from web.access import signed_in_as
from web.answers import page
from web.context import context
from web.pages.introductions.blueprint import blueprint
from web.pages.introductions.shown import steps_shown
from web.parameters import takes

LISTS = ("open", "ended", "all")


@blueprint.get("")
@signed_in_as()
@takes("shown", "page")
def index() -> Response:
    """Show the introductions that the person may know of."""
    shown = request.args.get("shown", "open")
    shown = shown if shown in LISTS else "open"
    number = request.args.get("page", 1, type=int)
    found = introduction_reading.listed(context(), shown=shown, page=number)
    return page("introductions/index.html", block="main", found=found, shown=shown)


@blueprint.get("/<int:introduction_id>")
@signed_in_as()
def show(introduction_id: int) -> Response:
    """Show one introduction, with what the person may do."""
    return shown_again(introduction_id)


@blueprint.get("/<int:introduction_id>/sheet")
@signed_in_as()
def sheet(introduction_id: int) -> Response:
    """Show the introduction as a sheet to print."""
    view = introduction_reading.read(context(), introduction_id)
    return page("introductions/sheet.html", view=view, steps=steps_shown(view))


def shown_again(
    introduction_id: int,
    *,
    template: str = "introductions/show.html",
    errors: dict[str, str] | None = None,
    sent: dict[str, str] | None = None,
) -> Response:
    """Return the page of an introduction; with `errors`, the form as it was sent."""
    view = introduction_reading.read(context(), introduction_id)
    return page(
        template,
        status=422 if errors else 200,
        view=view,
        steps=steps_shown(view),
        errors=errors or {},
        sent=sent or {},
    )
