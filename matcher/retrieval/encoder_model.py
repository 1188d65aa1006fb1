"""A sentence-transformers model in memory: how it is loaded, and one batch through it."""

import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from matcher.errors import EncoderUnavailable
from matcher.retrieval.packed_pass import PackedPass, can_be_packed
from matcher.retrieval.query_adapter import Maps, adapted

if TYPE_CHECKING:
    import torch

Kind = Literal["query", "passage"]
Precision = Literal["auto", "float32", "bfloat16"]
_PASSAGE_NAMES = ("passage", "document", "corpus")
UNLIMITED = 100_000
"""Tokens allowed at once by models that state no limit."""
_SHAPES_KEPT = "32"
_READ_AT_IMPORT = {
    # Waiting threads that spin make two busy processes far slower than one.
    "OMP_WAIT_POLICY": "PASSIVE",
    "TOKENIZERS_PARALLELISM": "true",
    # In bfloat16 each shape of a batch leaves a plan of its products: a thousand of them, half a
    # gigabyte, by default. A batch needs a handful, and making them anew costs no time to speak of.
    "ONEDNN_PRIMITIVE_CACHE_CAPACITY": _SHAPES_KEPT,
    "LRU_CACHE_CAPACITY": _SHAPES_KEPT,
}


@dataclass(frozen=True, slots=True)
class LoadOptions:
    """How a model is to be loaded. `offline` forbids the network altogether."""

    precision: Precision = "auto"
    threads: int = 0
    offline: bool = False


class EncoderModel:
    """A loaded model; its own prompts, dimension and length are read from it."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._for_queries = model
        self.dimension = int(model.get_embedding_dimension())
        self.max_length = int(min(model.max_seq_length or UNLIMITED, UNLIMITED))
        self.on_accelerator = bool(model.device.type != "cpu")
        self.pads = not _pack(model)
        """Whether short texts cost as much as the longest beside them."""

    @property
    def prompts(self) -> dict[str, str]:
        """What the model itself wants in front of queries and passages; empty if nothing."""
        stated: Mapping[str, str] = self._model.prompts or {}
        default = stated.get(self._model.default_prompt_name or "", "")
        passage = next((stated[name] for name in _PASSAGE_NAMES if stated.get(name)), default)
        return {"query": stated.get("query") or default, "passage": passage}

    def encode(self, texts: Sequence[str], kind: Kind, prompt: str) -> NDArray[np.float32]:
        """Return unit rows, shape (len(texts), dimension), of texts that are short enough."""
        is_query = kind == "query"
        encode = self._for_queries.encode_query if is_query else self._model.encode_document
        rows = encode(
            list(texts),
            prompt=prompt,
            batch_size=len(texts),
            show_progress_bar=False,
            convert_to_numpy=True,
            normalize_embeddings=True,
        )
        return np.ascontiguousarray(rows, dtype=np.float32)

    def read_queries_with(self, maps: Maps) -> None:
        """Read queries from now on with a change of the layers; passages as before.

        EncoderUnavailable when a changed map is not one of the model's.
        """
        self._for_queries = adapted(self._model, maps)
        _pack(self._for_queries)

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """Return how many tokens each text has, with the special ones, before any cut."""
        tokenizer = self._model.tokenizer
        backend = getattr(tokenizer, "backend_tokenizer", tokenizer)
        if hasattr(backend, "encode_batch"):
            free = type(backend).from_str(backend.to_str())
            free.no_truncation()
            free.no_padding()
            return [len(found.ids) for found in free.encode_batch(list(texts))]
        return [len(tokenizer(text, truncation=False)["input_ids"]) for text in texts]


def load_model(where: str, options: LoadOptions) -> EncoderModel:
    """Load a model from a folder or by name, on the accelerator when there is one.

    Takes seconds (importing the libraries is most of it). Raises EncoderUnavailable when the
    model cannot be loaded, saying why.
    """
    for name, value in _READ_AT_IMPORT.items():
        os.environ.setdefault(name, value)
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    if options.threads:
        torch.set_num_threads(options.threads)
    device = best_device()
    dtype = arithmetic(options.precision, device)
    try:
        model = SentenceTransformer(
            where,
            device=device,
            local_files_only=options.offline,
            model_kwargs={"dtype": dtype},
        )
    except Exception as problem:  # the libraries raise anything from KeyError to HTTP errors
        raise EncoderUnavailable(
            f"The encoder {where} could not be loaded: {_first_line(problem)} "
            "Check PASSERELLE_ENCODER (a sentence-transformers name or folder) and, for a name, "
            "that the network or a downloaded copy is there."
        ) from problem
    model.eval()
    _sum_in_float32(model)
    return EncoderModel(model)


def best_device() -> str:
    """Return what the model runs on: "cuda", "mps" or "cpu"."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def arithmetic(precision: Precision, device: str) -> "torch.dtype":
    """Return the type of number that a device computes in at this precision."""
    import torch

    if precision == "auto":
        precision = "bfloat16" if _has_bfloat16(device) else "float32"
    return torch.bfloat16 if precision == "bfloat16" else torch.float32


def _has_bfloat16(device: str) -> bool:
    """Say whether the hardware multiplies bfloat16; torch emulates it slowly elsewhere."""
    import torch

    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    has_instructions = getattr(torch.cpu, "_is_avx512_bf16_supported", None)
    return device == "cpu" and has_instructions is not None and bool(has_instructions())


def _sum_in_float32(model: Any) -> None:
    """Pool in float32 whatever the network computes in: bfloat16 sums lose three digits."""

    def widened(_module: Any, _inputs: Any, output: Any) -> Any:
        if isinstance(output, dict) and "token_embeddings" in output:
            output["token_embeddings"] = output["token_embeddings"].float()
        return output

    model[0].register_forward_hook(widened)
    for module in list(model)[1:]:
        module.float()


def _pack(model: Any) -> bool:
    """Read texts without padding from now on, where that can be; say whether it is so."""
    network = getattr(model[0], "auto_model", None)
    if network is None or not can_be_packed(network):
        return False
    vars(network).pop("forward", None)  # a copy's, which reads with the weights it was copied from
    network.forward = PackedPass(network)
    return True


def _first_line(problem: Exception) -> str:
    text = str(problem).strip().splitlines()
    line = text[0] if text else type(problem).__name__
    return line if line.endswith(".") else f"{line}."
