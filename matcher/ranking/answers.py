"""For each requirement, the sentence of each startup that answers it best."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.retrieval.index import SentenceBatch

WORDS_WEIGHT = 2.0
"""What all the words of a requirement in one sentence are worth, in units of meaning."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement as retrieval asks it: its centred unit vector, spread, and weighted terms.

    `spread` is the standard deviation of the cosine between this vector and the indexed passages.
    """

    vector: NDArray[np.float32]
    spread: float
    term_ids: NDArray[np.int32]
    term_weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Answers:
    """The best sentence of n startups for r requirements.

    Every array has the shape (n, r). `sentence` is a row of the sentence batch, or -1 when the
    startup has no sentence; `meaning` is a cosine in standard deviations of the index, `words` the
    share (0 to 1) of the requirement's word weight that the sentence holds.
    """

    sentence: NDArray[np.int64]
    meaning: NDArray[np.float32]
    words: NDArray[np.float32]

    @property
    def strength(self) -> NDArray[np.float32]:
        """Meaning and words as one number, in standard deviations of meaning."""
        return strength(self.meaning, self.words)


def strength(meaning: NDArray[np.float32], words: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return how strongly sentences answer: `meaning + WORDS_WEIGHT * words`."""
    return meaning + np.float32(WORDS_WEIGHT) * words


def best_answers(asked: list[Asked], batch: SentenceBatch, startups: int) -> Answers:
    """Find each startup's best sentence for each requirement; ties go to the earlier sentence."""
    shape = (startups, len(asked))
    sentence = np.full(shape, -1, dtype=np.int64)
    meaning = np.zeros(shape, dtype=np.float32)
    words = np.zeros(shape, dtype=np.float32)
    if len(batch.owners) and asked:
        by_meaning = _meaning(asked, batch)
        by_words = _shared_words(asked, batch)
        owners, best = _best_rows(strength(by_meaning, by_words), batch.owners)
        columns = np.arange(len(asked))
        sentence[owners] = best
        meaning[owners] = by_meaning[best, columns]
        words[owners] = by_words[best, columns]
    return Answers(sentence, meaning, words)


def _meaning(asked: list[Asked], batch: SentenceBatch) -> NDArray[np.float32]:
    """Return (sentences, requirements) cosines in standard deviations."""
    matrix = np.stack([each.vector for each in asked])
    spreads = np.array([each.spread for each in asked], dtype=np.float32)
    scaled: NDArray[np.float32] = batch.vectors @ (matrix / spreads[:, None]).T
    return scaled


def _shared_words(asked: list[Asked], batch: SentenceBatch) -> NDArray[np.float32]:
    """Return (sentences, requirements) shares of each requirement's word weight."""
    shared = np.zeros((len(batch.owners), len(asked)), dtype=np.float32)
    if not len(batch.term_ids):
        return shared
    filled = np.flatnonzero(np.diff(batch.term_ptr))
    starts = batch.term_ptr[filled]
    weights = np.zeros(int(batch.term_ids.max()) + 1, dtype=np.float32)
    for column, each in enumerate(asked):
        total = float(each.term_weights.sum())
        known = (each.term_ids >= 0) & (each.term_ids < len(weights))
        if total <= 0 or not known.any():
            continue
        weights[:] = 0
        weights[each.term_ids[known]] = each.term_weights[known] / total
        shared[filled, column] = np.add.reduceat(weights[batch.term_ids], starts)
    return shared


def _best_rows(
    scores: NDArray[np.float32], owners: NDArray[np.int32]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each owner with the row of its highest score in every column (owners are grouped)."""
    starts = np.flatnonzero(np.r_[True, owners[1:] != owners[:-1]])
    ends = np.r_[starts[1:], len(owners)]
    best = np.stack(
        [low + scores[low:high].argmax(axis=0) for low, high in zip(starts, ends, strict=True)]
    )
    return owners[starts].astype(np.int64), best
