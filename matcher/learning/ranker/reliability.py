"""Do chances come true: expected calibration error, Brier score, and the bins of a plot.

Expected calibration error: pairs are put into bins by their chance; the mean over pairs of the
distance between a bin's mean chance and the share of it that was kept (Naeini, Cooper and
Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning", AAAI 2015; with bins
of equal width, Guo et al., "On calibration of modern neural networks", ICML 2017). With few pairs
it is too high on average, never too low: chance alone moves shares away from chances.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.learning.ranker.folds import SEED

BINS = 10
DRAWS = 1_000
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs of like chance: their mean chance, the share kept with a 95 % interval, their count."""

    chance: float
    kept: float
    low: float
    high: float
    pairs: int


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far chances came true. Intervals (95 %) draw whole groups again, bins held fixed."""

    pairs: int
    kept: float
    mean_chance: float
    error: float
    """Expected calibration error, bins of as many pairs each."""
    error_low: float
    error_high: float
    error_equal_width: float
    brier: float
    brier_of_the_mean: float
    """The Brier score of always telling the share kept: what must be beaten."""
    bins: tuple[Bin, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """Return the figures, rounded to four decimals."""
        rounded = {
            name: round(value, 4) if isinstance(value, float) else value
            for name, value in asdict(self).items()
            if name != "bins"
        }
        bins = [
            {name: round(value, 4) for name, value in asdict(each).items()} for each in self.bins
        ]
        return rounded | {"bins": bins}


def reliability(
    chances: NDArray[np.float64],
    kept: NDArray[np.bool_],
    groups: NDArray[np.str_],
    seed: int = SEED,
) -> Reliability:
    """Measure chances (m,) against what was kept (m,); ValueError when there is no pair."""
    if not len(chances):
        raise ValueError("There is no pair to measure chances on.")
    truth = kept.astype(np.float64)
    mass, width = _equal_mass(chances), np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    bins, errors = _drawn(chances, truth, mass, groups, seed)
    share = float(truth.mean())
    low, high = np.quantile(errors, [_TAIL, 1.0 - _TAIL])
    return Reliability(
        pairs=len(truth),
        kept=share,
        mean_chance=float(chances.mean()),
        error=_error(chances, truth, mass),
        error_low=float(low),
        error_high=float(high),
        error_equal_width=_error(chances, truth, width),
        brier=float(((chances - truth) ** 2).mean()),
        brier_of_the_mean=share * (1.0 - share),
        bins=bins,
    )


def by_name(
    chances: NDArray[np.float64],
    kept: NDArray[np.bool_],
    groups: NDArray[np.str_],
    names: NDArray[np.str_],
) -> Mapping[str, Reliability]:
    """Return the reliability of the pairs of each name (a language, a set), by name."""
    return {
        str(name): reliability(chances[names == name], kept[names == name], groups[names == name])
        for name in np.unique(names)
    }


def _equal_mass(chances: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the bin of each pair: as many in each as can be; equal chances share a bin."""
    ordered = np.sort(chances)
    cuts = ordered[[len(ordered) * place // BINS for place in range(1, BINS)]]
    found: NDArray[np.int64] = np.searchsorted(np.unique(cuts), chances, side="right")
    return found


def _error(
    chances: NDArray[np.float64], truth: NDArray[np.float64], place: NDArray[np.int64]
) -> float:
    return float(np.abs(np.bincount(place, chances - truth)).sum() / len(truth))


def _drawn(
    chances: NDArray[np.float64],
    truth: NDArray[np.float64],
    place: NDArray[np.int64],
    groups: NDArray[np.str_],
    seed: int,
) -> tuple[tuple[Bin, ...], NDArray[np.float64]]:
    """Return the bins with their intervals, and the calibration errors of drawn groups."""
    names, group = np.unique(groups, return_inverse=True)
    size = int(place.max()) + 1
    sums = np.zeros((3, len(names), size))
    for table, values in zip(sums, (np.ones(len(truth)), chances, truth), strict=True):
        np.add.at(table, (group, place), values)
    draw = np.random.default_rng(seed)
    times = draw.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
    counts, told, found = (times @ table for table in sums)
    errors = np.abs(told - found).sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
    with np.errstate(invalid="ignore"):
        shares = found / counts
    bins = []
    for column in np.flatnonzero(sums[0].sum(axis=0)):
        pairs, chance, keep = (float(table[:, column].sum()) for table in sums)
        low, high = np.nanquantile(shares[:, column], [_TAIL, 1.0 - _TAIL])
        bins.append(Bin(chance / pairs, keep / pairs, float(low), float(high), int(pairs)))
    return tuple(bins), errors
