"""Signed in, and in which role: every view says who may use it, or nobody may."""

from collections.abc import Callable
from datetime import datetime
from secrets import token_hex
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, abort, current_app, g, redirect, request, session, url_for
from flask_login import UserMixin, current_user, login_user, logout_user
from werkzeug.wrappers import Response as AnyResponse

from matcher.domain.people import Role, User
from matcher.workflow import accounts, ended_sessions
from matcher.workflow.context import Context
from web import sessions
from web.context import context, services
from web.extensions import logins
from web.locale import language, lazy, refresh, remember_language
from web.parameters import refuse_unknown
from web.sessions import Sessions

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC: frozenset[Role] = frozenset()
"""The `access` of a view that needs no account."""
EVERYONE = frozenset(Role)
_ROLES = {
    Role.FIRM: lazy("Industrial firm"),
    Role.STARTUP: lazy("Startup"),
    Role.SUPPORT: lazy("Support body"),
    Role.OFFICER: lazy("Introductions officer"),
    Role.ADMINISTRATOR: lazy("Administrator"),
}
_SIGN_IN = "account.sign_in"
_ID_BYTES = 16
_UNGUARDED = frozenset({"static"})


class SignedIn(UserMixin):  # type: ignore[misc]
    """The person of a session, as Flask-Login wants it."""

    def __init__(self, user: User, session_id: str = "") -> None:
        self.user = user
        self.session_id = session_id or token_hex(_ID_BYTES)

    @property
    def is_active(self) -> bool:
        """Whether the account may be used."""
        return self.user.is_active

    @property
    def language(self) -> str:
        """The language that the person chose."""
        return self.user.language

    @property
    def name(self) -> str:
        """The person's name."""
        return self.user.name

    @property
    def role_label(self) -> str:
        """The role in words."""
        return str(_ROLES[self.user.role])

    def get_id(self) -> str:
        """Return what the cookie holds: who, since when sessions count, and which session."""
        return f"{self.user.id}:{self.user.session_epoch}:{self.session_id}"


def public(view: View) -> View:
    """Return the view, open to everybody."""
    view.access = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in_as(*roles: Role) -> Callable[[View], View]:
    """Return a decorator that keeps a view for these roles, or for any account when none is named.

    Whatever is open to officers is open to administrators.
    """
    allowed = frozenset(roles) if roles else EVERYONE
    if Role.OFFICER in allowed:
        allowed |= {Role.ADMINISTRATOR}

    def mark(view: View) -> View:
        view.access = allowed  # type: ignore[attr-defined]
        return view

    return mark


def sign_in(user: User, *, goes_on: bool = False) -> None:
    """Start a new session for this person, in the person's language; nothing old stays.

    One that goes on has a new id, and ends when the old one would have ended.
    """
    since = session.get(sessions.BEGAN) if goes_on else None
    session.clear()
    session.permanent = True
    sessions.begin(session, _now(), since=since)
    login_user(SignedIn(user))
    refresh()


def sign_out() -> None:
    """End the session, copies of its cookie too; the language of the browser stays."""
    spoken = language()
    if current_user.is_authenticated:
        ended_sessions.end(context(), current_user.session_id)
    logout_user()
    session.clear()
    remember_language(spoken)


def safe_next(default: str = "/") -> str:
    """Return the page of our own that the person wanted (`next`), or the default."""
    wanted = request.values.get("next", "")
    return wanted if is_our_path(wanted) else default


def is_our_path(target: str) -> bool:
    """Whether the target is a path of this application, not another site in disguise."""
    if not target.startswith("/") or target.startswith("//"):
        return False
    if "\\" in target or any(ord(letter) < 33 for letter in target):
        return False
    parts = urlsplit(target)
    return not parts.scheme and not parts.netloc


def install_access(app: Flask) -> None:
    """Guard every view of the application."""
    logins.init_app(app)
    logins.session_protection = None
    logins.user_loader(_load)
    app.session_interface = Sessions()
    app.before_request(_guard)


def _load(cookie: str) -> SignedIn | None:
    """Return the person of a cookie; None, and the cookie opens nothing more, when it ended."""
    g.person_seen = True
    found = _seen(cookie)
    if found is None or sessions.is_over(session, services().settings, found.user.role, _now()):
        session.pop("_user_id", None)
        return None
    sessions.touch(session, _now())
    return found


def _now() -> datetime:
    moment: datetime = current_app.extensions["passerelle.clock"]()
    return moment


def _seen(cookie: str) -> SignedIn | None:
    """Return the person of a cookie, unless its session ended or the account was disabled."""
    number, epoch, session_id = (*cookie.split(":", 2), "", "")[:3]
    if not (number.isdecimal() and epoch.isdecimal() and len(session_id) == 2 * _ID_BYTES):
        return None
    built = services()
    with built.database.open(writes=False) as opened:
        reading = Context(session=opened, actor=None, now=_now(), services=built)
        user = accounts.user_by_id(reading, int(number))
        is_over = ended_sessions.is_ended(reading, session_id)
    if user is None or not user.is_active or user.session_epoch != int(epoch) or is_over:
        return None
    return SignedIn(user, session_id)


def _guard() -> AnyResponse | None:
    """Let through who may use the view; a view that does not say is closed to all."""
    if request.endpoint is None or request.endpoint in _UNGUARDED:
        return None
    access: frozenset[Role] | None = getattr(
        current_app.view_functions[request.endpoint], "access", None
    )
    if access is None:
        abort(403)
    if access != PUBLIC:
        if not current_user.is_authenticated:
            return _to_sign_in()
        if current_user.user.role not in access:
            abort(403)
    refuse_unknown()
    return None


def _page_of_the_form() -> str | None:
    """Return the page of ours that a form was sent from, or None."""
    came_from = urlsplit(request.referrer or "")
    path = f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
    return path if came_from.netloc == request.host and is_our_path(path) else None


def _to_sign_in() -> AnyResponse:
    """Send the person to the sign-in page, with the way back: for a form, the page it was on."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else _page_of_the_form()
    if _SIGN_IN in current_app.view_functions:
        target = url_for(_SIGN_IN, next=wanted)
    else:
        target = "/sign-in"
    if request.headers.get("HX-Request"):
        return Response(status=204, headers={"HX-Redirect": target})
    return redirect(target, code=303)
