"""Where each person can go: the entries of the main navigation, and what every page needs."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request, url_for

from matcher.domain.people import Role, User
from web.context import actor
from web.locale import LANGUAGES, direction, language, lazy


@dataclass(frozen=True, slots=True)
class Entry:
    """One place to go. `is_here` says that the person is in its room."""

    label: str
    href: str
    is_here: bool
    endpoint: str


_STAFF = (
    ("desk.today", lazy("Desk")),
    ("curation.queue", lazy("Curation")),
    ("plans.index", lazy("Plans")),
    ("introductions.index", lazy("Introductions")),
    ("directory.index", lazy("Directory")),
    ("people.index", lazy("People")),
    ("outbox.index", lazy("E-mails")),
    ("programmes.index", lazy("Programmes")),
    ("insights.index", lazy("Insights")),
)
_PLACES: dict[Role | None, tuple[tuple[str, Any], ...]] = {
    None: (
        ("home.index", lazy("Home")),
        ("home.how", lazy("How it works")),
        ("home.join", lazy("Join")),
    ),
    Role.FIRM: (
        ("firm.index", lazy("My challenges")),
        ("introductions.index", lazy("Introductions")),
    ),
    Role.STARTUP: (
        ("startup.index", lazy("Overview")),
        ("startup.suggestions", lazy("Challenges")),
        ("startup.profile", lazy("Profile")),
        ("introductions.index", lazy("Introductions")),
    ),
    Role.SUPPORT: (("introductions.index", lazy("Introductions")),),
    Role.OFFICER: _STAFF,
    Role.ADMINISTRATOR: _STAFF,
}
"""Role → endpoints with their names; an endpoint that does not exist is left out."""


def navigation(person: User | None) -> list[Entry]:
    """Return the entries for a person, in order; the one where the person is says so."""
    places = [
        (endpoint, label)
        for endpoint, label in _PLACES[person.role if person else None]
        if endpoint in current_app.view_functions
    ]
    here = _here([endpoint for endpoint, _ in places])
    return [
        Entry(str(label), url_for(endpoint), endpoint == here, endpoint)
        for endpoint, label in places
    ]


def install_navigation(app: Flask) -> None:
    """Give every template what the frame of the page shows."""
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    person = actor()
    settings = current_app.extensions["passerelle"].settings
    return {
        "person": person,
        "navigation": navigation(person),
        "languages": list(LANGUAGES.items()),
        "language": language(),
        "direction": direction(),
        "here": _address(),
        "is_demo": settings.demo,
        "demo_accounts": current_app.extensions["passerelle.demo_accounts"](),
    }


def _address() -> str:
    """Return an address that shows this page again: after a POST, the page with its form."""
    if request.method == "GET":
        return request.full_path
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc != request.host:
        return "/"
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def _here(endpoints: list[str]) -> str | None:
    """Return the endpoint that leads to the page asked for: its own, else the first of its room."""
    asked = request.endpoint or ""
    if asked in endpoints:
        return asked
    room = asked.partition(".")[0]
    return next((name for name in endpoints if name.partition(".")[0] == room), None)
