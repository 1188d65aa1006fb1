"""An open index's tie to its folder: which snapshot it reads, and how far into the journal."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from matcher.domain.startup import Startup
from matcher.errors import SnapshotRefused
from matcher.retrieval.embedding import Embedder
from matcher.retrieval.journal import Change, Journal, Mark
from matcher.retrieval.manifest import JOURNAL, Manifest, read_manifest
from matcher.retrieval.place import (
    Stamp,
    current_name,
    pointer_stamp,
    publish,
)
from matcher.retrieval.segment import Base
from matcher.retrieval.snapshot import read_snapshot, write_snapshot


@dataclass(slots=True)
class Attachment:
    """Where an index was opened, and what it has read there.

    `seen` is the journal's size in bytes when it was last read, a torn line included.
    """

    folder: Path
    name: str
    stamp: Stamp
    created: str
    verify: bool
    mark: Mark = field(default_factory=Mark)
    seen: int = 0

    @classmethod
    def open(cls, folder: Path, embedder: Embedder, *, verify: bool) -> tuple[Self, Base]:
        """Open the current snapshot of a folder, or the one after when a writer replaces it."""
        while True:
            name = current_name(folder)
            stamp = pointer_stamp(folder)
            try:
                base, manifest = read_snapshot(folder / name, embedder, verify=verify)
            except SnapshotRefused:
                if current_name(folder) == name:
                    raise
            else:
                return cls(folder, name, stamp, manifest.created, verify), base

    @classmethod
    def publish(cls, folder: Path, base: Base, *, encoder: str, created: str) -> Self:
        """Write a new current snapshot into a folder; the caller holds its lock."""

        def write(unfinished: Path, _: str) -> None:
            write_snapshot(unfinished, base, encoder=encoder, created=created)

        name = publish(folder, write)
        return cls(folder, name, pointer_stamp(folder), created, verify=True)

    @property
    def journal(self) -> Journal:
        """The journal of the snapshot that is read."""
        return Journal(self.folder / self.name / JOURNAL, self.name)

    def is_behind(self) -> bool:
        """Return whether another process may have changed something: two cheap looks."""
        return pointer_stamp(self.folder) != self.stamp or self._journal_size() != self.seen

    def is_current(self) -> bool:
        """Return whether the snapshot that is read is still the one in use."""
        self.stamp, name = pointer_stamp(self.folder), current_name(self.folder)
        return name == self.name

    def unread(self) -> tuple[list[Change], Mark]:
        """Return the changes that were not applied yet, and the mark to set once they are."""
        self.seen = self._journal_size()
        return self.journal.read(self.mark)

    def note(self, change: Change) -> None:
        """Write a change to the journal; the caller holds the lock and has read all before it."""
        self.mark = self.journal.append(change, self.mark)
        self.seen = self.mark.offset

    def _journal_size(self) -> int:
        try:
            return self.journal.size()
        except FileNotFoundError:
            return -1


def verify(folder: Path) -> Manifest:
    """Check every file of the index in a folder, and its journal; no encoder is needed.

    Raises:
        SnapshotRefused: there is none, or something in it is damaged; the message says what.

    """
    name = current_name(folder)
    manifest = read_manifest(folder / name)
    Journal(folder / name / JOURNAL, name).read(Mark())
    return manifest


def net_effect(changes: Iterable[Change]) -> tuple[list[Startup], list[str]]:
    """Return the startups that changes leave added or changed, and the ids that they leave out."""
    put: dict[str, Startup] = {}
    gone: dict[str, None] = {}
    for change in changes:
        for startup in change.put:
            put[startup.id] = startup
            gone.pop(startup.id, None)
        for startup_id in change.withdrawn:
            put.pop(startup_id, None)
            gone[startup_id] = None
    return list(put.values()), list(gone)
