"""Weights of features, learned from pairs: which of two startups answers a need better.

RankNet's pairwise logistic loss (Burges et al., "Learning to rank using gradient descent", ICML
2005) on a linear score: a logistic regression without intercept on the differences of features
within a need, each pair weighted by the difference of its gains.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from matcher.errors import TooFewVerdicts
from matcher.learning.evaluation import RELEVANT
from matcher.learning.ranker.examples import Examples, near
from matcher.learning.ranker.folds import (
    SEED,
    folds_of,
    groups_of,
    ndcg_at_10,
    set_mean,
    weight_of,
)
from matcher.ranking.scorer import COLD_START

LEAST_NEEDS = 20
"""Needs with a partner and a rival below which nothing is learned."""
INNER_FOLDS = 3
SIZE = sum(COLD_START.values())
"""Sum of the absolute weights: scores keep the size of the cold-start formula's."""
_DECIMALS = 6
_STEPS = 200


@dataclass(frozen=True, slots=True)
class Recipe:
    """How weights are learned.

    Weights are drawn towards `prior`, scaled to fit, so that a feature of which the examples say
    nothing keeps its place beside the others. They are never below 0, except those of `free`. The
    strength of the pull is chosen among `strengths` by grouped cross-validation on nDCG@10.
    """

    prior: Mapping[str, float] = field(default_factory=lambda: dict(COLD_START))
    free: frozenset[str] = frozenset()
    strengths: tuple[float, ...] = (1e-4, 1e-3, 1e-2, 3e-2, 1e-1, 1.0)


RECIPE = Recipe()


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """`differences` (pairs, features): better minus worse; `shares` sum to 1 over each need."""

    differences: NDArray[np.float64]
    shares: NDArray[np.float64]
    needs: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class OutOfFold:
    """Scores (rows,) of each need by weights learned from other groups, and those weights."""

    scores: NDArray[np.float64]
    folds: NDArray[np.int64]
    """The fold of each need."""
    weights: tuple[Mapping[str, float], ...]
    strengths: tuple[float, ...]


def fit(
    examples: Examples,
    set_weights: Mapping[str, float] | None = None,
    seed: int = SEED,
    *,
    recipe: Recipe = RECIPE,
) -> dict[str, float]:
    """Return weights by feature name, in the order of `examples.names`.

    Every need of a set counts the same, and a set counts as much in all as `set_weights` says (1
    where it says nothing; 0 leaves it out). TooFewVerdicts when fewer than LEAST_NEEDS can teach.
    """
    pairs = pairs_of(examples)
    everything = np.ones(len(examples.needs), dtype=bool)
    strength = _best_strength(examples, pairs, everything, set_weights, seed, recipe)
    return _weights(examples, pairs, everything, set_weights, strength, recipe)


def out_of_fold(
    examples: Examples,
    set_weights: Mapping[str, float] | None = None,
    seed: int = SEED,
    *,
    recipe: Recipe = RECIPE,
) -> OutOfFold:
    """Return scores of every need by weights that were learned, and tuned, without its group."""
    pairs = pairs_of(examples)
    folds = folds_of(groups_of(examples), seed)
    scores = np.zeros(len(examples.table))
    row_folds = folds[examples.needs_of_rows()]
    learned, strengths = [], []
    for fold in range(int(folds.max()) + 1):
        others = folds != fold
        strength = _best_strength(examples, pairs, others, set_weights, seed + 1 + fold, recipe)
        weights = _weights(examples, pairs, others, set_weights, strength, recipe)
        scores[row_folds == fold] = examples.scored(weights)[row_folds == fold]
        learned.append(weights)
        strengths.append(strength)
    return OutOfFold(scores, folds, tuple(learned), tuple(strengths))


def pairs_of(examples: Examples) -> Pairs:
    """Return every pair of near candidates of a need of which one is relevant and gains more."""
    taught, table = near(examples), examples.table.astype(np.float64)
    differences, shares, needs = [], [], []
    for number, (_, rows) in enumerate(examples.each()):
        here = rows.start + np.flatnonzero(taught[rows])
        gains = examples.gains[here]
        better, worse = np.nonzero((gains[:, None] > gains) & (gains[:, None] >= RELEVANT))
        if len(better):
            weight = gains[better] - gains[worse]
            differences.append(table[here[better]] - table[here[worse]])
            shares.append(weight / weight.sum())
            needs.append(np.full(len(better), number))
    if len(needs) < LEAST_NEEDS:
        raise TooFewVerdicts(
            f"Only {len(needs)} judged needs have both a relevant startup and another one among "
            f"what was found; a ranker is learned from {LEAST_NEEDS} or more. Judge more matches, "
            "or give more folders."
        )
    return Pairs(np.concatenate(differences), np.concatenate(shares), np.concatenate(needs))


def _best_strength(
    examples: Examples,
    pairs: Pairs,
    kept: NDArray[np.bool_],
    set_weights: Mapping[str, float] | None,
    seed: int,
    recipe: Recipe,
) -> float:
    """Return the pull towards the prior that orders held-out needs best; ties to the stronger."""
    if len(recipe.strengths) == 1:
        return recipe.strengths[0]
    found = {}
    splits = list(_splits(groups_of(examples), kept, seed))
    for strength in sorted(recipe.strengths, reverse=True):
        values = np.full(len(examples.needs), np.nan)
        for learning, testing in splits:
            weights = _weights(examples, pairs, learning, set_weights, strength, recipe)
            held = examples.chosen(testing)
            values[testing] = ndcg_at_10(held, held.scored(weights))
        found[strength] = set_mean(examples, values, set_weights)
    return max(found, key=found.__getitem__)


def _splits(
    groups: NDArray[np.str_], kept: NDArray[np.bool_], seed: int
) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Yield (learning, testing) masks over all needs, of the kept ones only."""
    folds = np.full(len(groups), -1)
    folds[kept] = folds_of(groups[kept], seed, INNER_FOLDS)
    for fold in range(int(folds.max()) + 1):
        yield kept & (folds != fold), folds == fold


def _weights(
    examples: Examples,
    pairs: Pairs,
    kept: NDArray[np.bool_],
    set_weights: Mapping[str, float] | None,
    strength: float,
    recipe: Recipe,
) -> dict[str, float]:
    importance = _importance(examples, pairs, kept, set_weights)
    used = importance[pairs.needs] > 0
    learned = solve(
        pairs.differences[used],
        (importance[pairs.needs] * pairs.shares)[used],
        prior=np.array([recipe.prior.get(name, 0.0) for name in examples.names]),
        free=np.array([name in recipe.free for name in examples.names]),
        strength=strength,
    )
    return dict(zip(examples.names, map(float, learned), strict=True))


def _importance(
    examples: Examples,
    pairs: Pairs,
    kept: NDArray[np.bool_],
    set_weights: Mapping[str, float] | None,
) -> NDArray[np.float64]:
    """Return how much each need counts: its set's weight, shared by the needs that can teach."""
    teaches = np.zeros(len(examples.needs), dtype=bool)
    teaches[pairs.needs] = True
    teaches &= kept
    names = np.array([need.set_name for need in examples.needs], dtype=np.str_)
    found = np.zeros(len(names))
    for name in np.unique(names):
        here = teaches & (names == name)
        found[here] = weight_of(str(name), set_weights) / max(int(here.sum()), 1)
    if not found.any():
        raise TooFewVerdicts("No judged need that counts can teach: give more folders.")
    shares: NDArray[np.float64] = found / found.sum()
    return shares


def solve(
    differences: NDArray[np.float64],
    weights: NDArray[np.float64],
    *,
    prior: NDArray[np.float64],
    free: NDArray[np.bool_],
    strength: float,
) -> NDArray[np.float64]:
    """Return the weights (features,) that put better before worse, with SIZE as their sum.

    Minimises sum(weights * log(1 + exp(-differences @ w))) + strength / 2 * |w - s * prior|^2 in
    units of each feature's root mean square difference, where s is the scale at which the prior
    alone has the least loss. `weights` (pairs,) sum to 1.
    """
    spread = np.sqrt(weights @ differences**2)
    spread[spread < 1e-9] = 1.0
    scaled, aim = differences / spread, prior * spread
    alone = _minimised((scaled @ aim)[:, None], weights, np.zeros(1), np.zeros(1, dtype=bool), 0.0)
    found = _minimised(scaled, weights, aim * alone[0], free, strength) / spread
    size = float(np.abs(found).sum())
    if size == 0.0:
        return prior
    answer: NDArray[np.float64] = np.round(found * (SIZE / size), _DECIMALS)
    return answer


def _minimised(
    differences: NDArray[np.float64],
    weights: NDArray[np.float64],
    aim: NDArray[np.float64],
    free: NDArray[np.bool_],
    strength: float,
) -> NDArray[np.float64]:
    from scipy.optimize import minimize

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = differences @ point
        away = point - aim
        wrong = weights * np.exp(-np.logaddexp(0.0, margins))
        total = float(weights @ np.logaddexp(0.0, -margins)) + strength / 2 * float(away @ away)
        return total, strength * away - wrong @ differences

    bounds = [(None if each else 0.0, None) for each in free]
    found = minimize(
        loss, aim, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": _STEPS}
    )
    answer: NDArray[np.float64] = found.x
    return answer
