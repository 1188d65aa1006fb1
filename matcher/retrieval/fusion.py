"""Several ranked lists, or several scores, into one."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InvalidVectors

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


def weighted_sum(
    channels: Sequence[NDArray[np.float32]], weights: Sequence[float]
) -> NDArray[np.float32]:
    """Return the sum of the channels, each times its weight; all have the same shape.

    Meant for z-scores: raw scores of different channels are not on one scale.
    """
    if not channels or len(channels) != len(weights):
        raise InvalidVectors(f"{len(weights)} weights were given for {len(channels)} channels.")
    total = np.zeros(channels[0].shape, np.float64)
    for channel, weight in zip(channels, weights, strict=True):
        if channel.shape != total.shape:
            raise InvalidVectors("The channels to be added are of different sizes.")
        total += weight * channel.astype(np.float64)
    return total.astype(np.float32)
