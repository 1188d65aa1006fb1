"""Files of an index, written so that the disk has them when the call returns."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.errors import SnapshotRefused


def write_array(path: Path, values: NDArray[np.generic]) -> None:
    """Write one array as .npy and wait until the disk has it."""
    with path.open("wb") as file:
        np.save(file, values)
        file.flush()
        os.fsync(file.fileno())


def read_array(path: Path, *, mapped: bool) -> NDArray[np.generic]:
    """Read one .npy file, memory-mapped when asked; SnapshotRefused when it is broken."""
    try:
        values: NDArray[np.generic] = np.load(path, mmap_mode="r" if mapped else None)
    except (OSError, ValueError, EOFError) as error:
        raise SnapshotRefused(f"{path} cannot be read; rebuild the index.") from error
    return values


def write_facts(path: Path, facts: Mapping[str, object]) -> None:
    """Write a small JSON object and wait until the disk has it."""
    with path.open("w", encoding="ascii") as file:
        json.dump(facts, file)
        file.flush()
        os.fsync(file.fileno())


def read_facts(path: Path, names: Mapping[str, type]) -> dict[str, Any]:
    """Read a small JSON object with these names, each of this type, or raise SnapshotRefused."""
    try:
        facts = json.loads(path.read_text(encoding="ascii"))
    except (OSError, ValueError) as error:
        raise SnapshotRefused(f"{path} cannot be read; rebuild the index.") from error
    if not isinstance(facts, dict):
        raise SnapshotRefused(f"{path} is not what an index writes; rebuild the index.")
    for name, kind in names.items():
        if not isinstance(facts.get(name), kind):
            raise SnapshotRefused(f"{path} does not say {name}; rebuild the index.")
    return facts
