"""One row's cells into checked values, every problem of the row gathered."""

from collections.abc import Callable
from typing import Final, TypeVar

from matcher.intake.columns import ColumnNames
from matcher.intake.formula_guard import Unguard
from matcher.intake.report import RefusedRow
from matcher.intake.rows import SourceRow
from matcher.intake.values import BadValue

T = TypeVar("T")

_TERMS_HELP: Final = 'Write an object: {"capacity": 4, "refused_sectors": ["Textile"]}.'


class RowFields:
    """The cells of one row by field, read one by one; problems are kept, not raised.

    `unguard` takes the signs off that exports put before formulas (see `formula_guard`); None where
    the file is no table. `unguarded` counts such cells. `unknown` holds the names that mean no
    field, or a field that an earlier name already filled.
    """

    def __init__(self, row: SourceRow, names: ColumnNames, *, unguard: Unguard | None) -> None:
        self.line = row.line
        self.problems: list[RefusedRow] = []
        self.unknown: list[str] = []
        self.unguarded = 0
        self.has_beir_id = any(name == "_id" for name, _ in row.values)
        self._cells: dict[str, list[tuple[str, object]]] = {}
        self._names = names
        self._unguard = unguard
        self._take(row.values)

    def _take(self, values: tuple[tuple[str, object], ...]) -> None:
        extra: dict[str, object] = {}
        terms: list[tuple[str, dict[str, object]]] = []
        for name, cell in values:
            field = self._names.field_of(name)
            if field in ("metadata", "terms"):
                if isinstance(cell, dict) and field == "terms":
                    terms.append((name, cell))
                    continue
                if isinstance(cell, dict):
                    extra |= cell
                    continue
                if field == "terms" and cell is not None and self._unguard is None:
                    self.problems.append(
                        RefusedRow(self.line, name, "it is not an object", _TERMS_HELP)
                    )
                    continue
                field = None
            self._keep(name, field, self._bare(cell))
        for name, given in terms:
            self._take_terms(name, given)
        self._take_metadata(extra)

    def _take_terms(self, where: str, given: dict[str, object]) -> None:
        """Fill from the terms inside the row; one that the row gives too is refused."""
        for name, cell in given.items():
            field = self._names.field_of(name)
            if field is None:
                self.unknown.append(name)
            elif any(known not in (None, "") for _, known in self._cells.get(field, ())):
                self.problems.append(
                    RefusedRow(
                        self.line, name, f"it is given twice, once inside {where}", "Keep one."
                    )
                )
            else:
                self._cells[field] = [(name, cell)]

    def _take_metadata(self, extra: dict[str, object]) -> None:
        """Fill from an object inside the row (BEIR metadata, facts) what the row does not say."""
        for name, cell in extra.items():
            field = self._names.field_of(name)
            if field and field not in self._cells:
                self._cells[field] = [(name, cell)]
            else:
                self.unknown.append(name)

    def _keep(self, name: str, field: str | None, value: object) -> None:
        known = self._cells.get(field or "")
        if field is None or (known and field not in self._names.several):
            if name:
                self.unknown.append(name)
        else:
            self._cells.setdefault(field, []).append((name, value))

    def _bare(self, cell: object) -> object:
        if self._unguard is None or not isinstance(cell, str):
            return cell
        bare = self._unguard(cell)
        self.unguarded += bare != cell
        return bare

    def has(self, field: str) -> bool:
        """Tell whether the row names the field, even if its cell is empty."""
        return field in self._cells

    def raw(self, field: str) -> object:
        """Return the first cell of a field as it was given, or None."""
        cells = self._cells.get(field)
        return cells[0][1] if cells else None

    def read(self, field: str, reader: Callable[[object], T], default: T) -> T:
        """Return a field's value through `reader`, or `default` when it is absent or refused."""
        for name, cell in self._cells.get(field, ()):
            try:
                return reader(cell)
            except BadValue as bad:
                self.problems.append(RefusedRow(self.line, name, bad.problem, bad.remedy))
        return default

    def read_each(
        self, field: str, reader: Callable[[object], list[T]], *, default: list[T]
    ) -> list[T]:
        """Return what `reader` makes of every cell of a field, in order."""
        found: list[T] = []
        for name, cell in self._cells.get(field, []):
            try:
                found.extend(reader(cell))
            except BadValue as bad:
                self.problems.append(RefusedRow(self.line, name, bad.problem, bad.remedy))
        return found or default

    def refuse(self, field: str, problem: str, remedy: str) -> None:
        """Note a reason to refuse the row; the field is named as the file heads it."""
        self.problems.append(RefusedRow(self.line, self.heading(field), problem, remedy))

    def heading(self, field: str) -> str:
        """Return the heading under which the file gives a field, else the field itself."""
        cells = self._cells.get(field)
        return cells[0][0] if cells else field
