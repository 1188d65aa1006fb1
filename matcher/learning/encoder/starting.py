"""Weights that stand in for the first stage, from a file."""

import hashlib
from pathlib import Path
from pickle import UnpicklingError
from typing import TYPE_CHECKING

from matcher.errors import EncoderUnavailable

if TYPE_CHECKING:
    from torch import Tensor


def read_weights(path: Path) -> "tuple[dict[str, Tensor], str]":
    """Return the encoder's layers in a file by their names, and the file's SHA-256.

    The file is safetensors, or what `torch.save` wrote (it is read without running code of it).
    Other entries than layers are left out. EncoderUnavailable when it cannot be read.
    """
    try:
        content = path.read_bytes()
        weights = _read(path)
    except (OSError, ValueError, RuntimeError, UnpicklingError) as problem:
        raise EncoderUnavailable(
            f"{path} holds no weights to start from ({problem}). Give a file of layers."
        ) from problem
    layers = {name: each for name, each in weights.items() if name.startswith("encoder.")}
    return layers, hashlib.sha256(content).hexdigest()


def _read(path: Path) -> "dict[str, Tensor]":
    if path.suffix == ".safetensors":
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        try:
            return load_file(path)
        except SafetensorError as problem:
            raise ValueError(str(problem)) from problem
    import torch

    weights = torch.load(path, weights_only=True)
    if not isinstance(weights, dict):
        raise ValueError("it is no table of weights")  # noqa: TRY004 (the file, not the caller)
    return weights
