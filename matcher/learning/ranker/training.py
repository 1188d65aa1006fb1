"""One training: weights, their figures on needs that they did not learn from, and chances."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.errors import TooFewVerdicts
from matcher.learning.ranker.calibrate import (
    ShownPairs,
    calibrate,
    chosen_pairs,
    out_of_fold_chances,
    shown_pairs,
)
from matcher.learning.ranker.examples import Examples
from matcher.learning.ranker.fit import RECIPE, OutOfFold, Recipe, fit, out_of_fold
from matcher.learning.ranker.folds import SEED
from matcher.learning.ranker.trial import boosted_trees
from matcher.ranking.calibration import Calibration
from matcher.ranking.model import RankerModel

OPEN = "open"


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """What was learned and from what; `trees` (rows,) are the out-of-fold scores of the trial.

    `calibration` and `chances` (pairs, 3), the latter out of fold, are None when too few pairs were
    kept to learn chances from.
    """

    examples: Examples
    seed: int
    set_weights: Mapping[str, float]
    weights: Mapping[str, float]
    held_out: OutOfFold
    trees: NDArray[np.float64]
    shown: ShownPairs
    calibration: Calibration | None
    chances: NDArray[np.float64] | None

    def model(self, version: str) -> RankerModel:
        """Return the ranker under this name."""
        return RankerModel(version, self.weights, self.calibration)


def train(
    examples: Examples,
    set_weights: Mapping[str, float] | None = None,
    seed: int = SEED,
    *,
    recipe: Recipe = RECIPE,
) -> Trained:
    """Learn weights and chances; the same examples and seed give the same numbers.

    The weights are those of all examples; every figure about them, and the chances, come from
    weights that were learned without the need in question. See `fit` for `set_weights` and errors.
    """
    weights = fit(examples, set_weights, seed, recipe=recipe)
    held = out_of_fold(examples, set_weights, seed, recipe=recipe)
    shown = typical(shown_pairs(examples, held.scores))
    calibration, chances = _calibrated(shown, seed)
    return Trained(
        examples=examples,
        seed=seed,
        set_weights=dict(set_weights or {}),
        weights=weights,
        held_out=held,
        trees=boosted_trees(examples, set_weights, seed, free=recipe.free),
        shown=shown,
        calibration=calibration,
        chances=chances,
    )


def typical(shown: ShownPairs) -> ShownPairs:
    """Return the pairs of the sets whose needs are as they come, or all pairs without such sets.

    Their names begin with `open`: needs that nobody wrote for a startup. Where each need was
    written for a startup that is there, the first places are kept far more often than in use.
    """
    natural = np.char.startswith(shown.sets, OPEN) if len(shown.sets) else np.zeros(0, dtype=bool)
    return chosen_pairs(shown, natural) if natural.any() else shown


def _calibrated(
    shown: ShownPairs, seed: int
) -> tuple[Calibration | None, NDArray[np.float64] | None]:
    try:
        return calibrate(shown, seed), out_of_fold_chances(shown, seed)
    except TooFewVerdicts:
        return None, None
