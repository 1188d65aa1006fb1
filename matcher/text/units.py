"""Sentences as words with their places, told apart into function words and others."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from matcher.text.normalise import clean, fold
from matcher.text.segments import MAX_SENTENCE, Span, sentences
from matcher.text.tokens import function_words

LONG_WORD: Final = 28
"""Letters from which a word is taken for several that were written together."""
_LETTERS_A_WORD: Final = 5
_STEM: Final = 5
_FEWEST_JOINED: Final = 4
_SHORTEST: Final = 3

_CHUNK: Final = re.compile(r"[^\s.,;:!?…(){}\[\]«»\"“”|/\\•▪–—+*=<>#&@%€$_~^`،؛؟۔]+")
_PARTS: Final = re.compile(r"['-]")
_ARABIC: Final = re.compile("[\u0620-\u06ff]")
# An article or a preposition that is written with its noun: for the, with the, and the.
_ATTACHED: Final = re.compile("[وف]?(?:لل|بال|كال)..|[وف]ال..")
_BULLETS: Final = "•▪◦●‣■➢➤✓✔►"
_LINE: Final = re.compile(r"[\r\n]")
_ENDS: Final = re.compile(r"[.!?…;؛؟۔][\"'”»’)\]]*\Z")


class Word(NamedTuple):
    """A word of a text: characters `start` to `end`, and what it is.

    `key` is its folded spelling and `stem` the beginning of that. `weight` says for how many words
    it stands: 0 for numbers and single letters, several for words that were written together.
    `is_attached` says that an Arabic word holds its preposition.
    """

    start: int
    end: int
    key: str
    stem: str
    weight: int
    is_function: bool
    is_arabic: bool
    is_attached: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, put together again where only its length had split it."""

    span: Span
    words: tuple[Word, ...]

    @property
    def count(self) -> int:
        """How many words it has, function words left out."""
        return count_of(self.words)

    @property
    def key(self) -> tuple[str, ...]:
        """What sentences that read the same have in common."""
        return tuple(word.key for word in self.words)

    @property
    def is_bare(self) -> bool:
        """Whether it has no function word."""
        return not any(word.is_function for word in self.words)


def count_of(words: Iterable[Word]) -> int:
    """Return how many words these are, function words left out."""
    return sum(word.weight for word in words)


def read_words(text: str) -> list[Word]:
    """Return the words of a text, in order."""
    return [
        Word(found.start(), found.end(), *_reading(found.group()))
        for found in _CHUNK.finditer(text)
    ]


def read_units(text: str, words: Sequence[Word]) -> list[Unit]:
    """Return the sentences of a text, in order, with their words (of `words`, all of the text)."""
    spans: list[Span] = []
    for span in sentences(text):
        if spans and _goes_on(text, spans[-1], span):
            spans[-1] = Span(spans[-1].start, span.end)
        else:
            spans.append(span)
    starts = [word.start for word in words]
    places = [bisect_left(starts, span.start) for span in spans] + [len(words)]
    return [
        Unit(span, tuple(words[first:last]))
        for span, (first, last) in zip(spans, pairwise(places), strict=True)
    ]


def _goes_on(text: str, before: Span, after: Span) -> bool:
    """Tell whether two sentences are one that was split because it is long."""
    return (
        before.end - before.start > MAX_SENTENCE // 2 - 2
        and text[after.start] not in _BULLETS
        and not _LINE.search(text, before.end, after.start)
        and not _ENDS.search(text, before.end - 4, before.end)
    )


@lru_cache(maxsize=200_000)
def _reading(chunk: str) -> tuple[str, str, int, bool, bool, bool]:
    key = fold(chunk)
    pieces = _joined_words(chunk)
    parts = [part for piece in pieces for part in _PARTS.split(piece) if part]
    said = [part for part in parts if not _is_function(part)]
    is_function = len(said) < len(parts) / 2 if len(pieces) > 1 else bool(parts) and not said
    count = 0 if is_function else sum(_weight(part) for part in said)
    arabic = _ARABIC.match(key) is not None
    return key, key[:_STEM], count, is_function, arabic, _ATTACHED.match(key) is not None


def _joined_words(chunk: str) -> list[str]:
    """Return the folded words that only characters that nobody sees keep apart, else the one."""
    if clean(chunk) != chunk:
        apart = "".join(sign if clean(sign) else " " for sign in chunk).split()
        if len(apart) >= _FEWEST_JOINED and sum(map(len, apart)) >= _SHORTEST * len(apart):
            return [fold(part) for part in apart]
    return [fold(chunk)]


def _is_function(part: str) -> bool:
    words = _function_words()
    return part in words or (part[0] in "وف" and part[1:] in words)


def _weight(part: str) -> int:
    """Return for how many words a word stands."""
    if len(part) < 2 or not any(sign.isalpha() for sign in part):
        return 0
    return len(part) // _LETTERS_A_WORD if len(part) > LONG_WORD and part.isalpha() else 1


@cache
def _function_words() -> frozenset[str]:
    return function_words("fr") | function_words("ar") | function_words("en")
