"""Made-up planning problems: small ones for tests, and a month of a whole country.

A few startups are well known: they have history, and the best chances nearly everywhere. Most of
the others were seen once or never. Everything is made from a seed.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.plan import (
    ChallengeNeed,
    ForbidCode,
    Limits,
    Marks,
    Option,
    Pair,
    Problem,
    StartupPlaces,
)

REGIONS = ("north", "centre", "south")
KNOWN_SHARE = 0.05
"""Of the startups of a country; of a small instance, one or two."""
FAME, FIT = 1.0, 0.6
"""By how much known startups are ahead everywhere, and how much the fit of each pair differs; the
others differ by 0.5 among themselves. Chances are the logistic of their sum less 1.6."""
REQUESTED = (6, 12)
"""How many introductions a known startup can take; another one takes 1 to 3."""


@dataclass(frozen=True)
class Size:
    """How large a problem is; each challenge has `options` pairs."""

    challenges: int
    startups: int
    options: int
    firms: int
    officers: int


COUNTRY = Size(challenges=300, startups=2_000, options=40, firms=180, officers=12)


def country(seed: int = 0, size: Size = COUNTRY) -> Problem:
    """Return a month of a country: room for all, but not for all with the well known ones."""
    draw = np.random.default_rng(seed)
    known = max(1, round(size.startups * KNOWN_SHARE))
    options = _options(draw, size, known)
    firms = draw.integers(0, size.firms, size.challenges)
    challenges = tuple(
        ChallengeNeed(
            id=1 + row,
            firm_id=1 + int(firms[row]),
            officer_id=1 + int(draw.integers(size.officers)),
            region=str(draw.choice(REGIONS)),
            least=int(draw.random() < 0.5),
            most=int(draw.integers(2, 5)),
        )
        for row in range(size.challenges)
    )
    return Problem(
        options=options,
        challenges=challenges,
        startups=_startups(draw, size.startups, known),
        limits=Limits(
            per_firm=5,
            per_officer=round(3 * size.challenges / size.officers),
            exposure_floor=size.challenges // 5,
            least_by_region=dict.fromkeys(REGIONS, size.challenges // 6),
        ),
    )


def small(seed: int, *, tight: bool = False) -> Problem:
    """Return a problem small enough to be checked by trying everything.

    `tight` ones have few places and many demands and marks, so that about half cannot be met.
    """
    draw = np.random.default_rng((seed, int(tight)))
    size = Size(
        challenges=int(draw.integers(2, 5)),
        startups=int(draw.integers(4, 8)),
        options=int(draw.integers(2, 4)),
        firms=2,
        officers=2,
    )
    known = int(draw.integers(1, 3))
    options = _options(draw, size, known)
    challenges = tuple(
        ChallengeNeed(
            id=1 + row,
            firm_id=1 + int(draw.integers(size.firms)),
            officer_id=1 + int(draw.integers(size.officers)),
            region=str(draw.choice(REGIONS)),
            least=int(draw.integers(0, 3 if tight else 2)),
            most=int(draw.integers(2, 4)),
        )
        for row in range(size.challenges)
    )
    return Problem(
        options,
        challenges,
        _startups(draw, size.startups, known, most=1 if tight else 2),
        _small_limits(draw, size, tight=tight),
        _small_marks(draw, [each.pair for each in options], tight=tight),
    )


def office(seed: int) -> Problem:
    """Return a month of one office: a few known startups that could take most of it."""
    draw = np.random.default_rng((seed, 7))
    challenges = int(draw.integers(8, 16))
    size = Size(
        challenges=challenges,
        startups=int(draw.integers(challenges, 2 * challenges + 1)),
        options=int(draw.integers(8, 13)),
        firms=max(2, challenges // 2),
        officers=2,
    )
    known = int(draw.integers(2, 4))
    options = _options(draw, size, known)
    needs = tuple(
        ChallengeNeed(
            id=1 + row,
            firm_id=1 + int(draw.integers(size.firms)),
            officer_id=1 + int(draw.integers(size.officers)),
            region=str(draw.choice(REGIONS)),
            least=int(draw.random() < 0.5),
            most=int(draw.integers(2, 4)),
        )
        for row in range(challenges)
    )
    return Problem(options, needs, _startups(draw, size.startups, known), Limits(per_firm=8))


def _options(draw: np.random.Generator, size: Size, known: int) -> tuple[Option, ...]:
    fame = np.concatenate([np.full(known, FAME), draw.normal(0.0, 0.5, size.startups - known)])
    made = []
    for row in range(size.challenges):
        fit = fame + draw.normal(0.0, FIT, size.startups)
        best = np.argsort(-fit, kind="stable")[: size.options]
        chances = 1.0 / (1.0 + np.exp(-(fit[best] - 1.6)))
        made += [
            Option(1 + row, 1 + int(startup), round(float(chance), 4))
            for startup, chance in zip(best, chances, strict=True)
        ]
    return tuple(made)


def _startups(
    draw: np.random.Generator, count: int, known: int, most: int = 0
) -> tuple[StartupPlaces, ...]:
    """Return startups, the known ones first; `most` places for each of a small instance."""
    seen = np.concatenate([draw.integers(2, 8, known), draw.poisson(0.5, count - known)])
    places = np.concatenate([draw.integers(*REQUESTED, known), draw.integers(1, 4, count - known)])
    if most:
        places = draw.integers(1, most + 1, count)
    return tuple(
        StartupPlaces(
            id=1 + row,
            region=str(draw.choice(REGIONS)),
            places=int(places[row]),
            times_seen=int(seen[row]),
            is_new=bool(seen[row] == 0),
        )
        for row in range(count)
    )


def _small_limits(draw: np.random.Generator, size: Size, *, tight: bool) -> Limits:
    room = size.challenges * (1 if tight else 2)
    return Limits(
        per_firm=int(draw.integers(1, room + 2)) if draw.random() < 0.5 else None,
        per_officer=int(draw.integers(1, room + 2)) if draw.random() < 0.5 else None,
        exposure_floor=int(draw.integers(0, 4 if tight else 2)),
        least_by_region=(
            {str(draw.choice(REGIONS)): int(draw.integers(1, 4 if tight else 2))}
            if draw.random() < 0.5
            else {}
        ),
    )


def _small_marks(draw: np.random.Generator, pairs: list[Pair], *, tight: bool) -> Marks:
    shares: NDArray[np.float64] = draw.random(len(pairs))
    forced = 0.15 if tight else 0.04
    forbidden = 0.2 if tight else 0.08
    return Marks(
        frozenset(pair for pair, share in zip(pairs, shares, strict=True) if share < forced),
        {
            pair: ForbidCode.BY_OFFICER
            for pair, share in zip(pairs, shares, strict=True)
            if share > 1.0 - forbidden
        },
    )
