"""Folding and cleaning of short words that come again in every row, remembered."""

from functools import lru_cache

from matcher.text.normalise import clean, fold

_LONGEST = 200


def folded(text: str) -> str:
    """Return `fold(text)`; short words are folded once."""
    return _folded(text) if len(text) <= _LONGEST else fold(text)


def on_one_line(text: str) -> str:
    """Return a text cleaned, on one line, with single spaces; short ones are cleaned once."""
    return _on_one_line(text) if len(text) <= _LONGEST else " ".join(clean(text).split())


@lru_cache(maxsize=1 << 16)
def _folded(text: str) -> str:
    return fold(text)


@lru_cache(maxsize=1 << 16)
def _on_one_line(text: str) -> str:
    return " ".join(clean(text).split())
