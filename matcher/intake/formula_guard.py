"""Cells that a spreadsheet would run as a formula: signed when written, the sign off when read.

The sign is an apostrophe. A cell that has one already gets one more, so that reading gives back
exactly what was written. Source of the rule: OWASP, "CSV Injection".
"""

import re
from collections.abc import Callable
from typing import Final

Unguard = Callable[[str], str]

_RUN: Final = r"=+\-@\t\r\n＝＋－＠"
"""What a spreadsheet, of the East too, may take for the beginning of a formula."""

_BEGINS: Final = re.compile(rf"'*[{_RUN}]")
_SIGNED: Final = re.compile(rf"'(?='*[{_RUN}])")

# A spreadsheet may split a CSV elsewhere than it was joined: at the semicolons of a French one
# where commas were meant. A quote that does not open a cell there guards nothing, not even a line.
_SPLITS: Final = re.compile(rf"([,;\t\r\n])(?=[\"']*[{_RUN}])")
_SPLIT_SIGNED: Final = re.compile(rf"([,;\t\r\n])'(?=[\"']*[{_RUN}])")


def guarded(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula, where cells stay what they are."""
    return f"'{text}" if _BEGINS.match(text) else text


def unguarded(text: str) -> str:
    """Return what `guarded` was given; any other text as it is."""
    return text[1:] if _SIGNED.match(text) else text


def guarded_in_csv(text: str) -> str:
    """Return a cell of a CSV of which no part is a formula, wherever a spreadsheet splits it."""
    return guarded(_SPLITS.sub(r"\1'", text))


def unguarded_in_csv(text: str) -> str:
    """Return what `guarded_in_csv` was given; any other text as it is."""
    return _SPLIT_SIGNED.sub(r"\1", unguarded(text))
