"""Startups that look like the same organisation: reported, never merged."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from matcher.domain.startup import Startup
from matcher.intake.organisations import distinct_name, skeleton
from matcher.text.normalise import has_confusable_letters

Why = Literal["same_ice", "similar_name", "confusable_name"]

SIMILAR: Final = 0.90
_SHORT: Final = 6
_EDGE: Final = 4
_COMMON_WORD: Final = 100
_BLOCK: Final = 1_500


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two startups that may be one. `score` is 1 for the same ICE or name, else how alike, 0–1."""

    first_id: str
    second_id: str
    why: Why
    score: float


def near_duplicates(startups: Sequence[Startup]) -> list[DuplicatePair]:
    """Return the pairs that a person should look at, one line for each pair, in order of places.

    - `same_ice`: the same ICE (1), or the same company number, its first nine digits (0.95);
    - `confusable_name`: names that look alike and are written with other letters (Cyrillic а for
      a, 0 for o): 1;
    - `similar_name`: the same name without case, accents, signs, legal forms and word order (1), or
      spelt at least 90 % alike (the share of letters in common, as `rapidfuzz.fuzz.ratio`) and
      holding the same numbers.

    In a group of equals each startup is paired with the one before it, so n of them give n − 1
    pairs. Names are compared only when they share a rare word, their first or their last letters.
    """
    found: dict[tuple[int, int], DuplicatePair] = {}
    keys = [distinct_name(startup.name) for startup in startups]
    for first, second, why, score in (
        *_by_ice(startups),
        *_by_equal(startups, keys),
        *_close(keys),
    ):
        place = (min(first, second), max(first, second))
        if place not in found:
            ids = startups[place[0]].id, startups[place[1]].id
            found[place] = DuplicatePair(*ids, why, score)
    return [found[place] for place in sorted(found)]


_Pair = tuple[int, int, Why, float]


def _groups(keys: Iterable[str]) -> Iterator[list[int]]:
    """Yield the places that share a key, for keys that come at least twice."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        if key:
            places[key].append(place)
    return (group for group in places.values() if len(group) > 1)


def _by_ice(startups: Sequence[Startup]) -> Iterator[_Pair]:
    for group in _groups(startup.ice[:9] for startup in startups):
        for first, second in pairwise(sorted(group, key=lambda at: (startups[at].ice, at))):
            same = startups[first].ice == startups[second].ice
            yield first, second, "same_ice", 1.0 if same else 0.95


def _by_equal(startups: Sequence[Startup], keys: Sequence[str]) -> Iterator[_Pair]:
    disguised = [has_confusable_letters(startup.name) for startup in startups]
    for group in _groups(skeleton(key) for key in keys):
        for first, second in pairwise(sorted(group, key=lambda at: (keys[at], at))):
            spelt_alike = keys[first].replace(" ", "") == keys[second].replace(" ", "")
            honest = spelt_alike and disguised[first] == disguised[second]
            yield first, second, "similar_name" if honest else "confusable_name", 1.0
    for group in _groups(" ".join(sorted(key.split())) for key in keys):
        for first, second in pairwise(group):
            yield first, second, "similar_name", 1.0


def _close(keys: Sequence[str]) -> Iterator[_Pair]:
    """Yield pairs of names spelt nearly alike; equal names are left to `_by_equal`."""
    distinct: dict[str, int] = {}
    for place, key in enumerate(keys):
        if len(key) >= _SHORT:
            distinct.setdefault(key, place)
    for block in _blocks(list(distinct)):
        for one, other, score in _alike(block):
            yield distinct[one], distinct[other], "similar_name", score


def _blocks(names: list[str]) -> Iterator[list[str]]:
    """Yield lists of names worth comparing: same numbers, and a rare word or an end in common."""
    by_word: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    by_edge: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for name in names:
        numbers = "".join(sign if sign.isdigit() else " " for sign in name).split()
        compact = name.replace(" ", "")
        by_edge["<", compact[:_EDGE], *numbers].append(name)
        by_edge[">", compact[-_EDGE:], *numbers].append(name)
        for word in set(name.split()):
            by_word["=", word, *numbers].append(name)
    yield from (block for block in by_word.values() if 1 < len(block) <= _COMMON_WORD)
    for block in by_edge.values():
        yield from _windows(sorted(block)) if len(block) > 1 else ()


def _windows(block: list[str]) -> Iterator[list[str]]:
    """Yield a long block as overlapping runs of its sorted names."""
    if len(block) <= _BLOCK:
        yield block
        return
    for start in range(0, len(block), _BLOCK // 2):
        yield block[start : start + _BLOCK]


def _alike(block: list[str]) -> Iterator[tuple[str, str, float]]:
    import numpy as np
    from rapidfuzz import fuzz, process

    scores = process.cdist(
        block, block, scorer=fuzz.ratio, score_cutoff=100 * SIMILAR, dtype=np.float32, workers=1
    )
    for row, column in np.argwhere(np.triu(scores, k=1) > 0).tolist():
        yield block[row], block[column], round(float(scores[row, column]) / 100, 4)
