"""The industrial sectors that a text speaks of, read from the words of the taxonomy."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from matcher import reference
from matcher.settings import settings
from matcher.text.tokens import latin_language, terms

FEWEST: Final = 2
"""A sector counts when the text speaks of it this many times (one word of it may be chance)."""
SHARE: Final = 0.5
"""A sector counts when it is spoken of at least this often, against the sector most spoken of."""
EVERYTHING: Final = 12
"""Sectors from which on a profile is taken to be written to be found everywhere."""
_SHORTEST_EVERYTHING: Final = 60

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases as index terms, each with its sectors, and the most terms by first term."""

    sectors: Mapping[Phrase, frozenset[str]]
    longest: Mapping[str, int]


def sectors_in(text: str) -> frozenset[str]:
    """Return the ids of the sectors that a text is about; empty when its words do not say.

    Every label and term of the taxonomy that occurs, whatever its inflection, speaks once for each
    place where it stands (the longest phrase at a place alone). Kept are the sectors spoken of
    FEWEST times or more and SHARE as often as the first; in a text that speaks of one sector only,
    once is enough.
    """
    counts = _counts(text)
    if len(counts) <= 1:
        return frozenset(counts)
    most = max(counts.values())
    return frozenset(
        sector for sector, count in counts.items() if count >= max(FEWEST, SHARE * most)
    )


def sectors_mentioned(text: str) -> frozenset[str]:
    """Return the ids of all sectors that a text speaks of, be it once: it may not be about them."""
    return frozenset(_counts(text))


def speaks_of_everything(text: str) -> bool:
    """Whether a text speaks of more sectors than any honest profile: EVERYTHING or more.

    Of 1,920 sample startups the widest speaks of 9 of the 22 sectors, and half of them of 2 at
    most. Remembered, since a text is asked for whenever it is shown.
    """
    return len(text) >= _SHORTEST_EVERYTHING and _speaks_of_everything(text)


@lru_cache(maxsize=8_192)
def _speaks_of_everything(text: str) -> bool:
    return len(sectors_mentioned(text)) >= EVERYTHING


def known(sectors: Iterable[str]) -> frozenset[str]:
    """Return those that are ids of the taxonomy."""
    return _ids(settings().home).intersection(sectors)


@cache
def _ids(home: Path) -> frozenset[str]:
    """Return the ids of the sectors of a project folder, which `reference` reads."""
    return frozenset(sector.id for sector in reference.sectors())


def _counts(text: str) -> dict[str, int]:
    """Return how often each sector is spoken of."""
    language = latin_language(text)
    counts: dict[str, int] = {}
    for found in _spoken_of(terms(text, language), _vocabulary(settings().home, language)):
        for sector in found:
            counts[sector] = counts.get(sector, 0) + 1
    return counts


def _spoken_of(words: list[str], vocabulary: Vocabulary) -> Iterator[frozenset[str]]:
    """Yield the sectors of each phrase that occurs, the longest at its place, never overlapping."""
    place = 0
    while place < len(words):
        step = 1
        for length in range(vocabulary.longest.get(words[place], 0), 0, -1):
            found = vocabulary.sectors.get(tuple(words[place : place + length]))
            if found:
                yield found
                step = length
                break
        place += step


@cache
def _vocabulary(home: Path, latin: str) -> Vocabulary:
    """Return the taxonomy's phrases as terms of texts whose Latin words are of language `latin`.

    `home` is the project's folder, which `reference` reads: another one has another vocabulary.
    """
    sectors: dict[Phrase, frozenset[str]] = {}
    for phrase, sector in _phrases(latin):
        if phrase:
            sectors[phrase] = sectors.get(phrase, frozenset()) | {sector}
    longest: dict[str, int] = {}
    for phrase in sectors:
        longest[phrase[0]] = max(len(phrase), longest.get(phrase[0], 0))
    return Vocabulary(sectors, longest)


def _phrases(latin: str) -> Iterator[tuple[Phrase, str]]:
    listed = reference.sector_terms()
    for sector in reference.sectors():
        words = listed.get(sector.id, {})
        labels = {"fr": sector.label_fr, "en": sector.label_en, "ar": sector.label_ar}
        for language in (latin, "ar"):
            for name in (labels[language], *words.get(language, ())):
                yield tuple(terms(name, latin)), sector.id
