"""One file at a time for each person, so that nobody's files keep all others waiting."""

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, TypeVar, cast

from flask import request
from flask_login import current_user

from matcher.errors import OneFileAtATime

View = TypeVar("View", bound=Callable[..., Any])

_HOLDS = Lock()
_BEING_READ: set[str] = set()


def one_at_a_time(view: View) -> View:
    """Return the view, which refuses a person's second file while the first is being read.

    Put it nearest to the view. Only what is posted counts.
    """

    @wraps(view)
    def guarded(*values: Any, **named: Any) -> Any:
        if request.method != "POST":
            return view(*values, **named)
        person = f"person {current_user.user.id}"
        with _HOLDS:
            if person in _BEING_READ:
                raise OneFileAtATime(
                    "Another file of yours is still being read. Wait for it, then send this one."
                )
            _BEING_READ.add(person)
        try:
            return view(*values, **named)
        finally:
            with _HOLDS:
                _BEING_READ.discard(person)

    return cast("View", guarded)
