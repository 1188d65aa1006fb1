"""Is the new one better, or was it luck: a paired bootstrap over queries."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RESAMPLES = 10_000
SEED = 20_261_122
CONFIDENCE = 0.95

_RESAMPLES_AT_A_TIME = 500


@dataclass(frozen=True)
class Difference:
    """A mean difference (first minus second) and its 95 % percentile interval."""

    delta: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Say whether the interval leaves out zero."""
        return self.low > 0.0 or self.high < 0.0


def paired_bootstrap(
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Difference:
    """Compare two systems on the same queries; both arrays have shape (queries,), same order.

    Queries are drawn with replacement, as many as there are, `resamples` times; the interval
    holds the middle 95 % of the mean differences (percentile bootstrap, Efron and Tibshirani,
    "An Introduction to the Bootstrap", 1993, chapter 13). The same seed draws the same queries,
    so the answer depends on the figures alone. ValueError when the shapes differ or are empty.
    """
    if first.shape != second.shape or first.ndim != 1 or not first.size:
        raise ValueError("A paired comparison needs two systems measured on the same queries.")
    differences = np.asarray(first - second, dtype=np.float64)
    draw = np.random.default_rng(seed)
    means = np.empty(resamples)
    for start in range(0, resamples, _RESAMPLES_AT_A_TIME):
        size = min(_RESAMPLES_AT_A_TIME, resamples - start)
        places = draw.integers(0, differences.size, size=(size, differences.size))
        means[start : start + size] = differences[places].mean(axis=1)
    tail = (1.0 - CONFIDENCE) / 2.0
    low, high = np.quantile(means, [tail, 1.0 - tail])
    return Difference(float(differences.mean()), float(low), float(high))
