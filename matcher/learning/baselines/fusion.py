"""Reciprocal rank fusion, with the constant of the paper."""

from collections import defaultdict
from collections.abc import Sequence

from matcher.learning.rankings import DEPTH, Queries, Run, in_order

SMOOTHING = 60


def rank(runs: Sequence[Run], queries: Queries, *, depth: int = DEPTH) -> Run:
    """Fuse runs: a document scores the sum of 1 / (60 + rank), rank from 1, over the runs.

    Formula: Cormack, Clarke and Büttcher, "Reciprocal rank fusion outperforms Condorcet and
    individual rank learning methods", SIGIR 2009. The first `depth` places of each run count.
    """
    fused: Run = {}
    for query in queries:
        scores: defaultdict[str, float] = defaultdict(float)
        for run in runs:
            for place, (doc, _) in enumerate(run.get(query, [])[:depth], start=1):
                scores[doc] += 1.0 / (SMOOTHING + place)
        fused[query] = in_order(scores.items())[:depth]
    return fused
