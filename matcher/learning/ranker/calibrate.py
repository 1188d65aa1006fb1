"""Chances from scores, and how far they can be trusted.

The question is whether a curator would keep a pair: a judged gain of 1 or more. What is learned
from, and what is measured, are the first ten places of each list: what people see.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.errors import TooFewVerdicts
from matcher.learning.evaluation import RELEVANT
from matcher.learning.ranker.examples import Examples
from matcher.learning.ranker.folds import SEED, folds_of
from matcher.ranking.calibration import Calibration, inputs_of

SHOWN = 10
FITS = 200
LEAST_KEPT = 20
"""Kept and rejected pairs, of each, below which no chance is learned."""
_RIDGE = 0.1
_STEPS = 50
_DECIMALS = 6


@dataclass(frozen=True, slots=True, eq=False)
class ShownPairs:
    """The pairs that people would see: m rows of calibration inputs, and whether each is kept."""

    inputs: NDArray[np.float64]
    kept: NDArray[np.bool_]
    groups: NDArray[np.str_]
    languages: NDArray[np.str_]
    sets: NDArray[np.str_]


def shown_pairs(
    examples: Examples, scores: NDArray[np.float64], *, judged_only: bool = False
) -> ShownPairs:
    """Return the first `SHOWN` of every need by these scores (rows,), ties by startup id.

    Scores should be out of fold: a ranker is too sure of the needs that it learned from. A pair
    that nobody judged counts as rejected, unless `judged_only` leaves it out.
    """
    inputs, kept, needs = [np.empty((0, 3))], [np.empty(0, dtype=bool)], []
    for need, rows in examples.each():
        first = np.argsort(-scores[rows], kind="stable")[:SHOWN]
        if judged_only:
            first = first[examples.judged[rows][first]]
        inputs.append(inputs_of(scores[rows], need.known_share)[first])
        kept.append(examples.gains[rows][first] >= RELEVANT)
        needs += [need] * len(first)
    return ShownPairs(
        np.concatenate(inputs),
        np.concatenate(kept),
        _names([need.group for need in needs]),
        _names([need.language for need in needs]),
        _names([need.set_name for need in needs]),
    )


def calibrate(shown: ShownPairs, seed: int = SEED, *, fits: int = FITS) -> Calibration:
    """Return a calibration: a fit to all pairs, then `fits` fits to groups drawn with replacement.

    TooFewVerdicts when fewer than LEAST_KEPT pairs are kept, or rejected.
    """
    _require_enough(shown)
    names, group = np.unique(shown.groups, return_inverse=True)
    kept = shown.kept.astype(np.float64)
    middle, spread = shown.inputs.mean(axis=0), shown.inputs.std(axis=0)
    spread[spread < 1e-9] = np.inf  # what never differs says nothing: its coefficient is 0
    scaled = np.column_stack([np.ones(len(kept)), (shown.inputs - middle) / spread])
    draw = np.random.default_rng(seed)
    whole = _logistic(scaled, kept, np.ones(len(kept)), np.zeros(scaled.shape[1]))
    rows = [whole]
    for _ in range(fits):
        times = np.bincount(draw.integers(0, len(names), len(names)), minlength=len(names))
        rows.append(_logistic(scaled, kept, times[group].astype(np.float64), whole))
    found = np.array(rows)
    slopes = found[:, 1:] / spread
    return Calibration(
        np.round(np.column_stack([found[:, 0] - slopes @ middle, slopes]), _DECIMALS)
    )


def out_of_fold_chances(
    shown: ShownPairs, seed: int = SEED, *, fits: int = FITS
) -> NDArray[np.float64]:
    """Return (m, 3): each pair's chance and its interval, calibrated on the other groups."""
    folds = folds_of(shown.groups, seed)
    found = np.zeros((len(shown.kept), 3))
    for fold in range(int(folds.max()) + 1):
        others = calibrate(chosen_pairs(shown, folds != fold), seed + 1 + fold, fits=fits)
        found[folds == fold] = others.chances(shown.inputs[folds == fold])
    return found


def _logistic(
    inputs: NDArray[np.float64],
    kept: NDArray[np.float64],
    weights: NDArray[np.float64],
    start: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the coefficients of a ridge logistic regression, by Newton's method.

    The ridge is weak; it keeps coefficients finite even where a draw could be told apart
    perfectly. The first input, the constant, bears a tenth of it.
    """
    ridge = np.full(inputs.shape[1], _RIDGE)
    ridge[0] /= 10
    point = start.copy()
    for _ in range(_STEPS):
        chance = 1.0 / (1.0 + np.exp(-np.clip(inputs @ point, -30.0, 30.0)))
        slope = inputs.T @ (weights * (chance - kept)) + ridge * point
        curve = (inputs * (weights * chance * (1.0 - chance))[:, None]).T @ inputs + np.diag(ridge)
        step = np.linalg.solve(curve, slope)
        length = float(np.abs(step).max())
        point = point - step * min(1.0, 5.0 / max(length, 1e-12))
        if length < 1e-9:
            break
    return point


def _require_enough(shown: ShownPairs) -> None:
    kept = int(shown.kept.sum())
    least = min(kept, len(shown.kept) - kept)
    if least < LEAST_KEPT:
        raise TooFewVerdicts(
            f"Among the first {SHOWN} places, {kept} pairs are kept and {len(shown.kept) - kept} "
            f"are not; chances are learned from {LEAST_KEPT} or more of each. Judge more matches."
        )


def chosen_pairs(shown: ShownPairs, rows: NDArray[np.bool_]) -> ShownPairs:
    """Return some of the pairs; `rows` has shape (m,)."""
    return ShownPairs(
        shown.inputs[rows],
        shown.kept[rows],
        shown.groups[rows],
        shown.languages[rows],
        shown.sets[rows],
    )


def _names(values: Sequence[str]) -> NDArray[np.str_]:
    return np.array(values, dtype=np.str_)
