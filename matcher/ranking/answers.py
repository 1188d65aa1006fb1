"""For each requirement, the sentence of each startup that answers it best."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from matcher.retrieval.index import SentenceBatch

WORDS_WEIGHT = 2.0
"""What all the words of a requirement in one sentence are worth, in units of meaning."""
CONTEXT = 0.75
"""How much of the whole need is mixed into a requirement to find its sentence."""
ASIDE = 0.5
"""A sentence whose meaning is so much further from the whole need than the startup's closest one,
in standard deviations, does not carry the match and is not quoted (docs/quality.md)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A requirement as sentences are asked.

    `alone` is its own centred unit vector; `vector` the same turned towards the whole need: a few
    words ("less sludge", "no wires") are too vague to find their sentence by themselves. Both are
    divided by the standard deviation of their cosine with the indexed passages. `term_ids` are
    index terms (-1 when unknown) and `term_weights` their rarity.
    """

    alone: NDArray[np.float32]
    vector: NDArray[np.float32]
    term_ids: NDArray[np.int32]
    term_weights: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Answers:
    """The best sentence of n startups for r requirements.

    Every array has the shape (n, r). `sentence` is a row of the sentence batch, or -1 when the
    startup has no sentence; `meaning` is its cosine to the requirement in the light of the whole
    need, in standard deviations of the index; `words` the share (0 to 1) of the requirement's word
    weight that it holds; `strength` says how well it answers the requirement taken alone. `aside`
    marks sentences that stand aside of the whole need, and `closest` (n,) is the sentence closest
    to it: see `weighed`.
    """

    sentence: NDArray[np.int64]
    meaning: NDArray[np.float32]
    words: NDArray[np.float32]
    strength: NDArray[np.float32]
    aside: NDArray[np.bool_]
    closest: NDArray[np.int64]


def in_context(alone: NDArray[np.float32], whole: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return unit rows (r, d): requirements turned towards the whole need (d,)."""
    turned = alone + np.float32(CONTEXT) * whole
    lengths = np.linalg.norm(turned, axis=1, keepdims=True)
    return np.asarray(turned / np.maximum(lengths, np.float32(1e-12)), dtype=np.float32)


def best_answers(asked: Sequence[Asked], batch: SentenceBatch, startups: int) -> Answers:
    """Find each startup's best sentence for each requirement; ties go to the earlier sentence.

    The best sentence has the highest meaning in context + WORDS_WEIGHT × words; its strength is the
    same sum with the requirement's meaning alone, so that a startup that fits the whole need does
    not seem to answer what it never mentions.
    """
    shape = (startups, len(asked))
    sentence = np.full(shape, -1, dtype=np.int64)
    meaning, words, strength = (np.zeros(shape, dtype=np.float32) for _ in range(3))
    if len(batch.owners) and asked:
        in_light = _products(batch.vectors, [each.vector for each in asked])
        alone = _products(batch.vectors, [each.alone for each in asked])
        by_words = _shared_words(asked, batch)
        bonus = np.float32(WORDS_WEIGHT) * by_words
        owners, best = _best_rows(in_light + bonus, batch.owners)
        columns = np.arange(len(asked))
        sentence[owners] = best
        meaning[owners] = in_light[best, columns]
        words[owners] = by_words[best, columns]
        strength[owners] = (alone + bonus)[best, columns]
    aside, closest = np.zeros(shape, dtype=np.bool_), np.full(startups, -1, dtype=np.int64)
    return Answers(sentence, meaning, words, strength, aside, closest)


def weighed(answers: Answers, whole: Answers, asked: Asked, batch: SentenceBatch) -> Answers:
    """Return the answers with `aside` and `closest` in the light of the whole need.

    `whole` holds the best sentences for the whole need (one column), and `asked` is that need.
    """
    closest = whole.sentence[:, 0]
    if not answers.sentence.size or not len(batch.owners):
        return replace(answers, closest=closest)
    likeness = _products(batch.vectors, [asked.alone])[:, 0]
    nearest = np.where(closest >= 0, likeness[closest], np.float32(0))
    aside = (answers.sentence >= 0) & (
        likeness[answers.sentence] < nearest[:, np.newaxis] - np.float32(ASIDE)
    )
    return replace(answers, aside=aside, closest=closest)


def _products(
    rows: NDArray[np.float32], columns: Sequence[NDArray[np.float32]]
) -> NDArray[np.float32]:
    """Return the inner product of every row with every column, (rows, columns).

    Row by row, on this thread alone: a matrix product so small would wait for other threads.
    """
    products: NDArray[np.float32] = np.vecdot(rows[:, np.newaxis], np.stack(columns))
    return products


def _shared_words(asked: Sequence[Asked], batch: SentenceBatch) -> NDArray[np.float32]:
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
    highest = np.maximum.reduceat(scores, starts, axis=0)
    sizes = np.diff(starts, append=len(owners))
    reached = scores == np.repeat(highest, sizes, axis=0)
    rows = np.where(reached, np.arange(len(owners))[:, np.newaxis], len(owners))
    return owners[starts].astype(np.int64), np.minimum.reduceat(rows, starts, axis=0)
