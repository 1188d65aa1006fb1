"""Hiding a firm's name from a reader, but never in words that were written without knowing it.

«[…]» in a startup's own words would tell which of them is the name: a startup that lists a hundred
firms in its profile would learn which one asks for it, and so would a support body that reads it.
"""

import re
from collections.abc import Iterable, Iterator

from matcher.domain.introduction import Side
from matcher.store.challenges import ChallengeRow
from matcher.store.startups import StartupRow
from matcher.workflow.introduction_moves import Parties
from matcher.workflow.naming import names_of, redact

_MARKS = re.compile(r"[«»“”\n]")
_SHORTEST = 3
"""Characters below which words are nobody's own."""


def redact_for(text: str, names: Iterable[str], own: Iterable[str]) -> str:
    """Return a text with «[…]» in place of these names and of contacts, the reader's words aside.

    `own` is what the reader wrote. Of the text, whatever stands in it whole, and each quote or line
    that is a part of it, stays as it is.
    """
    hidden = tuple(names)
    parts, rest = [], 0
    for start, end in _own_places(text, [each.strip() for each in own]):
        if start >= rest:
            parts += [redact(text[rest:start], hidden), text[start:end]]
            rest = end
    return "".join([*parts, redact(text[rest:], hidden)])


def written_by(who: Parties, side: Side) -> tuple[str, ...]:
    """Return the texts that a side wrote, of those that an introduction may quote."""
    if side is Side.FIRM:
        return _of_firm(who.challenge)
    return _of_startup(who.startup) if side is Side.STARTUP else ()


def redact_for_support(text: str, hidden_firm: Iterable[str], who: Parties) -> str:
    """Return an officer's words to a support body that may know neither side by name.

    The firm's names are not left out of what the startup wrote and the body may read: there they
    would be the only ones missing. The startup's own names are, wherever they stand.
    """
    startup = who.startup
    own = (*startup.certifications, startup.tagline, *_of_capabilities(startup))
    return redact(redact_for(text, hidden_firm, own), names_of(who.organisation))


def _of_firm(row: ChallengeRow) -> tuple[str, ...]:
    return (row.title, row.problem, row.context, *(each.text for each in row.requirements))


def _of_startup(row: StartupRow) -> tuple[str, ...]:
    return (row.tagline, row.references, *_of_capabilities(row))


def _of_capabilities(row: StartupRow) -> tuple[str, ...]:
    return tuple(text for each in row.capabilities for text in (each.title, each.text))


def _own_places(text: str, own: list[str]) -> Iterator[tuple[int, int]]:
    """Yield where the reader's words stand, in order; of those that begin alike, the longest."""
    found = [
        (start, start + len(each))
        for each in own
        if len(each) >= _SHORTEST
        for start in _places(text, each)
    ]
    begins = 0
    for mark in [*(each.start() for each in _MARKS.finditer(text)), len(text)]:
        words = text[begins:mark].strip()
        if len(words) >= _SHORTEST and any(words in each for each in own):
            start = text.index(words, begins)
            found.append((start, start + len(words)))
        begins = mark + 1
    yield from sorted(found, key=lambda place: (place[0], -place[1]))


def _places(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + len(words))
