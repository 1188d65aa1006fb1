"""Where people go after signing in."""

from flask import current_app, url_for

from matcher.domain.people import Role, User

_ROOMS = {
    Role.FIRM: ("firm.index",),
    Role.STARTUP: ("startup.index",),
    Role.SUPPORT: ("introductions.index",),
    Role.OFFICER: ("desk.index", "desk.today", "people.index"),
    Role.ADMINISTRATOR: ("desk.index", "desk.today", "people.index"),
}
"""Role → where a person goes after signing in: the first page that exists."""


def room_of(person: User) -> str:
    """Return the path of the first page of a person's room."""
    endpoint = next(filter(has_view, _ROOMS[person.role]), "account.settings")
    return url_for(endpoint)


def has_view(endpoint: str) -> bool:
    """Whether the application has this page."""
    return endpoint in current_app.view_functions
