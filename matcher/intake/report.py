"""What came out of a file: the rows that were read, and why others were refused."""

from collections.abc import Sequence
from dataclasses import dataclass

from matcher.domain.startup import Startup
from matcher.errors import RefusedRows
from matcher.text.normalise import clean

SHOWN_ROWS = 20
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One reason to refuse a row.

    `line` is the physical line (or sheet row) where the row starts, counted from 1. `field` is the
    column as the file names it, or "" when the whole row is meant.
    """

    line: int
    field: str
    problem: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Intake:
    """What a file of startups holds: those that were read, the refused rows, and notes.

    Rows are all checked, so `refused` is complete. Load nothing while it is not empty: see
    `require_whole`. Notes say what was understood or left aside (encoding, columns not used).
    """

    startups: tuple[Startup, ...]
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[str, ...] = ()


def require_whole(intake: Intake, *, shown: int = SHOWN_ROWS) -> tuple[Startup, ...]:
    """Return the startups, or raise RefusedRows when any row was refused: all or nothing."""
    refuse_rows(intake.refused, shown=shown)
    return intake.startups


def refuse_rows(refused: Sequence[RefusedRow], *, shown: int = SHOWN_ROWS) -> None:
    """Raise RefusedRows naming the first `shown` problems and counting the others, if any."""
    if not refused:
        return
    lines = sorted({row.line for row in refused})
    count = "1 row was" if len(lines) == 1 else f"{len(lines):,} rows were"
    raise RefusedRows(
        f"{count} refused, so nothing was loaded. Mend the file and read it again.\n"
        + "\n".join(report_lines(refused, shown=shown))
    )


def report_lines(refused: Sequence[RefusedRow], *, shown: int = SHOWN_ROWS) -> list[str]:
    """Return a printable line for each of the first `shown` problems, then a count of the rest."""
    ordered = sorted(refused, key=lambda row: row.line)
    lines = [_worded(row) for row in ordered[:shown]]
    if len(ordered) > shown:
        lines.append(f"… and {len(ordered) - shown:,} more problems.")
    return lines


def quoted(value: object) -> str:
    """Return a value from a file fit for printing: short, on one line, nothing hidden in it."""
    text = " ".join(clean(str(value)).split())
    if len(text) > _SHOWN_CHARACTERS:
        text = text[: _SHOWN_CHARACTERS - 1] + "…"
    return f"'{text}'"


def _worded(row: RefusedRow) -> str:
    where = f"line {row.line:,}" + (f", {row.field}" if row.field else "")
    return f"{where}: {row.problem}. {row.remedy}"
