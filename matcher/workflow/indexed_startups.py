"""Startups as they are to be indexed; only those whose rows changed are read anew."""

import threading
from collections.abc import Collection, Iterator
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import JSON, ColumnElement, Text, cast, func, select
from sqlalchemy.orm import Session

from matcher.domain.introduction import OPEN
from matcher.domain.startup import Startup
from matcher.store.base import Base
from matcher.store.database import Database
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import CapabilityRow, StartupRow
from matcher.workflow.engine_texts import startups_of

_AT_ONCE = 500
"""How many startups a query names: databases limit the values of one."""
_NOT_INDEXED = {"created_at", "updated_at"}


class StartupReader:
    """Reads the startups of a database that are to be indexed. Safe to share between threads.

    What it read before it returns again, the very objects, as long as no row of it changed.
    """

    def __init__(self) -> None:
        self._holds = threading.Lock()
        self._kept: dict[int, tuple[int, Startup]] = {}

    def read(self, session: Session) -> list[Startup]:
        """Return the startups of active organisations that have texts, ordered by key."""
        marks, kept = _marks(session), self._kept
        changed = [number for number, mark in marks.items() if kept.get(number, (0,))[0] != mark]
        fresh = dict(_read(session, changed))
        now = {
            number: (mark, fresh[number]) if number in fresh else kept[number]
            for number, mark in marks.items()
            if number in fresh or number in kept
        }
        with self._holds:
            self._kept = now
        return [startup for _, startup in now.values()]


_READERS: WeakKeyDictionary[Database, StartupReader] = WeakKeyDictionary()
_BEGINS = threading.Lock()


def reader_of(database: Database) -> StartupReader:
    """Return the reader of a database; there is one in a process."""
    with _BEGINS:
        return _READERS.setdefault(database, StartupReader())


def startups(session: Session) -> list[Startup]:
    """Return all startups that are to be indexed, read anew."""
    return StartupReader().read(session)


def _marks(session: Session) -> dict[int, int]:
    """Return, for each startup to be indexed, a number that changes with any of its rows."""
    texts: dict[int, list[Any]] = {}
    for home, *values in session.execute(
        select(CapabilityRow.startup_id, *_columns(CapabilityRow)).order_by(CapabilityRow.id)
    ):
        texts.setdefault(home, []).append(tuple(values))
    taken = _open_introductions(session)
    rows = session.execute(
        select(StartupRow.id, *_columns(StartupRow), *_columns(OrganisationRow))
        .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
        .where(OrganisationRow.is_active, OrganisationRow.merged_into.is_(None))
        .order_by(StartupRow.key)
    )
    return {
        number: hash((tuple(values), tuple(texts[number]), taken.get(number, 0)))
        for number, *values in rows
        if number in texts
    }


def _columns(of: type[Base]) -> list[ColumnElement[Any]]:
    """Return all columns of a table as they are stored: lists are not read, only compared."""
    return [
        (cast(column, Text) if isinstance(column.type, JSON) else column).label(
            f"{of.__tablename__}_{column.name}"
        )
        for column in of.__table__.columns
        if column.name not in _NOT_INDEXED
    ]


def _read(session: Session, numbers: Collection[int]) -> Iterator[tuple[int, Startup]]:
    wanted, taken = list(numbers), _open_introductions(session)
    for start in range(0, len(wanted), _AT_ONCE):
        rows = session.execute(
            select(StartupRow, OrganisationRow)
            .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
            .where(StartupRow.id.in_(wanted[start : start + _AT_ONCE]))
        ).all()
        profiles = [row for row, _ in rows if row.capabilities]
        homes = {home.id: home for _, home in rows}
        found = startups_of(profiles, homes, taken)
        yield from zip((row.id for row in profiles), found, strict=True)


def _open_introductions(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(IntroductionRow.startup_id, func.count())
        .where(IntroductionRow.stage.in_(OPEN))
        .group_by(IntroductionRow.startup_id)
    )
    return dict(rows.all())
