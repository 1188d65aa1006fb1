"""Does the engine know when nobody fits: its top chance, with partners and without them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from benchmarks.engines import Asked
from matcher.ranking.ranker import Ranking

DEPTH = 200
TOP = 10


def measure(asked: Asked) -> dict[str, Any]:
    """Return the top chances of a set's needs as they are, and with every partner removed.

    A need that has no partner from the start counts once, among those that have none. `of` says
    what was compared: chances, or scores where the model has no calibration.
    """
    has, lacks = [], []
    matcher = asked.engine.matcher()
    is_chance = True
    for challenge in asked.challenges:
        if challenge.id not in asked.qrels:
            continue
        ranking = matcher.rank(challenge, depth=DEPTH)
        is_chance = is_chance and ranking.chances is not None
        partners = asked.relevant(challenge.id)
        if partners:
            has.append(top(ranking))
            alone = asked.engine.without(*sorted(partners)).matcher()
            lacks.append(top(alone.rank(challenge, depth=DEPTH)))
        else:
            lacks.append(top(ranking))
    found = {"has": has, "lacks": lacks, "of": "chance" if is_chance else "score"}
    return found | {"area": area(has, lacks)}


def pooled(found: Mapping[str, Mapping[str, Any]]) -> float | None:
    """Return the area over the needs of several sets together."""
    has = [value for each in found.values() for value in each["has"]]
    lacks = [value for each in found.values() for value in each["lacks"]]
    return area(has, lacks)


def top(ranking: Ranking) -> float:
    """Return the highest chance (or score) of the first ten; 0 when nobody was found."""
    values = ranking.scores if ranking.chances is None else ranking.chances[:, 0]
    first = ranking.order[:TOP]
    return float(values[first].max()) if len(first) else 0.0


def area(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """Return the area under the curve: how often a positive is above a negative, ties half.

    None when either is empty. By ranks (Mann and Whitney, 1947).
    """
    if not positive or not negative:
        return None
    ranks: NDArray[np.float64] = rankdata([*positive, *negative])
    count = len(positive)
    wins = float(ranks[:count].sum()) - count * (count + 1) / 2
    return wins / (count * len(negative))
