"""The list of deletions that stands outside the database, so that a restored one hears of them.

A line holds a kind, a number and two days; nothing says who it was. Lines are only ever added.
"""

import json
import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matcher.settings import Settings

NAME = "erasures.jsonl"


@dataclass(frozen=True, slots=True)
class Erased:
    """One deletion: what it was, when its row was made, and when it was deleted.

    The day on which the row was made tells it from another one that got the same number later, in
    a database that was restored.
    """

    kind: str
    id: int
    made: date
    erased: date


def place(settings: Settings) -> Path:
    """Return where the list is."""
    return settings.var / NAME


def lines(settings: Settings) -> tuple[Erased, ...]:
    """Return every deletion, the oldest first; a line that a crash cut off is passed over."""
    return read(place(settings))


def read(file: Path) -> tuple[Erased, ...]:
    """Return the deletions of a list that stands in this file; none when there is no file."""
    try:
        content = file.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return ()
    found = (_read(line) for line in content.splitlines())
    return tuple(dict.fromkeys(each for each in found if each is not None))


def add(settings: Settings, *entries: Erased) -> None:
    """Write deletions that are not in the list yet, and wait until the disk has them."""
    known = set(lines(settings))
    new = [each for each in entries if each not in known]
    if not new:
        return
    path = place(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        # A line of its own, whatever a crash left of the one before.
        start = b"" if file.tell() == 0 or _ends_well(path) else b"\n"
        file.write(start + b"".join(_line(each) for each in new))
        file.flush()
        os.fsync(file.fileno())
    _flush_folder(path.parent)


def _line(entry: Erased) -> bytes:
    told = {
        "kind": entry.kind,
        "id": entry.id,
        "made": entry.made.isoformat(),
        "erased": entry.erased.isoformat(),
    }
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"


def _read(line: str) -> Erased | None:
    try:
        told = json.loads(line)
        return Erased(
            str(told["kind"]),
            int(told["id"]),
            date.fromisoformat(told["made"]),
            date.fromisoformat(told["erased"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _ends_well(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
