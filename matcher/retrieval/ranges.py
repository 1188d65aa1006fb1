"""Runs of rows: offsets from sizes, and many ranges as one list of rows."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Rows = NDArray[np.int64]


def offsets(sizes: ArrayLike) -> Rows:
    """Return where each run starts, and the end of the last: shape (runs + 1,)."""
    return np.concatenate(([0], np.cumsum(np.asarray(sizes, dtype=np.int64)))).astype(np.int64)


def owners(ptr: Rows) -> Rows:
    """Return, for every row, the run that it belongs to."""
    return np.repeat(np.arange(len(ptr) - 1, dtype=np.int64), np.diff(ptr))


def expanded(starts: Rows, ends: Rows) -> Rows:
    """Return starts[0] .. ends[0] - 1, then starts[1] .. ends[1] - 1, and so on."""
    sizes = ends - starts
    total = int(sizes.sum())
    shift = np.repeat(starts - np.concatenate(([0], np.cumsum(sizes)[:-1])), sizes)
    return (np.arange(total, dtype=np.int64) + shift).astype(np.int64)


def joined(pointers: Sequence[Rows]) -> Rows:
    """Return the offsets of several lists of runs laid end to end."""
    return offsets(np.concatenate([np.diff(ptr) for ptr in pointers])) if pointers else offsets([])
