"""Who is shown: the best, and a place each for another field and for the young, where one fits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.domain.challenge import Facts
from matcher.domain.startup import Startup
from matcher.ranking import shared
from matcher.ranking.calibration import CALIBRATED_ON, FIELD, LIKELY, field_of, mean_of
from matcher.ranking.ranker import Ranking
from matcher.ranking.reasons import PARTLY
from matcher.text.sectors import known, sectors_in, sectors_mentioned

SMALLEST = 4
"""Shorter lists keep every place for the best."""
FIRST = 5
"""The places that are read first: one of them is kept for a young startup."""
PAGE = 10
"""The places of an officer's first page: the last of them is kept for another field."""
MOST_LOST = 0.08
"""How much lower the chance of the young startup may be than that of the one in its place."""
_FEWEST_NEAR = 3
_REMEMBERED = 4_096

Fields = frozenset[str]
"""Sector ids; empty when nobody knows."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking as `shortlist` reads it; row i of every array belongs to one startup.

    `order` holds rows, best first; `scores` (n,) are those it was made of; `strengths` (n, r) say
    how well each of r requirements is answered; `is_likely` (n,) which matches are called likely;
    `chances` (n,) how likely a curator is to keep each, None when that cannot be told; `pool` is
    how many startups the ranking was found among.
    """

    order: Sequence[int]
    scores: NDArray[np.float64]
    strengths: NDArray[np.float32]
    is_likely: Sequence[bool]
    chances: NDArray[np.float64] | None = None
    pool: int = CALIBRATED_ON

    @classmethod
    def of(cls, ranking: Ranking, *, doubtful: bool = False) -> "Ranked":
        """Return a ranking as it is read here; of a doubtful need no chance is told."""
        chances = None if ranking.chances is None else ranking.chances[:, 0]
        return cls(
            ranking.order.tolist(),
            ranking.scores,
            ranking.answers.strength,
            [chances is not None and chances[row] >= LIKELY for row in range(len(ranking.scores))],
            None if doubtful else chances,
            ranking.pool,
        )


def shortlist(
    ranked: Ranked,
    wanted: Fields,
    fields_of: Callable[[int], Fields],
    top: int,
    *,
    page: int = PAGE,
) -> tuple[tuple[int, ...], int | None]:
    """Return the rows of a list of `top`, in order, and the row of the far place, None without one.

    From SMALLEST places on, the last one, or the last of the first `page` of a longer list, goes
    to a startup that is far but plausible: not among those before it, of known fields that have
    none in common with `wanted`, with a requirement answered from strength PARTLY on, and with a
    score that is not below `cut`; among several, the first in the order. Who stood there moves
    down, out of a list that ends there. The plain list is returned where there is none, where
    fields are unknown, and where the place belongs to a likely match. `fields_of` is asked for as
    few rows as possible.
    """
    plain = tuple(int(row) for row in ranked.order[:top])
    if top < SMALLEST or len(plain) < top or not wanted:
        return plain, None
    place, lowest = min(top, page) - 1, cut(ranked.scores, ranked.pool)
    for row in map(int, ranked.order[place:]):
        if ranked.scores[row] < lowest:
            break
        if _answers_something(ranked.strengths[row]) and _is_far(fields_of(row), wanted):
            if row != plain[place] and ranked.is_likely[plain[place]]:
                break
            return _with(row, place, plain, None), row
    return plain, None


def keep_a_young_place(
    ranked: Ranked,
    shown: tuple[int, ...],
    far: int | None,
    is_young: Callable[[int], bool],
    *,
    most_lost: float = MOST_LOST,
) -> tuple[tuple[int, ...], int | None]:
    """Return the list that `shortlist` made with a place for the young, and its row, None without.

    When none of the first FIRST is young, the last of them (the one before it, when that is the
    far place) goes to the best young startup that answers a requirement from strength PARTLY on,
    is not below `cut`, and whose chance is at most `most_lost` lower than that of the startup in
    its place. Who stood there moves down, out of a list that ends there. The list stays as it is
    where there is no such startup, where the place belongs to a likely match, and where chances are
    not known: then nobody could say what is lost.
    """
    first = shown[:FIRST]
    if ranked.chances is None or len(first) < SMALLEST or any(map(is_young, first)):
        return shown, None
    place = len(first) - (2 if first[-1] == far else 1)
    moved = first[place]
    if ranked.is_likely[moved]:
        return shown, None
    lowest = cut(ranked.scores, ranked.pool)
    for row in map(int, ranked.order):
        if ranked.scores[row] < lowest or ranked.chances[moved] - ranked.chances[row] > most_lost:
            break
        if row in first or row == far or not is_young(row):
            continue
        if _answers_something(ranked.strengths[row]):
            return _with(row, place, shown, far), row
    return shown, None


def _with(row: int, place: int, shown: tuple[int, ...], far: int | None) -> tuple[int, ...]:
    """Return the list with a row at a place, those after it one lower; the far place stays."""
    rest = [each for each in shown[place:] if each not in {row, far}]
    moved = [*shown[:place], row, *rest]
    if far is not None:
        moved.insert(shown.index(far), far)
    return tuple(moved[: len(shown)])


def cut(scores: NDArray[np.float64], pool: int = CALIBRATED_ON) -> float:
    """Return the score below which nobody is plausible: the mean of the list's field.

    The field (`calibration.field_of`, places 11 to 50 in a pool of the usual size) stands for those
    who are near without being partners. In a small pool it ends earlier, but begins no earlier:
    the places before it may all be shown. A list that ends before it has its last score for a cut.
    """
    start = FIELD.start
    return mean_of(scores, slice(start, max(field_of(pool).stop, start + _FEWEST_NEAR)))


def fields_sought(facts: Facts, text: str) -> Fields:
    """Return the fields of a challenge: the sectors that it names, with those it is about."""
    return known(shared.sectors(facts.sectors)) | sectors_in(text)


def fields_served(startup: Startup) -> Fields:
    """Return the fields of a startup: the sectors that it declares, with all that it mentions.

    One that says "electronics" and writes once about olive mills is no stranger to an olive mill.
    """
    mentioned = (_mentioned(f"{each.title}\n{each.text}") for each in startup.capabilities)
    return known(shared.sectors(startup.sectors)).union(*mentioned)


@lru_cache(_REMEMBERED)
def _mentioned(text: str) -> Fields:
    return sectors_mentioned(text)


def _answers_something(strengths: NDArray[np.float32]) -> bool:
    return bool((strengths >= PARTLY).any())


def _is_far(own: Fields, wanted: Fields) -> bool:
    return bool(own) and own.isdisjoint(wanted)
