"""A file of startups or firms as it was sent in, read before any transaction is open."""

import hashlib
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from matcher.domain.startup import Startup
from matcher.errors import UnreadableInput
from matcher.intake.firms import FirmWords, read_firms
from matcher.intake.limits import MEBIBYTE, IntakeLimits
from matcher.intake.report import RefusedRow
from matcher.intake.startups import read_startups
from matcher.text.normalise import clean
from matcher.workflow.file_names import clean_name, ending_of

STARTUPS, FIRMS = KINDS = ("startups", "firms")
ROWS = 2_000
FILE_BYTES = 8 * MEBIBYTE
LIMITS = IntakeLimits(
    file_bytes=FILE_BYTES,
    rows=ROWS,
    columns=100,
    cell_characters=20_000,
    line_characters=500_000,
    expanded_bytes=64 * MEBIBYTE,
)
MEDIA_TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": "application/x-ndjson",
    "json": "application/json",
}
"""Ending of a file that is read → its media type."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What was read from a file; one of `startups` and `firms` is empty."""

    kind: str
    filename: str
    content: bytes = field(repr=False)
    startups: tuple[Startup, ...] = ()
    firms: tuple[FirmWords, ...] = ()
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def sha256(self) -> str:
        """Return the digest of the file."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def media_type(self) -> str:
        """Return the media type that the ending says."""
        return MEDIA_TYPES[ending_of(self.filename)]


def read(kind: str, filename: str, content: bytes) -> Sheet:
    """Return what a file holds; UnreadableInput when it cannot be read as a whole.

    Needs no database: call it before a transaction is opened.
    """
    if kind not in KINDS:
        raise ValueError(f"No file of {kind!r} is read.")
    name = clean_name(filename)
    ending = ending_of(name)
    if ending not in MEDIA_TYPES:
        raise UnreadableInput(
            "this kind of file is not read. Send a CSV, XLSX, JSON or JSON Lines file."
        )
    with TemporaryDirectory(prefix="passerelle-") as folder:
        path = Path(folder) / f"sent.{ending}"
        path.write_bytes(content)
        try:
            return _read(kind, name, content, path)
        except UnreadableInput as problem:
            raise UnreadableInput(str(problem).replace(str(path), name)) from problem


def _read(kind: str, name: str, content: bytes, path: Path) -> Sheet:
    if kind == STARTUPS:
        found = read_startups(path, LIMITS)
        startups = tuple(map(_without_hidden, found.startups))
        return Sheet(
            kind, name, content, startups=startups, refused=found.refused, notes=found.notes
        )
    firms = read_firms(path, LIMITS)
    return Sheet(kind, name, content, firms=firms.firms, refused=firms.refused, notes=firms.notes)


def _without_hidden(startup: Startup) -> Startup:
    """Return the startup with what no reader sees taken out of its texts; a note says where."""
    texts = tuple(replace(each, text=clean(each.text)) for each in startup.capabilities)
    return startup if texts == startup.capabilities else replace(startup, capabilities=texts)
