"""Reading the journal's chain from its start: the first row that is not what was written."""

from collections.abc import Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from matcher.store.chain import BATCH, COVERED, START, TABLE, End, link


class Break(StrEnum):
    """How a chain may be broken."""

    CHANGED = "changed"
    """The row, or its place, is not what was written."""
    MISSING = "missing"
    """Rows were deleted before this one."""
    ADDED = "added"
    """The row was never linked: somebody wrote it beside the application."""
    CUT = "cut"
    """The rows at the end are gone: a kept head knows them."""
    REWRITTEN = "rewritten"
    """The chain agrees with itself, but not with a kept head."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where a chain is broken; `id` is the row's number, when there is a row."""

    kind: Break
    sequence: int | None
    id: int | None = None
    at: datetime | None = None
    action: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: how far the chain goes, and where it is broken first, or None."""

    rows: int
    end: End
    broken: Broken | None


def check(connection: Connection, heads: Iterable[End] = ()) -> Checked:
    """Return what is found from the start to the first broken row, or to the end."""
    known: dict[int, str] = {}
    twice: set[int] = set()
    for head in heads:
        if known.setdefault(head.sequence, head.hash) != head.hash:
            twice.add(head.sequence)
    last = End(0, START)
    with closing(_rows(connection)) as rows:
        for row in rows:
            broken = _broken(last, row) or _unlike(row, known, twice)
            if broken is not None:
                return Checked(last.sequence, last, broken)
            last = End(row.sequence, row.hash)
    return Checked(last.sequence, last, _after_the_end(connection, last, known))


def _rows(connection: Connection) -> Generator[Any, None, None]:
    chosen = [TABLE.c[name] for name in (*COVERED, "sequence", "hash")]
    query = select(*chosen).where(TABLE.c.sequence.is_not(None)).order_by(TABLE.c.sequence)
    with connection.execute(
        query, execution_options={"stream_results": True, "yield_per": BATCH}
    ) as found:
        yield from found


def _unlike(row: Any, known: dict[int, str], twice: set[int]) -> Broken | None:
    if row.sequence not in twice and known.get(row.sequence, row.hash) == row.hash:
        return None
    return Broken(Break.REWRITTEN, row.sequence, row.id, row.at, row.action)


def _broken(last: End, row: Any) -> Broken | None:
    if row.sequence > last.sequence + 1:
        return Broken(Break.MISSING, last.sequence + 1, row.id, row.at, row.action)
    follows = row.sequence == last.sequence + 1
    if follows and link(last.hash, row.sequence, row._mapping) == row.hash:
        return None
    return Broken(Break.CHANGED, row.sequence, row.id, row.at, row.action)


def _after_the_end(connection: Connection, last: End, known: dict[int, str]) -> Broken | None:
    """Return what is wrong beyond the last link: rows that are gone, or that were never linked."""
    if any(sequence > last.sequence for sequence in known):
        return Broken(Break.CUT, last.sequence + 1)
    row = connection.execute(
        select(TABLE.c.id, TABLE.c.at, TABLE.c.action)
        .where(TABLE.c.sequence.is_(None))
        .order_by(TABLE.c.id)
        .limit(1)
    ).first()
    return Broken(Break.ADDED, None, row.id, row.at, row.action) if row else None
