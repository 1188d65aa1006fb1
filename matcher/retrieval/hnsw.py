"""Approximate search on a navigable graph (HNSW, in FAISS): the index above about 20,000."""

from dataclasses import dataclass
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
from matcher.retrieval.graph import (
    nearest_rows,
    new_graph,
    read_graph,
    stored_vectors,
    write_graph,
)
from matcher.retrieval.slots import Slots

MOST_COPIES = 8
"""Equal vectors that the graph takes; further ones are kept beside it and searched exactly."""
_FACTS = {"kind": str, "dimension": int, "longest": float, "usual": float, "usual_of": int}
_MARGIN = 16  # asked beyond k, so that most ties at the cut go to the lower id
_SAMPLE = 256  # stored vectors whose own neighbours say how near a neighbour usually is
_TENTH = 10


@dataclass(frozen=True, slots=True)
class Effort:
    """When the graph is asked, and how widely; the rest is compared with every allowed vector.

    Far queries are why: a graph is sure near what it holds and misses much elsewhere. With 100,000
    real sentence vectors, queries like them found 99 % of their ten nearest at a width of 96, and
    long needs from other texts, far from all of them, 86 % (and 96 % at a width of 256).
    """

    width: int = 96
    """Open places kept in a walk of the graph (FAISS: efSearch)."""
    exact_up_to: int = 25_000
    """Vectors that a filter allows, up to which comparing with each is quicker than the graph."""
    vectors_a_place: int = 30
    """Vectors a walk looks at for each open place; where it would see all, exact is quicker."""
    far: float = 0.7
    """A query is far when its tenth best score is below this share of what stored vectors reach."""
    far_below: int = 512
    """Width of a walk from which far queries, too, need no exact search."""


class HnswIndex:
    """A VectorIndex that answers from a graph: recall@10 of 0.98 and more against exact search.

    Removed vectors stay in the graph as tombstones, which no answer shows; when they are more than
    a fifth, the graph is built anew. Narrow filters are answered exactly, and so are queries that
    are far from everything or for which the graph finds too few. The graph is built on all
    threads, so two builds may differ in the few answers they miss; one built index always answers
    alike. Do not fork a process that has used it: FAISS would hang in the child.
    """

    kind = "hnsw"

    def __init__(self, dimension: int, effort: Effort = Effort()) -> None:
        self._dimension = dimension
        self._effort = effort
        self._usual, self._usual_of = 0.0, 0
        self._slots = Slots(np.empty(0, np.int64))
        self._longest = 0.0
        self._graph = new_graph(dimension)
        self._vectors = stored_vectors(self._graph)
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
            self._graph.add(rows if few.all() else rows[few])
            self._vectors = stored_vectors(self._graph)
            self._longest = max(self._longest, longest(rows))
            self._slots.append(new[few])
            if self._slots.rows * 4 > self._usual_of * 5:
                self._usual, self._usual_of = self._usual_tenth(), self._slots.rows

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
        folder.mkdir(parents=True, exist_ok=True)
        write_graph(self._graph, folder / "graph.faiss")
        self._slots.save(folder)
        self._copies.save(folder / "copies")
        facts = {"kind": self.kind, "dimension": self._dimension, "longest": self._longest}
        facts |= {"usual": self._usual, "usual_of": self._usual_of}
        write_facts(folder / "about.json", facts)

    @classmethod
    def load(cls, folder: Path) -> "HnswIndex":
        """Read an index that `save` wrote into memory; SnapshotRefused when it is broken."""
        facts = read_facts(folder / "about.json", _FACTS)
        graph, slots = read_graph(folder / "graph.faiss"), Slots.load(folder)
        index = cls(facts["dimension"])
        if facts["kind"] != cls.kind or (graph.ntotal, graph.d) != (slots.rows, index.dimension):
            raise SnapshotRefused(f"The vectors in {folder} do not hold together; rebuild them.")
        index._slots, index._copies = slots, FlatIndex.load(folder / "copies")
        index._graph, index._vectors = graph, stored_vectors(graph)
        index._longest = facts["longest"]
        index._usual, index._usual_of = facts["usual"], facts["usual_of"]
        return index

    def _rebuild(self) -> None:
        living = np.flatnonzero(self._slots.alive)
        fresh = HnswIndex(self._dimension, self._effort)
        fresh.add(self._slots.ids[living], self._vectors[living])
        copies = self._copies.ids
        fresh.add(copies, self._copies.reconstruct(copies))
        self._graph, self._vectors, self._slots = fresh._graph, fresh._vectors, fresh._slots
        self._seen, self._copies, self._longest = fresh._seen, fresh._copies, fresh._longest
        self._usual, self._usual_of = fresh._usual, fresh._usual_of

    def _usual_tenth(self) -> float:
        """Return the median score of the tenth nearest other vector, over a sample of the rows."""
        rows = self._slots.rows
        if rows <= _TENTH:
            return 0.0
        sample = self._vectors[np.unique(np.linspace(0, rows - 1, _SAMPLE, dtype=np.int64))]
        found = self._ask_graph(sample, _TENTH + 1, self._effort.width, None)
        sample, found = sample[found[:, _TENTH] >= 0], found[found[:, _TENTH] >= 0]
        if not len(found):
            return 0.0
        tenth = np.vecdot(self._vectors[found[:, _TENTH]], sample)
        lengths = np.maximum(np.linalg.norm(sample, axis=1), np.finfo(np.float32).tiny)
        return float(np.median(tenth / lengths))

    def _search_rows(self, queries: Vectors, k: int, permitted: Ids | None) -> tuple[Vectors, Ids]:
        """Search what the graph holds."""
        slots = self._allowed_slots(permitted)
        possible = self._slots.rows if slots is None else len(slots)
        width = self._width(k, possible)
        narrow = permitted is not None and possible <= self._effort.exact_up_to
        looked_at = len(queries) * width * self._effort.vectors_a_place
        if narrow or looked_at >= self._slots.rows or not possible:
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
        width = max(self._effort.width, 2 * k)
        return width * self._slots.rows // max(possible, 1)

    def _search_graph(
        self, queries: Vectors, k: int, width: int, slots: Ids | None
    ) -> tuple[Vectors, Ids]:
        rows = self._rows()
        possible = len(rows.ids) if slots is None else len(slots)
        scores, answers = no_answers(len(queries), k)
        found = self._ask_graph(queries, min(k + _MARGIN, possible), width, slots)
        doubtful = []
        narrow = width < self._effort.far_below
        for place, query in enumerate(queries):
            near = found[place][found[place] >= 0]
            best, ids = ranked(rows, query, near, len(near))
            if len(near) < min(k, possible) or (narrow and self._is_far(query, best)):
                doubtful.append(place)
            scores[place, : len(best)], answers[place, : len(ids)] = best[:k], ids[:k]
        if doubtful:
            sure = search_exactly(rows, queries[doubtful], k, slots)
            scores[doubtful], answers[doubtful] = sure
        return scores, answers

    def _is_far(self, query: Vectors, best: Vectors) -> bool:
        """Return whether this query's tenth best score is low for this index."""
        if len(best) < _TENTH:
            return False
        usual = self._usual * float(np.linalg.norm(query))
        return float(best[_TENTH - 1]) < self._effort.far * usual

    def _ask_graph(self, queries: Vectors, k: int, width: int, slots: Ids | None) -> Ids:
        """Return row numbers, (queries, k); -1 where the graph found none."""
        allowed = None
        if slots is not None:
            allowed = np.zeros(self._slots.rows, np.bool_)
            allowed[slots] = True
        return nearest_rows(self._graph, queries, k, width, allowed)
