"""Who is shown: the best, and in the last place one startup from another field, where one fits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.domain.challenge import Facts
from matcher.domain.startup import Startup
from matcher.ranking import shared
from matcher.ranking.calibration import FIELD, mean_of
from matcher.ranking.reasons import PARTLY
from matcher.text.sectors import known, sectors_in, sectors_mentioned

SMALLEST = 4
"""Shorter lists keep every place for the best."""
_REMEMBERED = 4_096

Fields = frozenset[str]
"""Sector ids; empty when nobody knows."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking as `shortlist` reads it; row i of every array belongs to one startup.

    `order` holds rows, best first; `scores` (n,) are those it was made of; `strengths` (n, r) say
    how well each of r requirements is answered; `is_likely` (n,) which matches are called likely.
    """

    order: Sequence[int]
    scores: NDArray[np.float64]
    strengths: NDArray[np.float32]
    is_likely: Sequence[bool]


def shortlist(
    ranked: Ranked, wanted: Fields, fields_of: Callable[[int], Fields], top: int
) -> tuple[tuple[int, ...], int | None]:
    """Return the rows of a list of `top`, in order, and the row of the far place, None without one.

    From SMALLEST places on, the last goes to a startup that is far but plausible: not among those
    before it, of known fields that have none in common with `wanted`, with a requirement answered
    from strength PARTLY on, and with a score that is not below `cut`; among several, the first in
    the order. The plain list is returned where there is none, where fields are unknown, and where
    the place belongs to a likely match. `fields_of` is asked for as few rows as possible.
    """
    plain = tuple(int(row) for row in ranked.order[:top])
    if top < SMALLEST or len(plain) < top or not wanted:
        return plain, None
    lowest = cut(ranked.scores)
    for row in map(int, ranked.order[top - 1 :]):
        if ranked.scores[row] < lowest:
            break
        if _answers_something(ranked.strengths[row]) and _is_far(fields_of(row), wanted):
            if row != plain[-1] and ranked.is_likely[plain[-1]]:
                break
            return (*plain[:-1], row), row
    return plain, None


def cut(scores: NDArray[np.float64]) -> float:
    """Return the score below which nobody is plausible: the mean of the list's field.

    The field (`calibration.FIELD`, places 11 to 50) stands for those who are near without being
    partners; a list that ends before it has its last score for a cut.
    """
    return mean_of(scores, FIELD)


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
