"""A score from features: the cold-start formula."""

from collections.abc import Mapping

from matcher.ranking.model import RankerModel

COLD_START: Mapping[str, float] = {
    "dense_whole": 0.90,
    "dense_sentence": 0.15,
    "lexical_whole": 0.15,
    "answers_meaning": 0.05,
    "answers_words": 0.20,
    "shared_sector": 0.10,
    "startup_side": 0.40,
}
"""Weights for the days before any verdict. How they were chosen: docs/decisions/0006."""

COLD_START_MODEL = RankerModel("cold-start", COLD_START)
"""Ranks where no trained model is there; it gives no chances."""
