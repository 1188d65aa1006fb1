"""Words looked for in the database whichever way they are spelt: é or e, أ or ا, ة or ه."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement

from matcher.text.normalise import fold

_LETTERS = ((0xC0, 0x250), (0x620, 0x64B), (0x660, 0x66A), (0x671, 0x6D4), (0x6F0, 0x6FA))
"""Where the letters and digits are that have several spellings."""
_MARKS = "[\u0300-\u036f\u0640\u064b-\u065f\u0670]*"
"""What may stand on a letter, or stretch it."""


def spelt_like(column: Any, word: str) -> ColumnElement[bool]:
    """Return whether a column holds a word in any case and spelling, as `fold` compares them."""
    found: ColumnElement[bool] = column.regexp_match(pattern_of(word))
    return found


def pattern_of(word: str) -> str:
    """Return the regular expression of a word's spellings, for SQLite and PostgreSQL alike."""
    return "(?i)" + "".join(f"{_any_of(letter)}{_MARKS}" for letter in fold(word))


def _any_of(letter: str) -> str:
    others = _spellings().get(letter, "")
    return f"[{letter}{others}]" if others else re.escape(letter)


@cache
def _spellings() -> dict[str, str]:
    """Return the other spellings of each letter."""
    found: dict[str, list[str]] = {}
    for letter in _every_letter():
        plain = fold(letter)
        if len(plain) == 1 and plain != letter:
            found.setdefault(plain, []).append(letter)
    return {plain: "".join(letters) for plain, letters in found.items()}


def _every_letter() -> Iterator[str]:
    for first, end in _LETTERS:
        yield from map(chr, range(first, end))
