"""An encoder used the plain way: sentence-transformers, whole texts, its own cut and prompts."""

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from matcher.errors import EncoderUnavailable
from matcher.learning.baselines import vector_cache

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Precision = Literal["float32", "bfloat16"]
Role = Literal["query", "passage"]

LEAST_COSINE = 0.999
"""Below this likeness to float32 on samples, bfloat16 is not used."""

_SAMPLES = 8
_KEPT_TOGETHER = 256
"""Texts whose vectors share a file: what a kill can lose."""
_HARDWARE_FLAGS = {"avx512_bf16", "amx_bf16", "bf16"}


def has_bfloat16(cpuinfo: Path = Path("/proc/cpuinfo")) -> bool:
    """Say whether the processor computes bfloat16 in hardware; False where it cannot be known."""
    try:
        lines = cpuinfo.read_text(errors="replace").splitlines()
    except OSError:
        return False
    flags = (line.partition(":") for line in lines)
    return any(
        _HARDWARE_FLAGS & set(value.split())
        for key, _, value in flags
        if key.strip().lower() in {"flags", "features"}
    )


class PlainEncoder:
    """Vectors of whole texts from a sentence-transformers folder or name.

    `prompts` go in front of a "query" and of a "passage"; without them, what the model itself
    says. The model's own limit cuts what is too long. Vectors are kept under `cache`,
    by content of the model and the texts.
    `precision` "auto" takes bfloat16 where the processor has it and where the first texts come
    out within 0.999 (cosine) of float32; what was chosen is kept beside the vectors.
    """

    def __init__(
        self,
        model: str,
        cache: Path,
        *,
        prompts: Mapping[str, str] | None = None,
        precision: str = "auto",
    ) -> None:
        self.model = model
        self._cache = cache
        self._prompts = dict(prompts or {})
        self._wanted = precision
        self._fingerprint = ""
        self._loaded: SentenceTransformer | None = None

    def vectors(self, texts: Sequence[str], role: Role) -> NDArray[np.float32]:
        """Return unit rows, shape (len(texts), dimension); texts met twice are encoded once.

        Raises EncoderUnavailable when the model cannot be loaded or gives vectors that are not
        numbers.
        """
        distinct = list(dict.fromkeys(texts))
        if not distinct:
            return np.zeros((0, 1), dtype=np.float32)
        precision = self.precision(distinct, role)
        blocks = [
            self._block(distinct[start : start + _KEPT_TOGETHER], role, precision)
            for start in range(0, len(distinct), _KEPT_TOGETHER)
        ]
        rows = np.concatenate(blocks)
        places = {text: place for place, text in enumerate(distinct)}
        return rows[[places[text] for text in texts]]

    def precision(self, texts: Sequence[str] = (), role: Role = "passage") -> Precision:
        """Return the precision in use, settled once for each model with some of `texts`."""
        if self._wanted == "float32" or (self._wanted == "auto" and not has_bfloat16()):
            return "float32"
        if self._wanted == "bfloat16":
            return "bfloat16"
        file = self._file("precision.json")
        try:
            lowest = float(json.loads(file.read_text())["lowest_cosine"])
        except (OSError, ValueError, KeyError, TypeError):
            if not texts:
                return "bfloat16"
            lowest = self._bfloat16_likeness(texts, role)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps({"lowest_cosine": lowest}) + "\n")
        return "bfloat16" if lowest >= LEAST_COSINE else "float32"

    def _block(self, texts: list[str], role: Role, precision: Precision) -> NDArray[np.float32]:
        told = vector_cache.texts_fingerprint([self._prompts.get(role, ""), *texts])
        file = self._file(f"{role}-{precision}-{told}.npy")
        rows = vector_cache.read_vectors(file, len(texts))
        if rows is None:
            rows = self._encode(self._model(precision), texts, role)
            vector_cache.write_vectors(file, rows)
        return rows

    def _bfloat16_likeness(self, texts: Sequence[str], role: Role) -> float:
        samples = list(texts[:: max(1, len(texts) // _SAMPLES)][:_SAMPLES])
        exact = self._encode(self._load("float32"), samples, role)
        short = self._encode(self._model("bfloat16"), samples, role)
        return float((exact * short).sum(axis=1).min())

    def _file(self, name: str) -> Path:
        self._fingerprint = self._fingerprint or vector_cache.model_fingerprint(self.model)
        return self._cache / f"dense-{self._fingerprint}-{name}"

    def _model(self, precision: Precision) -> "SentenceTransformer":
        if self._loaded is None or _precision_of(self._loaded) != precision:
            self._loaded = self._load(precision)
        return self._loaded

    def _load(self, precision: Precision) -> "SentenceTransformer":
        import torch
        from safetensors import SafetensorError
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        if not sys.stderr.isatty():
            logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(
                self.model, model_kwargs={"dtype": getattr(torch, precision)}
            )
        except (OSError, ValueError, RuntimeError, KeyError, SafetensorError) as problem:
            raise EncoderUnavailable(
                f"The encoder {self.model!r} cannot be loaded for the dense baseline ({problem}); "
                "name a sentence-transformers model or folder in PASSERELLE_ENCODER, or leave "
                "dense and fusion out of --systems."
            ) from problem

    def _encode(
        self, model: "SentenceTransformer", texts: list[str], role: Role
    ) -> NDArray[np.float32]:
        encode: Callable[..., NDArray[np.float32]] = (
            model.encode_query if role == "query" else model.encode_document
        )
        found = encode(texts, prompt=self._prompts.get(role), show_progress_bar=sys.stderr.isatty())
        rows = np.asarray(found, dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        if not np.isfinite(rows).all() or not (lengths > 0).all():
            raise EncoderUnavailable(
                f"The encoder {self.model!r} gave vectors that are not usable numbers; check that "
                "its files are whole, or set PASSERELLE_PRECISION=float32."
            )
        return np.asarray(rows / lengths, dtype=np.float32)


def _precision_of(model: "SentenceTransformer") -> str:
    return str(next(model.parameters()).dtype).removeprefix("torch.")
