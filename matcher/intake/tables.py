"""Rows of a text table: CSV with any usual separator, quoted line breaks respected."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final, TextIO

from matcher.errors import UnreadableInput
from matcher.intake.columns import ColumnNames
from matcher.intake.encodings import NAMES, detect_encoding, open_text
from matcher.intake.formula_guard import unguarded_in_csv
from matcher.intake.limits import IntakeLimits
from matcher.intake.report import RefusedRow
from matcher.intake.rows import HEADER_WITHIN, Cells, Rows, as_headings, find_header, named

_SEPARATORS: Final = {",": "','", ";": "';'", "\t": "'\\t'", "|": "'|'"}
_SAMPLE_LINES: Final = 500
_SAMPLE_CHARACTERS: Final = 1 << 18
_PROBLEMS: Final = {
    "unexpected end of data": (
        "a quote that opens here is never closed",
        "Close it, or double the quotes inside the cell.",
    ),
    "field larger than field limit": (
        "a cell passes 100,000 characters, or a quote that opens here is never closed",
        "Shorten the cell, or close its quote.",
    ),
    "expected after": (
        "text follows a closing quote",
        "Double the quotes inside a quoted cell.",
    ),
}


def read_table(path: Path, names: ColumnNames, limits: IntakeLimits) -> Rows:
    """Return the rows of a CSV or TSV file whose headings are known to `names`.

    The encoding and the separator (comma, semicolon, tab, vertical bar, or a first line `sep=X`)
    are detected. A row's line is where it starts. Raises UnreadableInput.
    """
    encoding = detect_encoding(path)
    with open_text(path, encoding) as stream:
        sample = _sample(stream, limits)
    declared = _declared(sample)
    separator = declared or _detect(sample, names)
    lines = _cells(path, encoding, separator, limits, skip=1 if declared else 0)
    header, body, before = find_header(lines, names, limits)
    notes = [f"Read as {NAMES[encoding]}, columns separated by a {_said(separator)}."]
    if before:
        notes.append(
            f"The headings were found on line {header[0]}; what stands above was left out."
        )
    return Rows(named(header, body, limits, ragged=False), unguard=unguarded_in_csv, notes=notes)


def _said(separator: str) -> str:
    return _SEPARATORS.get(separator, f"'{separator}'")


def _lines(stream: TextIO, limits: IntakeLimits) -> Iterator[str]:
    number = 0
    while line := stream.readline(limits.line_characters + 1):
        number += 1
        if len(line) > limits.line_characters:
            raise UnreadableInput(
                f"line {number:,} has more than {limits.line_characters:,} characters, so this is "
                "not a table of startups or challenges. Check how the file was exported."
            )
        yield line


def _sample(stream: TextIO, limits: IntakeLimits) -> list[str]:
    kept: list[str] = []
    size = 0
    for line in _lines(stream, limits):
        kept.append(line)
        size += len(line)
        if len(kept) >= _SAMPLE_LINES or size >= _SAMPLE_CHARACTERS:
            break
    return kept


def _declared(sample: list[str]) -> str | None:
    """Return the separator that a first line `sep=;` declares, as spreadsheets write it."""
    first = sample[0].rstrip("\r\n").strip('"') if sample else ""
    return first[4] if len(first) == 5 and first.lower().startswith("sep=") else None


def _detect(sample: list[str], names: ColumnNames) -> str:
    """Return the separator under which most headings are known, then most rows have one width."""
    return max(_SEPARATORS, key=lambda separator: _fitness(sample, separator, names))


def _fitness(sample: list[str], separator: str, names: ColumnNames) -> tuple[int, float, int]:
    reader = csv.reader(sample, delimiter=separator)
    widths: Counter[int] = Counter()
    known = 0
    try:
        for place, cells in enumerate(reader):
            widths[len(cells)] += 1
            if place < HEADER_WITHIN:
                known = max(known, len(names.fields_of(as_headings(list(cells)))))
    except csv.Error:
        pass  # an over-long cell: what was read so far is judged, the row itself is refused later
    width, rows = widths.most_common(1)[0] if widths else (1, 0)
    agreeing = rows / widths.total() if width > 1 else 0.0
    return known, agreeing, width


def _cells(
    path: Path, encoding: str, separator: str, limits: IntakeLimits, *, skip: int
) -> Iterator[Cells | RefusedRow]:
    with open_text(path, encoding) as stream:
        lines = _lines(stream, limits)
        for _ in range(skip):
            next(lines)
        reader = csv.reader(lines, delimiter=separator, strict=True)
        while True:
            line = reader.line_num + 1 + skip
            try:
                cells: list[object] = list(next(reader))
            except StopIteration:
                return
            except csv.Error as problem:
                yield _malformed(line, str(problem))
            else:
                if cells:
                    yield line, cells


def _malformed(line: int, problem: str) -> RefusedRow:
    known = (worded for sign, worded in _PROBLEMS.items() if sign in problem)
    what, remedy = next(known, (f"it is not well-formed ({problem})", "Check its quotes."))
    return RefusedRow(line, "", what, remedy)
