"""The session: a signed cookie that says who, since when, and when it was last used.

It ends after a time without a visit, and after a longer time whatever happens; both are shorter for
the agency's staff. Static files never carry it.
"""

from datetime import datetime, timedelta

from flask import Flask, Response, g, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin

from matcher.domain.people import STAFF, Role
from matcher.settings import Settings

BEGAN, SEEN = "began", "seen"
"""Where a session keeps the moments when its person signed in, and when it was last used."""
_TOUCH = timedelta(seconds=60)
"""The second moment is written anew once it is so old."""


class Sessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie that travels with pages, never with a file that may be cached."""

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        """Whether the answer carries the cookie: of somebody signed in, after a look at them."""
        unseen = "_user_id" in session and "person_seen" not in g
        return session.modified if unseen else super().should_set_cookie(app, session)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Send the cookie with pages only."""
        if request.endpoint != "static":
            super().save_session(app, session, response)


def cookie_name(base: str, *, encrypted: bool, for_all_paths: bool = True) -> str:
    """Return the name of a cookie that no other host, and no unencrypted page, can set."""
    if not encrypted:
        return base
    return f"__Host-{base}" if for_all_paths else f"__Secure-{base}"


def idle(settings: Settings, role: Role) -> timedelta:
    """Return how long a session lasts without a visit."""
    if role in STAFF:
        return timedelta(minutes=settings.staff_idle_minutes)
    return timedelta(hours=settings.session_hours)


def longest(settings: Settings, role: Role) -> timedelta:
    """Return how long a session lasts at most."""
    if role in STAFF:
        return timedelta(hours=settings.staff_session_hours)
    return timedelta(days=settings.session_days)


def begin(session: SessionMixin, now: datetime, *, since: float | None = None) -> None:
    """Note that a session begins now, or goes on since an earlier moment under a new id."""
    session[BEGAN] = since or now.timestamp()
    session[SEEN] = now.timestamp()


def is_over(session: SessionMixin, settings: Settings, role: Role, now: datetime) -> bool:
    """Whether a session has ended by the clock; one that does not say since when has."""
    began, seen = session.get(BEGAN), session.get(SEEN)
    if not isinstance(began, int | float) or not isinstance(seen, int | float):
        return True
    here = now.timestamp()
    is_idle = here - seen > idle(settings, role).total_seconds()
    return is_idle or here - began > longest(settings, role).total_seconds()


def touch(session: SessionMixin, now: datetime) -> None:
    """Note that a session is used."""
    if now.timestamp() - session[SEEN] >= _TOUCH.total_seconds():
        session[SEEN] = now.timestamp()
