"""What an address may ask for: each view names its parameters, and any other is refused.

A parameter that a view does not name cannot become an oracle: it is answered 400, whoever asks.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import abort, current_app, request

View = TypeVar("View", bound=Callable[..., Any])

ALWAYS = frozenset({"lang"})
"""What every page takes: the language of a link."""
LONGEST = 1_000
"""Most characters of a value: words to search for, a way back."""


def takes(*names: str, many: tuple[str, ...] = ()) -> Callable[[View], View]:
    """Return a decorator that says which parameters an address may carry; each once, but `many`."""

    def mark(view: View) -> View:
        view.parameters = frozenset(names) | frozenset(many)  # type: ignore[attr-defined]
        view.repeated = frozenset(many)  # type: ignore[attr-defined]
        return view

    return mark


def refuse_unknown() -> None:
    """Answer 400 to an address with a parameter that its view does not name, or names once.

    So is one whose value is too long.
    """
    view = current_app.view_functions[request.endpoint or ""]
    known: frozenset[str] = getattr(view, "parameters", frozenset()) | ALWAYS
    repeated: frozenset[str] = getattr(view, "repeated", frozenset())
    for name, values in request.args.lists():
        if name not in known or (len(values) > 1 and name not in repeated):
            abort(400)
        if any(len(value) > LONGEST for value in values):
            abort(400)
