"""Parts of the judged needs that are kept apart, and how good an order of them is."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.errors import TooFewVerdicts
from matcher.learning.evaluation import Measured, measure
from matcher.learning.ranker.examples import Examples, JudgedNeed

FOLDS = 5
SEED = 20_261_122
_CUT = 10
_DISCOUNTS = 1.0 / np.log2(np.arange(2, _CUT + 2))


def folds_of(groups: NDArray[np.str_], seed: int = SEED, count: int = FOLDS) -> NDArray[np.int64]:
    """Return the fold of each item, 0 to `count` - 1; a group lies in one fold; shape of `groups`.

    The groups are shuffled by the seed and dealt out in turn, so that folds hold as many groups
    (one more or less). With fewer groups than `count`, each group is a fold. TooFewVerdicts when
    there are not even two.
    """
    names, group = np.unique(groups, return_inverse=True)
    if len(names) < 2:
        raise TooFewVerdicts(
            "At least two different needs must be judged, so that one can test what the other "
            "taught. Judge more matches, or give more folders."
        )
    dealt = np.arange(len(names)) % min(count, len(names))
    fold: NDArray[np.int64] = np.random.default_rng(seed).permutation(dealt)[group]
    return fold


def groups_of(examples: Examples) -> NDArray[np.str_]:
    """Return the group of each need, shape (needs,)."""
    return np.array([need.group for need in examples.needs], dtype=np.str_)


def has_partner(examples: Examples) -> NDArray[np.bool_]:
    """Return which needs have a startup judged relevant, shape (needs,)."""
    return np.array([need.has_partner for need in examples.needs], dtype=bool)


def ndcg_at_10(examples: Examples, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return nDCG@10 of each need, as `evaluation.measure` counts it; nan where nobody fits."""
    found = np.full(len(examples.needs), np.nan)
    for place, (need, rows) in enumerate(examples.each()):
        if need.has_partner:
            first = np.argsort(-scores[rows], kind="stable")[:_CUT]
            found[place] = _discounted(examples.gains[rows][first]) / _discounted(
                np.array(need.gains[:_CUT])
            )
    return found


def measured(examples: Examples, scores: NDArray[np.float64]) -> Measured:
    """Return all the figures of an order, for the needs that have a partner.

    Queries are named set/id, since sets may share ids.
    """
    run, qrels = {}, {}
    for need, rows in examples.each():
        if need.has_partner:
            ids = examples.startup_ids[rows]
            run[name_of(need)] = list(zip(ids, map(float, scores[rows]), strict=True))
            qrels[name_of(need)] = _qrels(need, ids, examples.gains[rows])
    return measure(run, qrels, list(qrels))


def name_of(need: JudgedNeed) -> str:
    """Return what tells a need from the needs of all sets."""
    return f"{need.set_name}/{need.id}"


def set_mean(
    examples: Examples, values: NDArray[np.float64], set_weights: Mapping[str, float] | None
) -> float:
    """Return the mean of the sets' means of (needs,) values, nan left out; weights as in `fit`."""
    names = np.array([need.set_name for need in examples.needs], dtype=np.str_)
    total = weight_sum = 0.0
    for name in np.unique(names):
        here = values[(names == name) & ~np.isnan(values)]
        weight = weight_of(str(name), set_weights)
        if len(here) and weight > 0:
            total += weight * float(here.mean())
            weight_sum += weight
    return total / weight_sum if weight_sum else 0.0


def weight_of(set_name: str, set_weights: Mapping[str, float] | None) -> float:
    """Return how much a set counts in all: 1 where nothing is said."""
    return 1.0 if set_weights is None else float(set_weights.get(set_name, 1.0))


def _qrels(need: JudgedNeed, ids: tuple[str, ...], gains: NDArray[np.float64]) -> dict[str, float]:
    """Return judgements with the same figures: startups that were not found go by a number."""
    judged = {each: float(gain) for each, gain in zip(ids, gains, strict=True) if gain > 0}
    missing = list(need.gains)
    for gain in judged.values():
        missing.remove(gain)
    return judged | {f"\x00{number}": gain for number, gain in enumerate(missing)}


def _discounted(gains: NDArray[np.float64]) -> float:
    return float(gains @ _DISCOUNTS[: len(gains)])
