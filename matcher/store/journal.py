"""Tables of what happened, of what is to be done, and of small facts that all processes share."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base, Json


class JournalRow(Base):
    """Who did what to which thing, when, with what it was before and after.

    `sequence` and `hash` are written at the end of the transaction, by `matcher.store.chain`.
    """

    __tablename__ = "journal"
    __table_args__ = (
        Index("ix_journal_subject", "subject_kind", "subject_id"),
        Index("uq_journal_sequence", "sequence", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True, default=None)
    action: Mapped[str] = mapped_column(index=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(default=None)
    before: Mapped[Json] = mapped_column(default=dict)
    after: Mapped[Json] = mapped_column(default=dict)
    sequence: Mapped[int | None] = mapped_column(default=None)
    hash: Mapped[str] = mapped_column(default="")


class TaskRow(Base):
    """A thing to be done after the commit that asked for it; the worker looks here.

    A task of the same `key` that still waits is not written twice.
    """

    __tablename__ = "tasks"
    __table_args__ = (Index("ix_tasks_waiting", "state", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    key: Mapped[str] = mapped_column(index=True)
    payload: Mapped[Json] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
    error: Mapped[str] = mapped_column(default="")


class FactRow(Base):
    """A small fact by name, such as the number of the current index snapshot."""

    __tablename__ = "facts"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[Json] = mapped_column(default=dict)
