"""Who should be introduced to whom: the best plan under limits, or what of them conflicts.

Integer programmes, one after the other (docs/planning.md): the most expected successes, then the
most even exposure that keeps a stated share of them, then what is nearest to another plan. Equal
problems give equal plans, whatever the order of what they are made of, unless the time is up
(`Plan.is_proven`) or costs were asked for within a time of their own.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from matcher.domain.plan import Conflict, LeftOut, Marks, Pair, Plan, Problem
from matcher.ranking.assignment_comparison import compare
from matcher.ranking.assignment_conflicts import conflict_of
from matcher.ranking.assignment_lot import lots
from matcher.ranking.assignment_model import UNIT, Model, model_of
from matcher.ranking.assignment_prices import price, priced
from matcher.ranking.assignment_reasons import Standing
from matcher.ranking.assignment_solving import Clock
from matcher.ranking.assignment_stages import (
    GAP,
    Found,
    Mask,
    gini,
    most_even,
    most_successes,
    nearest,
)

__all__ = ["compare", "cost_of", "solve"]

SECONDS = 30.0
"""The time a plan may take."""
LOTS = 4
"""So many lots are drawn before the plan does without."""


def solve(
    problem: Problem,
    *,
    seconds: float = SECONDS,
    seconds_for_costs: float = 0.0,
    near: Collection[Pair] = (),
) -> Plan | Conflict:
    """Return the plan, or what conflicts when there is none.

    `near` are the pairs of a plan to stay near to: of the plans that are next to as good, the one
    that keeps most of them.
    `seconds_for_costs` more may be spent on working out what it costs to include what was left out.
    NoPlanInTime when `seconds` did not do for any plan.
    """
    clock = Clock(seconds)
    model = model_of(problem)
    everything = np.ones(model.size, np.bool_)
    best = most_successes(model, everything, clock)
    if best is None:
        return conflict_of(model, Clock(seconds))
    lot = _drawn(model, best, clock)
    even = most_even(model, lot.available, lot.best, clock)
    if near:
        wanted = np.array([each.pair in near for each in model.options], np.bool_)
        even = nearest(model, lot.available, lot.best, even, wanted, clock)
    plan = _told(model, best, lot, even, near)
    if seconds_for_costs <= 0:
        return plan
    left_out = priced(model, lot.available, (lot.best, even), plan.left_out, seconds_for_costs)
    return replace(plan, left_out=left_out)


def cost_of(
    problem: Problem, plan: Plan, pair: Pair, *, seconds: float = SECONDS
) -> float | Conflict:
    """Return the expected successes lost by including a pair, or what conflicts with it.

    Exact: the most expected successes of the plan's lot without the pair forced, less those with
    it. A mark that forbids the pair is lifted, and no lot withholds it (so that the cost of one
    that was withheld may be below 0).
    """
    clock = Clock(seconds)
    forbidden = {each: code for each, code in problem.marks.forbidden.items() if each != pair}
    marks = Marks(problem.marks.forced | {pair}, forbidden)
    model = model_of(replace(problem, marks=marks))
    available = _available(model, plan.lot - 1)
    if not plan.lot or plan.is_lot_lifted:
        available[:] = True
    found = most_successes(model, available, clock)
    if found is None:
        found = most_successes(model, np.ones(model.size, np.bool_), clock)
    if found is None:
        return conflict_of(model, Clock(seconds))
    return round(plan.best_drawn * UNIT - found.gain) / UNIT


def cost_of_including(problem: Problem, plan: Plan, left: LeftOut) -> float | None:
    """Return the expected successes lost by including what was left out; None: no plan can.

    A challenge is included by one candidate more than it has, a newcomer by one introduction.
    """
    model = model_of(problem)
    available = _available(model, plan.lot - 1)
    if not plan.lot or plan.is_lot_lifted:
        available[:] = True
    pairs = plan.chosen
    chosen = np.array([each.pair in pairs for each in model.options], np.bool_)
    return price(model, available, plan.best_drawn * UNIT, left, chosen)


@dataclass(frozen=True, slots=True, eq=False)
class _Lot:
    """Which options the lot left, and the plan of the most successes among them."""

    available: Mask
    best: Found
    drawn: int = 0
    is_lifted: bool = False


def _drawn(model: Model, best: Found, clock: Clock) -> _Lot:
    everything = np.ones(model.size, np.bool_)
    if model.problem.limits.certainty_cap >= 1.0:
        return _Lot(everything, best)
    for draw in range(LOTS):
        available = _available(model, draw)
        found = most_successes(model, available, clock)
        if found is not None:
            return _Lot(available, found, draw + 1)
    return _Lot(everything, best, LOTS, is_lifted=True)


def _available(model: Model, draw: int) -> Mask:
    limits = model.problem.limits
    challenges = np.array([each.challenge_id for each in model.options], np.int64)
    startups = np.array([each.startup_id for each in model.options], np.int64)
    drawn = lots(limits.seed, draw, challenges, startups)
    return np.asarray((drawn < limits.certainty_cap) | model.forced)


def _told(model: Model, best: Found, lot: _Lot, even: Found, near: Collection[Pair]) -> Plan:
    standing = Standing(model, even.chosen, lot.best.chosen, lot.available, frozenset(near))
    gap = max(best.gap, lot.best.gap, even.gap)
    return Plan(
        pairs=standing.pairs(),
        expected_successes=even.gain / UNIT,
        best_possible=best.gain / UNIT,
        best_drawn=lot.best.gain / UNIT,
        gini_before=gini(model.seen),
        gini_of_best=gini(model.seen + model.counts(lot.best.chosen)),
        gini_after=gini(model.seen + model.counts(even.chosen)),
        newcomers=standing.newcomers(),
        loads=standing.loads(),
        left_out=standing.left_out(),
        withheld=int((~lot.available & ~model.forbidden).sum()),
        lot=lot.drawn,
        is_lot_lifted=lot.is_lifted,
        is_proven=gap <= GAP,
        gap=round(gap, 6),
        limits=model.problem.limits,
        marks=model.problem.marks,
    )
