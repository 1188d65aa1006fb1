"""Which encoding a text file is in, checked to the last byte before a row is read."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from matcher.errors import UnreadableInput

_CHUNK: Final = 1 << 20
_SAMPLE: Final = 4 << 20
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark starts with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY: Final = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0", "an old Office file, or one with a password"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"SQLite format 3", "a database"),
)
NAMES: Final = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with a byte-order mark",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16 (little-endian, without a mark)",
    "utf-16-be": "UTF-16 (big-endian, without a mark)",
    "utf-32": "UTF-32",
    "cp1252": "Windows-1252",
    "cp1256": "Windows-1256 (Arabic)",
}
_WHOLE_UTF8: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH: Final = re.compile(rb"[\x80-\xff]")
# Bytes that are Arabic letters or vowel signs in Windows-1256. The small French letters (à â ç è é
# ê ë î ï ô ù û ü œ) have the same bytes in both code pages, so they are not counted.
_ARABIC: Final = (
    rb"\x81\x8d\x8e\x90\xc0-\xd6\xd8-\xdf\xe1\xe3-\xe6\xec\xed\xf0-\xf3\xf5\xf6\xf8\xfa"
)
_ARABIC_BYTE: Final = re.compile(rb"[" + _ARABIC + rb"]")
_ARABIC_RUN: Final = re.compile(rb"[" + _ARABIC + rb"]{3,}")
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def detect_encoding(path: Path) -> str:
    """Return the codec of a text file: a key of NAMES, under which every byte decodes.

    A byte-order mark decides; else UTF-16 shows by its zero bytes, all on one side; else what is
    UTF-8 throughout is UTF-8; else letter statistics tell Windows-1256 from Windows-1252.
    Raises UnreadableInput for a file that is not text, and for broken text with its place.
    """
    head = _head(path)
    for magic, what in _BINARY:
        if head.startswith(magic):
            raise UnreadableInput(
                f"{path} is {what}, not text. Save it as CSV in UTF-8, as XLSX or as JSON Lines."
            )
    encoding = _by_mark(head) or _by_zeros(head)
    if encoding is None:
        encoding = _by_bytes(path)
        if len(_CONTROL.findall(head)) * 10 > len(head):
            raise UnreadableInput(
                f"{path} is not a text file. Save it as CSV in UTF-8, as XLSX or as JSON Lines."
            )
    if encoding != "utf-8" and (place := _first_error(path, encoding)):
        raise _broken(path, encoding, place)
    return encoding


def open_text(path: Path, encoding: str) -> TextIO:
    """Open a text file for reading with its line ends as they are; a byte-order mark is dropped."""
    return path.open(encoding=encoding, newline="", errors="strict")


def read_text(path: Path) -> str:
    """Return the whole text of a file, its encoding detected, its line ends as they are."""
    with open_text(path, detect_encoding(path)) as stream:
        return stream.read()


def _head(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_CHUNK)


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _by_mark(head: bytes) -> str | None:
    return next((codec for mark, codec in _MARKS if head.startswith(mark)), None)


def _by_zeros(head: bytes) -> str | None:
    """Tell UTF-16 without a mark: ASCII signs leave zero bytes, at odd or at even places only."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if (even + odd) * 50 < len(head):
        return None
    if odd * 20 >= (even + odd) * 19:
        return "utf-16-le"
    if even * 20 >= (even + odd) * 19:
        return "utf-16-be"
    return None


def _by_bytes(path: Path) -> str:
    place = _first_error(path, "utf-8")
    if place is None:
        return "utf-8"
    sample = _sample_of_high_bytes(path)
    whole = len(_WHOLE_UTF8.findall(sample))
    stray = len(_HIGH.findall(_WHOLE_UTF8.sub(b"", sample)))
    if whole and whole >= stray:
        raise _broken(path, "utf-8", place)
    in_runs = sum(len(run) for run in _ARABIC_RUN.findall(sample))
    alone = len(_ARABIC_BYTE.findall(sample)) - in_runs
    return "cp1256" if in_runs > alone else "cp1252"


def _sample_of_high_bytes(path: Path) -> bytes:
    kept: list[bytes] = []
    for chunk in _chunks(path):
        if not chunk.isascii():
            kept.append(chunk)
        if len(kept) * _CHUNK >= _SAMPLE:
            break
    return b"".join(kept)


def _first_error(path: Path, encoding: str) -> tuple[int, int] | None:
    """Return (line, byte offset) of the first undecodable byte, or None; streams the file."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line, offset = 1, 0
    for chunk in _with_end(path):
        pending = decoder.getstate()[0]
        try:
            line += decoder.decode(chunk, final=not chunk).count("\n")
        except UnicodeDecodeError as problem:
            lines_before = (pending + chunk)[: problem.start].count(b"\n")
            return line + lines_before, offset - len(pending) + problem.start
        offset += len(chunk)
    return None


def _with_end(path: Path) -> Iterator[bytes]:
    yield from _chunks(path)
    yield b""


def _broken(path: Path, encoding: str, place: tuple[int, int]) -> UnreadableInput:
    line, offset = place
    return UnreadableInput(
        f"{path} looks like {NAMES[encoding]}, but its text is broken at line {line:,} "
        f"(byte {offset:,}). Save the file again in UTF-8, and check that line."
    )
