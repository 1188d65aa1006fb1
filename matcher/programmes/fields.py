"""A table of a file that somebody wrote, read field by field; a complaint says where it is."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from matcher.errors import MatcherError, WorkflowError

T = TypeVar("T")
Path = tuple[str | int, ...]
"""Where a field stands in a file: names of fields and, in lists, numbers from 0."""
_NOTHING = object()


class Misfit(WorkflowError):
    """What is wrong with one field, and where: a complaint that can be told in any language."""

    def __init__(self, path: Path, template: str, **params: object) -> None:
        super().__init__(template, **params)
        self.path = path


class Table:
    """One table of a file, with its place; `done` refuses fields that nobody asked for."""

    def __init__(
        self, data: object, where: str, refused: type[MatcherError], path: Path = ()
    ) -> None:
        self.where = where
        self.refused = refused
        self.path = path
        if not isinstance(data, dict):
            raise self.complaint("must be a table of fields")
        self._data: Mapping[str, Any] = data
        self._asked: set[str] = set()

    def complaint(self, what: str, **params: object) -> MatcherError:
        """Return the error that names this table and what is wrong with it.

        `what` is a template with named places; the param `field` names the field that is meant.
        """
        if issubclass(self.refused, Misfit):
            field = params.get("field")
            path = (*self.path, field) if isinstance(field, str) else self.path
            return self.refused(path, what, **params)
        told = what % params if params else what
        return self.refused(f"{self.where}: {told}.")

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
            raise self.complaint("“%(field)s” must be a text", field=name)
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
            raise self.complaint("“%(field)s” must be a date such as 2025-09-30", field=name)
        return value

    def number(self, name: str) -> int | float:
        """Return a number from 0 up."""
        value = self._take(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e15:
            raise self.complaint("“%(field)s” must be a number, 0 or more", field=name)
        return value

    def whole(self, name: str) -> int:
        """Return a whole number from 0 up."""
        value = self.number(name)
        if not isinstance(value, int):
            raise self.complaint("“%(field)s” must be a whole number", field=name)
        return value

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """Return true or false."""
        value = self._take(name, _NOTHING if default is None else default)
        if not isinstance(value, bool):
            raise self.complaint("“%(field)s” must be true or false", field=name)
        return value

    def words(self, name: str, *, may_be_left_out: bool = False) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._take(name, [] if may_be_left_out else _NOTHING)
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            raise self.complaint("“%(field)s” must be a list of words", field=name)
        if not value and not may_be_left_out:
            raise self.complaint("“%(field)s” is empty", field=name)
        return tuple(value)

    def rows(self, name: str) -> list[object]:
        """Return a list as it stands; empty where the field is left out."""
        value = self._take(name, [])
        if not isinstance(value, list):
            raise self.complaint("“%(field)s” must be a list", field=name)
        return value

    def table(self, name: str) -> "Table":
        """Return the table in a field; an empty one where it is left out."""
        where = f"{self.where}, {name}"
        return Table(self._take(name, {}), where, self.refused, (*self.path, name))

    def tables(self, name: str, label: str = "id") -> list["Table"]:
        """Return the tables of a list, each of which knows its place and its id."""
        return self.tables_in(self.rows(name), f"{self.where}, {name}", label, (name,))

    def tables_in(self, rows: list[object], where: str, label: str, below: Path) -> list["Table"]:
        """Return the tables of a list that stands below this table, each named by its id."""
        found = []
        for number, row in enumerate(rows):
            name = row.get(label) if isinstance(row, dict) else None
            place = f"{where} {number + 1}" + (f" ({name})" if isinstance(name, str) else "")
            found.append(Table(row, place, self.refused, (*self.path, *below, number)))
        return found

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
            raise self.complaint(
                "“%(field)s” is not a field here; known: %(known)s", field=unknown[0], known=known
            )

    def one_of(self, name: str, known: Iterable[str]) -> str:
        """Return a text that is one of those known."""
        value, allowed = self.text(name), sorted(known)
        if value not in allowed:
            raise self.complaint(
                "“%(value)s” is no %(field)s; choose from %(known)s",
                value=value,
                field=name,
                known=", ".join(allowed),
            )
        return value

    def _take(self, name: str, default: object = _NOTHING) -> Any:
        self._asked.add(name)
        value = self._data.get(name)
        if value is not None:
            return value
        if default is _NOTHING:
            raise self.complaint("“%(field)s” is missing", field=name)
        return default
