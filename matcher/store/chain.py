"""The journal as a chain: the hash of each row covers the row and the hash of the row before it.

Rows are linked at the end of the transaction that writes them, one writer at a time. SQLite has one
writer anyway; on PostgreSQL the last thing before the commit is a lock, so that it is held for a
moment and nobody who holds it waits for anything else.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, event, inspect, select, text, update
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker
from sqlalchemy.orm.attributes import set_committed_value

from matcher.store.journal import JournalRow

START = "0" * 64
"""What stands before the first row."""
LOCK = 4_207_849_484
"""The number of the lock that PostgreSQL gives to one writer of the chain at a time."""
BATCH = 5_000
TABLE = cast(Table, JournalRow.__table__)
COVERED = ("id", "at", "user_id", "action", "subject_kind", "subject_id", "before", "after")
_NEW = "passerelle.unlinked"


@dataclass(frozen=True, slots=True)
class End:
    """Where the chain ends: the place and the hash of its last row."""

    sequence: int
    hash: str


def link(previous: str, sequence: int, values: Mapping[str, Any]) -> str:
    """Return the hash of a row that stands at this place after the row with this hash."""
    covered = {name: values[name] for name in COVERED}
    covered["at"] = _moment(covered["at"])
    covered["sequence"] = sequence
    told = json.dumps(
        covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str
    )
    return hashlib.sha256(f"{previous}\n{told}".encode()).hexdigest()


def end(connection: Connection) -> End:
    """Return where the chain ends now; an empty one ends at its start."""
    last = connection.execute(
        select(TABLE.c.sequence, TABLE.c.hash)
        .where(TABLE.c.sequence.is_not(None))
        .order_by(TABLE.c.sequence.desc())
        .limit(1)
    ).first()
    return End(last.sequence, last.hash) if last else End(0, START)


def watch(makers: tuple[sessionmaker[Session], ...]) -> None:
    """Link the journal's rows of all sessions that these make, before each commit."""
    for maker in makers:
        event.listen(maker, "after_flush", _note)
        event.listen(maker, "before_commit", _link_new)
        event.listen(maker, "after_soft_rollback", _forget)


def link_existing(
    connection: Connection, reduced: Callable[[dict[str, Any]], dict[str, Any]]
) -> int:
    """Link rows that were written before there was a chain, in their order; return how many.

    `reduced` returns what may be kept of the values before and after.
    """
    last, seen = end(connection), 0
    while rows := _unlinked(connection, seen):
        written = []
        for row in rows:
            values = row | {name: reduced(row[name]) for name in ("before", "after")}
            last = End(last.sequence + 1, link(last.hash, last.sequence + 1, values))
            written.append(values | {"sequence": last.sequence, "hash": last.hash})
        seen = rows[-1]["id"]
        connection.execute(update(TABLE).where(TABLE.c.id == bindparam("row")), _columns(written))
    return last.sequence


def _columns(written: list[dict[str, Any]]) -> list[dict[str, Any]]:
    wanted = ("before", "after", "sequence", "hash")
    return [{"row": values["id"]} | {name: values[name] for name in wanted} for values in written]


def _unlinked(connection: Connection, after: int) -> list[dict[str, Any]]:
    found = connection.execute(
        select(*(TABLE.c[name] for name in COVERED))
        .where(TABLE.c.sequence.is_(None), TABLE.c.id > after)
        .order_by(TABLE.c.id)
        .limit(BATCH)
    )
    return [dict(row._mapping) for row in found]


def _note(session: Session, _: object) -> None:
    new = [row for row in session.new if isinstance(row, JournalRow)]
    session.info.setdefault(_NEW, []).extend(new)


def _forget(session: Session, undone: SessionTransaction) -> None:
    if not undone.nested:
        session.info.pop(_NEW, None)


def _link_new(session: Session) -> None:
    """Link what this transaction wrote; the parts of a transaction leave it to the whole."""
    if session.in_nested_transaction():
        return
    session.flush()
    rows = [row for row in session.info.pop(_NEW, []) if inspect(row).persistent]
    if not rows:
        return
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    last, written = end(connection), []
    for row in sorted(rows, key=lambda row: row.id):
        values = {name: getattr(row, name) for name in COVERED}
        last = End(last.sequence + 1, link(last.hash, last.sequence + 1, values))
        written.append({"row": row.id, "sequence": last.sequence, "hash": last.hash})
        set_committed_value(row, "sequence", last.sequence)
        set_committed_value(row, "hash", last.hash)
    connection.execute(update(TABLE).where(TABLE.c.id == bindparam("row")), written)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
