"""A table of a file that somebody wrote, read field by field; a complaint says where it is."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from matcher.errors import MatcherError

T = TypeVar("T")
_NOTHING = object()


class Table:
    """One table of a file, with its place; `done` refuses fields that nobody asked for."""

    def __init__(self, data: object, where: str, refused: type[MatcherError]) -> None:
        self.where = where
        self._refused = refused
        if not isinstance(data, dict):
            raise self.complaint("must be a table of fields")
        self._data: Mapping[str, Any] = data
        self._asked: set[str] = set()

    def complaint(self, what: str) -> MatcherError:
        """Return the error that names this table and what is wrong with it."""
        return self._refused(f"{self.where}: {what}.")

    def has(self, name: str) -> bool:
        """Tell whether a field is there, and count it as asked for."""
        self._asked.add(name)
        return self._data.get(name) is not None

    def names(self) -> tuple[str, ...]:
        """Return the names of the fields that are there."""
        return tuple(self._data)

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text that is not empty."""
        value = self._take(name, _NOTHING if default is None else default)
        if not isinstance(value, str) or (not value.strip() and default is None):
            raise self.complaint(f"“{name}” must be a text")
        return value.strip()

    def day(self, name: str) -> date:
        """Return a date without an hour, in TOML's form or as "2025-09-30"."""
        value = self._take(name)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                value = None
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.complaint(f"“{name}” must be a date such as 2025-09-30")
        return value

    def number(self, name: str) -> int | float:
        """Return a number from 0 up."""
        value = self._take(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
            raise self.complaint(f"“{name}” must be a number, 0 or more")
        return value

    def whole(self, name: str) -> int:
        """Return a whole number from 0 up."""
        value = self.number(name)
        if not isinstance(value, int):
            raise self.complaint(f"“{name}” must be a whole number")
        return value

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._take(name, _NOTHING if default is None else default)
        if not isinstance(value, bool):
            raise self.complaint(f"“{name}” must be true or false")
        return value

    def words(self, name: str, *, may_be_left_out: bool = False) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._take(name, [] if may_be_left_out else _NOTHING)
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            raise self.complaint(f"“{name}” must be a list of words")
        if not value and not may_be_left_out:
            raise self.complaint(f"“{name}” is empty")
        return tuple(value)

    def rows(self, name: str) -> list[object]:
        """Return a list as it stands; empty where the field is left out."""
        value = self._take(name, [])
        if not isinstance(value, list):
            raise self.complaint(f"“{name}” must be a list")
        return value

    def table(self, name: str) -> "Table":
        """Return the table in a field; an empty one where it is left out."""
        return Table(self._take(name, {}), f"{self.where}, {name}", self._refused)

    def tables(self, name: str, label: str = "id") -> list["Table"]:
        """Return the tables of a list, each of which knows its place and its id."""
        return tables_of(self.rows(name), f"{self.where}, {name}", self._refused, label)

    def optional(self, name: str, read: Callable[[str], T]) -> T | None:
        """Return what `read` makes of a field, or None where it is left out."""
        return read(name) if self.has(name) else None

    def raw(self, name: str) -> object:
        """Return a field as it stands."""
        return self._take(name)

    def done(self) -> None:
        """Refuse fields that nobody asked for: a slip of the pen must not drop a rule unseen."""
        unknown = sorted(set(self._data) - self._asked)
        if unknown:
            known = ", ".join(sorted(self._asked))
            raise self.complaint(f"“{unknown[0]}” is not a field here; known: {known}")

    def one_of(self, name: str, known: Iterable[str]) -> str:
        """Return a text that is one of those known."""
        value, allowed = self.text(name), sorted(known)
        if value not in allowed:
            raise self.complaint(f"“{value}” is no {name}; choose from {', '.join(allowed)}")
        return value

    def _take(self, name: str, default: object = _NOTHING) -> Any:
        self._asked.add(name)
        value = self._data.get(name)
        if value is not None:
            return value
        if default is _NOTHING:
            raise self.complaint(f"“{name}” is missing")
        return default


def tables_of(
    rows: list[object], where: str, refused: type[MatcherError], label: str = "id"
) -> list[Table]:
    """Return the tables of a list, each named by its number and its id."""
    found = []
    for number, row in enumerate(rows, start=1):
        name = row.get(label) if isinstance(row, dict) else None
        place = f"{where} {number}" + (f" ({name})" if isinstance(name, str) else "")
        found.append(Table(row, place, refused))
    return found
