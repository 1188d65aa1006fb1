"""Tables of plans for scarce introductions, and of the pairs that must not be brought together."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base, Json


class PlanRow(Base):
    """One solution of "who should be introduced to whom", with all that it was worked out from.

    `settings` is what the officer asked for (limits, locks, what is forbidden), `problem` what was
    known then (chances, places, history), `result` what came out: the plan, or what conflicts.
    """

    __tablename__ = "plans"

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    base_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"), default=None)
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    settings: Mapped[Json] = mapped_column(default=dict)
    problem: Mapped[Json] = mapped_column(default=dict)
    result: Mapped[Json] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    solved_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)


class ConflictRow(Base):
    """Why a firm and a startup must not be brought together, as an officer said."""

    __tablename__ = "conflicts"
    __table_args__ = (UniqueConstraint("firm_id", "startup_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startups.id"), index=True)
    kind: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    created_at: Mapped[datetime]
