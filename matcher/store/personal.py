"""Tables about personal data: what people agreed to, and what they asked to have deleted."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base


class ConsentRow(Base):
    """Which text somebody agreed to, in which version and language, and when.

    Before there is an account it belongs to a request to join.
    """

    __tablename__ = "consents"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    text_version: Mapped[str]
    language: Mapped[str]
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True, default=None)
    join_request_id: Mapped[int | None] = mapped_column(
        ForeignKey("join_requests.id"), index=True, default=None
    )


class ErasureRow(Base):
    """A deletion that was asked for: of a person, or of an organisation with its people.

    `state` is "waiting" (introductions are open: until `due_at`), "confirmed" (the worker does it
    next), "done" or "withdrawn".
    """

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_state", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_id: Mapped[int]
    state: Mapped[str]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(default=None)
