"""How good orders of the same needs are, in all, by set and by language, with intervals."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.learning.ranker.examples import Examples
from matcher.learning.ranker.folds import SEED, measured

METRICS = ("ndcg@10", "recall@10", "recall@100")
DRAWS = 2_000
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean and its 95 % interval."""

    mean: float
    low: float
    high: float

    def as_json(self) -> dict[str, float]:
        """Return the three, rounded to four decimals."""
        return {
            "mean": round(self.mean, 4),
            "low": round(self.low, 4),
            "high": round(self.high, 4),
        }


@dataclass(frozen=True, slots=True)
class Slice:
    """The figures of some needs: metric → system → mean; `gaps`: the first minus each other."""

    needs: int
    systems: Mapping[str, Mapping[str, Interval]]
    gaps: Mapping[str, Mapping[str, Interval]]


@dataclass(frozen=True, slots=True)
class Figures:
    """Slices by what they hold: everything, a set, a language."""

    everything: Slice
    sets: Mapping[str, Slice]
    languages: Mapping[str, Slice]


def figures(
    examples: Examples, scores: Mapping[str, NDArray[np.float64]], seed: int = SEED
) -> Figures:
    """Measure several scores (rows,) of the same examples, on the needs that have a partner.

    Intervals draw groups with replacement, so that a need told in three languages counts as one.
    """
    needs = [need for need in examples.needs if need.has_partner]
    values = {name: measured(examples, each).values for name, each in scores.items()}
    groups = np.array([need.group for need in needs], dtype=np.str_)
    sets = np.array([need.set_name for need in needs], dtype=np.str_)
    languages = np.array([need.language for need in needs], dtype=np.str_)

    def part(rows: NDArray[np.bool_]) -> Slice:
        return _slice(values, rows, groups, seed)

    return Figures(
        part(np.ones(len(needs), dtype=bool)),
        {str(name): part(sets == name) for name in np.unique(sets)},
        {str(name): part(languages == name) for name in np.unique(languages)},
    )


def grouped_mean(
    values: NDArray[np.float64], groups: NDArray[np.str_], seed: int = SEED
) -> Interval:
    """Return the mean of values (n,) and its interval over groups drawn with replacement."""
    names, group = np.unique(groups, return_inverse=True)
    totals = np.bincount(group, values, minlength=len(names))
    counts = np.bincount(group, minlength=len(names)).astype(np.float64)
    draw = np.random.default_rng(seed)
    times = draw.multinomial(len(names), np.full(len(names), 1.0 / len(names)), size=DRAWS)
    means = (times @ totals) / (times @ counts)
    low, high = np.quantile(means, [_TAIL, 1.0 - _TAIL])
    return Interval(float(values.mean()), float(low), float(high))


def _slice(
    values: Mapping[str, Mapping[str, NDArray[np.float64]]],
    rows: NDArray[np.bool_],
    groups: NDArray[np.str_],
    seed: int,
) -> Slice:
    first, *others = values
    systems: dict[str, dict[str, Interval]] = {}
    gaps: dict[str, dict[str, Interval]] = {}
    for metric in METRICS if rows.any() else ():
        systems[metric] = {
            name: grouped_mean(found[metric][rows], groups[rows], seed)
            for name, found in values.items()
        }
        gaps[metric] = {
            name: grouped_mean(
                (values[first][metric] - values[name][metric])[rows], groups[rows], seed
            )
            for name in others
        }
    return Slice(int(rows.sum()), systems, gaps)
