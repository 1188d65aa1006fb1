"""Deterministic stand-ins for slow parts, so that tests need no model."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"\w+")


def _words(text: str) -> list[str]:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return _WORD.findall(bare)


class HashEmbedder:
    """A bag of folded words hashed into a few signed places: texts that share words are near.

    Queries and passages with the same words get the same vector. `calls` keeps every batch of
    texts that was asked for, so that a test can say what was embedded and how often.
    """

    def __init__(self, dimension: int = 64, *, max_tokens: int = 500, name: str = "") -> None:
        self.dimension = dimension
        self.max_tokens = max_tokens
        self.is_trained_for_needs = False
        self.name = self.query_name = name or f"fake-{dimension}"
        self.calls: list[list[str]] = []

    def check(self) -> None:
        """Find nothing wrong."""

    def count_tokens(self, text: str) -> int:
        """Return the number of words."""
        return len(_words(text))

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit rows, shape (len(texts), dimension)."""
        return self._embed(texts)

    def passages(
        self, texts: Sequence[str], *, progress: Callable[[int, int], None] | None = None
    ) -> NDArray[np.float32]:
        """Return unit rows, shape (len(texts), dimension); `progress` is told once, at the end."""
        rows = self._embed(texts)
        if progress is not None:
            progress(len(texts), len(texts))
        return rows

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.calls.append(list(texts))
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for word in _words(text):
                digest = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest())
                row[(digest >> 1) % self.dimension] += 1.0 if digest & 1 else -1.0
            length = float(np.linalg.norm(row))
            if length == 0.0:
                row[0] = length = 1.0
            np.divide(row, length, out=row)
        return rows
