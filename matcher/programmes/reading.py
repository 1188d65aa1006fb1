"""Reads data/programmes/*.toml: every version of every programme, checked while it is read.

A file holds one version of one or several programmes that share rules. `ReferenceUnreadable` names
the file, the rule and what is wrong with it. The form of the files is in docs/programmes.md.
"""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from matcher.domain.programme import (
    AidTerms,
    Bonus,
    BonusStep,
    CeilingBasis,
    Programme,
    Rule,
    Source,
)
from matcher.errors import MatcherError, ReferenceUnreadable
from matcher.programmes.conditions import conditions_of, kept, read_test
from matcher.programmes.fields import Table
from matcher.settings import settings

T = TypeVar("T")
BONUSES = ("jobs", "territory", "activity")
"""The bonuses that have a name in matcher/wording."""
_AS_OF = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d\d)?)?")


def programmes() -> tuple[Programme, ...]:
    """Return every version of every programme, those of one programme from the oldest on."""
    return _programmes(settings().home / "data/programmes")


def read_programmes(path: Path) -> tuple[Programme, ...]:
    """Return the programmes of one file, in its order."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ReferenceUnreadable(f"{path} is not valid TOML: {error}.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise ReferenceUnreadable(f"{path} cannot be read as UTF-8 text: {error}.") from error
    return programmes_in(data, str(path))


def programmes_in(
    data: object, where: str, refused: type[MatcherError] = ReferenceUnreadable
) -> tuple[Programme, ...]:
    """Return the programmes that a file's tables hold; `refused` says what is wrong."""
    return _File(Table(data, where, refused)).programmes()


@cache
def _programmes(folder: Path) -> tuple[Programme, ...]:
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        raise ReferenceUnreadable(f"{folder} holds no programme: restore it.")
    found = [programme for path in paths for programme in read_programmes(path)]
    names = {(programme.id, programme.version) for programme in found}
    days = {(programme.id, programme.valid_from) for programme in found}
    if min(len(names), len(days)) < len(found):
        raise ReferenceUnreadable(
            f"{folder}: two versions of one programme share a name or a first day."
        )
    return tuple(sorted(found, key=lambda programme: (programme.id, programme.valid_from)))


class _File:
    """One file: what its tables share, then its programmes."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._version = table.text("version")
        self._valid_from = table.day("valid_from")
        self._as_of = _as_of(table)
        self._review_by = table.day("review_by")
        self._sources = self._read_sources(table.table("sources"))
        self._shared = tuple(self._rule(each) for each in table.tables("rules"))

    def programmes(self) -> tuple[Programme, ...]:
        """Return the programmes of the file."""
        found = tuple(self._programme(each) for each in self._table.tables("programmes"))
        if not found:
            raise self._table.complaint("it holds no [[programmes]]")
        self._table.done()
        return found

    def _read_sources(self, table: Table) -> dict[str, Source]:
        found = {}
        for name in table.names():
            row = table.table(name)
            found[name] = Source(name, row.text("title"), row.text("where"), row.day("read_on"))
            row.done()
        return found

    def _programme(self, row: Table) -> Programme:
        own = tuple(self._rule(each) for each in row.tables("rules"))
        return _kept(
            row,
            lambda: Programme(
                id=row.text("id"),
                version=self._version,
                valid_from=self._valid_from,
                name=row.text("name"),
                operator=row.text("operator"),
                instrument=row.text("instrument"),
                note=row.text("note", ""),
                rules=self._shared + own,
                aid=tuple(self._aid(each) for each in row.tables("aid")),
            ),
        )

    def _rule(self, row: Table) -> Rule:
        return _kept(
            row,
            lambda: Rule(
                id=row.text("id"),
                test=read_test(row),
                sources=self._cited(row),
                as_of=self._own_as_of(row),
                review_by=self._own_review(row),
            ),
        )

    def _aid(self, row: Table) -> AidTerms:
        basis = row.one_of("ceiling_per", CeilingBasis) if row.has("ceiling_per") else "project"
        return _kept(
            row,
            lambda: AidTerms(
                id=row.text("id"),
                sources=self._cited(row),
                as_of=self._own_as_of(row),
                review_by=self._own_review(row),
                rate_pct=row.optional("rate_pct", row.whole),
                ceiling_dh=row.optional("ceiling_dh", row.whole),
                ceiling_per=CeilingBasis(basis),
                when=conditions_of(row, "when"),
                is_rate_a_maximum=row.flag("is_rate_a_maximum", default=False),
                is_repayable=row.flag("is_repayable", default=False),
                is_unverified=row.flag("is_unverified", default=False),
                bonuses=tuple(self._bonus(each) for each in row.tables("bonuses")),
            ),
        )

    def _bonus(self, row: Table) -> Bonus:
        return _kept(
            row,
            lambda: Bonus(
                id=row.one_of("id", BONUSES),
                steps=tuple(_step(each) for each in row.tables("steps", "rate_pct")),
                sources=self._cited(row),
            ),
        )

    def _cited(self, row: Table) -> tuple[Source, ...]:
        names = row.words("sources")
        for name in names:
            if name not in self._sources:
                raise row.complaint(
                    "the source “%(source)s” is not among [sources]", source=name, field="sources"
                )
        return tuple(self._sources[name] for name in names)

    def _own_as_of(self, row: Table) -> str:
        return _as_of(row) if row.has("as_of") else self._as_of

    def _own_review(self, row: Table) -> date:
        return row.day("review_by") if row.has("review_by") else self._review_by


def _step(row: Table) -> BonusStep:
    return _kept(
        row,
        lambda: BonusStep(
            when=conditions_of(row, "when"),
            rate_pct=row.optional("rate_pct", row.whole),
            least_pct=row.optional("least_pct", row.whole),
        ),
    )


def _as_of(row: Table) -> str:
    value = row.text("as_of")
    if not _AS_OF.fullmatch(value):
        raise row.complaint(
            "“%(field)s” must be a year, a month or a day: 2025, 2025-11, 2025-11-04", field="as_of"
        )
    return value


def _kept(row: Table, make: Callable[[], T]) -> T:
    """Return what is made of a row; what the domain refuses is told with the row's place."""
    made = kept(row, make)
    row.done()
    return made
