"""The dense baseline's vectors on disk, so that an evaluation can be repeated at once."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


def model_fingerprint(model: str) -> str:
    """Return 16 hexadecimal digits that change with the model.

    For a folder they cover the name and content of its files, notes (manifest.json, *.md) aside;
    for a name, the name.
    """
    folder = Path(model)
    digest = hashlib.sha256()
    if not folder.is_dir():
        digest.update(model.encode())
        return digest.hexdigest()[:16]
    files = (path for path in folder.rglob("*") if path.is_file() and not _is_note(path))
    for file in sorted(files):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0")
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()[:16]


def _is_note(file: Path) -> bool:
    return file.name == "manifest.json" or file.suffix == ".md"


def texts_fingerprint(texts: Sequence[str]) -> str:
    """Return 16 hexadecimal digits that change with the texts and with their order."""
    digest = hashlib.sha256()
    for text in texts:
        encoded = text.encode("utf-8", errors="surrogatepass")
        digest.update(len(encoded).to_bytes(8) + encoded)
    return digest.hexdigest()[:16]


def read_vectors(file: Path, count: int) -> NDArray[np.float32] | None:
    """Return the stored (count, dimension) float32 rows; None when absent, broken or foreign."""
    try:
        rows = np.load(file, allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    sound = rows.ndim == 2 and len(rows) == count and rows.dtype == np.float32
    return rows if sound and bool(np.isfinite(rows).all()) else None


def write_vectors(file: Path, rows: NDArray[np.float32]) -> None:
    """Write the rows so that a reader sees all of them or none, whoever else is writing."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".part-", suffix=".npy")
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as opened:
            np.save(opened, rows)
            opened.flush()
            os.fsync(opened.fileno())
        unfinished.chmod(0o644)
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
