"""Where an index lives on disk: numbered snapshots, a pointer to the current one, a writers' lock.

FOLDER/current              the name of the snapshot in use
FOLDER/snapshot-00000001/   a snapshot, never changed but for the journal beside its files
FOLDER/writing-.../         a snapshot being written, or left by a writer that was killed
FOLDER/lock                 held by the one process that writes
"""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from matcher.errors import IndexBusy, SnapshotRefused

LOCK_SECONDS = 5.0
_PAUSE_SECONDS = 0.02
_NAME = re.compile(r"snapshot-(\d{8})")
_POINTER = "current"

Stamp = tuple[int, int]


def current_name(folder: Path) -> str:
    """Return the name of the snapshot in use; SnapshotRefused when there is none."""
    try:
        name = (folder / _POINTER).read_text(encoding="ascii").strip()
    except FileNotFoundError as error:
        raise SnapshotRefused(
            f"There is no index in {folder}. Build one with “passerelle index build”."
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise SnapshotRefused(
            f"{folder / _POINTER} cannot be read. Rebuild with “passerelle index build”."
        ) from error
    if not _NAME.fullmatch(name):
        raise SnapshotRefused(
            f"{folder / _POINTER} does not name a snapshot. Rebuild with “passerelle index build”."
        )
    return name


def pointer_stamp(folder: Path) -> Stamp:
    """Return what changes when another snapshot becomes the current one: a cheap look."""
    try:
        found = (folder / _POINTER).stat()
    except OSError as error:
        raise SnapshotRefused(
            f"The index in {folder} has gone. Build it again with “passerelle index build”."
        ) from error
    return found.st_ino, found.st_mtime_ns


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Hold the writers' lock of an index, whose folder is made when missing.

    The lock goes with the process, so a killed writer leaves none behind.

    Raises:
        IndexBusy: another writer kept it for `LOCK_SECONDS`.

    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("ab") as file:
        deadline = time.monotonic() + LOCK_SECONDS
        while not _locked(file.fileno()):
            if time.monotonic() >= deadline:
                raise IndexBusy(
                    f"Another process is writing the index in {folder}. "
                    "Wait until it is done and try again."
                )
            time.sleep(_PAUSE_SECONDS)
        yield


def publish(folder: Path, write: Callable[[Path, str], None]) -> str:
    """Write a snapshot and make it the current one; return its name.

    `write` fills a new folder, and is told the name that it will have. A reader finds the snapshot
    before or the one after, whatever happens in between. The caller holds the writers' lock. The
    snapshot before is kept for readers that are opening it; older ones are removed.
    """
    name = f"snapshot-{max(_numbers(folder), default=0) + 1:08d}"
    _clear(folder)
    unfinished = folder / f"writing-{name}"
    unfinished.mkdir()
    write(unfinished, name)
    for inner, _, _ in os.walk(unfinished):
        flush_folder(Path(inner))
    unfinished.rename(folder / name)
    flush_folder(folder)
    _point(folder, name)
    _clear(folder)
    return name


def remove_older(folder: Path) -> None:
    """Remove all snapshots but the current one; the caller holds the writers' lock."""
    _clear(folder)
    current = current_name(folder)
    for number in _numbers(folder):
        name = f"snapshot-{number:08d}"
        if name != current:
            shutil.rmtree(folder / name)


def flush_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _locked(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _point(folder: Path, name: str) -> None:
    fresh = folder / f"{_POINTER}.new"
    with fresh.open("w", encoding="ascii") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(folder / _POINTER)
    flush_folder(folder)


def _numbers(folder: Path) -> list[int]:
    found = (_NAME.fullmatch(path.name) for path in folder.iterdir())
    return [int(match[1]) for match in found if match]


def _clear(folder: Path) -> None:
    """Remove what writers left unfinished, and all snapshots but the current and the one before."""
    for path in folder.glob("writing-*"):
        shutil.rmtree(path)
    if not (folder / _POINTER).exists():
        return
    try:
        current = current_name(folder)
    except SnapshotRefused:
        return
    older = sorted(f"snapshot-{number:08d}" for number in _numbers(folder))
    before = [name for name in older if name < current]
    for name in older:
        if name != current and name not in before[-1:]:
            shutil.rmtree(folder / name)
