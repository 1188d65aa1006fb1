"""A score from features: the cold-start formula."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.features import FEATURES

COLD_START: Mapping[str, float] = {
    "dense_whole": 0.45,
    "dense_sentence": 0.20,
    "lexical_whole": 0.40,
    "lexical_sought": 0.10,
    "answers_meaning": 0.20,
    "answers_words": 0.30,
    "shared_sector": 0.10,
}
"""Weights for the days before any verdict. How they were chosen: docs/decisions/0002."""


def score(table: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return one score for each row of a feature table; it orders one list and means nothing else.

    Rounded to six decimals, so that the last bits of floating point never decide an order.
    """
    weights = np.array([COLD_START[name] for name in FEATURES], dtype=np.float64)
    return np.round(table.astype(np.float64) @ weights, 6)
