"""Settings as Flask and its extensions want them."""

import secrets
from datetime import timedelta
from typing import Any

from matcher.domain.people import Role
from matcher.settings import Settings
from web.sessions import cookie_name, idle


def flask_config(settings: Settings) -> dict[str, Any]:
    """Return the configuration of the application: cookies, forms, limits."""
    return {
        "DEBUG": False,  # whatever FLASK_DEBUG says
        "SECRET_KEY": settings.secret_key.get_secret_value() or secrets.token_urlsafe(48),
        "SESSION_COOKIE_NAME": cookie_name("passerelle", encrypted=is_encrypted(settings)),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": is_encrypted(settings),
        "PERMANENT_SESSION_LIFETIME": _longest_idle(settings),
        "MAX_CONTENT_LENGTH": settings.upload_megabytes * 1024 * 1024,
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 2_000,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,  # some browsers send no Referer; the token is what counts
        "RATELIMIT_ENABLED": settings.rate_limits,
        "RATELIMIT_STORAGE_URI": "memory://",
        "TEMPLATES_AUTO_RELOAD": False,
    }


def is_encrypted(settings: Settings) -> bool:
    """Whether people reach the application over https."""
    return settings.base_url.startswith("https://")


def _longest_idle(settings: Settings) -> timedelta:
    """Return how long a browser keeps the cookie; what is in it decides who may stay so long."""
    return max(idle(settings, role) for role in Role)
