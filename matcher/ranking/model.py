"""A trained ranker as it is stored: weights of features, and a calibration of its scores.

Plain JSON, never pickle: reading a model runs nothing of it. Beside model.json lies its SHA-256, so
that a file which was changed or damaged on its way is refused, however sound it looks.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ModelRefused
from matcher.ranking.calibration import INPUTS, Calibration
from matcher.ranking.features import FEATURES

FILE = "model.json"
DIGEST = "model.sha256"
"""The digest of model.json, as `sha256sum model.json` prints it."""
LARGEST_WEIGHT = 10.0
"""No weight is larger: features are in standard deviations or shares, and weights near 1."""
_DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,  # nested too deep
)


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
    """Write `model.json` and its digest into an existing folder."""
    content: dict[str, Any] = {
        "version": model.version,
        "encoder": model.encoder,
        "weights": dict(model.weights),
    }
    if model.calibration is not None:
        content["calibration"] = model.calibration.as_json()
    written = (json.dumps(content, indent=2, allow_nan=False) + "\n").encode()
    (folder / FILE).write_bytes(written)
    digest = hashlib.sha256(written).hexdigest()
    (folder / DIGEST).write_text(f"{digest}  {FILE}\n", encoding="ascii", newline="\n")


def read_model(folder: Path) -> RankerModel:
    """Return the model of a folder; ModelRefused when it is missing, damaged or of other features.

    A model whose features this version of the code does not compute would rank by something else
    than what was measured.
    """
    place = folder / FILE
    try:
        written = place.read_bytes()
        model = _parsed(written)
    except _DAMAGE as problem:
        raise ModelRefused(_unreadable(place, repr(problem))) from problem
    unknown = sorted(set(model.weights) - set(FEATURES))
    if unknown or not model.weights or not np.isfinite(list(model.weights.values())).all():
        raise ModelRefused(
            f"{place} weighs {', '.join(unknown) or 'nothing, or without finite numbers'}, which "
            "this version does not compute. Train a ranker again with passerelle model train."
        )
    wrong = _wrong(folder, model, hashlib.sha256(written).hexdigest())
    if wrong:
        raise ModelRefused(_unreadable(place, wrong))
    return model


def _parsed(written: bytes) -> RankerModel:
    content = json.loads(written.decode())
    weights = {str(name): float(value) for name, value in content["weights"].items()}
    told = content.get("calibration")
    calibration = Calibration.from_json(told) if told is not None else None
    return RankerModel(str(content["version"]), weights, calibration, str(content["encoder"]))


def _wrong(folder: Path, model: RankerModel, digest: str) -> str:
    """Say what no trained ranker is or has, "" when the model is as it was written."""
    weights = list(model.weights.values())
    for is_wrong, what in (
        (not all(0.0 <= each <= LARGEST_WEIGHT for each in weights), "weights out of bounds"),
        (not any(weights), "every weight is 0"),
        (not model.encoder.strip(), "it names no encoder"),
        (model.version != folder.name, f"it calls itself {model.version!r}"),
        (_falls_with_the_lead(model.calibration), "its chances fall where a match stands out"),
        (digest != _kept_digest(folder), f"it is not the file that {DIGEST} is of"),
    ):
        if is_wrong:
            return what
    return ""


def _falls_with_the_lead(calibration: Calibration | None) -> bool:
    return calibration is not None and calibration.coefficients[0, 1 + INPUTS.index("lead")] < 0.0


def _kept_digest(folder: Path) -> str:
    try:
        return (folder / DIGEST).read_text(encoding="ascii").partition(" ")[0]
    except (OSError, ValueError):
        return ""


def _unreadable(place: Path, problem: str) -> str:
    return (
        f"{place} cannot be read as a ranker ({problem}). Restore it, or promote another "
        "version with passerelle model promote."
    )
