"""The table that stands beside a chart, and its CSV."""

import csv
import io
from dataclasses import dataclass

from matcher.intake.formula_guard import guarded_in_csv

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """A header and rows; numbers stay numbers, so that a page can write them in its locale.

    Shares are between 0 and 1; None is "nothing to tell". `shares` are the columns of shares.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shares: tuple[int, ...] = ()

    def is_share(self, column: int) -> bool:
        """Return whether a column holds shares, to be written as per cent."""
        return column in self.shares


def csv_of(table: Table) -> str:
    """Return the table as CSV with plain numbers; begins with the mark that spreadsheets look for.

    Where a spreadsheet would run a text as a formula, an apostrophe stands in front.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow([_safe(name) for name in table.header])
    writer.writerows([_safe(cell) for cell in row] for row in table.rows)
    return out.getvalue()


def _safe(cell: Cell) -> Cell:
    if isinstance(cell, str):
        return guarded_in_csv(cell)
    if isinstance(cell, float):
        return round(cell, 6)
    return cell
