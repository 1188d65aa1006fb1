"""Flask's extensions, made once: sign-in, CSRF and limits on how often."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_wtf import CSRFProtect

View = TypeVar("View", bound=Callable[..., Any])

logins = LoginManager()
csrf = CSRFProtect()
limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")

SIGN_IN = "10 per minute; 60 per hour"
RESET = "5 per minute; 20 per hour"
JOIN = "5 per minute; 20 per hour"
UPLOAD = "20 per minute; 200 per hour"


def limited(rate: str) -> Callable[[View], View]:
    """Return a decorator that asks an address to wait when it posts to a view too often."""
    return limiter.limit(rate, methods=["POST"])  # type: ignore[return-value]
