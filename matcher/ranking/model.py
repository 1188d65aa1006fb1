"""A trained ranker as it is stored: weights of features, and a calibration of its scores.

Plain JSON, never pickle: reading a model runs nothing of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ModelRefused
from matcher.ranking.calibration import Calibration
from matcher.ranking.features import FEATURES

FILE = "model.json"


@dataclass(frozen=True, slots=True, eq=False)
class RankerModel:
    """Weights by feature name; a feature without a weight counts for nothing.

    `calibration` turns scores into chances; None when there were too few verdicts to learn one.
    """

    version: str
    weights: Mapping[str, float]
    calibration: Calibration | None = None
    encoder: str = ""
    """The encoder that it was learned with; its weights and chances mean nothing with another."""

    def scores(self, table: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return one score for each row of a feature table (n, features).

        Rounded to six decimals, so that the last bits of floating point never decide an order.
        """
        weights = np.array([self.weights.get(name, 0.0) for name in FEATURES], dtype=np.float64)
        return np.round(table.astype(np.float64) @ weights, 6)


def write_model(folder: Path, model: RankerModel) -> None:
    """Write `model.json` into an existing folder."""
    content: dict[str, Any] = {
        "version": model.version,
        "encoder": model.encoder,
        "weights": dict(model.weights),
    }
    if model.calibration is not None:
        content["calibration"] = model.calibration.as_json()
    text = json.dumps(content, indent=2, allow_nan=False) + "\n"
    (folder / FILE).write_text(text, encoding="utf-8")


def read_model(folder: Path) -> RankerModel:
    """Return the model of a folder; ModelRefused when it is missing, damaged or of other features.

    A model whose features this version of the code does not compute would rank by something else
    than what was measured.
    """
    place = folder / FILE
    try:
        content = json.loads(place.read_text(encoding="utf-8"))
        weights = {str(name): float(value) for name, value in content["weights"].items()}
        told = content.get("calibration")
        calibration = Calibration.from_json(told) if told is not None else None
        version, encoder = str(content["version"]), str(content.get("encoder", ""))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as problem:
        raise ModelRefused(
            f"{place} cannot be read as a ranker ({problem!r}). Restore it, or promote another "
            "version with passerelle model promote."
        ) from problem
    unknown = sorted(set(weights) - set(FEATURES))
    if unknown or not weights or not np.isfinite(list(weights.values())).all():
        raise ModelRefused(
            f"{place} weighs {', '.join(unknown) or 'nothing, or without finite numbers'}, which "
            "this version does not compute. Train a ranker again with passerelle model train."
        )
    return RankerModel(version, weights, calibration, encoder)
