"""Integer programmes solved by HiGHS: the relaxed programme first, for it is nearly always whole.

When it is not, columns whose reduced cost is large keep their value of the relaxed programme, and
the few that remain are solved in whole numbers. That is exact as soon as the best plan found is no
further from the relaxed optimum than the smallest reduced cost among those kept: whoever changes
one of them loses more than there is to gain.
"""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from matcher.errors import NoPlanInTime
from matcher.ranking.assignment_model import Numbers, Rows

WHOLE = 1e-6
"""How near to a whole number a column must be."""
FEW = 1_500
"""So many columns are solved in whole numbers at once."""
FREED = 400
"""Of more columns, so many are solved in whole numbers first: those of the least reduced costs."""
_INFEASIBLE = 2
TOO_LONG = "No plan was found in the time allowed. Ask again with fewer challenges, or more time."


@dataclass(frozen=True, slots=True, eq=False)
class Programme:
    """Minimise `costs @ columns` over `rows`, with bounds; columns of `is_whole` are integers."""

    costs: Numbers
    rows: Rows
    low: Numbers
    high: Numbers
    is_whole: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Effort:
    """When a search may stop: so near to the optimum, or after so many nodes (0: never).

    `about` is what the optimum costs, more or less. Nodes are the same on every machine, unlike
    seconds. `step`: the costs of any two solutions differ by nothing or by at least so much, so
    what is nearer to a bound than that is the optimum.
    """

    accepted: float = 0.0
    about: float = 0.0
    nodes: int = 0
    step: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The columns found, what they cost, and a cost that nothing is below."""

    columns: Numbers
    cost: float
    bound: float

    @property
    def missed(self) -> float:
        """By how much a better one might at most cost less."""
        missed = self.cost - self.bound
        return missed if missed > WHOLE * max(1.0, abs(self.cost)) else 0.0


@dataclass(frozen=True, slots=True, eq=False)
class _Relaxed:
    columns: Numbers
    cost: float
    reduced: Numbers


class Clock:
    """Seconds left for all that is to be solved."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Return the seconds left, never less than a tenth: each call may at least begin."""
        return max(0.1, self._end - time.monotonic())

    @property
    def is_up(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end


def minimised(programme: Programme, clock: Clock, effort: Effort | None = None) -> Solved | None:
    """Return the best columns, None when none are feasible; NoPlanInTime when none were found.

    Without an effort, no better columns exist.
    """
    width = len(programme.costs)
    effort = effort or Effort()
    if width <= FEW:
        return _with_free(programme, None, clock, effort)
    relaxed = _relaxed(programme, clock)
    if relaxed is None:
        return None
    whole = programme.is_whole
    rounded = np.where(whole, np.rint(relaxed.columns), relaxed.columns)
    if np.abs(rounded - relaxed.columns).max(initial=0.0) <= WHOLE:
        return Solved(rounded, float(programme.costs @ rounded), relaxed.cost)
    return _in_whole_numbers(programme, relaxed, clock, effort)


def weighing_rows(programme: Programme, clock: Clock) -> Numbers:
    """Return what each row weighs in the relaxed optimum; all 0 when there is none."""
    found, order = _linear(programme, clock)
    weights = np.zeros(len(programme.rows.low))
    if found.x is not None:
        given = np.concatenate([found.ineqlin.marginals, found.eqlin.marginals])
        np.add.at(weights, order, np.abs(given))
    return weights


def _relaxed(programme: Programme, clock: Clock) -> _Relaxed | None:
    found, _ = _linear(programme, clock)
    if found.status == _INFEASIBLE:
        return None
    if found.x is None:
        raise NoPlanInTime(TOO_LONG)
    reduced = np.asarray(found.lower.marginals) + np.asarray(found.upper.marginals)
    return _Relaxed(np.asarray(found.x), float(found.fun), reduced)


def _linear(programme: Programme, clock: Clock) -> tuple[Any, NDArray[np.intp]]:
    """Return what linprog says, and for each of its rows the row of the programme."""
    rows = programme.rows
    is_equal = rows.low == rows.high
    equal = np.flatnonzero(is_equal)
    above = np.flatnonzero(np.isfinite(rows.low) & ~is_equal)
    below = np.flatnonzero(np.isfinite(rows.high) & ~is_equal)
    found = linprog(
        programme.costs,
        A_ub=sparse.vstack([rows.matrix[below], -rows.matrix[above]], format="csc"),
        b_ub=np.concatenate([rows.high[below], -rows.low[above]]),
        A_eq=rows.matrix[equal],
        b_eq=rows.low[equal],
        bounds=np.column_stack([programme.low, programme.high]),
        method="highs",
        options={"time_limit": clock.left},
    )
    return found, np.concatenate([below, above, equal])


def _in_whole_numbers(
    programme: Programme, relaxed: _Relaxed, clock: Clock, effort: Effort
) -> Solved | None:
    away = np.where(_is_kept(programme, relaxed), np.abs(relaxed.reduced), 0.0)
    threshold = max(float(np.sort(away)[FREED]), WHOLE)
    best: Solved | None = None
    while True:
        found = _with_free(programme, (relaxed.columns, away < threshold), clock, effort)
        if found is not None:
            # What is better changes a column that was kept, or is among those just searched.
            bound = max(relaxed.cost, min(found.bound, relaxed.cost + threshold))
            if best is None or found.cost <= best.cost:
                best = Solved(found.columns, found.cost, min(bound, found.cost))
        if not np.isfinite(threshold):
            return best
        if best is None:
            threshold = np.inf
            continue
        missed = best.cost - best.bound
        if missed < effort.step - WHOLE:
            return Solved(best.columns, best.cost, best.cost)
        if missed <= effort.accepted or clock.is_up:
            return best
        threshold = (best.cost - relaxed.cost) * (1.0 + WHOLE)


def _is_kept(programme: Programme, relaxed: _Relaxed) -> NDArray[np.bool_]:
    """Return the columns that sit on one of their bounds."""
    at_low = np.abs(relaxed.columns - programme.low) <= WHOLE
    at_high = np.abs(relaxed.columns - programme.high) <= WHOLE
    return np.asarray((at_low | at_high) & programme.is_whole)


def _with_free(
    programme: Programme,
    freed: tuple[Numbers, NDArray[np.bool_]] | None,
    clock: Clock,
    effort: Effort,
) -> Solved | None:
    """Return the best in whole numbers: of all columns, or when only those freed may change."""
    width = len(programme.costs)
    kept, free = freed or (np.zeros(width), np.ones(width, np.bool_))
    columns = np.where(free, 0.0, np.rint(kept))
    rows = programme.rows
    given = rows.matrix @ columns
    left = rows.matrix if free.all() else rows.matrix[:, np.flatnonzero(free)]
    low, high = rows.low - given, rows.high - given
    used = np.diff(left.indptr) > 0
    if (low[~used] > WHOLE).any() or (high[~used] < -WHOLE).any():
        return None
    if not free.any():
        cost = float(programme.costs @ columns)
        return Solved(columns, cost, cost)
    given_cost = float(programme.costs @ columns)
    options: dict[str, float] = {"time_limit": clock.left, "mip_rel_gap": 0.0}
    if effort.accepted:
        aim = effort.about - given_cost if freed is None else programme.costs[free] @ kept[free]
        options["mip_rel_gap"] = effort.accepted / max(1.0, abs(float(aim)))
    if effort.nodes:
        options["node_limit"] = effort.nodes
    found = milp(
        programme.costs[free],
        constraints=LinearConstraint(left[np.flatnonzero(used)], low[used], high[used]),
        bounds=Bounds(programme.low[free], programme.high[free]),
        integrality=programme.is_whole[free].astype(int),
        options=options,
    )
    if found.x is None:
        if found.status == _INFEASIBLE:
            return None
        raise NoPlanInTime(TOO_LONG)
    columns[free] = np.where(programme.is_whole[free], np.rint(found.x), found.x)
    cost = float(programme.costs @ columns)
    bound = found.mip_dual_bound
    return Solved(columns, cost, cost if bound is None else float(bound) + given_cost)
