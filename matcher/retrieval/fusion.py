"""Several ranked lists, or several scores, into one."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Item = TypeVar("Item", bound=Hashable)


def reciprocal_rank_fusion(
    rankings: Iterable[Iterable[Item]], *, smoothing: float = 60
) -> list[Item]:
    """Merge ranked lists, best first; a high place anywhere helps.

    Each list gives an item 1 / (smoothing + rank), ranks from 1 (Cormack, Clarke and Büttcher,
    2009). Ties keep the order of first appearance.
    """
    scores: defaultdict[Item, float] = defaultdict(float)
    for ranking in rankings:
        for place, item in enumerate(ranking, start=1):
            scores[item] += 1 / (smoothing + place)
    return sorted(scores, key=scores.__getitem__, reverse=True)


def z_scores(values: NDArray[np.float32], mean: float, deviation: float) -> NDArray[np.float32]:
    """Return (values - mean) / deviation, or zeros where nothing deviates; the shape is kept.

    A query whose words no document holds has deviation 0: it says nothing about any of them.
    """
    if not deviation > 0:
        return np.zeros(values.shape, np.float32)
    return ((values.astype(np.float64) - mean) / deviation).astype(np.float32)
