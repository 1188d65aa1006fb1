"""What a snapshot says of itself, and whether its files still agree."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from matcher.errors import SnapshotRefused

FORMAT = 2
"""2: startups keep the year they were founded in, which snapshots of 1 may have left out."""
NAME = "manifest.json"
JOURNAL = "journal.jsonl"
_REBUILD = "Rebuild it with “passerelle index build”."


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The size in bytes and the SHA-256 of one file."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a snapshot holds and what made it.

    `text_version` stands for the rules of segmentation and tokens; `created` is a UTC time as the
    caller worded it; `mean_terms` is the mean number of terms in a capability.
    """

    encoder: str
    dimension: int
    startups: int
    capabilities: int
    passages: int
    sentences: int
    mean_terms: float
    text_version: str
    created: str


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Describe all files of a folder, and wait until the disk has the description."""
    files = {
        path.relative_to(folder).as_posix(): asdict(_facts(path))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {NAME, JOURNAL}
    }
    content = {"format": FORMAT, **asdict(manifest), "files": files}
    with (folder / NAME).open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())


def read_manifest(folder: Path, *, verify: bool = True) -> Manifest:
    """Return what a snapshot says of itself, once its files were found to agree with it.

    Sizes are always compared; checksums only with `verify`, which reads every file.

    Raises:
        SnapshotRefused: the manifest cannot be read, is of another format, or a file differs.

    """
    content = _content(folder)
    try:
        manifest = Manifest(**{each.name: content[each.name] for each in fields(Manifest)})
        files = {name: FileFacts(**facts) for name, facts in content["files"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise refused(folder, f"its manifest is not complete ({error!r})") from error
    if not _typed(manifest):
        raise refused(folder, "its manifest holds something of the wrong kind")
    for name, facts in files.items():
        _check(folder, name, facts, verify=verify)
    return manifest


def refused(folder: Path, reason: str) -> SnapshotRefused:
    """Return the error that says why a snapshot is not used, and what to do."""
    return SnapshotRefused(f"The index snapshot {folder} is refused: {reason}. {_REBUILD}")


def _content(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise refused(folder, "its manifest cannot be read") from error
    if not isinstance(content, dict):
        raise refused(folder, "its manifest is not an object")
    if content.get("format") != FORMAT:
        raise refused(
            folder, f"its format is {content.get('format')!r}, and this version reads {FORMAT}"
        )
    return content


def _typed(manifest: Manifest) -> bool:
    """Return whether every value is of its declared kind, and every count a count."""
    kinds = {each.name: each.type for each in fields(Manifest)}
    values = asdict(manifest)
    return all(
        isinstance(values[name], (int, float) if kind is float else kind)  # type: ignore[arg-type]
        and not (isinstance(values[name], int) and values[name] < 0)
        for name, kind in kinds.items()
    )


def _check(folder: Path, name: str, facts: FileFacts, *, verify: bool) -> None:
    path = folder / name
    if Path(name).is_absolute() or ".." in Path(name).parts:
        raise refused(folder, f"its manifest names a file outside of it, {name}")
    if not path.is_file():
        raise refused(folder, f"the file {name} is missing")
    size = path.stat().st_size
    if size != facts.size:
        raise refused(folder, f"the file {name} has {size} bytes instead of {facts.size}")
    if verify and _facts(path) != facts:
        raise refused(folder, f"the checksum of {name} does not fit")


def _facts(path: Path) -> FileFacts:
    with path.open("rb") as file:
        return FileFacts(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
