"""Fields that a form did not have: nobody reads them, and that somebody sent them is logged.

A view reads the fields that it means and no others, so one that was never read is a stranger:
somebody tries to set what no form offers. Only names that are ours are logged, and never a value.
"""

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask, Response, request
from werkzeug.datastructures import ImmutableMultiDict

from web import incidents

_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_MOST = 10
_ANSWERED = frozenset({422})
_ALWAYS = frozenset({"csrf_token", "next", "do", "username", "version"})
"""What our forms carry beside their fields: token, way back, button, the name for a password
manager, the number of what the page showed."""


class WatchedForm(ImmutableMultiDict[str, Any]):
    """What was typed, with a note of which fields somebody read."""

    def __init__(self, fields: Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__(fields)
        self.read: set[str] = set()
        self.is_read_whole = False

    def __getitem__(self, key: str) -> Any:
        self.read.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.read.add(str(key))
        return super().__contains__(key)

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # noqa: A002
        """Return a field as a form gives it."""
        self.read.add(key)
        return super().get(key, default, type)

    def getlist(self, key: str, type: Any = None) -> list[Any]:  # noqa: A002
        """Return all values of a field."""
        self.read.add(key)
        return super().getlist(key, type)

    def items(self, multi: bool = False) -> Any:
        """Return all fields: who asks for all means all."""
        self.is_read_whole = True
        return super().items(multi=multi)

    def to_dict(self, flat: bool = True) -> dict[str, Any]:
        """Return all fields as a table."""
        self.is_read_whole = True
        return super().to_dict(flat=flat)

    def strangers(self) -> list[str]:
        """Return the fields that nobody read."""
        if self.is_read_whole:
            return []
        return sorted(set(dict.keys(self)) - self.read - _ALWAYS)


def install_strange_fields(app: Flask) -> None:
    """Log, after each form that was looked at, which of its fields nobody asked for.

    Install it after what reads whole forms once they are answered: the last comes first then.
    """
    app.after_request(_tell)


def _tell(response: Response) -> Response:
    looked_at = response.status_code < 400 or response.status_code in _ANSWERED
    form = request.__dict__.get("form")
    if looked_at and isinstance(form, WatchedForm):
        strangers = form.strangers()
        if strangers:
            named = [name for name in strangers if _NAME.fullmatch(name)][:_MOST]
            incidents.note("form.unknown_fields", count=len(strangers), fields=named)
    return response
