"""What needs are read with besides the encoder: a low-rank change of its layers.

A need and a capability are different kinds of text. The change is trained for needs alone
(docs/decisions/0008); capabilities are read as before, so no index is built again for it.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import EncoderUnavailable
from matcher.retrieval.shipped import read_shipped

Maps = Mapping[str, tuple[NDArray[np.float16], NDArray[np.float16]]]
"""Map of the network → `up` (out, rank) and `down` (rank, in): their product is added to it."""

_KEYS = ("name", "file", "sha256", "of")
_LAYERS = "encoder."
_RESTORE = "Restore models/ from the repository, or set PASSERELLE_ENCODER=plain."


@dataclass(frozen=True, slots=True)
class QueryAdapter:
    """A file of factors in half precision, by the names that the network gives its maps."""

    name: str
    path: Path
    sha256: str
    of: str
    """The trained layers that it changes; with others it means nothing."""

    @property
    def label(self) -> str:
        """The name with the first digits of the checksum: other factors, other label."""
        return f"{self.name}@{self.sha256[:8]}"

    @classmethod
    def described(cls, table: Mapping[str, Any], folder: Path) -> "QueryAdapter":
        """Return what a table `[queries]` says; its file is relative to `folder`.

        KeyError names what is missing or is not text.
        """
        for key in _KEYS:
            if not isinstance(table[key], str):
                raise KeyError(key)
        return cls(table["name"], folder / table["file"], table["sha256"], table["of"])

    def maps(self) -> Maps:
        """Return the factors; EncoderUnavailable when the file is not the one described."""
        factors = read_shipped(self.path, self.sha256, "The reading of needs")
        names = sorted({name.rpartition(".")[0] for name in factors})
        try:
            return {name: (factors[f"{name}.up"], factors[f"{name}.down"]) for name in names}
        except KeyError as problem:
            raise EncoderUnavailable(f"{self.path} lacks {problem}. {_RESTORE}") from problem


def adapted(model: Any, maps: Maps) -> Any:
    """Return a copy of a sentence-transformers model whose maps are changed.

    The embeddings, which are most of the model, and the tokenizer are shared with it.
    EncoderUnavailable when a map is not one of the model's.
    """
    import torch

    network = model[0].auto_model
    same = [*network.embeddings.parameters(), model.tokenizer]
    shared = {id(each): each for each in same}
    twin = deepcopy(model, shared)
    known = dict(twin[0].auto_model.named_modules())
    with torch.no_grad():
        for name, (up, down) in maps.items():
            weight = getattr(known.get(name), "weight", None) if _is_layer(name) else None
            if weight is None or tuple(weight.shape) != (len(up), down.shape[1]):
                raise EncoderUnavailable(
                    f"The encoder has no {name} that the reading of needs could change. {_RESTORE}"
                )
            change = torch.from_numpy(up.astype(np.float32) @ down.astype(np.float32))
            weight.copy_((weight.float() + change.to(weight.device)).to(weight.dtype))
    return twin


def _is_layer(name: str) -> bool:
    """Tell whether a map is of a layer, which the copy holds for itself."""
    return name.startswith(_LAYERS)
