"""From scores to chances: how likely a curator is to keep a match, and how sure that is.

Logistic calibration (Platt, 1999) of the score and of how far it stands out of its list, fitted
many times over resampled queries, so that every chance comes with an interval.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.match import Band, Chance

INPUTS = ("score", "lead", "known_share")
"""`score`; `lead`, the score less the mean of the list's field; `known_share`, see `damped`."""
FIELD = slice(10, 50)
"""The places of a list that stand for those who are near without being partners, in a pool of
CALIBRATED_ON startups; see `field_of`."""
CALIBRATED_ON = 1920
"""How many startups the chances were learned among."""
LEAST_POOL = 96
"""The smallest pool for which chances were measured (docs/quality.md); none is told below."""
LIKELY, POSSIBLE = 0.5, 0.2
"""From these chances on, a match is called likely, or possible."""
WIDEST = 0.30
"""An interval wider than this (15 points either way) is told in words, never as a number."""
TAIL = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """`coefficients` (fits, 1 + inputs): the intercept, then one for each of INPUTS.

    The first row is the fit to all queries, each other one a fit to queries drawn with replacement.
    """

    coefficients: NDArray[np.float64]

    def chances(self, inputs: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return (n, 3): the chance and its 90 % interval, for rows of INPUTS (n, inputs)."""
        logits = self.coefficients[:, :1] + self.coefficients[:, 1:] @ inputs.T
        values = 1.0 / (1.0 + np.exp(-np.clip(logits, -30.0, 30.0)))
        low, high = np.quantile(values, [TAIL, 1.0 - TAIL], axis=0)
        middle = values[0]
        return np.column_stack([middle, np.minimum(low, middle), np.maximum(high, middle)])

    def as_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        rows = [[round(float(value), 6) for value in row] for row in self.coefficients]
        return {"inputs": list(INPUTS), "coefficients": rows}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "Calibration":
        """Return a stored calibration; ValueError when it is of other inputs or not numbers."""
        rows = np.array(content["coefficients"], dtype=np.float64)
        fits = rows.ndim == 2 and len(rows) > 0 and rows.shape[1] == 1 + len(INPUTS)
        if tuple(content["inputs"]) != INPUTS or not fits or not np.isfinite(rows).all():
            raise ValueError("the calibration is of other inputs, or holds no finite numbers")
        return cls(rows)


def field_of(pool: int) -> slice:
    """Return the places of a list out of so many startups that stand for its field.

    The same share of the pool as FIELD of CALIBRATED_ON: among few startups, the eleventh is no
    neighbour any more. In a larger pool the places stay, which makes chances lower, not higher.
    """
    share = min(pool / CALIBRATED_ON, 1.0)
    start = max(1, round(FIELD.start * share))
    return slice(start, max(start + 3, round(FIELD.stop * share)))


def mean_of(scores: NDArray[np.float64], places: slice) -> float:
    """Return the mean score of these places of a list; its last score when it ends before them."""
    ordered = np.sort(scores)[::-1]
    field = ordered[places] if len(ordered) > places.start else ordered[-1:]
    return float(field.mean()) if len(field) else 0.0


def inputs_of(
    scores: NDArray[np.float64], known_share: float, pool: int = CALIBRATED_ON
) -> NDArray[np.float64]:
    """Return the calibration's inputs (n, 3) of one list's scores, in any order.

    `pool` is how many startups the list was found among, whatever the length of the list.
    """
    lead = scores - mean_of(scores, field_of(pool))
    return np.column_stack([scores, lead, np.full(len(scores), known_share)])


def shown(row: NDArray[np.float64]) -> Chance | None:
    """Return a chance that is sure enough to be shown as a number, else None."""
    value, low, high = (float(each) for each in row)
    return Chance(value, low, high) if high - low <= WIDEST else None


def band(chance: float) -> Band:
    """Say a chance in words."""
    if chance >= LIKELY:
        return Band.LIKELY
    return Band.POSSIBLE if chance >= POSSIBLE else Band.UNLIKELY
