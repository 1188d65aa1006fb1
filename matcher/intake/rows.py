"""The rows of a file, whatever its format: each a line number and named values."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from matcher.errors import UnreadableInput
from matcher.intake.columns import ColumnNames
from matcher.intake.formula_guard import Unguard
from matcher.intake.limits import IntakeLimits
from matcher.intake.report import RefusedRow, quoted

HEADER_WITHIN = 20


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row: the physical line where it starts, and its (name, value) pairs in file order."""

    line: int
    values: tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a file, read once and lazily, with notes on how the file was understood.

    `unguard` takes off the signs that exports to this format put before formulas; None where they
    put none.
    """

    items: Iterator[SourceRow | RefusedRow]
    unguard: Unguard | None
    notes: list[str] = field(default_factory=list)


Cells = tuple[int, list[object]]
"""A line number and the cells of that line."""


def find_header(
    lines: Iterator[Cells | RefusedRow], names: ColumnNames, limits: IntakeLimits
) -> tuple[Cells, Iterator[Cells | RefusedRow], int]:
    """Return the heading line, the lines after it, and how many lines with text came before.

    Looks at the first lines only (titles above the table are common). Raises UnreadableInput, with
    the columns that were found, where no line has the mandatory columns.
    """
    first = list(islice(lines, HEADER_WITHIN))
    for place, item in enumerate(first):
        if isinstance(item, tuple) and names.is_header(heads := as_headings(item[1])):
            if len(heads) > limits.columns:
                raise UnreadableInput(
                    f"line {item[0]:,} heads {len(heads):,} columns; at most {limits.columns} are "
                    "read. Remove the columns that are not needed."
                )
            return item, chain(first[place + 1 :], lines), place
    raise UnreadableInput(_no_header(first, names))


def as_headings(cells: list[object]) -> list[str]:
    """Return the cells of a heading line as text; an empty cell is an empty string."""
    return ["" if cell is None else str(cell).strip() for cell in cells]


def named(
    header: Cells, lines: Iterator[Cells | RefusedRow], limits: IntakeLimits, *, ragged: bool
) -> Iterator[SourceRow | RefusedRow]:
    """Pair each line's cells with the headings. Empty lines are skipped; odd ones are refused.

    `ragged` accepts lines shorter than the heading (sheets leave empty cells out; in a text file a
    short line means a stray separator or line break). Raises UnreadableInput past the row limit.
    """
    heads = as_headings(header[1])
    for count, item in enumerate(lines, start=1):
        if count > limits.rows:
            raise too_many_rows(limits)
        if isinstance(item, RefusedRow):
            yield item
        elif any(cell is not None and str(cell).strip() for cell in item[1]):
            yield _named_row(item, heads, ragged=ragged)


def too_many_rows(limits: IntakeLimits) -> UnreadableInput:
    """Return the error for a file with more rows than are read."""
    return UnreadableInput(
        f"the file has more than {limits.rows:,} rows. Split it into several files."
    )


def _named_row(item: Cells, heads: list[str], *, ragged: bool) -> SourceRow | RefusedRow:
    line, cells = item
    width = len(heads)
    extra = [cell for cell in cells[width:] if cell is not None and str(cell).strip()]
    if extra or (len(cells) < width and not ragged):
        return RefusedRow(
            line,
            "",
            f"it has {len(cells):,} cells where the heading has {width:,}",
            "Check its separators; a cell that holds a separator or a line break needs quotes.",
        )
    whole = [*cells, *[None] * (width - len(cells))]
    return SourceRow(line, tuple(zip(heads, whole, strict=False)))


def _no_header(first: list[Cells | RefusedRow], names: ColumnNames) -> str:
    tables = [as_headings(item[1]) for item in first if isinstance(item, tuple)]
    best = max(tables, key=lambda heads: len(names.fields_of(heads)), default=[])
    found = names.fields_of(best)
    missing = [name for name in names.mandatory if name not in found]
    seen = ", ".join(quoted(head) for head in best[:12] if head) or "none"
    more = f" and {len(best) - 12:,} more" if len(best) > 12 else ""
    return (
        f"no column holds the {' nor the '.join(missing) or 'headings'}; the columns found are: "
        f"{seen}{more}. Name the columns in the first line (for example: "
        f"{', '.join(names.mandatory) or 'title, text'}); docs/formats.md lists accepted names."
    )
