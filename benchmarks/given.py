"""An embedder whose vectors are given: all work of a machine but that of the encoder."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.retrieval.vector_cache import VectorCache, key_of

_AT_A_TIME = 5_000


class GivenVectors:
    """Passages are read from a vector cache on disk, as those of an encoder that knows them all.

    A text that was not given gets a vector near one of the given ones, chosen by the text's hash,
    and keeps it; so queries have neighbours.
    """

    def __init__(self, folder: Path, *, name: str, near: NDArray[np.float32]) -> None:
        self.name = self.query_name = name
        self.dimension = near.shape[1]
        self.max_tokens = 500
        self.is_trained_for_needs = False
        self._near = near
        self._cache = VectorCache(folder, name, self.dimension)
        self._made: dict[str, NDArray[np.float32]] = {}

    def give(self, texts: Iterable[str], vectors: NDArray[np.float32]) -> None:
        """Put the vectors of passages into the cache, (texts, dimension)."""
        rows, texts = iter(vectors), iter(texts)
        while batch := list(islice(texts, _AT_A_TIME)):
            self._cache.write({key_of("passage", text): next(rows) for text in batch})

    def check(self) -> None:
        """Find nothing wrong: nothing is loaded."""

    def count_tokens(self, text: str) -> int:
        """Return the number of words."""
        return len(text.split())

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit rows, shape (len(texts), dimension)."""
        return np.stack([self._vector(text) for text in texts])

    def passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return unit rows, shape (len(texts), dimension)."""
        keys = [key_of("passage", text) for text in texts]
        known = self._cache.read(keys)
        rows = np.empty((len(texts), self.dimension), dtype=np.float32)
        for row, (key, text) in enumerate(zip(keys, texts, strict=True)):
            found = known.get(key)
            rows[row] = self._vector(text) if found is None else found
        return rows

    def _vector(self, text: str) -> NDArray[np.float32]:
        found = self._made.get(text)
        if found is None:
            seed = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
            chance = np.random.default_rng(seed)
            spread = 0.8 / self.dimension**0.5
            row = self._near[chance.integers(len(self._near))]
            row = row + spread * chance.standard_normal(self.dimension, dtype=np.float32)
            found = self._made[text] = row / np.linalg.norm(row)
        return found
