"""The officer's desk: what waits today."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, current_app, request, url_for
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.workflow import desk
from matcher.workflow.desk import Kind
from web.access import signed_in_as
from web.answers import page
from web.context import context
from web.parameters import takes

blueprint = Blueprint("desk", __name__, url_prefix="/desk")

_CURATION = (("curation.show", "challenge_id"),)
_INTRODUCTION = (("introductions.show", "introduction_id"), ("introductions.index", ""))
_PLACES: Mapping[Kind, tuple[tuple[str, str], ...]] = {
    Kind.NEW_CHALLENGE: _CURATION,
    Kind.MATCHES_READY: _CURATION,
    Kind.FAILED_RUN: _CURATION,
    Kind.TEASER: (("teasers.show", "challenge_id"), ("teasers.index", "")),
    Kind.JOIN_REQUEST: (("people.request_page", "request_id"), ("people.requests", "")),
    Kind.WANTED: _INTRODUCTION,
    Kind.INTERESTED: _CURATION,
    Kind.UNANSWERED_SHORTLIST: _CURATION,
    Kind.UNANSWERED_INTRODUCTION: _INTRODUCTION,
    Kind.SUPPORT_LEFT: _INTRODUCTION,
    Kind.OUTCOME: _INTRODUCTION,
    Kind.MAIL: (("outbox.show", "mail_id"), ("outbox.index", "")),
}
"""Kind → where it is dealt with: endpoints, each with its argument; the first that exists."""
_LISTS: Mapping[Kind, str] = {
    Kind.NEW_CHALLENGE: "curation.queue",
    Kind.MATCHES_READY: "curation.queue",
    Kind.FAILED_RUN: "curation.queue",
    Kind.TEASER: "teasers.index",
    Kind.JOIN_REQUEST: "people.requests",
    Kind.WANTED: "introductions.index",
    Kind.UNANSWERED_INTRODUCTION: "introductions.index",
    Kind.SUPPORT_LEFT: "introductions.index",
    Kind.OUTCOME: "introductions.index",
    Kind.MAIL: "outbox.index",
}
"""Kind → the page that lists all of it."""


@blueprint.get("")
@signed_in_as(Role.OFFICER)
@takes("of")
def today() -> Response:
    """Show what waits; `?of=me` leaves out what other officers lead."""
    waiting = desk.today(context(), mine=request.args.get("of") == "me")
    return page("desk/today.html", today=waiting, place=_place, list_of=_list)


def _place(kind: Kind, subject_id: int) -> str:
    """Return the address of a thing that waits; empty while its room is not there."""
    for endpoint, name in _PLACES[kind]:
        if endpoint in current_app.view_functions:
            values: dict[str, Any] = {name: subject_id} if name else {}
            return url_for(endpoint, **values)
    return ""


def _list(kind: Kind) -> str:
    endpoint = _LISTS.get(kind, "")
    return url_for(endpoint) if endpoint in current_app.view_functions else ""
