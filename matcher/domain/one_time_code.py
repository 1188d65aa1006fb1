"""One-time codes by the clock (RFC 6238), and the link that hands their secret to a telephone."""

import base64
import hashlib
import hmac
import struct
from datetime import datetime
from urllib.parse import quote, urlencode

PERIOD = 30
"""Seconds for which a code is shown."""
DIGITS = 6
DRIFT = 1
"""How many periods the clock of the telephone may be ahead or behind."""
SECRET_BYTES = 20


def step_at(moment: datetime) -> int:
    """Return the number of the period that a moment is in."""
    return int(moment.timestamp()) // PERIOD


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """Return the code of a period (RFC 4226 with the period as its counter)."""
    digest = hmac.new(secret, struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matching_step(secret: bytes, said: str, moment: datetime, *, after: int) -> int | None:
    """Return the period whose code was said, or None; periods up to `after` were used before."""
    here = step_at(moment)
    found = None
    for step in range(here - DRIFT, here + DRIFT + 1):
        is_right = hmac.compare_digest(code_at(secret, step).encode(), said.encode())
        if is_right and step > after and found is None:
            found = step
    return found


def spelled(secret: bytes) -> str:
    """Return the secret as people type it into a telephone, in groups of four."""
    letters = base64.b32encode(secret).decode("ascii").rstrip("=")
    return " ".join(letters[place : place + 4] for place in range(0, len(letters), 4))


def link(secret: bytes, account: str, issuer: str = "Passerelle") -> str:
    """Return the address that authenticator applications open."""
    letters = base64.b32encode(secret).decode("ascii").rstrip("=")
    said = {"secret": letters, "issuer": issuer, "digits": DIGITS, "period": PERIOD}
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{urlencode(said)}"
