"""A lot for every pair, so that no pair is certain to be in a plan and something is learnt.

The lot of a pair is a number in [0, 1) from the seed and the pair alone: it stays the same when
other pairs come or go.
"""

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_MOST = float(2**53)


def lots(
    seed: int, draw: int, challenges: NDArray[np.int64], startups: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the lot of each pair of ids, for the seed and the number of the draw.

    The mixing is that of splitmix64 (Steele, Lea and Flood, 2014), once for each number.
    """
    mixed = np.full(len(challenges), np.uint64(seed % 2**64))
    with np.errstate(over="ignore"):
        for part in (np.full(len(challenges), draw), challenges, startups):
            mixed = _mixed(mixed ^ _mixed(part.astype(np.uint64)))
    return np.asarray((mixed >> np.uint64(11)).astype(np.float64) / _MOST)


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    added = values + _GOLDEN
    first = (added ^ (added >> np.uint64(30))) * _FIRST
    second = (first ^ (first >> np.uint64(27))) * _SECOND
    return np.asarray(second ^ (second >> np.uint64(31)))
