"""The outbox: every e-mail is a row here before it is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, ForeignKey, Index, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from matcher.store.base import Base


class MailState(StrEnum):
    """Where an e-mail stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    """At least one recipient will not get it; `delivered` says who did."""
    UNKNOWN = "unknown"
    """The worker stopped half-way: it may have arrived, so it is never sent again by itself."""
    COMBINED = "combined"
    """It went into a digest, `combined_into`."""
    CANCELLED = "cancelled"


class OutboxRow(Base):
    """An e-mail to one or more recipients, and what became of it."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_state_not_before", "state", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    language: Mapped[str]
    recipients: Mapped[list[str]]
    payload: Mapped[dict[str, object]]
    dedupe_key: Mapped[str] = mapped_column(unique=True)
    about: Mapped[str] = mapped_column(default="", index=True)
    digest: Mapped[str] = mapped_column(default="")
    message_token: Mapped[str]
    state: Mapped[str] = mapped_column(default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    created_at: Mapped[datetime]
    claim: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    delivered: Mapped[list[str]] = mapped_column(default=list)
    refused: Mapped[dict[str, object]] = mapped_column(default=dict)
    last_error: Mapped[str] = mapped_column(default="")
    combined_into: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows to list; an empty field leaves nothing out."""

    state: str = ""
    kind: str = ""
    about: str = ""


def add(session: Session, values: dict[str, Any]) -> int | None:
    """Return the id of a new row, or None when a row with this dedupe key exists already."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    unless_known = dialect.insert(OutboxRow).on_conflict_do_nothing(index_elements=["dedupe_key"])
    added: int | None = session.scalar(unless_known.values(**values).returning(OutboxRow.id))
    return added


def get(session: Session, mail_id: int) -> OutboxRow | None:
    """Return a row as the database has it now."""
    return session.get(OutboxRow, mail_id, populate_existing=True)


def due(session: Session, now: datetime, limit: int) -> Sequence[int]:
    """Return the ids of the e-mails to send now, the longest waiting first; no digest's parts."""
    return session.scalars(
        select(OutboxRow.id)
        .where(
            OutboxRow.state == MailState.WAITING,
            OutboxRow.digest == "",
            OutboxRow.not_before <= now,
        )
        .order_by(OutboxRow.not_before, OutboxRow.id)
        .limit(limit)
    ).all()


def claim(session: Session, mail_id: int, token: str, now: datetime) -> bool:
    """Whether this worker got the row: it was waiting, and nobody else took it."""
    return _changed(
        session,
        update(OutboxRow)
        .where(
            OutboxRow.id == mail_id,
            OutboxRow.state == MailState.WAITING,
            OutboxRow.not_before <= now,
        )
        .values(
            state=MailState.SENDING,
            claim=token,
            claimed_at=now,
            attempts=OutboxRow.attempts + 1,
        ),
    )


def finish(session: Session, mail_id: int, token: str, values: dict[str, Any]) -> bool:
    """Write what became of a row that this worker claimed; False when it is no longer its own."""
    return _changed(
        session,
        update(OutboxRow)
        .where(
            OutboxRow.id == mail_id,
            OutboxRow.claim == token,
            OutboxRow.state.in_([MailState.SENDING, MailState.UNKNOWN]),
        )
        .values(claim=None, **values),
    )


def put_aside(session: Session, claimed_before: datetime, error: str) -> int:
    """Return how many rows were left half-way by a worker that stopped; they become unknown."""
    return _count(
        session,
        update(OutboxRow)
        .where(OutboxRow.state == MailState.SENDING, OutboxRow.claimed_at < claimed_before)
        .values(state=MailState.UNKNOWN, last_error=error),
    )


def move(
    session: Session, mail_id: int, allowed: Sequence[MailState], values: dict[str, Any]
) -> bool:
    """Change a row if its state is still one of those allowed."""
    return _changed(
        session,
        update(OutboxRow)
        .where(OutboxRow.id == mail_id, OutboxRow.state.in_(allowed))
        .values(**values),
    )


def parts(session: Session, created_before: datetime) -> Sequence[OutboxRow]:
    """Return the waiting parts of digests that were posted before a moment, oldest first."""
    return session.scalars(
        select(OutboxRow)
        .where(
            OutboxRow.state == MailState.WAITING,
            OutboxRow.digest != "",
            OutboxRow.created_at < created_before,
            OutboxRow.not_before <= created_before,
        )
        .order_by(OutboxRow.id)
    ).all()


def combine(session: Session, part_ids: Sequence[int], into: int) -> int:
    """Return how many waiting parts became part of a digest."""
    return _count(
        session,
        update(OutboxRow)
        .where(OutboxRow.id.in_(part_ids), OutboxRow.state == MailState.WAITING)
        .values(state=MailState.COMBINED, combined_into=into),
    )


def still_waiting(session: Session, part_ids: Sequence[int]) -> set[int]:
    """Return which of these rows wait still."""
    query = select(OutboxRow.id).where(
        OutboxRow.id.in_(part_ids), OutboxRow.state == MailState.WAITING
    )
    return set(session.scalars(query))


def unsent_about(session: Session, about: str) -> Sequence[OutboxRow]:
    """Return the rows about a thing, or one side's part in it, that may still go out."""
    states = [MailState.WAITING, MailState.FAILED, MailState.UNKNOWN, MailState.COMBINED]
    return session.scalars(
        select(OutboxRow).where(_is_about(about), OutboxRow.state.in_(states))
    ).all()


def count(session: Session, states: Sequence[MailState]) -> int:
    """Return how many rows are in one of these states."""
    query = select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_(states))
    return session.scalar(query) or 0


def release_parts(session: Session, digest_id: int) -> int:
    """Return how many parts of a digest that will not go out wait for the next one again."""
    return _count(
        session,
        update(OutboxRow)
        .where(OutboxRow.combined_into == digest_id, OutboxRow.state == MailState.COMBINED)
        .values(state=MailState.WAITING, combined_into=None),
    )


def listed(session: Session, wanted: Wanted, limit: int, offset: int) -> Sequence[OutboxRow]:
    """Return the rows that were asked for, the newest first."""
    query = select(OutboxRow).order_by(OutboxRow.id.desc()).limit(limit).offset(offset)
    for column, value in ((OutboxRow.state, wanted.state), (OutboxRow.kind, wanted.kind)):
        if value:
            query = query.where(column == value)
    if wanted.about:
        query = query.where(_is_about(wanted.about))
    return session.scalars(query).all()


def _is_about(about: str) -> ColumnElement[bool]:
    """Return the condition on rows about a thing, or about one side's part in it."""
    parts = (
        OutboxRow.about.startswith(f"{about}:{side}:", autoescape=True)
        for side in ("startup", "support")
    )
    return or_(OutboxRow.about == about, *parts)


def _changed(session: Session, statement: Any) -> bool:
    return _count(session, statement) == 1


def _count(session: Session, statement: Any) -> int:
    done = session.execute(statement.execution_options(synchronize_session="fetch"))
    return cast("CursorResult[Any]", done).rowcount
