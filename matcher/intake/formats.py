"""Which format a file is in, told by its content before its name."""

from pathlib import Path

from matcher.intake.columns import ColumnNames
from matcher.intake.jsonlines import read_json_rows, starts_like_json
from matcher.intake.limits import IntakeLimits, check_file
from matcher.intake.rows import Rows
from matcher.intake.spreadsheet import read_spreadsheet
from matcher.intake.tables import read_table


def open_rows(path: Path, names: ColumnNames, limits: IntakeLimits) -> Rows:
    """Return the rows of a file: an XLSX workbook, JSON Lines, a JSON array, or a text table.

    The first bytes decide, not the extension. Raises UnreadableInput.
    """
    check_file(path, limits)
    if is_workbook(path):
        return read_spreadsheet(path, names, limits)
    if starts_like_json(path) or path.suffix.lower() in (".jsonl", ".ndjson", ".json"):
        return read_json_rows(path, limits)
    return read_table(path, names, limits)


def is_workbook(path: Path) -> bool:
    """Tell whether the file is an archive, as XLSX workbooks are, or is named as a workbook."""
    with path.open("rb") as stream:
        magic = stream.read(4)
    return magic == b"PK\x03\x04" or path.suffix.lower() in (".xlsx", ".xlsm")
