"""How good a ranking is: nDCG, recall, reciprocal rank and first place, as trec_eval counts them.

A document is relevant when its judged score is 1 or more; a document without a judgement is not.
With r(i) the judged score at rank i (0 when unjudged or negative) and R the relevant documents:

- ndcg@10: sum over the first ten ranks of r(i) / log2(i + 1), divided by the same sum for the
  ideal order of all judged documents (trec_eval's ndcg_cut: linear gains);
- recall@k: relevant documents among the first k, divided by R;
- mrr@10: 1 / rank of the first relevant document when that rank is at most 10, else 0;
- success@1: 1 when the first document is relevant, else 0.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.learning.rankings import Qrels, Run, in_order

METRICS = ("ndcg@10", "recall@10", "recall@100", "mrr@10", "success@1")
RELEVANT = 1.0
"""The lowest judged score that counts as relevant."""


@dataclass(frozen=True)
class Measured:
    """One system's figures, one row for each evaluated query."""

    queries: tuple[str, ...]
    values: Mapping[str, NDArray[np.float64]]
    """Metric → shape (len(queries),)."""

    def means(self) -> dict[str, float]:
        """Return the mean of each metric over the queries."""
        return {metric: float(column.mean()) for metric, column in self.values.items()}


def evaluable(queries: Iterable[str], qrels: Qrels) -> tuple[tuple[str, ...], int]:
    """Return the queries that have a relevant document, in order, and how many have none."""
    every = list(queries)
    kept = tuple(query for query in every if _relevant_count(qrels.get(query, {})) > 0)
    return kept, len(every) - len(kept)


def measure(run: Run, qrels: Qrels, queries: Sequence[str]) -> Measured:
    """Measure a run on `queries`, each of which must have a relevant document.

    Equal scores are put in order of document id first. A query that the run leaves out, or for
    which it found nothing, scores 0. A ranking that names a document twice, or whose scores are
    not finite, is a fault of the system: ValueError.
    """
    rows = [_figures(_ids(query, run), qrels[query]) for query in queries]
    table = np.array(rows, dtype=np.float64).reshape(len(queries), len(METRICS))
    return Measured(tuple(queries), {name: table[:, i] for i, name in enumerate(METRICS)})


def _ids(query: str, run: Run) -> list[str]:
    ranking = in_order(run.get(query, []))
    ids = [doc for doc, _ in ranking]
    if len(set(ids)) != len(ids):
        raise ValueError(f"The ranking of query {query!r} names a document twice.")
    if not np.isfinite([score for _, score in ranking]).all():
        raise ValueError(f"The ranking of query {query!r} holds a score that is not a number.")
    return ids


def _figures(ids: list[str], judged: Mapping[str, float]) -> tuple[float, ...]:
    gains = np.array([max(0.0, judged.get(doc, 0.0)) for doc in ids[:100]], dtype=np.float64)
    hits = gains >= RELEVANT
    ideal = np.sort([max(0.0, score) for score in judged.values()])[::-1]
    relevant = _relevant_count(judged)
    first = int(np.argmax(hits)) + 1 if hits.any() else 0
    return (
        _discounted(gains[:10]) / _discounted(ideal[:10]),
        float(hits[:10].sum()) / relevant,
        float(hits.sum()) / relevant,
        1.0 / first if 0 < first <= 10 else 0.0,
        float(first == 1),
    )


def _discounted(gains: NDArray[np.float64]) -> float:
    return float((gains / np.log2(np.arange(2, len(gains) + 2))).sum())


def _relevant_count(judged: Mapping[str, float]) -> int:
    return sum(score >= RELEVANT for score in judged.values())
