"""Exact nearest vectors by inner product, and what every vector index checks before it works."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from matcher.errors import InvalidVectors

Vectors = NDArray[np.float32]
Ids = NDArray[np.int64]

_ROWS_AT_A_TIME = 1024  # 1.5 MB of 384 numbers: a gathered block stays in the processor's cache
_QUERIES_AT_A_TIME = 64
_FEW_QUERIES = 4  # for which a matrix product is slower than one row after the other


def checked_vectors(vectors: ArrayLike, dimension: int) -> Vectors:
    """Return finite float32 rows of this dimension; anything else raises InvalidVectors."""
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    if rows.ndim != 2 or rows.shape[1] != dimension:
        raise InvalidVectors(
            f"Vectors must have the shape (n, {dimension}), not {rows.shape}. "
            "Were they made by another encoder than the index?"
        )
    if not np.isfinite(rows).all():
        raise InvalidVectors("A vector holds NaN or an infinite number; embed its text again.")
    return rows


def checked_ids(ids: ArrayLike) -> Ids:
    """Return ids as a flat int64 array; anything but whole numbers from 0 raises InvalidVectors."""
    given = np.asarray(ids)
    if given.size == 0:
        return np.empty(0, np.int64)
    if given.ndim != 1 or given.dtype.kind not in "iu":
        raise InvalidVectors("Ids must be a flat array of whole numbers.")
    if given.min() < 0 or given.max() > np.iinfo(np.int64).max:
        raise InvalidVectors(
            "Ids must be whole numbers from 0 that fit 64 bits; -1 means no answer."
        )
    return given.astype(np.int64)


def checked_batch(ids: ArrayLike, vectors: ArrayLike, dimension: int) -> tuple[Ids, Vectors]:
    """Return ids and vectors fit to be stored together; InvalidVectors when they are not."""
    checked, rows = checked_ids(ids), checked_vectors(vectors, dimension)
    if len(checked) != len(rows):
        raise InvalidVectors(f"{len(checked)} ids were given for {len(rows)} vectors.")
    return checked, rows


def no_answers(queries: int, k: int) -> tuple[Vectors, Ids]:
    """Return answers that are all padding: scores -inf and ids -1, both (queries, k)."""
    if k < 0:
        raise InvalidVectors(f"{k} answers were asked for; ask for 0 or more.")
    return np.full((queries, k), -np.inf, np.float32), np.full((queries, k), -1, np.int64)


@dataclass(frozen=True, slots=True)
class Rows:
    """Stored vectors: row i of `vectors`, (n, dimension), has the id `ids[i]`, (n,).

    `longest` is at least the length of every row; it bounds the error of a product.
    """

    vectors: Vectors
    ids: Ids
    longest: float


def longest(vectors: Vectors) -> float:
    """Return the length of the longest row; 0 when there is none."""
    return float(np.sqrt(np.vecdot(vectors, vectors).max())) if len(vectors) else 0.0


def search_exactly(
    rows: Rows, queries: Vectors, k: int, slots: Ids | None = None
) -> tuple[Vectors, Ids]:
    """Return the `k` rows of highest inner product with each query: scores and ids, (queries, k).

    `slots` names the rows that may answer, None all. Ties go to the lower id, also between equal
    vectors far apart: the fast product only chooses contenders, and a product computed row by row
    decides. Places left over are padded.
    """
    scores, answers = no_answers(len(queries), k)
    if not (k and len(rows.vectors if slots is None else slots)):
        return scores, answers
    for start in range(0, len(queries), _QUERIES_AT_A_TIME):
        block = queries[start : start + _QUERIES_AT_A_TIME]
        rough = _products(block, rows.vectors, slots)
        for place, query in enumerate(block, start):
            near = _contenders(rough[place - start], k, _rounding(query, rows.longest))
            best, ids = ranked(rows, query, near if slots is None else slots[near], k)
            scores[place, : len(best)], answers[place, : len(ids)] = best, ids
    return scores, answers


def ranked(rows: Rows, query: Vectors, slots: Ids, k: int) -> tuple[Vectors, Ids]:
    """Return the scores and ids of the best `k` of these rows, best first; ties by lower id.

    Each product is computed by itself, so a vector's score does not depend on where it is stored,
    on the other rows or on the path that found it.
    """
    scores: Vectors = np.vecdot(rows.vectors[slots], query)
    found = rows.ids[slots]
    order = np.lexsort((found, -scores))[:k]
    return scores[order], found[order]


def merged(one: tuple[Vectors, Ids], other: tuple[Vectors, Ids]) -> tuple[Vectors, Ids]:
    """Return the best of two answers of the same shape, in the same order; ids do not repeat."""
    k = one[0].shape[1]
    scores = np.concatenate([one[0], other[0]], axis=1)
    ids = np.concatenate([one[1], other[1]], axis=1)
    order = np.lexsort((ids, -scores), axis=1)[:, :k]
    return np.take_along_axis(scores, order, axis=1), np.take_along_axis(ids, order, axis=1)


def _rounding(query: Vectors, longest_row: float) -> float:
    """Return a bound on the error of a single-precision inner product with this query."""
    epsilon = float(np.finfo(np.float32).eps)
    return len(query) * epsilon * float(np.linalg.norm(query)) * longest_row


def _products(queries: Vectors, vectors: Vectors, slots: Ids | None) -> Vectors:
    """Return all inner products, (queries, rows), gathering few rows at a time."""
    if slots is None:
        return _all_products(queries, vectors)
    if len(slots) * 3 > len(vectors):
        return _all_products(queries, vectors)[:, slots]
    products = np.empty((len(queries), len(slots)), np.float32)
    for start in range(0, len(slots), _ROWS_AT_A_TIME):
        some = slots[start : start + _ROWS_AT_A_TIME]
        products[:, start : start + len(some)] = queries @ vectors[some].T
    return products


def _all_products(queries: Vectors, vectors: Vectors) -> Vectors:
    """Return all inner products, (queries, rows).

    A few queries are done on this thread alone: it takes no longer, because memory sets the pace,
    and waiting for other threads takes ten times as long where the machine is busy.
    """
    if len(queries) > _FEW_QUERIES:
        return queries @ vectors.T
    products = np.empty((len(queries), len(vectors)), np.float32)
    for query, row in zip(queries, products, strict=True):
        np.vecdot(vectors, query, out=row)
    return products


def _contenders(products: Vectors, k: int, rounding: float) -> Ids:
    """Return the places that may belong to the best `k`, given the error of the products."""
    if len(products) <= k:
        return np.arange(len(products))
    last = np.partition(products, len(products) - k)[len(products) - k]
    return np.flatnonzero(products >= last - 2 * rounding)
