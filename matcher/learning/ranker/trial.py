"""Would trees order better than weights? Measured beside the ranker, never shipped."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from matcher.learning.evaluation import RELEVANT
from matcher.learning.ranker.examples import Examples, near
from matcher.learning.ranker.folds import SEED, folds_of, groups_of, weight_of

TREES = 150


def boosted_trees(
    examples: Examples,
    set_weights: Mapping[str, float] | None = None,
    seed: int = SEED,
    *,
    free: frozenset[str] = frozenset(),
) -> NDArray[np.float64]:
    """Return out-of-fold scores (rows,) of gradient-boosted trees, in the folds of `out_of_fold`.

    A classifier of relevant candidates whose answer never falls as a feature rises, but for those
    of `free`; every need counts the same, and sets as `set_weights` says.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    needs, taught = examples.needs_of_rows(), near(examples)
    folds = folds_of(groups_of(examples), seed)[needs]
    relevant, weights = examples.gains >= RELEVANT, _row_weights(examples, taught, set_weights)
    found = np.zeros(len(needs))
    for fold in np.unique(folds):
        used = (folds != fold) & taught & (weights > 0)
        model = HistGradientBoostingClassifier(
            learning_rate=0.06,
            max_iter=TREES,
            max_leaf_nodes=15,
            max_bins=64,
            min_samples_leaf=40,
            l2_regularization=1.0,
            monotonic_cst=[int(name not in free) for name in examples.names],
            random_state=seed % 2**32,
        )
        model.fit(examples.table[used], relevant[used], sample_weight=weights[used])
        found[folds == fold] = model.decision_function(examples.table[folds == fold])
    return found


def _row_weights(
    examples: Examples, taught: NDArray[np.bool_], set_weights: Mapping[str, float] | None
) -> NDArray[np.float64]:
    """Return a weight for each row, 1 on average: needs of a set alike, sets as configured."""
    names = [need.set_name for need in examples.needs]
    each = np.array([weight_of(name, set_weights) / names.count(name) for name in names])
    needs = examples.needs_of_rows()
    counts = np.bincount(needs[taught], minlength=len(names))
    found = np.where(taught, (each / np.maximum(counts, 1))[needs], 0.0)
    total = float(found.sum())
    return found * (int(taught.sum()) / total) if total > 0 else found
