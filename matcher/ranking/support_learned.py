"""A small learned model of whether a need calls for a technical centre, a cluster or neither.

models/support/routing.npz holds the weights of a multinomial logistic regression, routing.json what
they belong to: the encoder, the cues in their order, the thresholds and the weights' checksum.
`python -m benchmarks.routing_training` makes both.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.errors import ModelRefused
from matcher.ranking.support_words import Reading

CLASSES: Final = ("none", "centre", "cluster")
_VECTOR_SCALE: Final = 2.0
_MARGIN_SCALE: Final = 10.0
_POINTS_SCALE: Final = 3.0
_MOST_FAMILIES: Final = 3

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Chances:
    """How surely a need calls for a centre and for a cluster, and whether that is enough."""

    centre: float
    cluster: float
    is_centre: bool
    is_cluster: bool


@dataclass(frozen=True, slots=True)
class RoutingModel:
    """The weights, one row for each of CLASSES, and from what chance on a body is called for."""

    weights: Vectors
    bias: Vectors
    cues: tuple[str, ...]
    centre_from: float
    cluster_from: float

    def chances(self, row: Vectors) -> Chances:
        """Return what a row of `features` says."""
        scores = self.weights @ row + self.bias
        shares = np.exp(scores - scores.max())
        _, centre, cluster = (float(each) for each in shares / shares.sum())
        return Chances(
            centre,
            cluster,
            is_centre=centre >= self.centre_from and centre >= cluster,
            is_cluster=cluster >= self.cluster_from and cluster > centre,
        )


def features(
    found: Reading, cues: tuple[str, ...], readings: Vectors, margins: tuple[float, float]
) -> Vectors:
    """Return the row of a need: its two readings (centred unit rows), cues, points and margins."""
    asks = sum(name.startswith("ask_") for name in found.said)
    mentions = sum(name.startswith("mention_") for name in found.said)
    words = [min(asks, _MOST_FAMILIES), min(mentions, _MOST_FAMILIES)]
    words += [name in found.said for name in cues]
    words += [found.in_passing, found.technology]
    points = (found.centre, found.cluster, len(found.asked), len(found.mentioned))
    return np.concatenate([
        _VECTOR_SCALE * readings[0],
        _VECTOR_SCALE * readings[-1],
        np.array(words, dtype=np.float32),
        np.array(points, dtype=np.float32) / _POINTS_SCALE,
        np.array(margins, dtype=np.float32) * _MARGIN_SCALE,
    ]).astype(np.float32)  # fmt: skip


def folder(home: Path) -> Path:
    """Return where the model lives, below the folder that holds models/."""
    return home / "models" / "support"


def read_routing(home: Path, encoder: str) -> RoutingModel | None:
    """Return the model, None where there is none or it was learned with another encoder.

    Raises ModelRefused when its files are broken: the answers would not be those measured.
    """
    place = folder(home)
    card = place / "routing.json"
    if not card.exists():
        return None
    try:
        facts = json.loads(card.read_text(encoding="utf-8"))
        if facts["encoder"] != encoder:
            return None
        return _read(place / "routing.npz", facts)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise ModelRefused(
            f"{card} or its weights cannot be read ({problem}). Restore them, or make them again "
            "with python -m benchmarks.routing_training."
        ) from problem


def _read(path: Path, facts: dict[str, object]) -> RoutingModel:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != facts["sha256"]:
        raise ValueError("the checksum of the weights differs")
    cues = facts["cues"]
    if not isinstance(cues, list):
        raise TypeError("the cues are not a list")
    with np.load(path, allow_pickle=False) as table:
        weights = table["weights"].astype(np.float32)
        bias = table["bias"].astype(np.float32)
    return RoutingModel(
        weights,
        bias,
        tuple(str(each) for each in cues),
        float(str(facts["centre_from"])),
        float(str(facts["cluster_from"])),
    )
