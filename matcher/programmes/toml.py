"""Writes tables as TOML, in the form of data/programmes: what tomllib reads back is the same."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_GROUPED = 10_000
"""From here on the digits of a whole number stand in groups of three."""


def toml_of(data: Mapping[str, Any]) -> str:
    """Return a file's tables as TOML text: its own fields first, then its tables."""
    return "\n".join(_lines(data, ())).strip() + "\n"


def _lines(table: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[str]:
    inner = {name: value for name, value in table.items() if _is_table(value, place)}
    for name, value in table.items():
        if name not in inner and value is not None:
            yield f"{_key(name)} = {_value(value)}"
    for name, value in inner.items():
        below = (*place, name)
        if isinstance(value, Mapping):
            yield from _named(value, below)
            continue
        for row in value:
            yield ""
            yield f"[[{_dotted(below)}]]"
            yield from _lines(row, below)


def _named(table: Mapping[str, Any], place: tuple[str, ...]) -> Iterator[str]:
    holds_fields = any(not isinstance(value, Mapping) for value in table.values())
    if holds_fields or not table:
        yield ""
        yield f"[{_dotted(place)}]"
    yield from _lines(table, place)


def _is_table(value: object, place: tuple[str, ...]) -> bool:
    """Tell whether a value has a heading of its own: tables, and lists of rules and of aid."""
    if isinstance(value, Mapping):
        return True
    if not isinstance(value, list) or not value or len(place) > 1 or "rules" in place:
        return False
    return all(isinstance(each, Mapping) for each in value)


def _value(value: object) -> str:
    match value:
        case Mapping():
            fields = [f"{_key(name)} = {_value(each)}" for name, each in value.items()]
            return "{ " + ", ".join(fields) + " }"
        case list():
            return _list(value)
        case str():
            return _text(value)
    return _scalar(value)


def _scalar(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return f"{value:_}" if abs(value) >= _GROUPED else str(value)
        case date():
            return value.isoformat()
    return repr(value)


def _list(values: list[Any]) -> str:
    if any(isinstance(each, Mapping | list) for each in values):
        lines = [f"  {line}" for each in values for line in f"{_value(each)},".split("\n")]
        return "\n".join(["[", *lines, "]"])
    return "[" + ", ".join(_value(each) for each in values) + "]"


def _text(text: str) -> str:
    """Return a text in quotes; JSON's escapes are TOML's, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else _text(name)


def _dotted(place: tuple[str, ...]) -> str:
    return ".".join(_key(name) for name in place)
