"""The file of a backup: a manifest first, then the parts, each with its checksum.

It is a compressed tar file, made beside its place and moved there when it is whole.
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from matcher.errors import BackupFailed, BackupRefused

MANIFEST = "manifest.json"
PARTS = frozenset(
    {"database.sqlite3", "database.dump", "facts.copy", "outbox.copy", "erasures.jsonl"}
)
"""The names that parts may have."""
FORMAT = 1
COMPRESSION = 3
_LARGEST_MANIFEST = 1_000_000
_CHUNK = 1 << 20
_DAMAGE = (tarfile.TarError, OSError, EOFError, zlib.error, gzip.BadGzipFile, ValueError, KeyError)


def pack(target: Path, manifest: dict[str, Any], folder: Path, names: tuple[str, ...]) -> None:
    """Write the parts of a folder and their manifest to a file that is there whole or not at all.

    BackupFailed when something stands there already.
    """
    told = manifest | {"format": FORMAT, "parts": {name: _sum(folder / name) for name in names}}
    fresh = target.with_name(f".{target.name}.new")
    with (
        _making(fresh) as file,
        tarfile.open(fileobj=file, mode="w:gz", compresslevel=COMPRESSION) as archive,
    ):
        content = json.dumps(told, indent=1, sort_keys=True).encode()
        archive.addfile(_member(MANIFEST, len(content)), io.BytesIO(content))
        for name in names:
            with (folder / name).open("rb") as part:
                archive.addfile(_member(name, (folder / name).stat().st_size), part)
    try:
        os.link(fresh, target)
    except FileExistsError as problem:
        raise _taken(target) from problem
    except OSError:  # a disk that knows no second name for a file
        require_free(target)
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)
    flush_folder(target.parent)


def require_free(target: Path) -> None:
    """Raise BackupFailed when something stands where the backup should, or nothing can."""
    if target.exists() or target.is_symlink():
        raise _taken(target)
    if not target.parent.is_dir():
        raise BackupFailed(f"There is no folder {target.parent}: make it, or name another place.")


def manifest_of(file: Path) -> dict[str, Any]:
    """Return the manifest of a backup; BackupRefused when the file is not a backup."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            first = archive.next()
            if first is None or first.name != MANIFEST or first.size > _LARGEST_MANIFEST:
                raise _not_one(file)
            content = archive.extractfile(first)
            told: dict[str, Any] = json.loads(content.read() if content else b"")
    except _DAMAGE as problem:
        raise _not_one(file) from problem
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise BackupRefused(
            f"{file} was made by another version of Passerelle, which this one cannot read."
        )
    return told


def unpack(file: Path, manifest: dict[str, Any], folder: Path) -> None:
    """Write the parts into a folder; BackupRefused when one is missing or not what was written."""
    wanted: dict[str, dict[str, Any]] = dict(manifest["parts"])
    if not set(wanted) <= PARTS:
        raise _damaged(file)
    try:
        _read_to_the_end(file)
        with tarfile.open(file, "r:gz") as archive:
            for member in archive:
                if member.name in wanted and member.isfile():
                    _take(archive, member, folder / Path(member.name).name)
    except _DAMAGE as problem:
        raise _damaged(file) from problem
    for name, told in wanted.items():
        if not (folder / name).is_file() or _sum(folder / name) != told:
            raise _damaged(file)


def flush_folder(folder: Path) -> None:
    """Wait until the disk knows which files are in a folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _making(fresh: Path) -> Iterator[Any]:
    """Give a file that only its owner may read; it is removed when something goes wrong."""
    fresh.unlink(missing_ok=True)
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        fresh.unlink(missing_ok=True)
        raise BackupFailed(
            f"The backup cannot be written: {problem.strerror or problem}. Nothing was left."
        ) from problem
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _read_to_the_end(file: Path) -> None:
    """Have the checksum of the whole compared; it stands after the last part."""
    with gzip.open(file) as opened:
        while opened.read(_CHUNK):
            continue


def _take(archive: tarfile.TarFile, member: tarfile.TarInfo, place: Path) -> None:
    content = archive.extractfile(member)
    if content is None:
        raise ValueError(member.name)
    with place.open("wb") as file:
        while chunk := content.read(_CHUNK):
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member


def _sum(file: Path) -> dict[str, Any]:
    with file.open("rb") as opened:
        digest = hashlib.file_digest(opened, "sha256").hexdigest()
    return {"bytes": file.stat().st_size, "sha256": digest}


def _taken(target: Path) -> BackupFailed:
    return BackupFailed(f"{target} exists already, and a backup is never written over.")


def _not_one(file: Path) -> BackupRefused:
    return BackupRefused(f"{file} is not a backup of Passerelle, or is damaged. Take another one.")


def _damaged(file: Path) -> BackupRefused:
    return BackupRefused(
        f"{file} is damaged: a part is not what was written. Nothing was changed; take another one."
    )
