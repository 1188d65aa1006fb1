"""Flask's extensions, made once: sign-in, CSRF and limits on how often."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request, session
from flask_limiter import Limiter
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from web.requests import network

View = TypeVar("View", bound=Callable[..., Any])

logins = LoginManager()
csrf = CSRFProtect()


def _who() -> str:
    """Return who asks: the account of the session, which only we can sign, or the network."""
    number = str(session.get("_user_id", "")).partition(":")[0]
    return f"user:{number}" if number.isdecimal() else network()


def _is_no_page() -> bool:
    """Whether this is asked for by machines of ours, or by a page."""
    return request.endpoint == "static" or request.blueprint in {None, "health"}


PAGES = "600 per minute"
"""Pages that one account, or one network without an account, may ask for; searches are pages."""
PAGE_BYTES = 20_000
"""Each so many bytes that are sent count as one more page: to read them takes as long."""
DEAREST = 50
"""Pages that a request counts at most; files have limits of their own."""


def _pages() -> int:
    """Return how many pages the request counts."""
    return min(DEAREST, 1 + (request.content_length or 0) // PAGE_BYTES)


limiter = Limiter(
    _who,
    storage_uri="memory://",
    strategy="moving-window",
    default_limits=[PAGES],
    default_limits_exempt_when=_is_no_page,
    default_limits_cost=_pages,
)

SIGN_IN = "10 per minute; 60 per hour"
RESET = "5 per minute; 20 per hour"
JOIN = "5 per minute; 20 per hour"
UPLOAD = "6 per minute; 60 per hour"


def limited(rate: str) -> Callable[[View], View]:
    """Return a decorator that asks an address to wait when it posts to a view too often."""
    return limiter.limit(rate, key_func=network, methods=["POST"])  # type: ignore[return-value]
