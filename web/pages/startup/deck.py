"""A deck read into a draft of capabilities, which the person accepts, edits or drops."""

from typing import Any

from flask import flash, request
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.workflow import decks, startups
from matcher.workflow.deck_parts import MOST_PARTS
from matcher.workflow.decks import DeckDraft
from matcher.workflow.startup_limits import LONGEST_TEXT, LONGEST_TITLE, check_capability
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.errors import message_of
from web.extensions import UPLOAD, limited
from web.locale import _, ngettext
from web.pages.startup.blueprint import blueprint
from web.pages.startup.forms import DeckForm
from web.uploads import one_at_a_time


@blueprint.get("/deck")
@signed_in_as(Role.STARTUP)
def deck() -> Response:
    """Show the form that takes a deck, and the drafts that wait."""
    startups.home_of(context())
    return page("startup/deck.html", form=DeckForm(formdata=None), waiting=decks.waiting(context()))


@blueprint.post("/deck")
@signed_in_as(Role.STARTUP)
@limited(UPLOAD)
@one_at_a_time
def read_deck() -> Response:
    """Read a deck; the document is read before the database is asked for anything."""
    form = DeckForm()
    if form.validate_on_submit():
        name, content = form.sent()
        try:
            read = decks.read_deck(name, content)
            deck_id = decks.keep(context(), read)
        except InvalidForm as refused:
            form.take(refused)
        else:
            return go_to("startup.deck_draft", deck_id=deck_id)
    return page("startup/deck.html", status=422, form=form, waiting=decks.waiting(context()))


@blueprint.get("/deck/<int:deck_id>")
@signed_in_as(Role.STARTUP)
def deck_draft(deck_id: int) -> Response:
    """Show what was read from a deck."""
    draft = decks.draft(context(), deck_id)
    rows = [
        {"title": part.title, "text": part.text, "is_kept": True, "errors": {}}
        for part in draft.parts
    ]
    return _review(draft, rows)


@blueprint.post("/deck/<int:deck_id>")
@signed_in_as(Role.STARTUP)
def accept_deck(deck_id: int) -> Response:
    """Add the chosen parts to the profile, as the person left them."""
    rows = _rows()
    kept = [(row["title"], row["text"]) for row in rows if row["is_kept"]]
    wrong = [row for row in rows if row["errors"]]
    general = ""
    if not kept:
        general = _("Tick at least one part, or drop the draft.")
    elif not wrong:
        try:
            made = decks.accept(context(), deck_id, kept)
        except InvalidForm as refused:
            general = " ".join(message_of(each) for each in refused.fields.values())
        else:
            flash(_deck_told(len(made)), "success")
            return go_to("startup.profile", _anchor="capabilities")
    return _review(decks.draft(context(), deck_id), rows, status=422, general=general)


@blueprint.post("/deck/<int:deck_id>/drop")
@signed_in_as(Role.STARTUP)
def drop_deck(deck_id: int) -> Response:
    """Forget a draft."""
    decks.drop(context(), deck_id)
    flash(_("The draft was dropped. Your profile did not change."), "success")
    return go_to("startup.profile")


def _deck_told(count: int) -> str:
    if not count:
        return str(_("This draft was decided on already."))
    return str(ngettext("%(num)s capability was added.", "%(num)s capabilities were added.", count))


def _rows() -> list[dict[str, Any]]:
    """Return the parts as they were sent, each with what is wrong with it if it is to be kept."""
    sent = request.form
    rows: list[dict[str, Any]] = []
    for place in range(1, MOST_PARTS + 1):
        if f"text-{place}" not in sent:
            break
        row: dict[str, Any] = {
            "title": " ".join(sent.get(f"title-{place}", "").split()),
            "text": sent.get(f"text-{place}", "").replace("\r\n", "\n").strip(),
            "is_kept": f"keep-{place}" in sent,
            "errors": {},
        }
        if row["is_kept"]:
            row["errors"] = _mistakes(row["title"], row["text"])
        rows.append(row)
    return rows


def _mistakes(title: str, text: str) -> dict[str, str]:
    try:
        check_capability(title, text)
    except InvalidForm as refused:
        return {name: message_of(problem) for name, problem in refused.fields.items()}
    return {}


def _review(
    draft: DeckDraft, rows: list[dict[str, Any]], *, status: int = 200, general: str = ""
) -> Response:
    listed = [
        (f"{name}-{place}", problem)
        for place, row in enumerate(rows, start=1)
        for name, problem in row["errors"].items()
    ]
    if general:
        listed.insert(0, ("keep-1", general))
    return page(
        "startup/deck_draft.html",
        status=status,
        draft=draft,
        rows=rows,
        mistakes=listed,
        longest_title=LONGEST_TITLE,
        longest_text=LONGEST_TEXT,
    )
