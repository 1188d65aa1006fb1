"""What both sides mean when they name a sector, a region or a language."""

from collections.abc import Iterable
from functools import lru_cache

from matcher import reference
from matcher.retrieval.filters import canonical_language

_REMEMBERED = 10_000


def sectors(words: Iterable[str]) -> frozenset[str]:
    """Return the sector ids that words stand for; unknown words stay words."""
    return frozenset(found for word in words for found in _sectors(word))


def regions(words: Iterable[str]) -> frozenset[str]:
    """Return the region codes that words stand for; unknown words stay words."""
    return frozenset(_region(word) for word in words if word)


def languages(words: Iterable[str]) -> frozenset[str]:
    """Return the codes of languages given by code or by name."""
    return frozenset(canonical_language(word) for word in words if word)


@lru_cache(_REMEMBERED)
def _sectors(word: str) -> tuple[str, ...]:
    return reference.canonical_sectors(word)


@lru_cache(_REMEMBERED)
def _region(word: str) -> str:
    return reference.canonical_region(word)
