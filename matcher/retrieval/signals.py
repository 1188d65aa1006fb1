"""Exact channel scores of given startups for given probes, on a common scale."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.retrieval.fusion import z_scores
from matcher.retrieval.probes import Probe, stacked
from matcher.retrieval.ranges import expanded
from matcher.retrieval.segment import Segment
from matcher.retrieval.view import View


def signals(
    view: View, probes: Sequence[Probe], startup_ids: Sequence[str]
) -> dict[str, NDArray[np.float32]]:
    """Return how well each startup answers each probe; every array is (startups, probes).

    "dense" is the highest inner product with any passage, divided by its spread over the snapshot,
    sqrt(q' C q). "lexical" is the highest BM25 score of any capability, less its mean over all
    capabilities of the snapshot and divided by its standard deviation; 0 where no text has a word
    of the probe. A startup without a passage has a dense signal of 0. UnknownStartup names an id
    that is not in the index.
    """
    positions = view.positions(startup_ids)
    queries = stacked(tuple(probes), view.base.dimension)
    dense = np.zeros((len(positions), len(probes)), dtype=np.float32)
    lexical = np.zeros((len(positions), len(probes)), dtype=np.float32)
    if not dense.size:
        return {"dense": dense, "lexical": lexical}
    terms = [view.base.vocabulary.known(probe.terms) for probe in probes]
    by_segment = [[segment.words.scores(each) for each in terms] for segment in view.segments]
    first = len(view.base.segment.rows)
    late = positions >= first
    for segment, scores, rows, places in (
        (view.base.segment, by_segment[0], np.flatnonzero(~late), positions[~late]),
        (view.recent, by_segment[1], np.flatnonzero(late), positions[late] - first),
    ):
        if len(rows):
            dense[rows] = _dense(segment, queries, places)
            lexical[rows] = _lexical(segment, scores, places)
    dense /= view.base.spreads(queries)
    measured = by_segment[0] if len(view.base.lexicon) else by_segment[1]
    for column, everyone in enumerate(measured):
        lexical[:, column] = z_scores(lexical[:, column], *_moments(everyone))
    return {"dense": dense, "lexical": lexical}


def _dense(
    segment: Segment, queries: NDArray[np.float32], places: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return the highest inner product of each startup, (startups, queries)."""
    ptr = segment.rows.passages_of
    starts, ends = ptr[places], ptr[places + 1]
    vectors = segment.vectors.reconstruct(expanded(starts, ends))
    # Row by row, on this thread alone: a matrix product so small would wait for other threads.
    return _highest(np.vecdot(vectors[:, np.newaxis], queries), ends - starts)


def _lexical(
    segment: Segment, scores: Sequence[NDArray[np.float32]], places: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Return the highest BM25 score of each startup, (startups, queries)."""
    ptr = segment.rows.columns.capability_ptr
    starts, ends = ptr[places], ptr[places + 1]
    capabilities = expanded(starts, ends)
    chosen = np.stack([each[capabilities] for each in scores], axis=1)
    return _highest(chosen, ends - starts)


def _highest(scores: NDArray[np.float32], sizes: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the highest row of each run of rows, 0 for an empty run."""
    best = np.zeros((len(sizes), scores.shape[1]), dtype=np.float32)
    filled = np.flatnonzero(sizes)
    if len(filled):
        starts = (np.cumsum(sizes) - sizes)[filled]
        best[filled] = np.maximum.reduceat(scores, starts, axis=0)
    return best


def _moments(scores: NDArray[np.float32]) -> tuple[float, float]:
    """Return the mean and the standard deviation of a probe's scores over all capabilities."""
    if not len(scores):
        return 0.0, 0.0
    doubled = scores.astype(np.float64)
    mean = float(doubled.mean())
    doubled -= mean
    return mean, math.sqrt(float(np.square(doubled, out=doubled).mean()))
