"""The encoder's layers that were trained for this project, as they ship in models/encoder/."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import EncoderUnavailable
from matcher.retrieval.shipped import read_shipped

_KEYS = {"name": str, "file": str, "sha256": str, "lowercase": bool}


@dataclass(frozen=True, slots=True)
class TrainedLayers:
    """A file of weights in half precision, by the names that the network gives them.

    `lowercase` says that the layers were trained on small letters, so that the tokenizer must read
    capitals as such.
    """

    name: str
    path: Path
    sha256: str
    lowercase: bool

    @classmethod
    def described(cls, table: Mapping[str, Any], folder: Path) -> "TrainedLayers":
        """Return what a table `[trained]` says; its file is relative to `folder`.

        KeyError names what is missing or is not of its kind.
        """
        for key, kind in _KEYS.items():
            if not isinstance(table[key], kind):
                raise KeyError(key)
        return cls(
            table["name"], folder / table["file"], table["sha256"], lowercase=table["lowercase"]
        )

    def fitting(self, known: Mapping[str, NDArray[np.float16]]) -> dict[str, NDArray[np.float16]]:
        """Return the weights, each of which must take the place of one of the `known`.

        EncoderUnavailable when the file is missing, is not the one described, or does not fit.
        """
        weights = read_shipped(self.path, self.sha256, "The trained layers")
        for name, weight in weights.items():
            if name not in known or known[name].shape != weight.shape:
                raise EncoderUnavailable(
                    f"{self.path} holds {name} {weight.shape}, which the encoder does not have. "
                    "Restore it from the repository, or set PASSERELLE_ENCODER=plain."
                )
        return weights
