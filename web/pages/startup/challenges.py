"""Challenges suggested to the startup, all open ones, and what it says to each."""

from typing import Any

from flask import flash, request
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.workflow import interests
from matcher.workflow import suggestions as use_cases
from matcher.workflow.interests import LONGEST_NOTE
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.errors import message_of
from web.locale import _
from web.pages.startup.blueprint import blueprint
from web.pages.startup.words import reason_options
from web.parameters import takes
from web.requests import is_partial

LONGEST_SEARCH = 100


@blueprint.get("/suggestions")
@signed_in_as(Role.STARTUP)
@takes("q", "page")
def suggestions() -> Response:
    """List what is suggested, then the other open challenges, or those that hold some words."""
    searched = " ".join(request.args.get("q", "").split())[:LONGEST_SEARCH]
    others = use_cases.others(context(), searched, request.args.get("page", 1, type=int))
    suggested = () if is_partial() else use_cases.suggested(context())
    return page(
        "startup/suggestions.html",
        block="others",
        suggested=suggested,
        others=others,
        words=searched,
    )


@blueprint.get("/suggestions/<int:challenge_id>")
@signed_in_as(Role.STARTUP)
def suggestion(challenge_id: int) -> Response:
    """Show one challenge, with why it is suggested."""
    return _shown(challenge_id)


@blueprint.post("/suggestions/<int:challenge_id>")
@signed_in_as(Role.STARTUP)
def answer_suggestion(challenge_id: int) -> Response:
    """Keep what the startup says to a challenge."""
    sent = request.form
    interested = sent.get("interested") == "yes"
    try:
        interests.say(
            context(),
            challenge_id,
            sent.get("version", 0, type=int),
            interested=interested,
            reason=sent.get("reason", ""),
            note=sent.get("note", ""),
        )
    except InvalidForm as refused:
        errors = {name: message_of(problem) for name, problem in refused.fields.items()}
        entered = {name: sent.get(name, "") for name in ("reason", "note")}
        return _shown(
            challenge_id, status=422, errors=errors, entered=entered, is_no=not interested
        )
    if is_partial():
        return _shown(challenge_id, is_fresh=True)
    flash(_("Your answer was kept. You can change it until you are introduced."), "success")
    return go_to("startup.suggestion", challenge_id=challenge_id)


def _shown(challenge_id: int, status: int = 200, **more: Any) -> Response:
    read = use_cases.read(context(), challenge_id)
    return page(
        "startup/suggestion.html",
        block="answer",
        status=status,
        read=read,
        reasons=reason_options(),
        longest_note=LONGEST_NOTE,
        **{"errors": {}, "entered": {}, "is_no": False, "is_fresh": False} | more,
    )
