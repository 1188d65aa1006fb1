"""The numbers that a scorer sees, each named; higher always speaks for the startup."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.ranking.answers import Answers

FEATURES: Mapping[str, str] = {
    "dense_whole": "meaning of the whole need against the closest passage (z-score)",
    "dense_sentence": "meaning of the whole need against the closest single sentence (z-score)",
    "lexical_whole": "words shared with the whole need: BM25 of the best capability (see `damped`)",
    "lexical_sought": "words shared with what is sought, context left out (see `damped`)",
    "answers_meaning": "mean over requirements of the best sentence's meaning (z-score)",
    "answers_words": "mean over requirements of the share of its words in the best sentence",
    "shared_sector": "1 when the startup serves a sector that the challenge names, else 0",
    "startup_side": "how well the challenge suits what the startup declared; 0 when not said",
}
"""Feature name → what it measures. The order is the order of the columns."""

LOWEST_WORDS, HIGHEST_WORDS = -2.0, 12.0
"""Where z-scores of BM25 are clipped: a few rare words must not outweigh everything else."""


@dataclass(frozen=True, slots=True)
class WholeTextSignals:
    """Channel scores of n startups for the whole need and for what is sought; each array (n,)."""

    dense_whole: NDArray[np.float32]
    lexical_whole: NDArray[np.float32]
    lexical_sought: NDArray[np.float32]


def damped(lexical: NDArray[np.float32], known_share: float) -> NDArray[np.float32]:
    """Return clipped z-scores of BM25 times the square of the share of the need's words it can see.

    `known_share` (0 to 1) weighs words by rarity. An Arabic need has almost no word in common with
    French texts: its few shared tokens (figures, units) say nothing, and must not decide.
    """
    return np.clip(lexical, LOWEST_WORDS, HIGHEST_WORDS) * np.float32(known_share**2)


def features(
    signals: WholeTextSignals,
    whole: Answers,
    answers: Answers,
    weights: NDArray[np.float32],
    shared_sector: NDArray[np.float32],
    startup_side: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Return an (n, features) matrix.

    `whole` holds the best sentences for the whole need (one column), `answers` those for each
    requirement, and `weights` (r,) says how much each requirement counts.
    """
    total = float(weights.sum())
    share = weights / total if total > 0 else weights
    columns = (
        signals.dense_whole,
        whole.meaning[:, 0],
        signals.lexical_whole,
        signals.lexical_sought,
        answers.meaning @ share,
        answers.words @ share,
        shared_sector,
        startup_side,
    )
    return np.column_stack(columns).astype(np.float32)
