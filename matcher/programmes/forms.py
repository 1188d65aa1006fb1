"""The tables of a programme's file as flat fields of a form, and back; nothing is lost either way.

A field's name is the path to it, from 0: `alternatives-1-0-at_least`. What was typed and is no
number or no date stays as it was typed, so that reading says what is wrong with it, and where.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum, auto
from typing import Any

Fields = Mapping[str, Sequence[str]]
"""Name of a field → what was entered in it: one text, or several where several can be chosen."""
YES, NO = "yes", "no"
_WHOLE = re.compile(r"\d{1,15}")
_DECIMAL = re.compile(r"\d{1,15}[.,]\d{1,9}")
_BETWEEN_WORDS = re.compile(r"[\s,،;]+")


class Kind(Enum):
    """How a field is entered."""

    TEXT = auto()
    NUMBER = auto()
    DAY = auto()
    TICKED = auto()
    ANSWER = auto()
    WORDS = auto()
    TABLES = auto()
    GROUPS = auto()


CONDITION: dict[str, Kind] = {
    "kind": Kind.TEXT,
    "fact": Kind.TEXT,
    "at_least": Kind.NUMBER,
    "at_most": Kind.NUMBER,
    "below": Kind.NUMBER,
    "values": Kind.WORDS,
    "unclear": Kind.WORDS,
    "expected": Kind.ANSWER,
    "years": Kind.NUMBER,
    "calls": Kind.TABLES,
    "next_is_unverified": Kind.TICKED,
    "about": Kind.TEXT,
}
_DATED = {"sources": Kind.WORDS, "as_of": Kind.TEXT, "review_by": Kind.DAY}
RULE: dict[str, Kind] = {"id": Kind.TEXT, **CONDITION, "alternatives": Kind.GROUPS, **_DATED}
AID: dict[str, Kind] = {
    "id": Kind.TEXT,
    "rate_pct": Kind.NUMBER,
    "ceiling_dh": Kind.NUMBER,
    "ceiling_per": Kind.TEXT,
    "when": Kind.TABLES,
    "is_rate_a_maximum": Kind.TICKED,
    "is_repayable": Kind.TICKED,
    "is_unverified": Kind.TICKED,
    "bonuses": Kind.TABLES,
    **_DATED,
}
SOURCE: dict[str, Kind] = {"title": Kind.TEXT, "where": Kind.TEXT, "read_on": Kind.DAY}
HEAD: dict[str, Kind] = {
    "version": Kind.TEXT,
    "valid_from": Kind.DAY,
    "as_of": Kind.TEXT,
    "review_by": Kind.DAY,
    **dict.fromkeys(("name", "operator", "instrument", "note"), Kind.TEXT),
}
"""The fields of each part of a file, in the order of the form."""
_INNER: dict[str, dict[str, Kind]] = {
    "alternatives": CONDITION,
    "when": CONDITION,
    "calls": {"opens": Kind.DAY, "deadline": Kind.DAY},
    "bonuses": {"id": Kind.TEXT, "steps": Kind.TABLES, "sources": Kind.WORDS},
    "steps": {"rate_pct": Kind.NUMBER, "least_pct": Kind.NUMBER, "when": Kind.TABLES},
}
"""Name of a list → the fields of the tables in it."""
OF_KIND: dict[str, tuple[str, ...]] = {
    "between": ("fact", "at_least", "at_most", "below"),
    "one_of": ("fact", "values", "unclear"),
    "holds": ("fact", "expected"),
    "younger_than": ("fact", "years"),
    "call": ("calls", "next_is_unverified"),
    "unverified": ("about",),
    "not_in_force": (),
    "any_of": ("alternatives",),
}
"""Kind of a test → its fields; what was entered for another kind is left out."""


def fields_of(shape: Mapping[str, Kind], table: Mapping[str, Any], below: str = "") -> Fields:
    """Return a table as the fields of a form; what its shape does not name is left out."""
    found: dict[str, Sequence[str]] = {}
    for name, kind in shape.items():
        value = table.get(name)
        if value is None:
            continue
        place = f"{below}{name}"
        if kind is Kind.TABLES:
            found.update(_rows_as_fields(name, value, place))
        elif kind is Kind.GROUPS:
            for number, group in enumerate(_listed(value)):
                found.update(_rows_as_fields(name, group, f"{place}-{number}"))
        else:
            found[place] = _entered(kind, value)
    return found


def table_of(shape: Mapping[str, Kind], fields: Fields, below: str = "") -> dict[str, Any]:
    """Return the table that the fields of a form describe; an empty field is one left out."""
    told: dict[str, Any] = {}
    for name in _asked(shape, fields, below):
        value = _value(shape[name], name, fields, f"{below}{name}")
        if value not in (None, [], ""):
            told[name] = value
    return told


def _asked(shape: Mapping[str, Kind], fields: Fields, below: str) -> list[str]:
    """Return the names that count: of a test, those of its kind alone."""
    if "kind" not in shape:
        return list(shape)
    kind = _one(fields, f"{below}kind")
    others = {name for names in OF_KIND.values() for name in names} - set(OF_KIND.get(kind, ()))
    return [name for name in shape if name not in others]


def _value(kind: Kind, name: str, fields: Fields, place: str) -> Any:
    if kind is Kind.TABLES:
        return _rows(name, fields, place)
    if kind is Kind.GROUPS:
        groups = [_rows(name, fields, f"{place}-{number}") for number in _numbers(fields, place)]
        return [group for group in groups if group]
    entered = fields.get(place, ())
    match kind:
        case Kind.WORDS:
            return [word for each in entered for word in _BETWEEN_WORDS.split(each) if word]
        case Kind.TICKED:
            return True if YES in entered else None
        case Kind.ANSWER:
            return False if NO in entered else None
    return _read(kind, _one(fields, place))


def _read(kind: Kind, text: str) -> Any:
    match kind:
        case Kind.NUMBER:
            return number_of(text)
        case Kind.DAY:
            try:
                return date.fromisoformat(text)
            except ValueError:
                return text
    return text


def number_of(text: str) -> int | float | str:
    """Return the number that was typed, in any digits, with or without spaces between them."""
    bare = "".join(text.split()).replace("\u066b", ".")
    if _WHOLE.fullmatch(bare):
        return int(bare)
    return float(bare.replace(",", ".")) if _DECIMAL.fullmatch(bare) else text


def _rows(name: str, fields: Fields, place: str) -> list[dict[str, Any]]:
    found = [
        table_of(_INNER[name], fields, f"{place}-{number}-") for number in _numbers(fields, place)
    ]
    return [row for row in found if row]


def _numbers(fields: Fields, place: str) -> list[int]:
    """Return the numbers of the rows that a form has under a name, in order."""
    start = f"{place}-"
    numbers = {name[len(start) :].partition("-")[0] for name in fields if name.startswith(start)}
    return sorted(int(each) for each in numbers if each.isdecimal() and len(each) < 5)


def _one(fields: Fields, place: str) -> str:
    return next((each.strip() for each in fields.get(place, ()) if each.strip()), "")


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _rows_as_fields(name: str, rows: object, place: str) -> dict[str, Sequence[str]]:
    found: dict[str, Sequence[str]] = {}
    for number, row in enumerate(_listed(rows)):
        if isinstance(row, Mapping):
            found.update(fields_of(_INNER[name], row, f"{place}-{number}-"))
    return found


def _entered(kind: Kind, value: object) -> Sequence[str]:
    if kind is Kind.WORDS:
        return [str(each) for each in value] if isinstance(value, list) else [str(value)]
    if kind in {Kind.TICKED, Kind.ANSWER}:
        return [YES if value is True else NO]
    return [str(value)]
