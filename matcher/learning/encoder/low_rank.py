"""A low-rank change of the encoder's layers (LoRA; Hu et al., 2021), trained apart from them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.learning.encoder.network import Network

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Parameter

RANK = 32
PARTS, LEAST_FOR_PARTS = 3, 24


class AdaptedNetwork:
    """The encoder of a folder as it is, plus up @ down on the weight of every layer's maps.

    Only `down` (rank, in) and `up` (out, rank) are trained; `up` begins at zero.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        import torch

        torch.manual_seed(seed)
        self._network = Network(folder, frozen=0)
        for parameter in self._network.trained().values():
            parameter.requires_grad = False
        self._maps: dict[str, Any] = {}
        for name, linear in self._network.maps():
            adapted = _adapted(linear)
            self._network.replace(name, adapted)
            self._maps[name] = adapted

    def parameters(self) -> "list[Parameter]":
        """Return what is trained."""
        return [each for adapted in self._maps.values() for each in (adapted.down, adapted.up)]

    def halved(self) -> "dict[str, Tensor]":
        """Return copies of the factors in half precision, as they ship."""
        return {
            f"{name}.{side}": getattr(adapted, side).detach().half().clone()
            for name, adapted in self._maps.items()
            for side in ("down", "up")
        }

    def embed(self, texts: Sequence[str], prompt: str) -> "Tensor":
        """Return unit rows, see `Network.embed`; the factors are multiplied once a call.

        Many texts are computed in three parts of like length: less padding.
        """
        import torch

        for adapted in self._maps.values():
            adapted.merge()
        by_length = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        count = PARTS if len(texts) >= LEAST_FOR_PARTS else 1
        cuts = [len(texts) * part // count for part in range(count + 1)]
        parts = [by_length[start:end] for start, end in pairwise(cuts)]
        rows = [self._network.embed([texts[at] for at in part], prompt) for part in parts]
        back = torch.empty(len(texts), dtype=torch.long)
        back[torch.tensor(by_length)] = torch.arange(len(texts))
        return torch.cat(rows)[back]

    @contextmanager
    def as_it_was(self) -> Iterator[None]:
        """Compute without the change, and without gradients, in the meantime."""
        import torch

        with torch.no_grad():
            for adapted in self._maps.values():
                adapted.is_on = False
            try:
                yield
            finally:
                for adapted in self._maps.values():
                    adapted.is_on = True


def _adapted(linear: Any) -> Any:
    import torch
    from torch import nn

    class Adapted(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = linear
            wide = linear.in_features
            self.down = nn.Parameter(torch.randn(RANK, wide) / wide**0.5)
            self.up = nn.Parameter(torch.zeros(linear.out_features, RANK))
            self.is_on = True
            self._merged = [linear.weight]  # in a list: no parameter of its own

        def merge(self) -> None:
            change = self.up @ self.down if self.is_on else 0
            self._merged = [linear.weight + change]

        def forward(self, rows: "Tensor") -> "Tensor":
            return nn.functional.linear(rows, self._merged[0], linear.bias)

    return Adapted()
