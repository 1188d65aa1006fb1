"""Texts that the database keeps and nobody reads in it: sealed with the service's secret key."""

import base64
from datetime import timedelta
from functools import cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from matcher.settings import Settings

_DEMO = "the demo, which keeps no secret"


def sealed(settings: Settings, use: str, text: str) -> str:
    """Return the text so that only `opened`, with the same key and for the same use, reads it."""
    return _box(_key(settings), use).encrypt(text.encode()).decode("ascii")


def opened(settings: Settings, use: str, kept: str, lasts: timedelta | None = None) -> str | None:
    """Return what was sealed; None when it was made with another key, for another use, or is old.

    Age is that of this machine's clock.
    """
    most = int(lasts.total_seconds()) if lasts is not None else None
    try:
        return _box(_key(settings), use).decrypt(kept.encode("ascii", "replace"), ttl=most).decode()
    except InvalidToken:
        return None


def _key(settings: Settings) -> str:
    return settings.secret_key.get_secret_value() or _DEMO


@cache
def _box(key: str, use: str) -> Fernet:
    """Return the box of a use; its key cannot be told from the one that signs cookies."""
    derived = HKDF(SHA256(), length=32, salt=None, info=f"passerelle {use}".encode())
    return Fernet(base64.urlsafe_b64encode(derived.derive(key.encode())))
