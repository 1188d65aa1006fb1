"""Files of weights that ship in models/: read whole, and only if they are the ones described."""

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import EncoderUnavailable


def read_shipped(path: Path, sha256: str, what: str) -> dict[str, NDArray[Any]]:
    """Return the weights of a safetensors file by name; `what` is what people call them.

    EncoderUnavailable when the file is missing or has another checksum than `sha256`.
    """
    from safetensors.numpy import load

    try:
        content = path.read_bytes()
    except OSError as problem:
        raise EncoderUnavailable(
            f"{what} cannot be read from {path} ({problem.strerror}). "
            "Restore models/encoder from the repository, or set PASSERELLE_ENCODER=plain."
        ) from problem
    if hashlib.sha256(content).hexdigest() != sha256:
        raise EncoderUnavailable(
            f"{path} is not the file that models/embedding.toml describes (its checksum "
            "differs). Restore both from the repository, or set PASSERELLE_ENCODER=plain."
        )
    weights: dict[str, NDArray[np.float16]] = load(content)
    return weights
