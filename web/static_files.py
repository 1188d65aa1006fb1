"""Fingerprints of static files, so that browsers may keep them for long."""

import hashlib
import stat
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask


def install_fingerprints(app: Flask) -> None:
    """Add `?v=…` to every address that url_for makes of a static file."""

    @app.url_defaults
    def _add(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "v" not in values:
            mark = fingerprint(Path(str(app.static_folder), values.get("filename", "")))
            if mark:
                values["v"] = mark


def fingerprint(path: Path) -> str:
    """Return a short word that changes with the file's content; nothing for no file."""
    try:
        state = path.stat()
    except OSError:
        return ""
    if not stat.S_ISREG(state.st_mode):
        return ""
    return _digest(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=512)
def _digest(path: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]
