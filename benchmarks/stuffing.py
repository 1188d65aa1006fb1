"""Can a profile buy its place with a need's own words: eight of them appended, in five ways."""

import json
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.engines import Asked, Engine, with_text
from benchmarks.judged import ROOT
from matcher.domain.challenge import Challenge
from matcher.domain.startup import Capability, Startup
from matcher.ranking.flags import flags
from matcher.retrieval.index import StartupIndex
from matcher.text.tokens import terms

WORDS = 8
STARTUPS = 3
"""Unrelated startups that try it, for each need."""
UNRELATED = 50
"""Whoever is past so many places with an honest text has no business in the first ten."""
TOP, DEPTH = 10, 200
SECTORS = ROOT / "data" / "taxonomy" / "sectors.json"

_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f\u064b-\u0652]*){4,}")
_ZERO_WIDTH = "\u200b"


def _hidden(words: Sequence[str]) -> str:
    return " ".join(_ZERO_WIDTH.join(word) for word in words)


WAYS: Mapping[str, Callable[[Sequence[str]], str]] = {
    "once": lambda words: " " + " ".join(words),
    "six times": lambda words: " " + " ".join([*words] * 6),
    "with commas": lambda words: " " + ", ".join(words),
    "a word a line": lambda words: "\n" + "\n".join(words),
    "zero-width": lambda words: " " + _hidden(words),
}
"""Name → what is put after the honest text."""


def measure(sets: Sequence[Asked]) -> dict[str, Any]:
    """Return, for each way and over all, the share that enters the first ten, and that is flagged.

    A stuffed profile is flagged when the warning quotes what was appended. `honest_flagged` is the
    share of honest startups with any warning.
    `everywhere` is the share of first tens that a profile with a sentence for each sector enters.
    """
    tried: dict[str, list[tuple[bool, bool]]] = {way: [] for way in WAYS}
    for asked in sets:
        for challenge in asked.challenges:
            liars = unrelated(asked, challenge)
            words = strongest_words(challenge, asked.engine.index)
            for way, appended in WAYS.items():
                tried[way] += _tried(asked.engine, challenge, liars, appended(words))
    every = [each for outcomes in tried.values() for each in outcomes]
    found = {"ways": {way: _figures(outcomes) for way, outcomes in tried.items()}}
    honest = _honest(sets[0].engine.index) if sets else []
    return (
        found
        | _figures(every)
        | {"honest_flagged": share(honest), "everywhere": share(_found_everywhere(sets))}
    )


def for_every_sector() -> Startup:
    """Return a profile that has a sentence for each sector, and nothing that it does."""
    labels = (row["label_fr"] for row in json.loads(SECTORS.read_text(encoding="utf-8")))
    text = " ".join(f"Nous avons une solution pour le secteur : {label}." for label in labels)
    return Startup("for-every-sector", "Partout", (Capability("for-every-sector", "", text),))


def _found_everywhere(sets: Sequence[Asked]) -> list[bool]:
    """Return, for each need, whether that profile is in the first ten."""
    profile = for_every_sector()
    return [
        profile.id in _first(changed, challenge, TOP)
        for asked in sets
        for changed in (asked.engine.with_changed(profile),)
        for challenge in asked.challenges
    ]


def strongest_words(challenge: Challenge, index: StartupIndex, most: int = WORDS) -> list[str]:
    """Return the need's rarest words, as it spells them; words that the index knows come first.

    One that no startup uses is rarer still, but finds nothing.
    """
    by_term: dict[str, str] = {}
    for word in _WORD.findall(challenge.text):
        for term in terms(word, challenge.language)[:1]:
            by_term.setdefault(term, word)
    names = list(by_term)
    known, rarity = index.term_ids(names) >= 0, index.idf(names)
    order = sorted(range(len(names)), key=lambda place: (not known[place], -rarity[place], place))
    return [by_term[names[place]] for place in order[:most]]


def unrelated(asked: Asked, challenge: Challenge, count: int = STARTUPS) -> list[Startup]:
    """Return random startups that are neither judged relevant nor ranked high; seeded."""
    high = _first(asked.engine, challenge, UNRELATED) | asked.relevant(challenge.id)
    others = [each for each in asked.engine.index.ids() if each not in high]
    draw = np.random.default_rng(zlib.crc32(f"{asked.name}/{challenge.id}".encode()))
    chosen = draw.permutation(len(others))[:count]
    return [asked.engine.index.startup(others[int(place)]) for place in sorted(chosen)]


def share(found: Sequence[bool]) -> float:
    """Return the share that is true; 0 of nothing."""
    return sum(found) / len(found) if found else 0.0


def _tried(
    engine: Engine, challenge: Challenge, liars: Sequence[Startup], appended: str
) -> list[tuple[bool, bool]]:
    """Return, for each startup that lies, whether it enters the first ten, and is flagged."""
    stuffed = [with_text(each, each.capabilities[0].text + appended) for each in liars]
    first = _first(engine.with_changed(*stuffed), challenge, TOP)
    return [
        (each.id in first, is_flagged(each, start=len(honest.capabilities[0].text)))
        for each, honest in zip(stuffed, liars, strict=True)
    ]


def _first(engine: Engine, challenge: Challenge, count: int) -> set[str]:
    """Return the startups of the first places, by rank, and as a list of TOP is shown."""
    matcher = engine.matcher()
    ranking = matcher.rank(challenge, depth=DEPTH)
    shown = matcher.match(challenge, top=TOP).matches
    ranked = {ranking.startup_ids[int(row)] for row in ranking.order[:count]}
    return ranked | {match.startup_id for match in shown}


def _figures(outcomes: Sequence[tuple[bool, bool]]) -> dict[str, Any]:
    return {
        "tried": len(outcomes),
        "entered": share([entered for entered, _ in outcomes]),
        "flagged": share([flagged for _, flagged in outcomes]),
    }


def _honest(index: StartupIndex) -> list[bool]:
    return [bool(flags(index.startup(each))) for each in index.ids()]


def is_flagged(startup: Startup, *, start: int) -> bool:
    """Tell whether the product warns of a startup's text and quotes words from `start` on."""
    quotes = (flag.evidence for flag in flags(startup))
    return any(quote is not None and quote.end > start for quote in quotes)
