"""Tables as files that a spreadsheet opens, CSV and XLSX, with nothing that it would run."""

import csv
import datetime as dt
from collections.abc import Iterable, Sequence
from enum import Enum
from io import BytesIO, StringIO

from matcher.intake.formula_guard import guarded, guarded_in_csv

CSV, XLSX = FORMATS = ("csv", "xlsx")
MEDIA_TYPES = {
    CSV: "text/csv",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LONGEST_CELL = 32_767
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32)))

Row = Sequence[object]


def as_csv(headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    """Return a table as CSV in UTF-8, with the mark by which spreadsheets know it."""
    out = StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([guarded_in_csv(_text(cell)) for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode("utf-8")


def as_xlsx(headings: Sequence[str], rows: Iterable[Row], title: str) -> bytes:
    """Return a table as a workbook of one sheet; every cell is text or a whole number."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(title[:31])
    sheet.freeze_panes = "A2"
    head = [WriteOnlyCell(sheet, each) for each in headings]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows:
        sheet.append([_cell(value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: object) -> str | int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return guarded(_text(value).translate(_CONTROLS))[:_LONGEST_CELL]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, list | tuple):
        return "; ".join(_text(each) for each in value)
    return str(value)
