"""The mean of two trainings: steadier on needs of another kind than either alone.

A long training learns the manner of its own needs; a short one stays closer to the plain encoder.
The mean of their weights keeps the best of both ("model soup", Wortsman et al., 2022).
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.errors import EncoderUnavailable
from matcher.learning.encoder.export import LAYERS

if TYPE_CHECKING:
    from torch import Tensor

_KEPT_OF_CARDS = (
    "version",
    "sha256",
    "data_sha256",
    "settings",
    "stages",
    "losses",
    "graded_needs",
)


def averaged(
    folders: Sequence[Path], plain: "Mapping[str, Tensor]"
) -> "tuple[dict[str, Tensor], dict[str, Any]]":
    """Return the mean weights of trainings, in half precision, and the card of what went in.

    `plain` are the weights of the untrained encoder: what one training left as it was and another
    changed is averaged with them. EncoderUnavailable when a folder is not a training of it.
    """
    from safetensors.torch import load
    from torch import zeros

    parts, cards = [], []
    for folder in folders:
        try:
            content = (folder / LAYERS).read_bytes()
            card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
            kept = {name: card[name] for name in _KEPT_OF_CARDS}
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise EncoderUnavailable(f"{folder} is not a trained encoder ({problem}).") from problem
        if hashlib.sha256(content).hexdigest() != card["sha256"]:
            raise EncoderUnavailable(f"{folder / LAYERS} has changed since it was written.")
        parts.append(load(content))
        cards.append(kept | {"card": card})
    names = sorted({name for part in parts for name in part})
    unknown = [name for name in names if name not in plain]
    if unknown:
        raise EncoderUnavailable(f"The encoder has no {unknown[0]}: these trainings are not of it.")
    mean = {
        name: (
            sum((part.get(name, plain[name]).float() for part in parts), zeros(())) / len(parts)
        ).half()
        for name in names
    }
    return mean, _card(cards)


def _card(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the first training's card with all trainings that the mean is of."""
    first = dict(parts[0]["card"])
    first["mean_of"] = [{name: part[name] for name in _KEPT_OF_CARDS} for part in parts]
    return first
