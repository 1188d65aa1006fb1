"""Changes since a snapshot, as checksummed lines that survive a crash."""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from matcher.domain.startup import Startup
from matcher.errors import SnapshotRefused
from matcher.retrieval.records import encoded, from_fields


@dataclass(frozen=True, slots=True)
class Change:
    """Startups added or changed, then startups withdrawn, all at once."""

    put: tuple[Startup, ...] = ()
    withdrawn: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a journal was read: the offset after the last whole line, and the lines before it."""

    offset: int = 0
    lines: int = 0


class Journal:
    """An append-only file of changes to one snapshot.

    A line is a checksum, a space, one JSON object and a newline; the checksum is keyed with the
    snapshot's name and the object numbers its line, so that a line that was altered, lost, moved or
    taken from another snapshot is noticed. A last line without a newline was never acknowledged: it
    is passed over, and the next writer cuts it off.
    """

    def __init__(self, path: Path, snapshot: str) -> None:
        self.path = path
        self._snapshot = snapshot

    def size(self) -> int:
        """Return the size in bytes: a cheap way to see whether there is something new."""
        return self.path.stat().st_size

    def read(self, mark: Mark) -> tuple[list[Change], Mark]:
        """Return the changes after a mark, and the mark after them.

        Raises:
            SnapshotRefused: the journal is missing, lost lines that were read before, or holds a
                whole line that is not what was written.

        """
        fresh = self._after(mark)
        whole = fresh[: fresh.rfind(b"\n") + 1]
        changes = list(self._changes(whole, mark.lines))
        return changes, Mark(mark.offset + len(whole), mark.lines + len(changes))

    def append(self, change: Change, mark: Mark) -> Mark:
        """Write a change after a mark and return once the disk has it.

        The mark must be the end of all whole lines, and the caller the only writer; what lies
        beyond it is a torn line and is cut off. When the disk refuses, the journal is as before.
        """
        line = self._line(change, mark.lines + 1)
        file = os.open(self.path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.ftruncate(file, mark.offset)
            _write_all(file, line, mark.offset)
            os.fsync(file)
        except OSError:
            os.ftruncate(file, mark.offset)
            raise
        finally:
            os.close(file)
        return Mark(mark.offset + len(line), mark.lines + 1)

    def _after(self, mark: Mark) -> bytes:
        try:
            with self.path.open("rb") as file:
                if file.seek(0, os.SEEK_END) < mark.offset:
                    raise self._refused(mark.lines, "it was there and has gone")
                file.seek(mark.offset)
                return file.read()
        except FileNotFoundError as error:
            raise SnapshotRefused(
                f"The journal {self.path} is missing. "
                "Rebuild the index with “passerelle index build”."
            ) from error

    def _changes(self, whole: bytes, before: int) -> Iterator[Change]:
        for number, line in enumerate(whole.split(b"\n")[:-1], start=before + 1):
            yield self._change(line, number)

    def _change(self, line: bytes, number: int) -> Change:
        checksum, _, payload = line.partition(b" ")
        if checksum != self._checksum(payload):
            raise self._refused(number, "its checksum does not fit")
        try:
            fields = json.loads(payload.decode("utf-8", "surrogatepass"))
            if fields["line"] != number:
                raise self._refused(number, f"it says that it is line {fields['line']}")
            put = tuple(from_fields(each) for each in fields["put"])
            return Change(put, tuple(fields["withdrawn"]))
        except (ValueError, KeyError, TypeError) as error:
            raise self._refused(number, f"it cannot be understood ({error!r})") from error

    def _line(self, change: Change, number: int) -> bytes:
        put = b",".join(encoded(startup) for startup in change.put)
        gone = json.dumps(change.withdrawn).encode("ascii")
        payload = b'{"line":%d,"put":[%s],"withdrawn":%s}' % (number, put, gone)
        return self._checksum(payload) + b" " + payload + b"\n"

    def _checksum(self, payload: bytes) -> bytes:
        digest = hashlib.blake2b(payload, digest_size=8, key=self._snapshot.encode())
        return digest.hexdigest().encode("ascii")

    def _refused(self, number: int, reason: str) -> SnapshotRefused:
        return SnapshotRefused(
            f"Line {number} of the journal {self.path} is damaged: {reason}. "
            "Rebuild the index with “passerelle index build”."
        )


def _write_all(file: int, content: bytes, offset: int) -> None:
    view = memoryview(content)
    while view:
        written = os.pwrite(file, view, offset)
        view, offset = view[written:], offset + written
