"""What a system that ranks is given, what it gives back, and the one order for ties."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Documents: TypeAlias = Mapping[str, tuple[str, str]]
"""Document id → (title, text)."""
Queries: TypeAlias = Mapping[str, str]
"""Query id → text."""
Ranking: TypeAlias = list[tuple[str, float]]
"""(document id, score), best first."""
Run: TypeAlias = dict[str, Ranking]
"""Query id → its ranking; a query may be missing or have an empty one."""
Qrels: TypeAlias = Mapping[str, Mapping[str, float]]
"""Query id → document id → judged score; 1 or more is relevant."""
System: TypeAlias = Callable[[Documents, Queries], Run]
"""Ranks all the documents for each query."""

DEPTH = 1000
"""How many documents a system keeps for each query."""


def in_order(scored: Iterable[tuple[str, float]]) -> Ranking:
    """Return the pairs by falling score; equal scores by document id, ascending."""
    return sorted(((doc, float(score)) for doc, score in scored), key=lambda p: (-p[1], p[0]))


def best(scores: NDArray[np.floating], ids: Sequence[str], depth: int = DEPTH) -> Ranking:
    """Return the `depth` best documents in the order of `in_order`.

    `scores` has shape (len(ids),); `ids` must be sorted, so that a lower place is a lower id.
    """
    chosen = np.arange(len(ids))
    if depth < len(ids):
        cut = len(ids) - depth
        chosen = np.flatnonzero(scores >= np.partition(scores, cut)[cut])
    order = chosen[np.argsort(-scores[chosen], kind="stable")][:depth]
    return [(ids[place], float(scores[place])) for place in order]


def best_found(scores: NDArray[np.floating], ids: Sequence[str], depth: int = DEPTH) -> Ranking:
    """As `best`, without the documents whose score is zero or less: nothing found them."""
    return [(doc, score) for doc, score in best(scores, ids, depth) if score > 0.0]


def whole_text(title: str, text: str) -> str:
    """Return title and text as one string, as the baselines index them."""
    return f"{title} {text}".strip()
