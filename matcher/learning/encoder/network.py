"""The network that is trained: the plain encoder, its lower part frozen."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matcher.errors import EncoderUnavailable
from matcher.retrieval.tokenizer_build import END, PADDING

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Linear, Module, Parameter

MAX_TOKENS = 128
"""A longer text is cut, as far as training goes; in use the encoder reads up to 512."""


class Network:
    """The encoder of a converted folder, in single precision, with gradients for its upper layers.

    The embeddings and the first `frozen` layers stay as they are. Attention is computed step by
    step (`eager`): its fused form is many times slower to train on processors.
    """

    def __init__(self, folder: Path, *, frozen: int) -> None:
        import torch
        from tokenizers import Tokenizer
        from transformers import AutoModel

        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._padding = self._number(PADDING)
        self._end = self._number(END)
        self._model: Any = AutoModel.from_pretrained(
            folder, dtype=torch.float32, attn_implementation="eager", local_files_only=True
        )
        self._model.eval()  # no dropout: with few steps it only adds noise
        for name, parameter in self._model.named_parameters():
            parameter.requires_grad = _layer(name) >= frozen
        if not self.trained():
            raise EncoderUnavailable(
                f"{folder} has no layer above the {frozen} that stay as they are: nothing to train."
            )

    def trained(self) -> "dict[str, Parameter]":
        """Return the parameters that are trained, by the names that the file of weights uses."""
        return {
            name: parameter
            for name, parameter in self._model.named_parameters()
            if parameter.requires_grad
        }

    def halved(self) -> "dict[str, Tensor]":
        """Return copies of the trained parameters in half precision, as they ship."""
        return {name: each.detach().half().clone() for name, each in self.trained().items()}

    def load(self, weights: "Mapping[str, Tensor]") -> None:
        """Take over weights of trained layers; others may be there if they are what they were.

        EncoderUnavailable when one does not fit, or when a trained one is missing.
        """
        import torch

        known = dict(self._model.named_parameters())
        missing = sorted(set(self.trained()) - set(weights))
        if missing:
            raise EncoderUnavailable(f"The weights to start from do not hold {missing[0]}.")
        with torch.no_grad():
            for name, weight in weights.items():
                if name not in known or known[name].shape != weight.shape:
                    raise EncoderUnavailable(f"The encoder has no {name} {tuple(weight.shape)}.")
                if known[name].requires_grad:
                    known[name].copy_(weight.float())
                elif not torch.equal(known[name], weight.float()):
                    raise EncoderUnavailable(
                        f"The weights to start from change {name}, which stays as it is."
                    )

    def embed(self, texts: Sequence[str], prompt: str) -> "Tensor":
        """Return unit rows, shape (len(texts), dimension): the mean over each text's tokens.

        Computed in bfloat16 where that is safe, summed in single precision.
        """
        import torch

        ids = [
            self._ids(each.ids)
            for each in self._tokenizer.encode_batch([prompt + text for text in texts])
        ]
        width = max(map(len, ids))
        tokens = torch.full((len(ids), width), self._padding, dtype=torch.long)
        is_token = torch.zeros((len(ids), width))
        for row, each in enumerate(ids):
            tokens[row, : len(each)] = torch.tensor(each)
            is_token[row, : len(each)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self._model(input_ids=tokens, attention_mask=is_token).last_hidden_state
        summed = (states.float() * is_token[..., None]).sum(1)
        return torch.nn.functional.normalize(summed / is_token.sum(1, keepdim=True), dim=1)

    def maps(self) -> "list[tuple[str, Linear]]":
        """Return the linear maps of the layers by name, in order."""
        from torch.nn import Linear

        found = self._model.encoder.named_modules(prefix="encoder")
        return [(name, each) for name, each in found if isinstance(each, Linear)]

    def replace(self, name: str, module: "Module") -> None:
        """Put another module in the place of a map."""
        owner, _, own = name.rpartition(".")
        setattr(self._model.get_submodule(owner), own, module)

    def _number(self, token: str) -> int:
        number: int | None = self._tokenizer.token_to_id(token)
        if number is None:
            raise EncoderUnavailable(f"The encoder's tokenizer has no {token}. Convert it again.")
        return number

    def _ids(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= MAX_TOKENS else [*ids[: MAX_TOKENS - 1], self._end]


def _layer(name: str) -> int:
    """Return the layer that a parameter belongs to; -1 for the embeddings and the pooler."""
    parts = name.split(".")
    return int(parts[2]) if parts[:2] == ["encoder", "layer"] else -1
