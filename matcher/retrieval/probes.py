"""What retrieval is asked: texts as centred vectors and index terms."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Probe:
    """One thing to look for: the whole need, what is sought, or a requirement.

    `vector` is a query vector of unit length, centred as the index is, shape (dimension,);
    `terms` are index terms as `matcher.text.tokens.terms` makes them, in order and with repeats.
    `weight` is what a place in this probe's rankings counts when rankings are fused, against 1 for
    an ordinary probe.
    """

    text: str
    vector: NDArray[np.float32]
    terms: tuple[str, ...]
    weight: float = 1.0


def stacked(probes: "tuple[Probe, ...]", dimension: int) -> NDArray[np.float32]:
    """Return the probes' vectors as one matrix, shape (probes, dimension).

    Raises:
        ValueError: a vector has another shape, or holds something that is not a number.

    """
    matrix = np.zeros((len(probes), dimension), dtype=np.float32)
    for row, probe in zip(matrix, probes, strict=True):
        if probe.vector.shape != (dimension,):
            raise ValueError(
                f"The probe {probe.text[:40]!r} has a vector of shape {probe.vector.shape}, "
                f"but this index holds vectors of {dimension} numbers."
            )
        row[:] = probe.vector
    if not np.isfinite(matrix).all():
        raise ValueError("A probe's vector holds something that is not a finite number.")
    return matrix
