"""Approximate search on a navigable graph (HNSW, in FAISS): the index above about 20,000."""

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from matcher.errors import SnapshotRefused
from matcher.retrieval.copies import Copies
from matcher.retrieval.exact import (
    Ids,
    Rows,
    Vectors,
    checked_batch,
    checked_ids,
    checked_vectors,
    longest,
    merged,
    no_answers,
    ranked,
    search_exactly,
)
from matcher.retrieval.files import read_facts, write_facts
from matcher.retrieval.flat import FlatIndex
from matcher.retrieval.slots import Slots

LINKS = 32
EF_CONSTRUCTION = 64
EF_SEARCH = 96
MOST_COPIES = 8
"""Equal vectors that the graph takes; further ones are kept beside it and searched exactly."""
EXACT_UP_TO = 25_000
"""Allowed vectors up to which a filter is answered exactly: quicker than the graph, and surer."""
_MARGIN = 16  # asked beyond k, so that most ties at the cut go to the lower id
_WIDEST = 4_096  # most open places in a search of the graph; beyond, exact search is quicker


class HnswIndex:
    """A VectorIndex that answers from a graph: recall@10 about 0.99 against exact search.

    Removed vectors stay in the graph as tombstones, which no answer shows; when they are more than
    a fifth, the graph is built anew. Narrow filters are answered exactly, and so is a query for
    which the graph finds too few. The graph is built on all threads, so two builds may differ in
    the few answers they miss; one built index always answers alike. Do not fork a process that has
    used it: FAISS would hang in the child.
    """

    kind = "hnsw"

    def __init__(
        self, dimension: int, *, ef_search: int = EF_SEARCH, exact_up_to: int = EXACT_UP_TO
    ) -> None:
        self._dimension = dimension
        self._ef_search = ef_search
        self._exact_up_to = exact_up_to
        self._slots = Slots(np.empty(0, np.int64))
        self._longest = 0.0
        self._graph = _new_graph(dimension)
        self._vectors = _stored(self._graph)
        self._seen: Copies | None = None
        self._copies = FlatIndex(dimension)

    def __len__(self) -> int:
        return len(self._slots) + len(self._copies)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return self._dimension

    def add(self, ids: ArrayLike, vectors: ArrayLike) -> None:
        """Add vectors; see VectorIndex. About 40 s for 100,000 of 384 numbers on two cores."""
        new, rows = checked_batch(ids, vectors, self._dimension)
        self._slots.refuse_known(new)
        self._copies.refuse_known(new)
        if self._seen is None:
            self._seen = Copies(MOST_COPIES, self._vectors)
        few = self._seen.count(rows)
        self._copies.add(new[~few], rows[~few])
        if few.any():
            self._graph.add(rows[few])
            self._vectors = _stored(self._graph)
            self._longest = max(self._longest, longest(rows))
            self._slots.append(new[few])

    def remove(self, ids: ArrayLike) -> None:
        """Remove vectors; see VectorIndex. Takes a whole build once a fifth has been removed."""
        gone = checked_ids(ids)
        self._slots.remove(gone)
        self._copies.remove(gone)
        if self._slots.tombstones * 5 > self._slots.rows:
            self._rebuild()

    @property
    def tombstones(self) -> int:
        """Removed vectors that are still in the graph."""
        return self._slots.tombstones

    @property
    def faiss_index(self) -> Any:
        """The graph itself, whose row numbers are not ids; for measurements, not for changes."""
        return self._graph

    def search(
        self, queries: ArrayLike, k: int, allowed: ArrayLike | None = None
    ) -> tuple[Vectors, Ids]:
        """Return scores and ids, both (queries, k); see VectorIndex."""
        asked = checked_vectors(queries, self._dimension)
        permitted = None if allowed is None else checked_ids(allowed)
        found = self._search_rows(asked, k, permitted)
        if len(self._copies):
            return merged(found, self._copies.search(asked, k, permitted))
        return found

    def reconstruct(self, ids: ArrayLike) -> Vectors:
        """Return the stored vectors of these ids; see VectorIndex."""
        wanted = checked_ids(ids)
        copies = self._copies.holds(wanted)
        vectors = np.empty((len(wanted), self._dimension), np.float32)
        vectors[copies] = self._copies.reconstruct(wanted[copies])
        vectors[~copies] = self._vectors[self._slots.of(wanted[~copies])]
        return vectors

    def save(self, folder: Path) -> None:
        """Write the index into a folder; see VectorIndex."""
        faiss = _faiss()
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "graph.faiss").open("wb") as file:
            faiss.write_index(self._graph, faiss.PyCallbackIOWriter(file.write))
            file.flush()
            os.fsync(file.fileno())
        self._slots.save(folder)
        self._copies.save(folder / "copies")
        facts = {"kind": self.kind, "dimension": self._dimension, "longest": self._longest}
        write_facts(folder / "about.json", facts)

    @classmethod
    def load(cls, folder: Path) -> "HnswIndex":
        """Read an index that `save` wrote into memory; SnapshotRefused when it is broken."""
        facts = read_facts(folder / "about.json", {"kind": str, "dimension": int, "longest": float})
        graph, slots = _read_graph(folder / "graph.faiss"), Slots.load(folder)
        index = cls(facts["dimension"])
        if facts["kind"] != cls.kind or (graph.ntotal, graph.d) != (slots.rows, index.dimension):
            raise SnapshotRefused(f"The vectors in {folder} do not hold together; rebuild them.")
        index._slots, index._copies = slots, FlatIndex.load(folder / "copies")
        index._graph, index._vectors = graph, _stored(graph)
        index._longest = facts["longest"]
        return index

    def _rebuild(self) -> None:
        living = np.flatnonzero(self._slots.alive)
        fresh = HnswIndex(self._dimension)
        fresh.add(self._slots.ids[living], self._vectors[living])
        copies = self._copies.ids
        fresh.add(copies, self._copies.reconstruct(copies))
        self._graph, self._vectors, self._slots = fresh._graph, fresh._vectors, fresh._slots
        self._seen, self._copies, self._longest = fresh._seen, fresh._copies, fresh._longest

    def _search_rows(self, queries: Vectors, k: int, permitted: Ids | None) -> tuple[Vectors, Ids]:
        """Search what the graph holds."""
        slots = self._allowed_slots(permitted)
        possible = self._slots.rows if slots is None else len(slots)
        width = self._width(k, possible)
        narrow = permitted is not None and possible <= self._exact_up_to
        if narrow or width > _WIDEST or not (possible and len(queries)):
            return search_exactly(self._rows(), queries, k, slots)
        return self._search_graph(queries, k, width, slots)

    def _rows(self) -> Rows:
        return Rows(self._vectors, self._slots.ids, self._longest)

    def _allowed_slots(self, permitted: Ids | None) -> Ids | None:
        """Return the rows that may answer, ascending; None when all may."""
        if permitted is not None:
            return self._slots.among(permitted)
        return np.flatnonzero(self._slots.alive) if self._slots.tombstones else None

    def _width(self, k: int, possible: int) -> int:
        """Return how many open places the graph search keeps.

        It grows as the share of rows that may answer shrinks, because the others take places too.
        """
        width = max(self._ef_search, k + _MARGIN)
        return width * self._slots.rows // max(possible, 1)

    def _search_graph(
        self, queries: Vectors, k: int, width: int, slots: Ids | None
    ) -> tuple[Vectors, Ids]:
        rows = self._rows()
        possible = len(rows.ids) if slots is None else len(slots)
        scores, answers = no_answers(len(queries), k)
        found = self._ask_graph(queries, min(k + _MARGIN, possible), width, slots)
        for place, query in enumerate(queries):
            near = found[place][found[place] >= 0]
            if len(near) < min(k, possible):
                scores[place], answers[place] = (
                    part[0] for part in search_exactly(rows, query[np.newaxis], k, slots)
                )
                continue
            best, ids = ranked(rows, query, near, k)
            scores[place, : len(best)], answers[place, : len(ids)] = best, ids
        return scores, answers

    def _ask_graph(self, queries: Vectors, k: int, width: int, slots: Ids | None) -> Ids:
        """Return row numbers, (queries, k); -1 where the graph found none."""
        faiss = _faiss()
        settings: dict[str, Any] = {"efSearch": width}
        if slots is not None:
            allowed = np.zeros(self._slots.rows, np.bool_)
            allowed[slots] = True
            settings["sel"] = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
        # bounded_queue must stay true: without it, FAISS 1.15 ignores the selector.
        parameters = faiss.SearchParametersHNSW(**settings)
        found: Ids = self._graph.search(queries, k, params=parameters)[1]
        return found


def _faiss() -> Any:
    """Return the library, without the types it lacks."""
    # Read when OpenMP loads: threads that wait by spinning starve a busy machine (4 times slower).
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import faiss

    return faiss


def _new_graph(dimension: int) -> Any:
    faiss = _faiss()

    graph = faiss.IndexHNSWFlat(dimension, LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = EF_CONSTRUCTION
    return graph


def _read_graph(path: Path) -> Any:
    faiss = _faiss()

    try:
        graph = faiss.read_index(str(path))
    except RuntimeError as error:
        raise SnapshotRefused(f"{path} cannot be read; rebuild the index.") from error
    if not isinstance(graph, faiss.IndexHNSWFlat):
        raise SnapshotRefused(f"{path} is not a graph of vectors; rebuild the index.")
    return graph


def _stored(graph: Any) -> Vectors:
    """Return the graph's own vectors, (n, dimension), without a copy; stale after the next add."""
    faiss = _faiss()

    if graph.ntotal == 0:
        return np.empty((0, graph.d), np.float32)
    memory = faiss.rev_swig_ptr(
        faiss.downcast_index(graph.storage).get_xb(), graph.ntotal * graph.d
    )
    vectors: Vectors = memory.reshape(graph.ntotal, graph.d)
    return vectors
