"""Industrial firms out of a file: CSV, XLSX, JSON Lines or a JSON array."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from matcher.domain.challenge import FirmSize
from matcher.errors import UnreadableInput
from matcher.intake import values
from matcher.intake.columns import FIRM_COLUMNS
from matcher.intake.fields import RowFields
from matcher.intake.formats import open_rows
from matcher.intake.limits import IntakeLimits
from matcher.intake.memory import folded
from matcher.intake.report import RefusedRow, quoted
from matcher.intake.terms import firm_size
from matcher.intake.values import BadValue

CITY_CHARACTERS: Final = 120
_NUMBER: Final = re.compile(r"\d{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FirmWords:
    """A firm as one row gives it; empty or None means that the row does not say.

    `number` is the firm's own number in Passerelle, as an export writes it.
    """

    line: int
    number: int | None
    name: str
    ice: str
    city: str
    region: str
    sectors: tuple[str, ...]
    size: FirmSize | None
    founded: int | None
    website: str


@dataclass(frozen=True, slots=True)
class FirmIntake:
    """What a file of firms holds: those that were read, the refused rows, and notes."""

    firms: tuple[FirmWords, ...]
    refused: tuple[RefusedRow, ...] = ()
    notes: tuple[str, ...] = ()


def read_firms(path: Path | str, limits: IntakeLimits | None = None) -> FirmIntake:
    """Return the firms of a file, one for each row, with every refused row.

    All rows are checked, so that one reading reports all problems. A firm that an earlier row
    already gives (the same number, ICE or name) is refused. Raises UnreadableInput when the file
    as a whole cannot be read.
    """
    bounds = limits or IntakeLimits()
    rows = open_rows(Path(path), FIRM_COLUMNS, bounds)
    firms, refused = list[FirmWords](), list[RefusedRow]()
    known: dict[tuple[str, object], int] = {}
    unknown: dict[str, None] = {}
    for row in rows.items:
        if isinstance(row, RefusedRow):
            refused.append(row)
            continue
        fields = RowFields(row, FIRM_COLUMNS, unguard=rows.unguard)
        unknown.update(dict.fromkeys(fields.unknown))
        words = _read(fields)
        if not fields.problems:
            _refuse_repeated(fields, words, known)
        refused.extend(fields.problems)
        if not fields.problems:
            firms.append(words)
            known |= dict.fromkeys(_keys(words), words.line)
    if not firms and not refused:
        raise UnreadableInput(f"{path} holds headings but no row. Add one row for each firm.")
    return FirmIntake(tuple(firms), tuple(refused), (*rows.notes, *_unused(list(unknown))))


def _read(fields: RowFields) -> FirmWords:
    name = fields.read("name", values.short_text, "")
    if not folded(name).strip(" -_.'\""):
        fields.refuse("name", "there is no name", "Write the firm's name.")
    return FirmWords(
        line=fields.line,
        number=fields.read("number", _number, None),
        name=name,
        ice=fields.read("ice", values.ice, ("", False))[0],
        city=fields.read("city", _city, ""),
        region=fields.read("region", values.optional, ""),
        sectors=fields.read("sectors", lambda cell: values.several(cell, ";|؛"), ()),
        size=fields.read("size", firm_size, None),
        founded=fields.read("founded", values.year, None),
        website=fields.read("website", values.website, ""),
    )


def _refuse_repeated(
    fields: RowFields, words: FirmWords, known: dict[tuple[str, object], int]
) -> None:
    for key in _keys(words):
        if key in known:
            fields.refuse(
                key[0],
                f"this firm is already on line {known[key]:,}",
                "Keep one row for each firm.",
            )
            return


def _keys(words: FirmWords) -> list[tuple[str, object]]:
    """Return what tells a firm apart within a file."""
    found: list[tuple[str, object]] = [("name", folded(words.name))]
    if words.ice:
        found.insert(0, ("ice", words.ice))
    if words.number is not None:
        found.insert(0, ("number", words.number))
    return found


def _number(value: object) -> int | None:
    text = values.optional(value)
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        raise BadValue(
            f"{quoted(text)} is not a firm's number",
            "Leave it empty: a firm is also found by its ICE or its name.",
        )
    return int(text)


def _city(value: object) -> str:
    text = values.short_text(value, CITY_CHARACTERS)
    return values.optional(text)


def _unused(names: list[str]) -> list[str]:
    if not names:
        return []
    shown = ", ".join(quoted(name) for name in names[:20])
    more = f" and {len(names) - 20:,} more" if len(names) > 20 else ""
    return [f"Columns not used: {shown}{more}."]
