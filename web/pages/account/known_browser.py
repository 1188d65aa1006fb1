"""A cookie that says who signed in with this browser before.

Tries to guess a password from elsewhere then cannot make this person wait.
"""

import hashlib

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from web.sessions import cookie_name

_NAME = "passerelle_known"
_LASTS = 180 * 24 * 3_600
_MOST = 5


def is_known(email: str) -> bool:
    """Whether somebody signed in here with this address."""
    return _mark(email) in _marks()


def remember(answer: Response, email: str) -> None:
    """Remember in the browser that the owner of this address signed in."""
    marks = [_mark(email), *(each for each in _marks() if each != _mark(email))][:_MOST]
    answer.set_cookie(
        _name(),
        str(_signer().dumps(marks)),
        max_age=_LASTS,
        path="/account",
        httponly=True,
        samesite="Lax",
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
    )


def _name() -> str:
    encrypted = bool(current_app.config["SESSION_COOKIE_SECURE"])
    return cookie_name(_NAME, encrypted=encrypted, for_all_paths=False)


def _marks() -> list[str]:
    try:
        marks = _signer().loads(request.cookies.get(_name(), ""), max_age=_LASTS)
    except BadSignature:
        return []
    return [str(each) for each in marks]


def _mark(email: str) -> str:
    return hashlib.sha256(email.strip().casefold().encode()).hexdigest()[:24]


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.config["SECRET_KEY"]), salt="known-browser")
