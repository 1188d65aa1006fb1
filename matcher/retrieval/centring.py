"""Taking out of every vector what all texts of its kind share, where the encoder leaves it in.

Raw cosines of multilingual encoders are squeezed together, because all vectors point the same
general way, and each language a little its own way. Subtracting the mean (of passages from
passages, of queries in a language from queries in it) and going back to unit length spreads
them. The means belong to one version of an index and are kept with it.

An encoder that was trained for the job has learned what to leave out: centring would only blur what
it says (docs/decisions/0004). Then queries stay as they are, and passages lose their mean without
going back to unit length, which changes no order.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.reference import centring_texts
from matcher.retrieval.embedding import Embedder

LANGUAGES = ("ar", "en", "fr")
FEWEST_OWN_PASSAGES = 30
"""Below this the passages of an index say more about themselves than about their kind."""
_PASSAGE_ARRAY = "passage_mean"
_QUERY_ARRAY = "query_mean_"
_SHIFT_ARRAY = "is_shift"


@dataclass(frozen=True, slots=True, eq=False)
class Centring:
    """The means of one index version: of queries by language, and of passages; shape (dim,).

    With `is_shift`, no vector is brought back to unit length, and the query means are zero.
    """

    query_means: Mapping[str, NDArray[np.float32]]
    passage_mean: NDArray[np.float32]
    is_shift: bool = False

    def queries(
        self, vectors: NDArray[np.float32], languages: Sequence[str]
    ) -> NDArray[np.float32]:
        """Return unit rows: query vectors (n, dim) less the mean of each one's language.

        A language without a mean of its own takes the mean over the languages.
        """
        if self.is_shift:
            return vectors
        every = np.mean([self.query_means[name] for name in sorted(self.query_means)], axis=0)
        means = np.array([self.query_means.get(name, every) for name in languages])
        return _unit(vectors - means.reshape(vectors.shape))

    def passages(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return passage vectors (n, dim) less the mean passage, of unit length or as they come."""
        less = vectors - self.passage_mean
        return less if self.is_shift else _unit(less)

    def to_arrays(self) -> dict[str, NDArray[np.float32]]:
        """Return the means as named arrays, to be stored with an index."""
        queries = {f"{_QUERY_ARRAY}{name}": mean for name, mean in self.query_means.items()}
        shift = np.array([self.is_shift], dtype=np.float32)
        return {**queries, _PASSAGE_ARRAY: self.passage_mean, _SHIFT_ARRAY: shift}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.float32]]) -> "Centring":
        """Return what `to_arrays` was called on; KeyError when the arrays are not of one."""
        means = {
            name.removeprefix(_QUERY_ARRAY): mean
            for name, mean in arrays.items()
            if name.startswith(_QUERY_ARRAY)
        }
        if not means:
            raise KeyError(f"{_QUERY_ARRAY}*")
        return cls(means, arrays[_PASSAGE_ARRAY], bool(arrays[_SHIFT_ARRAY][0]))


def fit_centring(embedder: Embedder, passage_vectors: NDArray[np.float32]) -> Centring:
    """Return the means for an index whose passages have these vectors, shape (n, dim).

    Query means are of the generic needs in data/centring/{fr,ar,en}.txt; the passage mean is of
    the index's own passages when there are at least `FEWEST_OWN_PASSAGES`, else of
    data/centring/passages.txt. Raises ReferenceUnreadable when a file is missing.
    """
    is_shift = embedder.is_trained_for_needs
    if is_shift:
        nothing = np.zeros(embedder.dimension, dtype=np.float32)
        query_means = dict.fromkeys(LANGUAGES, nothing)
    else:
        query_means = {
            language: _mean(embedder.queries(centring_texts(language))) for language in LANGUAGES
        }
    if len(passage_vectors) >= FEWEST_OWN_PASSAGES:
        return Centring(query_means, _mean(passage_vectors), is_shift)
    return Centring(query_means, _mean(embedder.passages(centring_texts("passages"))), is_shift)


def _mean(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(np.mean(vectors, axis=0, dtype=np.float64), dtype=np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return rows of length 1; a row that is exactly the mean stays zero, near nothing."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = np.divide(
        vectors, lengths, out=np.zeros_like(vectors), where=lengths > 1e-6
    )
    return unit
