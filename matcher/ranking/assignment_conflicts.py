"""What conflicts when no plan exists: a smallest set of limits and marks, and what to relax.

An irreducible set comes from a part of the problem that conflicts by itself, else from the relaxed
programme's certificate, thinned out one by one. A set of the fewest members comes from hitting
sets: whoever conflicts must contain a member of each set of constraints that some plan breaks alone
(Ignatiev, Previti, Liffiton and Marques-Silva, 2015).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from matcher.domain.plan import Conflict, ConstraintRef, LimitKind, Pair, Relaxation
from matcher.errors import NoPlanInTime
from matcher.ranking.assignment_conflict_parts import conflicting_parts
from matcher.ranking.assignment_model import UNIT, Model, Numbers, Rows
from matcher.ranking.assignment_solving import (
    FEW,
    Clock,
    Effort,
    Programme,
    minimised,
    weighing_rows,
)

ROUNDS = 40
"""So many sets are tried for being the smallest."""
_SHARE = 0.3
"""The share of the time that may go into a smallest set, where there are very many pairs."""
_SHARE_OF_PARTS = 0.2
"""The share of the time in which conflicts within parts of the problem are looked for."""
_TIES = 0.4
_NEAR = Effort(step=1.0 - _TIES)
_MARKS = frozenset({LimitKind.FORCED, LimitKind.FORBIDDEN})
_SURE = 1e-7

Members = frozenset[int]
"""Rows of constraints that people know."""


def conflict_of(model: Model, clock: Clock, rounds: int = ROUNDS) -> Conflict:
    """Return what conflicts in a problem that has no plan."""
    system = _System.of(model, clock)
    members, is_smallest = system.found(rounds)
    refs = sorted(members, key=lambda row: _order(system.ref(row)))
    return Conflict(
        constraints=tuple(system.ref(row) for row in refs),
        relaxations=tuple(system.relaxations(refs)),
        is_smallest=is_smallest,
        limits=model.problem.limits,
        marks=model.problem.marks,
    )


def _order(ref: ConstraintRef) -> tuple[int, list[int], str]:
    ids = (ref.challenge_id, ref.startup_id, ref.firm_id, ref.officer_id)
    return list(LimitKind).index(ref.kind), [each or 0 for each in ids], ref.region


@dataclass(frozen=True, eq=False)
class _System:
    """All constraints as rows, marks too; `named` are the rows that people know.

    `ties` are costs of columns that add up to less than breaking a row by 1: they keep the relaxed
    optimum of a large system in a corner.
    """

    rows: Rows
    size: int
    ties: Numbers
    named: tuple[int, ...]
    clock: Clock

    @classmethod
    def of(cls, model: Model, clock: Clock) -> "_System":
        rows = model.rows.and_also(_marks(model))
        named = tuple(row for row, ref in enumerate(rows.refs) if ref is not None)
        return cls(rows, model.size, _ties(model), named, clock)

    @property
    def width(self) -> int:
        """How many columns there are, before those of what is broken."""
        return len(self.ties)

    def ref(self, row: int) -> ConstraintRef:
        """Return the constraint of a named row."""
        ref = self.rows.refs[row]
        if ref is None:
            raise KeyError(row)
        return ref

    def found(self, rounds: int) -> tuple[Members, bool]:
        """Return a conflicting set, none of whose members can go; and whether none is smaller."""
        if self.width <= FEW:
            members = self._smallest(rounds, frozenset(self.named))
            if members is not None:
                return members, True
            return self._irreducible(), False
        known = self._irreducible()
        hasty = replace(self, clock=Clock(self.clock.left * _SHARE))
        try:
            members = hasty._smallest(rounds, known)
        except NoPlanInTime:
            members = None
        return (known, False) if members is None else (members, True)

    def _smallest(self, rounds: int, known: Members) -> Members | None:
        """Return a conflicting set with the fewest members, `known` if it is one; None: not found.

        What has the fewest members can spare none of them.
        """
        broken: list[Members] = []
        for _ in range(rounds):
            tried = _hitting(broken)
            if len(tried) >= len(known):
                return known
            if self.clock.is_up:
                return None
            missed = self._broken_least(tried, frozenset(self.named) - tried)
            if missed is None:
                return tried
            broken.append(frozenset(missed))
        return None

    def relaxations(self, members: Sequence[int]) -> Iterator[Relaxation]:
        """Yield the smallest change of each member that helps; fewer when the time is up."""
        others = frozenset(self.named) - frozenset(members)
        try:
            can_be_enough = self._broken_least(others, frozenset(members)) is not None
            for row in members:
                yield self._relaxation(row, frozenset(members), others if can_be_enough else None)
        except NoPlanInTime:
            return

    def _relaxation(self, row: int, members: Members, others: Members | None) -> Relaxation:
        """Return the smallest change of a member; `others` are None when it cannot be enough."""
        ref, soft = self.ref(row), frozenset({row})
        left = members - soft
        whole = None if others is None else self._broken_least(left | others, soft)
        if ref.kind in _MARKS or ref.limit is None:
            return Relaxation(ref, None, is_enough=whole is not None)
        broken = self._broken_least(left, soft) if whole is None else whole
        by = round((broken or {}).get(row, 0.0))
        to = ref.limit - by if np.isfinite(self.rows.low[row]) else ref.limit + by
        return Relaxation(ref, to, is_enough=whole is not None)

    def _irreducible(self) -> Members:
        """Return a conflicting set that conflicts no more without any one of its members.

        The smallest of those within parts of the problem; without any such, one of the whole.
        """
        parts = conflicting_parts(self.rows, Clock(self.clock.left * _SHARE_OF_PARTS))
        found = [self._thinned(part) for part in parts]
        return min(found, key=len) if found else self._thinned(self._certificate())

    def _thinned(self, left: list[int]) -> Members:
        """Return a conflicting set without what it can spare."""
        chunk = max(1, len(left) // 2)
        while True:
            start = 0
            while start < len(left):
                without = left[:start] + left[start + chunk :]
                if self._is_feasible(without):
                    start += chunk
                else:
                    left = without
            if chunk == 1:
                return frozenset(left)
            chunk //= 2

    def _certificate(self) -> list[int]:
        """Return a conflicting set: few rows when the relaxed programme conflicts, else all."""
        programme = self._elastic(frozenset(), frozenset(self.named), is_whole=False)
        weights = weighing_rows(programme, self.clock)
        few = [row for row in self.named if abs(weights[row]) > _SURE]
        if few and not self._is_feasible(few):
            return few
        return list(self.named)

    def _is_feasible(self, members: Sequence[int]) -> bool:
        return self._broken_least(frozenset(members), frozenset()) is not None

    def _broken_least(self, hard: Members, soft: Members) -> dict[int, float] | None:
        """Return by how much soft rows are broken, in all as little as can be; None: never."""
        programme = _used(self._elastic(hard, soft, is_whole=True), len(soft))
        solved = minimised(programme, self.clock, _NEAR)
        if solved is None:
            return None
        missed = solved.columns[len(solved.columns) - len(soft) :]
        return {row: by for row, by in zip(sorted(soft), missed, strict=True) if by > 0.5}

    def _elastic(self, hard: Members, soft: Members, *, is_whole: bool) -> Programme:
        """Return the programme of all defining, hard and soft rows; breaking a soft one costs 1."""
        left = frozenset(self.named) - hard - soft if is_whole else frozenset()
        kept = [row for row in range(len(self.rows.refs)) if row not in left]
        place = {row: at for at, row in enumerate(kept)}
        given = sorted(soft)
        signs = [1.0 if np.isfinite(self.rows.low[row]) else -1.0 for row in given]
        slack = sparse.csr_array(
            (
                np.array(signs),
                (np.array([place[row] for row in given], int), np.arange(len(given))),
            ),
            shape=(len(kept), len(given)),
        )
        matrix = sparse.csr_array(self.rows.matrix[kept])
        if given:
            matrix = sparse.csr_array(sparse.hstack([matrix, slack], format="csr"))
        rows = Rows(
            matrix,
            self.rows.low[kept],
            self.rows.high[kept],
            tuple(self.rows.refs[row] for row in kept),
        )
        ends: Numbers = np.concatenate([np.ones(self.width), np.full(len(given), np.inf)])
        costs = np.concatenate([self.ties if is_whole else 0 * self.ties, np.ones(len(given))])
        place_of = np.arange(len(ends))
        whole = (place_of < self.size) | (place_of >= self.width)
        return Programme(costs, rows, np.zeros(len(ends)), ends, whole)


def _ties(model: Model) -> Numbers:
    ties = np.zeros(model.width)
    if model.width > FEW:
        most = sum(each.most for each in model.problem.challenges) or 1
        ties[: model.size] = -_TIES * np.minimum(model.gains / UNIT, 1.0) / max(most, model.size)
    return ties


def _used(programme: Programme, last: int) -> Programme:
    """Return the programme without the columns that are in no row, but for the last ones."""
    rows = programme.rows
    is_used = np.zeros(len(programme.costs), np.bool_)
    is_used[rows.matrix.indices] = True
    is_used[len(is_used) - last :] = True
    if is_used.all():
        return programme
    matrix = sparse.csr_array(rows.matrix[:, np.flatnonzero(is_used)])
    return Programme(
        programme.costs[is_used],
        Rows(matrix, rows.low, rows.high, rows.refs),
        programme.low[is_used],
        programme.high[is_used],
        programme.is_whole[is_used],
    )


def _marks(model: Model) -> Rows:
    """Return a row for each marked pair; a forced one that is no option has an empty row."""
    marks = model.problem.marks
    forced: list[Pair] = sorted(marks.forced)
    forbidden = sorted(pair for pair in marks.forbidden if pair in model.place)
    pairs = forced + forbidden
    known = [(row, model.place[pair]) for row, pair in enumerate(pairs) if pair in model.place]
    at = np.array(known, dtype=np.int64).reshape(-1, 2)
    matrix = sparse.csr_array(
        (np.ones(len(at)), (at[:, 0], at[:, 1])), shape=(len(pairs), model.width)
    )
    refs = tuple(
        ConstraintRef(
            LimitKind.FORBIDDEN if row >= len(forced) else LimitKind.FORCED,
            challenge_id=pair[0],
            startup_id=pair[1],
            forbidden=marks.forbidden[pair] if row >= len(forced) else None,
        )
        for row, pair in enumerate(pairs)
    )
    is_forced = np.arange(len(pairs)) < len(forced)
    low = np.where(is_forced, 1.0, -np.inf)
    high = np.where(is_forced, np.inf, 0.0)
    return Rows(matrix, low, high, refs)


def _hitting(sets: Sequence[Members]) -> Members:
    """Return the fewest rows of which at least one is in each set."""
    size = 0
    while True:
        found = _hitting_within(sets, frozenset(), size)
        if found is not None:
            return found
        size += 1


def _hitting_within(sets: Sequence[Members], taken: Members, more: int) -> Members | None:
    """Return rows that hit every set, at most so many besides those taken; None: there are none."""
    missed = next((each for each in sets if not each & taken), None)
    if missed is None:
        return taken
    if not more:
        return None
    tries = (_hitting_within(sets, taken | {row}, more - 1) for row in sorted(missed))
    return next((found for found in tries if found is not None), None)
