"""A planning problem as rows and columns of an integer programme.

Columns: one for each option, 1 when the pair is in the plan, in the order of (challenge, startup);
then, where there is a floor of newcomers, one for each newcomer that has options, 1 when it is
introduced. Chances are counted in ten-thousandths, as whole numbers, so that optima are exact.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.domain.plan import ConstraintRef, LimitKind, Option, Pair, Problem

UNIT = 10_000
"""Chances are rounded to this part of one."""

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of a programme: `low <= matrix @ columns <= high`.

    `refs` (one for each row) names the constraint that people know; None for what merely defines a
    column.
    """

    matrix: sparse.csr_array
    low: Numbers
    high: Numbers
    refs: tuple[ConstraintRef | None, ...]

    def and_also(self, other: "Rows") -> "Rows":
        """Return these rows and the others."""
        return Rows(
            sparse.csr_array(sparse.vstack([self.matrix, other.matrix], format="csr")),
            np.concatenate([self.low, other.low]),
            np.concatenate([self.high, other.high]),
            self.refs + other.refs,
        )


@dataclass(frozen=True, eq=False)
class Model:
    """A problem with its options in order, and the rows of its limits (marks are not among them).

    `challenge_of` and `startup_of` give, for each option, the place in `challenges`, `startups`.
    """

    problem: Problem
    options: tuple[Option, ...]
    gains: Numbers
    challenge_of: Places
    startup_of: Places
    newcomers: Places
    rows: Rows

    @property
    def size(self) -> int:
        """How many options there are."""
        return len(self.options)

    @property
    def width(self) -> int:
        """How many columns there are."""
        return self.size + len(self.newcomers)

    @cached_property
    def place(self) -> Mapping[Pair, int]:
        """The column of each pair."""
        return {each.pair: row for row, each in enumerate(self.options)}

    @cached_property
    def forced(self) -> NDArray[np.bool_]:
        """Which options must be in the plan."""
        return self._marked(self.problem.marks.forced)

    @cached_property
    def forbidden(self) -> NDArray[np.bool_]:
        """Which options must not be in the plan."""
        return self._marked(frozenset(self.problem.marks.forbidden))

    @cached_property
    def seen(self) -> Places:
        """How often each startup was introduced, before the plan."""
        return np.array([each.times_seen for each in self.problem.startups], dtype=np.int64)

    def counts(self, chosen: NDArray[np.bool_]) -> Places:
        """Return how many of the chosen options each startup has."""
        return np.bincount(self.startup_of[chosen], minlength=len(self.problem.startups)).astype(
            np.int64
        )

    def _marked(self, pairs: frozenset[Pair]) -> NDArray[np.bool_]:
        return np.array([each.pair in pairs for each in self.options], dtype=np.bool_)


def model_of(problem: Problem) -> Model:
    """Return the model of a problem, the same whatever the order it was given in."""
    ordered = _ordered(problem)
    challenges = {each.id: row for row, each in enumerate(ordered.challenges)}
    startups = {each.id: row for row, each in enumerate(ordered.startups)}
    challenge_of = np.array([challenges[each.challenge_id] for each in ordered.options], np.int64)
    startup_of = np.array([startups[each.startup_id] for each in ordered.options], np.int64)
    has_options = np.zeros(len(startups), np.bool_)
    has_options[startup_of] = True
    is_new = np.array([each.is_new for each in ordered.startups], np.bool_)
    newcomers = np.flatnonzero(has_options & is_new)
    if ordered.limits.exposure_floor <= 0:
        newcomers = newcomers[:0]
    gains = np.rint(np.array([each.chance for each in ordered.options]) * UNIT)
    maker = _Maker(ordered, challenge_of, startup_of, newcomers)
    return Model(ordered, ordered.options, gains, challenge_of, startup_of, newcomers, maker.rows())


def _ordered(problem: Problem) -> Problem:
    known = {each.id for each in problem.challenges}, {each.id for each in problem.startups}
    return Problem(
        tuple(
            sorted(
                (
                    each
                    for each in problem.options
                    if each.challenge_id in known[0] and each.startup_id in known[1]
                ),
                key=lambda each: each.pair,
            )
        ),
        tuple(sorted(problem.challenges, key=lambda each: each.id)),
        tuple(sorted(problem.startups, key=lambda each: each.id)),
        problem.limits,
        problem.marks,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Family:
    """Limits of one kind: option o counts for the group `group_of[o]`, or for none (-1)."""

    group_of: Places
    refs: tuple[ConstraintRef, ...]
    is_most: bool


@dataclass(frozen=True, slots=True, eq=False)
class _Maker:
    """Makes the rows of the limits, leaving out those that no plan could break."""

    problem: Problem
    challenge_of: Places
    startup_of: Places
    newcomers: Places

    def rows(self) -> Rows:
        families = (
            self._startups(),
            self._firms(),
            self._officers(),
            *self._challenges(),
            self._regions(),
        )
        made = self._joined(families)
        return made.and_also(self._floor()) if self.problem.limits.exposure_floor > 0 else made

    def _startups(self) -> _Family:
        refs = tuple(
            ConstraintRef(LimitKind.STARTUP, startup_id=each.id, limit=each.places)
            for each in self.problem.startups
        )
        return _Family(self.startup_of, refs, is_most=True)

    def _firms(self) -> _Family:
        limits = self.problem.limits
        firms = sorted({each.firm_id for each in self.problem.challenges})
        place = {firm: row for row, firm in enumerate(firms)}
        of = np.array([place[each.firm_id] for each in self.problem.challenges], np.int64)
        refs = tuple(
            ConstraintRef(LimitKind.FIRM, firm_id=each, limit=limits.of_firm(each))
            for each in firms
        )
        return _Family(of[self.challenge_of], refs, is_most=True)

    def _officers(self) -> _Family:
        limits = self.problem.limits
        challenges = self.problem.challenges
        officers = sorted({each.officer_id for each in challenges if each.officer_id is not None})
        place: dict[int | None, int] = {officer: row for row, officer in enumerate(officers)}
        of = np.array([place.get(each.officer_id, -1) for each in challenges], np.int64)
        refs = tuple(
            ConstraintRef(LimitKind.OFFICER, officer_id=each, limit=limits.of_officer(each))
            for each in officers
        )
        return _Family(of[self.challenge_of], refs, is_most=True)

    def _challenges(self) -> tuple[_Family, _Family]:
        challenges = self.problem.challenges
        most = tuple(
            ConstraintRef(LimitKind.MOST, challenge_id=each.id, limit=each.most)
            for each in challenges
        )
        least = tuple(
            ConstraintRef(LimitKind.LEAST, challenge_id=each.id, limit=each.least)
            for each in challenges
        )
        return (
            _Family(self.challenge_of, most, is_most=True),
            _Family(self.challenge_of, least, is_most=False),
        )

    def _regions(self) -> _Family:
        least = self.problem.limits.least_by_region
        names = sorted(least)
        place = {name: row for row, name in enumerate(names)}
        of = np.array([place.get(each.region, -1) for each in self.problem.startups], np.int64)
        refs = tuple(
            ConstraintRef(LimitKind.REGION, region=name, limit=least[name]) for name in names
        )
        return _Family(of[self.startup_of], refs, is_most=False)

    def _joined(self, families: tuple[_Family, ...]) -> Rows:
        starts = np.cumsum([0, *(len(each.refs) for each in families)])
        taken = [np.flatnonzero(each.group_of >= 0) for each in families]
        rows = [
            each.group_of[own] + start
            for each, own, start in zip(families, taken, starts[:-1], strict=True)
        ]
        refs = tuple(ref for each in families for ref in each.refs)
        is_most = np.repeat([each.is_most for each in families], np.diff(starts))
        limits = np.array([np.inf if each.limit is None else each.limit for each in refs])
        matrix = _ones(np.concatenate(rows), np.concatenate(taken), (len(refs), self._width))
        binds = np.where(is_most, limits < np.diff(matrix.indptr), limits > 0)
        kept = np.flatnonzero(binds)
        return Rows(
            sparse.csr_array(matrix[kept]),
            np.where(is_most, -np.inf, limits)[kept],
            np.where(is_most, limits, np.inf)[kept],
            tuple(refs[row] for row in kept),
        )

    def _floor(self) -> Rows:
        """Return the rows by which a newcomer counts once it has a pair, and enough of them do."""
        floor = self.problem.limits.exposure_floor
        size, new = len(self.startup_of), len(self.newcomers)
        place = np.full(len(self.problem.startups), -1, np.int64)
        place[self.newcomers] = np.arange(new)
        theirs = place[self.startup_of]
        own = np.flatnonzero(theirs >= 0)
        columns = size + np.arange(new)
        matrix = sparse.csr_array(
            (
                np.concatenate([np.ones(len(own)), -np.ones(new), np.ones(new)]),
                (
                    np.concatenate([theirs[own], np.arange(new), np.full(new, new)]),
                    np.concatenate([own, columns, columns]),
                ),
            ),
            shape=(new + 1, self._width),
        )
        low = np.concatenate([np.zeros(new), [float(floor)]])
        ref = ConstraintRef(LimitKind.FLOOR, limit=floor)
        return Rows(matrix, low, np.full(new + 1, np.inf), (*[None] * new, ref))

    @property
    def _width(self) -> int:
        return len(self.startup_of) + len(self.newcomers)


def _ones(rows: Places, columns: Places, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)
