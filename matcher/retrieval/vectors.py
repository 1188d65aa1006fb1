"""Nearest vectors: what every vector index promises, and which one to take."""

from pathlib import Path
from typing import Protocol, Self

from numpy.typing import ArrayLike

from matcher.errors import SnapshotRefused
from matcher.retrieval.exact import Ids, Vectors
from matcher.retrieval.files import read_facts
from matcher.retrieval.flat import FlatIndex
from matcher.retrieval.hnsw import HnswIndex

EXACT_BELOW = 20_000
"""Vectors up to which comparing with every one is quick enough (about 1 ms of 384 numbers)."""


class VectorIndex(Protocol):
    """Vectors under whole-number ids, searched by inner product.

    Searches may run in several threads at once; a change must not run beside them. Every method
    raises InvalidVectors for a wrong shape, NaN, infinity or a negative id, and then has changed
    nothing.
    """

    def __len__(self) -> int:
        """Return how many vectors may be found."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def add(self, ids: ArrayLike, vectors: ArrayLike) -> None:
        """Add vectors, (n, dimension), under new ids, (n,); InvalidVectors for a known id.

        Vectors of length 1 make the inner product a cosine; other lengths are kept as they are.
        """

    def remove(self, ids: ArrayLike) -> None:
        """Remove vectors; an id that is not there is passed over, so removing twice does no harm.

        A removed id is never found again, and may be added anew with another vector.
        """

    def search(
        self, queries: ArrayLike, k: int, allowed: ArrayLike | None = None
    ) -> tuple[Vectors, Ids]:
        """Return inner products and ids, both (queries, k), best first, ties by the lower id.

        `queries` has the shape (queries, dimension). `allowed` names the ids that may be returned
        (None: all; unknown ids are passed over) and acts inside the search, never after the cut.
        Where fewer than `k` vectors may be returned, scores end in -inf and ids in -1.
        """

    def reconstruct(self, ids: ArrayLike) -> Vectors:
        """Return the vectors of these ids, (n, dimension); InvalidVectors for an unknown id."""

    def save(self, folder: Path) -> None:
        """Write the index into a folder, made when missing, and wait until the disk has it.

        Not atomic by itself: the caller writes into a new folder and renames it.
        """

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Open an index that `save` wrote; SnapshotRefused when it is broken or of another kind."""


def choose_index(count: int, dimension: int) -> VectorIndex:
    """Return an empty index suited to about `count` vectors: exact up to 20,000, HNSW above."""
    return FlatIndex(dimension) if count <= EXACT_BELOW else HnswIndex(dimension)


def load_index(folder: Path) -> VectorIndex:
    """Open whichever index was saved in this folder; SnapshotRefused when it is none of ours."""
    kind = read_facts(folder / "about.json", {"kind": str})["kind"]
    if kind == FlatIndex.kind:
        return FlatIndex.load(folder)
    if kind == HnswIndex.kind:
        return HnswIndex.load(folder)
    raise SnapshotRefused(f"{folder} holds an unknown kind of index ({kind}); rebuild it.")
