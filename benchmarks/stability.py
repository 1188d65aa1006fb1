"""Does the same need, written otherwise, get the same answer."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.engines import Asked
from benchmarks.perturbations import PERTURBATIONS
from matcher.domain.challenge import Challenge
from matcher.domain.match import Band, Match
from matcher.text.language import detect

TOP = 10
STEPS: Mapping[Band, int] = {Band.UNLIKELY: 0, Band.POSSIBLE: 1, Band.LIKELY: 2}


def measure(sets: Sequence[Asked]) -> dict[str, Any]:
    """Return top-10 overlap and changes of band, for each perturbation and over all of them."""
    kinds = {name: _changed_lists(sets, name) for name in PERTURBATIONS}
    every = [pair for pairs in kinds.values() for pair in pairs]
    return {"kinds": {name: summary(pairs) for name, pairs in kinds.items()}} | summary(every)


def overlap(before: Sequence[str], after: Sequence[str]) -> float:
    """Return the share of the longer list that both hold; 1 when both are empty."""
    longest = max(len(before), len(after))
    return len(set(before) & set(after)) / longest if longest else 1.0


def band_steps(before: Iterable[Match], after: Iterable[Match]) -> list[int]:
    """Return by how many steps the band of each startup in both lists changed; no band: none."""
    later = {match.startup_id: match.band for match in after}
    return [
        _steps(match.band, later[match.startup_id]) for match in before if match.startup_id in later
    ]


def _steps(before: Band | None, after: Band | None) -> int:
    return 0 if before is None or after is None else abs(STEPS[before] - STEPS[after])


Lists = tuple[Sequence[Match], Sequence[Match]]


def summary(pairs: Sequence[Lists]) -> dict[str, Any]:
    """Return the figures of some pairs of lists, before and after."""
    overlaps = [
        overlap([each.startup_id for each in before], [each.startup_id for each in after])
        for before, after in pairs
    ]
    steps = np.array([step for pair in pairs for step in band_steps(*pair)], dtype=np.int64)
    return {
        "needs": len(pairs),
        "overlap": float(np.mean(overlaps)) if overlaps else 1.0,
        "both": len(steps),
        "one_step": float((steps == 1).mean()) if len(steps) else 0.0,
        "jumps": float((steps > 1).mean()) if len(steps) else 0.0,
    }


def _changed_lists(sets: Sequence[Asked], name: str) -> list[Lists]:
    """Return the lists of every need that a perturbation changes, before and after it."""
    found: list[Lists] = []
    for asked in sets:
        matcher = asked.engine.matcher()
        pairs = [(each, _rewritten(each, name)) for each in asked.challenges]
        pairs = [(each, other) for each, other in pairs if other.text != each.text]
        matcher.prepare([other for _, other in pairs])
        for before, after in pairs:
            lists = (matcher.match(each, top=TOP).matches for each in (before, after))
            found.append((next(lists), next(lists)))
    return found


def _rewritten(challenge: Challenge, name: str) -> Challenge:
    """Return a need in other clothes, its language told anew, as for any need that comes in."""
    text = PERTURBATIONS[name](challenge.text, challenge.language)
    return replace(challenge, text=text, language=detect(text).language)
