"""A searchable set of startups: their rows with vectors and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matcher.retrieval.centring import Centring
from matcher.retrieval.lexicon import Lexicon
from matcher.retrieval.rows import Rows
from matcher.retrieval.vectors import VectorIndex
from matcher.retrieval.vocabulary import Vocabulary


class Words(Protocol):
    """BM25 over numbered terms; see Lexicon."""

    def __len__(self) -> int:
        """Return how many documents there are."""

    def scores(self, terms: Sequence[int]) -> NDArray[np.float32]:
        """Return every document's score, shape (documents,)."""

    def top(
        self, terms: Sequence[int], k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the `k` best documents that hold a term, and their scores, best first."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows with what finds them.

    Passage p is vector p of `vectors`; capability c is document c of `words`; row s of
    `sentence_vectors`, shape (sentences, dimension), is sentence s. All vectors are as
    the index's centring makes them.
    """

    rows: Rows
    vectors: VectorIndex
    sentence_vectors: NDArray[np.float16]
    words: Words


@dataclass(frozen=True, slots=True)
class Base:
    """What a snapshot freezes: a segment, and the measures that every later score is made with.

    `covariance`, shape (dimension, dimension), is the mean of v v' over the centred passages,
    shrunk. `mean_terms` is the mean number of terms in a capability. The vocabulary may grow: a
    snapshot's own terms come first and keep their numbers.
    """

    segment: Segment
    lexicon: Lexicon
    vocabulary: Vocabulary
    centring: Centring
    covariance: NDArray[np.float32]
    mean_terms: float

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return len(self.covariance)

    def spreads(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return sqrt(q' C q) for each row q: how much its cosine varies over the passages.

        Never less than on a sphere, 1 / sqrt(d): a few like passages must not make every other
        direction look precise.
        """
        # Row by row, on this thread alone: a matrix product so small would wait for other threads.
        turned = np.vecdot(vectors[:, np.newaxis], self.covariance)
        squares = np.vecdot(turned, vectors)
        spreads = np.sqrt(np.maximum(squares, 1 / vectors.shape[1]))
        return np.asarray(spreads, dtype=np.float32)

    def rarity(self, term: int) -> float:
        """Return the idf of a term as of the snapshot; a term that came since is the rarest."""
        if 0 <= term < self.lexicon.vocabulary_size:
            return self.lexicon.idf(term)
        return float(np.log1p((len(self.lexicon) + 0.5) / 0.5))
