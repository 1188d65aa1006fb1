"""A pass through a BERT network over texts laid end to end: nothing is spent on padding.

A question is one long text, one of middling length and some short ones. Padded to the longest it
would cost several times as much; in batches of like length, small ones would use the processor
badly. Products of matrices do not mind whose token a row is; only attention keeps texts apart.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import torch

CHECKED: Final = 2
"""Batches that are read both ways before the packed pass is trusted."""
_TOLERANCE = 1e-4
_KNOWN = {"input_ids", "attention_mask", "token_type_ids"}
_log = logging.getLogger(__name__)


class PackedPass:
    """The forward pass of a network with `last_hidden_state`: the same numbers, or as before.

    Rows of padding come back as zeros. Not for several threads at once: the encoder reads one batch
    at a time.
    """

    def __init__(self, network: Any) -> None:
        """Stand before a network that `can_be_packed`, whose weights stay as they are."""
        self._step_by_step = network.forward
        self._network = network
        self._layers: tuple[_Layer, ...] = ()
        self._right = 0
        self._is_given_up = False

    def __call__(self, **given: Any) -> Mapping[str, Any]:
        """Return what the network returns, as far as anybody asks: `last_hidden_state`."""
        if self._is_given_up or not _is_plain(given):
            return self._as_before(given)
        rows = self._packed(given)
        if self._right < CHECKED:
            before = self._as_before(given)
            if not _are_alike(rows, before["last_hidden_state"], given["attention_mask"]):
                _log.warning("The encoder is run step by step: a packed pass gave other numbers.")
                self._is_given_up = True
                return before
            self._right += 1
        return {"last_hidden_state": rows}

    def _as_before(self, given: Mapping[str, Any]) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._step_by_step(**given)
        return found

    def _packed(self, given: Mapping[str, Any]) -> "torch.Tensor":
        import torch

        self._layers = self._layers or tuple(map(_layer, self._network.encoder.layer))
        kept = given["attention_mask"].bool()
        lengths = kept.sum(dim=1).tolist()
        rows = self._embedded(given, kept)
        for layer in self._layers:
            rows = layer(rows, lengths)
        padded = torch.zeros((*kept.shape, rows.shape[1]), dtype=rows.dtype)
        padded[kept] = rows
        return padded

    def _embedded(self, given: Mapping[str, Any], kept: "torch.Tensor") -> "torch.Tensor":
        """Return the rows of all tokens that are no padding, shape (tokens, width)."""
        parts = self._network.embeddings
        types = given.get("token_type_ids")
        words = parts.word_embeddings(given["input_ids"][kept])
        of_type = (
            parts.token_type_embeddings.weight[0]
            if types is None
            else parts.token_type_embeddings(types[kept])
        )
        places = parts.position_embeddings(kept.nonzero()[:, 1])
        rows: torch.Tensor = parts.LayerNorm(words + of_type + places)
        return rows


def can_be_packed(network: Any) -> bool:
    """Say whether this is a plain BERT on a processor, of which every step is known here."""
    import torch
    from transformers import BertModel

    if type(network) is not BertModel or network.device.type != "cpu":
        return False
    if network.dtype != torch.float32:
        return False
    told = network.config
    return told.hidden_act == "gelu" and not told.is_decoder


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer: what asks, is asked and answers is worked out in one product."""

    asked: "torch.Tensor"
    asked_bias: "torch.Tensor"
    heads: int
    attended: Any
    widened: Any
    narrowed: Any

    def __call__(self, rows: "torch.Tensor", lengths: Sequence[int]) -> "torch.Tensor":
        from torch.nn import functional

        asked = functional.linear(rows, self.asked, self.asked_bias)
        found = self.attended.dense(self._attention(asked, lengths))
        rows = self.attended.LayerNorm(found + rows)
        wide = functional.gelu(self.widened.dense(rows))
        narrowed: torch.Tensor = self.narrowed.LayerNorm(self.narrowed.dense(wide) + rows)
        return narrowed

    def _attention(self, asked: "torch.Tensor", lengths: Sequence[int]) -> "torch.Tensor":
        """Return what each token hears from those of its own text, shape (tokens, width)."""
        import torch

        texts = torch.split(asked, list(lengths))
        return torch.cat([self._within(text) for text in texts])

    def _within(self, text: "torch.Tensor") -> "torch.Tensor":
        from torch.nn import functional

        length, width = text.shape[0], text.shape[1] // 3
        apart = text.view(length, 3, self.heads, width // self.heads).permute(1, 2, 0, 3)
        query, key, value = apart.unsqueeze(1).unbind(0)
        heard = functional.scaled_dot_product_attention(query, key, value)
        return heard.squeeze(0).transpose(0, 1).reshape(length, width)


def _layer(layer: Any) -> _Layer:
    import torch

    own = layer.attention.self
    three = (own.query, own.key, own.value)
    return _Layer(
        torch.cat([each.weight for each in three]).detach(),
        torch.cat([each.bias for each in three]).detach(),
        own.num_attention_heads,
        layer.attention.output,
        layer.intermediate,
        layer.output,
    )


def _is_plain(given: Mapping[str, Any]) -> bool:
    """Say whether no more than a plain pass is asked for."""
    others = {name for name in given if name not in _KNOWN and given[name] is not None}
    return {"input_ids", "attention_mask"} <= given.keys() and (
        not others or (others == {"return_dict"} and given["return_dict"] is True)
    )


def _are_alike(found: "torch.Tensor", before: "torch.Tensor", mask: "torch.Tensor") -> bool:
    import torch

    kept = mask.bool()
    return torch.allclose(found[kept], before[kept], atol=_TOLERANCE, rtol=_TOLERANCE)
