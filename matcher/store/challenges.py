"""Tables of challenges, their requirements, and the files that came with them."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matcher.domain.challenge import Importance
from matcher.domain.visibility import (
    ChallengeState,
    Collaboration,
    MatchingState,
    TeaserState,
    Visibility,
)
from matcher.store.base import Base, JsonList
from matcher.store.drawn import DrawnId


class ChallengeRow(Base):
    """A need of a firm, in the sections of the form.

    What is `excluded` is never matched with. `text_version` grows with every change of what is
    matched; a match run keeps the one that it read. `saved_from` names the open page that saved
    last, so that its next save is told from one of another window. `support` holds the support
    bodies that an officer showed the firm.
    """

    __tablename__ = "challenges"

    id: Mapped[int] = mapped_column(primary_key=True)
    firm_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    state: Mapped[ChallengeState] = mapped_column(default=ChallengeState.DRAFT, index=True)
    visibility: Mapped[Visibility] = mapped_column(default=Visibility.ANONYMOUS)
    language: Mapped[str] = mapped_column(default="fr")

    title: Mapped[str] = mapped_column(default="")
    context: Mapped[str] = mapped_column(default="")
    problem: Mapped[str] = mapped_column(default="")
    success_criteria: Mapped[str] = mapped_column(default="")
    constraints: Mapped[str] = mapped_column(default="")
    excluded: Mapped[str] = mapped_column(default="")
    attached_text: Mapped[str] = mapped_column(default="")

    sectors: Mapped[list[str]] = mapped_column(default=list)
    region: Mapped[str] = mapped_column(default="")
    site: Mapped[str] = mapped_column(default="")
    on_site: Mapped[bool] = mapped_column(default=False)
    trl_min: Mapped[int | None] = mapped_column(default=None)
    collaboration: Mapped[Collaboration] = mapped_column(default=Collaboration.ANY)
    budget_min_dh: Mapped[int | None] = mapped_column(default=None)
    budget_max_dh: Mapped[int | None] = mapped_column(default=None)
    deadline: Mapped[date | None] = mapped_column(default=None)
    working_languages: Mapped[list[str]] = mapped_column(default=list)

    teaser_title: Mapped[str] = mapped_column(default="")
    teaser_text: Mapped[str] = mapped_column(default="")
    teaser_state: Mapped[TeaserState] = mapped_column(default=TeaserState.NONE)
    teaser_reason: Mapped[str] = mapped_column(default="")

    matching: Mapped[MatchingState] = mapped_column(default=MatchingState.WAITING)
    fallback: Mapped[str] = mapped_column(default="")
    support: Mapped[JsonList] = mapped_column(default=list)
    text_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    saved_from: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None] = mapped_column(default=None, index=True)
    released_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)

    requirements: Mapped[list["RequirementRow"]] = relationship(
        order_by="RequirementRow.position", cascade="all, delete-orphan", lazy="selectin"
    )


class RequirementRow(DrawnId, Base):
    """One thing that a challenge asks for, as the firm confirmed it."""

    __tablename__ = "requirements"

    challenge_id: Mapped[int] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    text: Mapped[str]
    importance: Mapped[Importance] = mapped_column(default=Importance.MUST)


class AttachmentRow(DrawnId, Base):
    """A file that was handed in, with the text that was read from it."""

    __tablename__ = "attachments"
    __table_args__ = (Index("ix_attachments_subject", "subject_kind", "subject_id"),)

    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    created_at: Mapped[datetime]
