"""Exact search over vectors held in memory: the index for up to about 20,000."""

from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import SnapshotRefused
from matcher.retrieval.exact import (
    Ids,
    Rows,
    Vectors,
    checked_batch,
    checked_ids,
    checked_vectors,
    longest,
    search_exactly,
)
from matcher.retrieval.files import read_array, read_facts, write_array, write_facts
from matcher.retrieval.slots import Slots


class FlatIndex:
    """A VectorIndex that compares the query with every vector; nothing is approximate.

    Searches may run at once; a change must not run beside them. Removed rows are squeezed out
    when they are more than a fifth of all.
    """

    kind = "flat"

    def __init__(self, dimension: int) -> None:
        self._dimension = dimension
        self._slots = Slots(np.empty(0, np.int64))
        self._vectors: Vectors = np.empty((0, dimension), np.float32)
        self._longest = 0.0

    def __len__(self) -> int:
        return len(self._slots)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._dimension

    def add(self, ids: ArrayLike, vectors: ArrayLike) -> None:
        """Add vectors; see VectorIndex."""
        new, rows = checked_batch(ids, vectors, self._dimension)
        self._slots.refuse_known(new)
        if not len(rows):  # a memory-mapped file of no rows cannot be written to, even with none
            return
        start, end = self._slots.rows, self._slots.rows + len(rows)
        if end > len(self._vectors):
            grown = np.empty((max(end, 2 * start, 64), self._dimension), np.float32)
            grown[:start] = self._vectors[:start]
            self._vectors = grown
        self._vectors[start:end] = rows
        self._longest = max(self._longest, longest(rows))
        self._slots.append(new)

    @property
    def ids(self) -> Ids:
        """The ids that are here, in order of arrival."""
        return self._slots.ids[self._slots.alive]

    def refuse_known(self, ids: Ids) -> None:
        """Raise InvalidVectors when an id is here already, or given twice."""
        self._slots.refuse_known(ids)

    def holds(self, ids: Ids) -> NDArray[np.bool_]:
        """Return for each id whether it is here."""
        return self._slots.holds(ids)

    def remove(self, ids: ArrayLike) -> None:
        """Remove vectors; see VectorIndex."""
        self._slots.remove(checked_ids(ids))
        if self._slots.tombstones * 5 > self._slots.rows:
            self._vectors, living = self._living()
            self._slots = Slots(living)

    def search(
        self, queries: ArrayLike, k: int, allowed: ArrayLike | None = None
    ) -> tuple[Vectors, Ids]:
        """Return scores and ids, both (queries, k); see VectorIndex."""
        asked = checked_vectors(queries, self._dimension)
        slots = None
        if allowed is not None:
            slots = self._slots.among(checked_ids(allowed))
        elif self._slots.tombstones:
            slots = np.flatnonzero(self._slots.alive)
        rows = Rows(self._vectors[: self._slots.rows], self._slots.ids, self._longest)
        return search_exactly(rows, asked, k, slots)

    def reconstruct(self, ids: ArrayLike) -> Vectors:
        """Return the stored vectors of these ids; see VectorIndex."""
        return np.asarray(self._vectors[self._slots.of(checked_ids(ids))])

    def save(self, folder: Path) -> None:
        """Write the index into a folder; see VectorIndex."""
        folder.mkdir(parents=True, exist_ok=True)
        vectors, ids = self._living()
        write_array(folder / "vectors.npy", vectors)
        Slots(ids).save(folder)
        facts = {"kind": self.kind, "dimension": self._dimension, "longest": self._longest}
        write_facts(folder / "about.json", facts)

    @classmethod
    def load(cls, folder: Path) -> "FlatIndex":
        """Open an index that `save` wrote, memory-mapped; SnapshotRefused when it is broken."""
        facts = read_facts(folder / "about.json", {"kind": str, "dimension": int, "longest": float})
        vectors, slots = read_array(folder / "vectors.npy", mapped=True), Slots.load(folder)
        index = cls(facts["dimension"])
        fits = vectors.shape == (slots.rows, index.dimension) and vectors.dtype.name == "float32"
        if facts["kind"] != cls.kind or not fits:
            raise SnapshotRefused(f"The vectors in {folder} do not hold together; rebuild them.")
        index._slots, index._vectors = slots, np.asarray(vectors, dtype=np.float32)
        index._longest = facts["longest"]
        return index

    def _living(self) -> tuple[Vectors, Ids]:
        rows = self._slots.rows
        if not self._slots.tombstones:
            return self._vectors[:rows], self._slots.ids
        alive = self._slots.alive
        return self._vectors[:rows][alive], self._slots.ids[alive]
