"""The numbers that a scorer sees, each named and documented; higher always speaks for the startup."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.answers import Answers

FEATURES: Mapping[str, str] = {
    "dense_whole": "meaning of the whole need against the startup's closest passage (z-score)",
    "dense_sought": "meaning of what is sought, context left out, against its closest passage (z-score)",
    "lexical_whole": "words shared with the whole need: BM25 of its best capability (z-score)",
    "lexical_sought": "words shared with what is sought: BM25 of its best capability (z-score)",
    "answers_meaning": "mean over requirements of the best sentence's meaning (z-score)",
    "answers_words": "mean over requirements of the share of its words in the best sentence (0 to 1)",
    "shared_sector": "1 when the startup serves a sector that the challenge names, else 0",
}
"""Feature name → what it measures. The order is the order of the columns."""


@dataclass(frozen=True, slots=True)
class WholeTextSignals:
    """Channel scores of n startups for the whole need and for what is sought; each array (n,)."""

    dense_whole: NDArray[np.float32]
    dense_sought: NDArray[np.float32]
    lexical_whole: NDArray[np.float32]
    lexical_sought: NDArray[np.float32]


def features(
    signals: WholeTextSignals,
    answers: Answers,
    weights: NDArray[np.float32],
    shared_sector: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return an (n, features) matrix; `weights` says how much each requirement counts."""
    total = float(weights.sum())
    share = weights / total if total > 0 else weights
    columns = (
        signals.dense_whole,
        signals.dense_sought,
        signals.lexical_whole,
        signals.lexical_sought,
        answers.meaning @ share,
        answers.words @ share,
        shared_sector,
    )
    return np.column_stack(columns).astype(np.float32)
