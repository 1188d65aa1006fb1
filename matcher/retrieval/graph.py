"""The graph of vectors itself: the only module that knows FAISS."""

import os
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import SnapshotRefused
from matcher.retrieval.exact import Ids, Vectors

LINKS = 32
EF_CONSTRUCTION = 64


def _faiss() -> Any:
    """Return the library, without the types it lacks."""
    # Read when OpenMP loads: threads that wait by spinning starve a busy machine (4 times slower).
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    import faiss

    return faiss


def new_graph(dimension: int) -> Any:
    """Return an empty graph for inner products."""
    faiss = _faiss()
    graph = faiss.IndexHNSWFlat(dimension, LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = EF_CONSTRUCTION
    return graph


def read_graph(path: Path) -> Any:
    """Read a graph into memory; SnapshotRefused when the file is broken or something else."""
    faiss = _faiss()
    try:
        graph = faiss.read_index(str(path))
    except RuntimeError as error:
        raise SnapshotRefused(f"{path} cannot be read; rebuild the index.") from error
    if not isinstance(graph, faiss.IndexHNSWFlat):
        raise SnapshotRefused(f"{path} is not a graph of vectors; rebuild the index.")
    return graph


def stored_vectors(graph: Any) -> Vectors:
    """Return the graph's own vectors, (n, dimension), without a copy; stale after the next add."""
    faiss = _faiss()
    if graph.ntotal == 0:
        return np.empty((0, graph.d), np.float32)
    memory = faiss.rev_swig_ptr(
        faiss.downcast_index(graph.storage).get_xb(), graph.ntotal * graph.d
    )
    vectors: Vectors = memory.reshape(graph.ntotal, graph.d)
    return vectors


def write_graph(graph: Any, path: Path) -> None:
    """Write a graph to one file and wait until the disk has it; not atomic by itself."""
    with path.open("wb") as file:
        faiss = _faiss()
        faiss.write_index(graph, faiss.PyCallbackIOWriter(file.write))
        file.flush()
        os.fsync(file.fileno())


def nearest_rows(
    graph: Any, queries: Vectors, k: int, width: int, allowed: NDArray[np.bool_] | None
) -> Ids:
    """Return row numbers by falling inner product, (queries, k); -1 where too few were found.

    `width` is how many open places the walk keeps; `allowed`, (rows,), says which rows may answer.
    """
    faiss = _faiss()
    settings: dict[str, Any] = {"efSearch": width}
    if allowed is not None:
        settings["sel"] = faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))
    # bounded_queue must stay true: without it, FAISS 1.15 ignores the selector.
    parameters = faiss.SearchParametersHNSW(**settings)
    found: Ids = graph.search(queries, k, params=parameters)[1]
    return found
