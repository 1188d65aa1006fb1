"""Rows of an XLSX workbook: values of formulas, the first sheet with known headings."""

import warnings
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError

from matcher.errors import UnreadableInput
from matcher.intake.columns import ColumnNames
from matcher.intake.formula_guard import unguarded
from matcher.intake.limits import MEBIBYTE, IntakeLimits
from matcher.intake.report import RefusedRow, quoted
from matcher.intake.rows import HEADER_WITHIN, Cells, Rows, as_headings, find_header, named

_LAST_ROW: Final = 1_048_576
_PIECE: Final = 1 << 20
_ENTRIES: Final = 5_000
_SMALL: Final = MEBIBYTE
# What openpyxl and its XML parsers raise on a damaged workbook.
_DAMAGE: Final = (
    ValueError, KeyError, TypeError, IndexError, AttributeError, OSError, EOFError, SyntaxError,
    NotImplementedError, zipfile.BadZipFile, ParseError,
)  # fmt: skip


class UncomputedFormula:
    """A cell whose formula holds no value, because no spreadsheet program computed it."""

    def __str__(self) -> str:
        return "=…"


def read_spreadsheet(path: Path, names: ColumnNames, limits: IntakeLimits) -> Rows:
    """Return the rows of the first visible sheet of a workbook whose headings are known.

    Cells give values: text as it is, numbers, booleans, dates; a formula gives its last computed
    value. The archive is checked for size, ratio and entities before it is opened. Raises
    UnreadableInput; the sheets that were not read are named in the notes.
    """
    has_formulas = _check_archive(path, limits)
    with ExitStack() as opened:
        try:
            books = [_open(path, opened, data_only=True)]
            if has_formulas:
                books.append(_open(path, opened, data_only=False))
            title, others = _choose(books[0], names, path)
        except _DAMAGE as problem:
            raise _damaged(path) from problem
        lines = _guarded(path, opened.pop_all(), _lines_of(books, title, limits))
    header, body, before = find_header(lines, names, limits)
    notes = [f"Read from the sheet {quoted(title)}."]
    if others:
        notes.append(f"Sheets not read: {', '.join(quoted(other) for other in others[:10])}.")
    if before:
        notes.append(f"The headings were found on row {header[0]}; what stands above was left out.")
    return Rows(named(header, body, limits, ragged=True), unguard=unguarded, notes=notes)


def _open(path: Path, opened: ExitStack, *, data_only: bool) -> Any:
    import openpyxl

    stream = opened.enter_context(path.open("rb"))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(stream, read_only=True, data_only=data_only, keep_links=False)
    opened.callback(book.close)
    return book


def _choose(book: Any, names: ColumnNames, path: Path) -> tuple[str, list[str]]:
    """Return the sheet to read and the others that hold data."""
    with_data: dict[str, bool] = {}
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        sheet.reset_dimensions()
        first = list(islice(sheet.iter_rows(values_only=True), HEADER_WITHIN))
        if any(cell is not None for row in first for cell in row):
            with_data[sheet.title] = any(names.is_header(as_headings(list(row))) for row in first)
    if not with_data:
        raise UnreadableInput(f"{path} has no visible sheet with data. Fill one and save it again.")
    chosen = next((title for title, fits in with_data.items() if fits), next(iter(with_data)))
    return chosen, [title for title in with_data if title != chosen]


def _lines_of(books: list[Any], title: str, limits: IntakeLimits) -> Iterator[Cells]:
    values = _cells(books[0][title], limits)
    return values if len(books) == 1 else _marked(values, _cells(books[1][title], limits))


def _cells(sheet: Any, limits: IntakeLimits) -> Iterator[Cells]:
    sheet.reset_dimensions()
    width = limits.columns + 1
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=width), start=1):
        if number > _LAST_ROW:
            raise UnreadableInput(
                "the sheet numbers its rows past the last one a workbook can have."
            )
        if row.count(None) < len(row):  # rows of nothing may come by the million
            last = max(place for place, cell in enumerate(row, 1) if cell is not None)
            yield number, [_plain(cell) for cell in row[:last]]


def _plain(cell: object) -> object:
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _marked(values: Iterator[Cells], written: Iterator[Cells]) -> Iterator[Cells]:
    """Mark the cells where a formula is written but no value was saved."""
    pending = next(values, None)
    for line, cells in written:
        known: list[object] = []
        if pending is not None and pending[0] == line:
            known = pending[1]
            pending = next(values, None)
        known += [None] * (len(cells) - len(known))
        yield (
            line,
            [
                UncomputedFormula() if value is None and cell is not None else value
                for value, cell in zip(known, cells, strict=False)
            ],
        )


def _guarded(path: Path, opened: ExitStack, lines: Iterator[Cells]) -> Iterator[Cells | RefusedRow]:
    """Pass lines on; damage met on the way is UnreadableInput; the books are closed at the end."""
    try:
        while True:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                line = next(lines, None)
            if line is None:
                return
            yield line
    except _DAMAGE as problem:
        raise _damaged(path) from problem
    finally:
        opened.close()


def _damaged(path: Path) -> UnreadableInput:
    return UnreadableInput(
        f"{path} is damaged or is not an XLSX workbook. Open it in a spreadsheet program and save "
        "it again as XLSX, without a password, or as CSV in UTF-8."
    )


def _check_archive(path: Path, limits: IntakeLimits) -> bool:
    """Refuse what would unpack to too much or is no workbook; tell whether formulas are in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_sizes(path, entries, limits)
            if "xl/workbook.xml" not in archive.namelist():
                raise UnreadableInput(f"{path} is not an XLSX workbook. Save it as XLSX or CSV.")
            parts = [entry for entry in entries if entry.filename.endswith((".xml", ".rels"))]
            holding = [part for part in parts if _check_part(path, archive, part)]
            return bool(holding)
    except _DAMAGE as problem:
        raise _damaged(path) from problem


def _check_sizes(path: Path, entries: list[zipfile.ZipInfo], limits: IntakeLimits) -> None:
    total = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > _SMALL
        and entry.file_size > limits.expansion_ratio * max(entry.compress_size, 1)
        for entry in entries
    )
    if swollen or total > limits.expanded_bytes or len(entries) > _ENTRIES:
        raise UnreadableInput(
            f"{path} unpacks to far more than a workbook of its size should "
            f"({total / MEBIBYTE:,.0f} MB). Save it as CSV in UTF-8, or split it."
        )


def _check_part(path: Path, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Read a part through once: refuse declared entities, tell whether it holds formulas."""
    formulas = False
    tail = b""
    with archive.open(part) as stream:
        while piece := stream.read(_PIECE):
            seen = tail + piece
            if b"<!DOCTYPE" in seen or b"<!ENTITY" in seen or b"\x00" in seen:
                raise UnreadableInput(f"{path} holds what no workbook needs ({part.filename}).")
            formulas = formulas or b"<f>" in seen or b"<f " in seen
            tail = piece[-16:]
    return formulas and part.filename.startswith("xl/worksheets/")
