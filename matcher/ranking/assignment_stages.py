"""The stages of a plan: most expected successes, most even exposure near it, nearest to another."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from matcher.errors import NoPlanInTime
from matcher.ranking.assignment_model import UNIT, Model, Numbers, Places, Rows
from matcher.ranking.assignment_solving import Clock, Effort, Programme, minimised

Mask = NDArray[np.bool_]

GAP = 2e-3
"""By how much the second stage may miss the lowest Gini coefficient, as it reckons it."""
NODES = 300
"""The second stage searches no further than so many nodes."""
_TIE = 0.1
"""What an expected success weighs beside one place in the order of exposure: ties only."""
NEAR = 0.002
"""The share of a plan's expected successes that may be given up to stay near another plan."""
_NEAR_TIES = 0.4
"""What evenness and successes together can weigh beside one pair that is kept: ties only."""
_SLOPE = 0.01
"""What one introduction more weighs where it changes no place."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """Options chosen, what they gain in ten-thousandths, and how far from the best they may be.

    `gap` is a share of the gain in the first stage, and of the Gini coefficient in the second.
    """

    chosen: Mask
    gain: int
    gap: float = 0.0


def gini(values: Places) -> float:
    """Return how unequal counts are: 0 when all are the same, near 1 when one has everything."""
    ordered = np.sort(values)
    count, total = len(ordered), int(ordered.sum())
    if not total:
        return 0.0
    places = np.arange(1, count + 1)
    return float(2 * (places * ordered).sum() / (count * total) - (count + 1) / count)


def most_successes(
    model: Model, available: Mask, clock: Clock, extra: Rows | None = None
) -> Found | None:
    """Return the plan of the most expected successes; None when no plan keeps all limits."""
    bounds = _bounds(model, available)
    if bounds is None:
        return None
    costs = np.zeros(model.width)
    costs[: model.size] = -model.gains
    rows = model.rows if extra is None else model.rows.and_also(extra)
    programme = Programme(costs, rows, *bounds, _whole(model))
    solved = minimised(programme, clock, Effort(step=1.0))
    return (
        None
        if solved is None
        else _found(model, solved.columns, solved.missed / max(1.0, -solved.cost))
    )


def most_even(model: Model, available: Mask, best: Found, clock: Clock) -> Found:
    """Return the plan of the most even exposure, no fewer introductions, `keep_of_best` kept.

    What an introduction costs is the slope of the Gini coefficient: the place of the startup in the
    order of exposure, less the place from which on an introduction makes exposure less even. Both
    are taken after the best plan. `best` itself is returned when time is up before anything else.
    """
    bounds = _bounds(model, available)
    if bounds is None or not best.chosen.any():
        return best
    levels = _Levels.of(model, best)
    kept = _least_kept(model, best)
    count = len(levels.owner)
    try:
        solved = minimised(
            Programme(
                np.concatenate([_ties(model), levels.costs]),
                levels.rows(model, kept, int(best.chosen.sum())),
                np.concatenate([bounds[0], np.zeros(count)]),
                np.concatenate([bounds[1], np.ones(count)]),
                np.concatenate([_whole(model), np.zeros(count, np.bool_)]),
            ),
            clock,
            Effort(GAP / levels.worth, levels.cost_of(model, best), NODES),
        )
    except NoPlanInTime:
        solved = None
    if solved is None:
        return replace(best, gap=1.0)
    return _found(model, solved.columns, solved.missed * levels.worth)


def nearest(
    model: Model, available: Mask, best: Found, even: Found, near: Mask, clock: Clock
) -> Found:
    """Return the plan that keeps most of the options `near`, next to as good as `even`.

    It gives up at most `NEAR` of the successes of `even` and `GAP` of its Gini coefficient (as the
    second stage reckons it), no introduction and nothing of `keep_of_best`. `even` itself is
    returned when none keeps more, or when time is up.
    """
    bounds = _bounds(model, available)
    kept = int((even.chosen & near).sum())
    if bounds is None or kept == int((bounds[1][: model.size] * near).sum()):
        return even
    levels = _Levels.of(model, best)
    count = len(levels.owner)
    least = max(_least_kept(model, best), np.ceil((1.0 - NEAR) * even.gain))
    rows = levels.rows(model, least, int(best.chosen.sum()))
    most = levels.cost_of(model, even) + GAP / levels.worth
    costs = np.concatenate([_ties(model), levels.costs])
    costs *= _NEAR_TIES / ((GAP + even.gap) / levels.worth + _TIE * (best.gain - least) / UNIT)
    costs[: model.size] -= near
    try:
        solved = minimised(
            Programme(
                costs,
                rows.and_also(levels.no_dearer(model, most)),
                np.concatenate([bounds[0], np.zeros(count)]),
                np.concatenate([bounds[1], np.ones(count)]),
                np.concatenate([_whole(model), np.zeros(count, np.bool_)]),
            ),
            clock,
            Effort(nodes=NODES, step=1.0 - _NEAR_TIES),
        )
    except NoPlanInTime:
        return even
    if solved is None:
        return even
    found = _found(model, solved.columns, even.gap)
    return found if int((found.chosen & near).sum()) > kept else even


def _ties(model: Model) -> Numbers:
    ties = np.zeros(model.width)
    ties[: model.size] = -_TIE * model.gains / UNIT
    return ties


def _least_kept(model: Model, best: Found) -> float:
    return float(np.ceil(model.problem.limits.keep_of_best * best.gain - 1e-6))


@dataclass(frozen=True, slots=True, eq=False)
class _Levels:
    """A column for each introduction that a startup may get, the next one after the other.

    They fill up by themselves from the cheapest, for the costs of a startup never fall. A cost of 1
    is `worth` so much of the Gini coefficient.
    """

    owner: Places
    costs: Numbers
    worth: float

    @classmethod
    def of(cls, model: Model, best: Found) -> "_Levels":
        startups = len(model.problem.startups)
        places = np.array([max(0, each.places) for each in model.problem.startups], np.int64)
        most = np.minimum(places, np.bincount(model.startup_of, minlength=startups))
        owner = np.repeat(np.arange(startups), most)
        nth = np.arange(len(owner)) - np.repeat(np.cumsum(most) - most, most)
        level = model.seen[owner] + nth
        order = np.sort(model.seen + model.counts(best.chosen))
        place = np.searchsorted(order, level, "left") + np.searchsorted(order, level, "right")
        turn = (startups * (1.0 + gini(order)) + 1.0) / 2
        worth = 2.0 / (startups * max(1, int(order.sum())))
        return cls(owner, place / 2 - turn + _SLOPE * level, worth)

    def cost_of(self, model: Model, found: Found) -> float:
        """Return what the introductions of a plan cost."""
        counts = model.counts(found.chosen)
        nth = np.concatenate([np.arange(each) for each in np.bincount(self.owner)])
        return float(self.costs[nth < counts[self.owner]].sum())

    def no_dearer(self, model: Model, most: float) -> Rows:
        """Return the row that keeps what introductions cost from being more."""
        matrix = sparse.csr_array(np.concatenate([np.zeros(model.width), self.costs])[None, :])
        return Rows(matrix, np.array([-np.inf]), np.array([most]), (None,))

    def rows(self, model: Model, kept: float, introductions: int) -> Rows:
        """Return the model's rows with: levels add up to pairs, enough gained, none given up."""
        startups, size, count = len(model.problem.startups), model.size, len(self.owner)
        own = np.arange(size)
        totals = np.arange(startups, startups + 2)
        added = sparse.csr_array(
            (
                np.concatenate([np.ones(size), -np.ones(count), model.gains, np.ones(size)]),
                (
                    np.concatenate([model.startup_of, self.owner, np.repeat(totals, size)]),
                    np.concatenate([own, model.width + np.arange(count), own, own]),
                ),
            ),
            shape=(startups + 2, model.width + count),
        )
        low = np.concatenate([np.zeros(startups), [kept, introductions]])
        high = np.concatenate([np.zeros(startups), [np.inf, np.inf]])
        wide = sparse.csr_array(
            (model.rows.matrix.data, model.rows.matrix.indices, model.rows.matrix.indptr),
            shape=(model.rows.matrix.shape[0], model.width + count),
        )
        rows = Rows(wide, model.rows.low, model.rows.high, model.rows.refs)
        return rows.and_also(Rows(added, low, high, (None,) * (startups + 2)))


def _bounds(model: Model, available: Mask) -> tuple[Numbers, Numbers] | None:
    """Return the bounds of the columns; None when marks contradict each other."""
    if (model.forced & model.forbidden).any() or model.problem.marks.forced - model.place.keys():
        return None
    low, high = np.zeros(model.width), np.ones(model.width)
    low[: model.size] = model.forced
    high[: model.size] = (available & ~model.forbidden) | model.forced
    return low, high


def _whole(model: Model) -> Mask:
    return np.arange(model.width) < model.size


def _found(model: Model, columns: Numbers, gap: float) -> Found:
    chosen = columns[: model.size] > 0.5
    return Found(chosen, round(float(model.gains[chosen].sum())), gap)
