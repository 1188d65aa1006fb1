"""Best words: BM25 over numbered terms, with every score computed when the index is built."""

import math
import threading
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InvalidTerms, SnapshotRefused
from matcher.retrieval.files import read_array, read_facts, write_array, write_facts

K1 = 1.2
B = 0.75
_ARRAYS = {"pointers": "int64", "documents": "int64", "scores": "float32", "bounds": "float32"}


class _Asked(NamedTuple):
    """A distinct query term: its slice of the postings, and its count in the query."""

    start: int
    stop: int
    times: int


class Lexicon:
    """An immutable BM25 index; documents and terms are numbered from 0.

    A document's score is the sum over the query's terms, each as often as the query says it, of

        ln(1 + (N - df + 0.5) / (df + 0.5)) x tf / (tf + k1 x (1 - b + b x length / mean length))

    with k1 = 1.2 and b = 0.75: Robertson and Zaragoza (2009) as in Lucene 8 and later, whose idf
    is never negative and which drops the constant factor k1 + 1. Query terms that are unknown
    (negative, or beyond the vocabulary of the build) add nothing. Sums are single precision and
    always in the same order, so every method gives a document the very same score. Several
    threads may ask at once.
    """

    def __init__(self, count: int, arrays: dict[str, NDArray[np.generic]]) -> None:
        self._count = count
        # np.asarray drops the memmap class (slow to slice) and keeps the memory map itself.
        self._pointers: NDArray[np.int64] = np.asarray(arrays["pointers"], dtype=np.int64)
        self._documents: NDArray[np.int64] = np.asarray(arrays["documents"], dtype=np.int64)
        self._scores: NDArray[np.float32] = np.asarray(arrays["scores"], dtype=np.float32)
        self._bounds: NDArray[np.float32] = np.asarray(arrays["bounds"], dtype=np.float32)
        self._own = threading.local()

    def __len__(self) -> int:
        return self._count

    @property
    def vocabulary_size(self) -> int:
        """How many terms were numbered when this index was built."""
        return len(self._pointers) - 1

    @classmethod
    def build(cls, documents: Iterable[Sequence[int]], vocabulary_size: int) -> "Lexicon":
        """Index documents, each given as its term numbers in any order and with repeats.

        A term number outside 0..vocabulary_size - 1 raises InvalidTerms.
        """
        flat, lengths = array("q"), array("q")
        for document in documents:
            flat.extend(document)
            lengths.append(len(document))
        terms = np.frombuffer(flat, dtype=np.int64) if flat else np.empty(0, np.int64)
        sizes = np.frombuffer(lengths, dtype=np.int64) if lengths else np.empty(0, np.int64)
        if len(terms) and not (terms.min() >= 0 and terms.max() < vocabulary_size):
            raise InvalidTerms(
                f"Terms must be numbered from 0 to {vocabulary_size - 1}, but the documents hold "
                f"{terms.min()} to {terms.max()}. Number them with the index's own vocabulary."
            )
        return cls(len(sizes), _postings(terms, sizes, vocabulary_size))

    def idf(self, term: int) -> float:
        """Return the term's rarity, ln(1 + (N - df + 0.5) / (df + 0.5)); 0 for an unknown term."""
        if not 0 <= term < self.vocabulary_size:
            return 0.0
        frequency = int(self._pointers[term + 1] - self._pointers[term])
        return math.log1p((self._count - frequency + 0.5) / (frequency + 0.5))

    def scores(self, terms: Sequence[int]) -> NDArray[np.float32]:
        """Return every document's score, shape (documents,)."""
        return self._accumulated(self._asked(terms)).copy()

    def top(
        self, terms: Sequence[int], k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the `k` best documents and their scores, best first; ties by the lower number.

        Only documents that hold a term of the query are returned, so there may be fewer than `k`.
        `allowed`, of shape (documents,), says which documents may be returned; it is applied before
        the cut, never after.
        """
        if allowed is not None and allowed.shape != (self._count,):
            raise InvalidTerms(
                f"`allowed` must have one place for each of {self._count} documents."
            )
        asked = self._asked(terms)
        if not asked or k < 1:
            return np.empty(0, np.int64), np.empty(0, np.float32)
        scores = self._accumulated(asked)
        if allowed is not None:
            np.multiply(scores, allowed, out=scores)
        documents = np.flatnonzero(scores >= self._floor(asked, scores, k))
        return _best(documents, scores[documents], k)

    def save(self, folder: Path) -> None:
        """Write the index into a folder, made when missing, and wait until the disk has it.

        Not atomic by itself: the caller writes into a new folder and renames it.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for name in _ARRAYS:
            write_array(folder / f"{name}.npy", getattr(self, f"_{name}"))
        write_facts(folder / "lexicon.json", {"documents": self._count, "k1": K1, "b": B})

    @classmethod
    def load(cls, folder: Path) -> "Lexicon":
        """Open an index that `save` wrote, memory-mapped; SnapshotRefused when it does not fit."""
        facts = read_facts(folder / "lexicon.json", {"documents": int, "k1": float, "b": float})
        arrays = {name: read_array(folder / f"{name}.npy", mapped=True) for name in _ARRAYS}
        _check(folder, arrays, facts)
        return cls(facts["documents"], arrays)

    def _asked(self, terms: Sequence[int]) -> list[_Asked]:
        """Return the query's distinct known terms, the most decisive first."""
        # Through memoryviews, because reading single numbers out of an array is slow.
        pointers, bounds, size = self._pointers.data, self._bounds.data, self.vocabulary_size
        ordered = sorted(
            (-times * bounds[term], term, times)
            for term, times in Counter(terms).items()
            if 0 <= term < size
        )
        return [
            _Asked(pointers[term], pointers[term + 1], times)
            for most, term, times in ordered
            if most
        ]

    def _accumulated(self, asked: Sequence[_Asked]) -> NDArray[np.float32]:
        """Return all scores in this thread's own buffer, which the next call overwrites."""
        buffer: NDArray[np.float32] | None = getattr(self._own, "buffer", None)
        if buffer is None:
            buffer = self._own.buffer = np.zeros(self._count, np.float32)
        else:
            buffer.fill(0.0)
        for term in asked:
            np.add.at(buffer, self._documents[term.start : term.stop], self._added(term))
        return buffer

    def _added(self, term: _Asked) -> NDArray[np.float32]:
        scores = self._scores[term.start : term.stop]
        return scores if term.times == 1 else scores * np.float32(term.times)

    def _floor(self, asked: Sequence[_Asked], scores: NDArray[np.float32], k: int) -> np.float32:
        """Return a positive score that at least `k` documents reach, where one is cheaply known.

        The documents of one posting are distinct, so the k-th best among them is such a score.
        """
        least = np.float32(np.finfo(np.float32).tiny)
        for term in asked:
            size = term.stop - term.start
            if size >= k:
                some = scores[self._documents[term.start : term.stop]]
                return max(least, np.partition(some, size - k)[size - k])
        return least


def _best(
    documents: NDArray[np.int64], scores: NDArray[np.float32], k: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Cut ascending documents to the `k` best: score down, then number up."""
    if len(documents) > k:
        last = np.partition(scores, len(scores) - k)[len(scores) - k]
        kept = np.flatnonzero(scores >= last)
        documents, scores = documents[kept], scores[kept]
    order = np.argsort(-scores, kind="stable")[:k]
    return documents[order], scores[order]


def _postings(
    terms: NDArray[np.int64], lengths: NDArray[np.int64], vocabulary_size: int
) -> dict[str, NDArray[np.generic]]:
    """Return postings by term, then document, with their BM25 scores and each term's best score."""
    count = len(lengths)
    owners = np.repeat(np.arange(count, dtype=np.int64), lengths)
    pairs, times = np.unique(terms * max(count, 1) + owners, return_counts=True)
    posted_terms, documents = np.divmod(pairs, max(count, 1))
    frequencies = np.bincount(posted_terms, minlength=vocabulary_size)
    pointers = np.concatenate(([0], np.cumsum(frequencies))).astype(np.int64)
    rarity = np.log1p((count - frequencies + 0.5) / (frequencies + 0.5))
    mean = lengths.mean() if lengths.any() else 1.0
    damping = K1 * (1 - B + B * lengths / mean)
    scores = (rarity[posted_terms] * times / (times + damping[documents])).astype(np.float32)
    bounds = np.zeros(vocabulary_size, np.float32)
    used = np.flatnonzero(frequencies)
    if len(used):
        bounds[used] = np.maximum.reduceat(scores, pointers[used])
    return {"pointers": pointers, "documents": documents, "scores": scores, "bounds": bounds}


def _check(
    folder: Path, arrays: Mapping[str, NDArray[np.generic]], facts: Mapping[str, Any]
) -> None:
    """Refuse files that do not belong together or were made with other parameters."""
    pointers = arrays["pointers"]
    sound = (
        (facts["k1"], facts["b"]) == (K1, B)
        and all(arrays[name].ndim == 1 for name in _ARRAYS)
        and all(arrays[name].dtype == kind for name, kind in _ARRAYS.items())
        and len(pointers) == len(arrays["bounds"]) + 1
        and int(pointers[0]) == 0
        and int(pointers[-1]) == len(arrays["documents"]) == len(arrays["scores"])
        and bool((np.diff(pointers) >= 0).all())
    )
    if not sound:
        raise SnapshotRefused(f"The lexical index in {folder} does not hold together; rebuild it.")
