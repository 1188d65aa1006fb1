"""A text as the guard reads it: one spelling, capitals kept, every character's origin known."""

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

from matcher.text.aligned import align
from matcher.text.leaks.findings import Finding, Trace
from matcher.text.normalise import fold

WORD: Final = re.compile(r"[^\W_]+")
_LETTERS: Final = re.compile(r"[^\W\d_]{3,}")
_FOREIGN: Final = re.compile("[\u0370-\u03ff\u0400-\u052f\u0531-\u0587]")
_LOOKALIKES: Final = str.maketrans(
    "аеорсухіјѕһкмтвнԁԛԝѵгαονρυικτχγηβεօսհո", "aeopcyxijshkmtbhdqwvraovpuiktxynbeouhn"
)
_EDGES: Final = " \t\n,;:.!?\"'()[]{}<>-"


@dataclass(frozen=True, slots=True)
class Word:
    """A word: folded, as it was cased, and its place in the folded text."""

    text: str
    cased: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.cased[:1].isupper()

    @property
    def is_arabic(self) -> bool:
        """Whether it is written in Arabic letters."""
        return "\u0600" <= self.text[:1] <= "\u06ff"


@dataclass(frozen=True)
class Reading:
    """A text folded (`low`), the same with its capitals (`cased`), and where it came from."""

    text: str
    low: str
    cased: str
    origins: tuple[int, ...] = field(repr=False)

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words in order."""
        return tuple(
            Word(self.low[a:b], self.cased[a:b], a, b)
            for a, b in (found.span() for found in WORD.finditer(self.low))
        )

    def written(self, start: int, end: int) -> str:
        """Return folded words of the text with their accents."""
        return self.text[self.origins[start] : self.origins[end - 1] + 1]

    def finding(self, trace: Trace) -> Finding | None:
        """Return a trace at its place in the text as given; None when nothing of it is left."""
        start, end = trace.start, trace.end
        while start < end and self.low[start] in _EDGES:
            start += 1
        while end > start and self.low[end - 1] in _EDGES:
            end -= 1
        if start >= end:
            return None
        first, after = self.origins[start], self.origins[end - 1] + 1
        return Finding(trace.kind, first, after, self.text[first:after], trace.reason)


@lru_cache(maxsize=256)
def read(text: str) -> Reading:
    """Return a text as the guard reads it."""
    aligned = align(text)
    low = _LETTERS.sub(_without_disguise, aligned.text)
    cased = "".join(
        letter.upper() if text[place].isupper() and len(letter.upper()) == 1 else letter
        for letter, place in zip(low, aligned.origins, strict=False)
    )
    return Reading(text, low, cased, aligned.origins)


def _without_disguise(found: re.Match[str]) -> str:
    word = found.group()
    if not _FOREIGN.search(word):
        return word
    plain = word.translate(_LOOKALIKES)
    return word if _FOREIGN.search(plain) else plain


def folded_words(text: str) -> tuple[str, ...]:
    """Return the words of a text, folded."""
    return tuple(found.group() for found in WORD.finditer(fold(text)))
