"""Tables of introductions and of every step that each of them took."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matcher.domain.introduction import Stage
from matcher.store.base import Base
from matcher.store.drawn import DrawnId


class IntroductionRow(DrawnId, Base):
    """One startup for one challenge, from the day a curator kept it.

    `position` is the place in the shortlist. `why` is the officer's short text to both sides, in
    three languages or fewer, drafted from the reasons. `support_id` names the technical centre or
    cluster that is asked too, in a trio. `version` grows with every step: a page
    that shows an older one cannot decide.
    """

    __tablename__ = "introductions"
    __table_args__ = (UniqueConstraint("challenge_id", "startup_id"),)

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), index=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startups.id"), index=True)
    stage: Mapped[Stage] = mapped_column(default=Stage.KEPT, index=True)
    position: Mapped[int] = mapped_column(default=0)
    why: Mapped[str] = mapped_column(default="")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    firm_said: Mapped[str] = mapped_column(default="")
    firm_said_at: Mapped[datetime | None] = mapped_column(default=None)
    startup_said: Mapped[str] = mapped_column(default="")
    startup_said_at: Mapped[datetime | None] = mapped_column(default=None)
    support_id: Mapped[int | None] = mapped_column(
        ForeignKey("support_bodies.id"), index=True, default=None
    )
    support_said: Mapped[str] = mapped_column(default="")
    support_said_at: Mapped[datetime | None] = mapped_column(default=None)
    decline_side: Mapped[str] = mapped_column(default="")
    decline_reason: Mapped[str] = mapped_column(default="")
    decline_note: Mapped[str] = mapped_column(default="")
    waiting_since: Mapped[datetime | None] = mapped_column(default=None)
    remind_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    ends_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    reminded_at: Mapped[datetime | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


IN_TIME = (
    IntroductionRow.created_at,
    IntroductionRow.challenge_id,
    IntroductionRow.position,
    IntroductionRow.startup_id,
)
"""The order in which introductions began; their numbers tell none."""
LATEST_FIRST = (
    IntroductionRow.updated_at.desc(),
    IntroductionRow.challenge_id.desc(),
    IntroductionRow.startup_id.desc(),
)
"""The order of lists: what moved last comes first."""


class MoveRow(Base):
    """One step of an introduction: from, to, who, when, why, with a proof or a note."""

    __tablename__ = "moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    introduction_id: Mapped[int] = mapped_column(
        ForeignKey("introductions.id", ondelete="CASCADE"), index=True
    )
    stage_before: Mapped[Stage]
    stage_after: Mapped[Stage]
    side: Mapped[str] = mapped_column(default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    at: Mapped[datetime] = mapped_column(index=True)
