"""Tables of what the engine said, and of what curators decided on it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from matcher.domain.match import Band
from matcher.store.base import Base, Json, JsonList


class MatchRunRow(Base):
    """One answer of the engine to one text, with all that made it: it can be replayed.

    `reading` is "full" (what the agency and the firm may read) or "public" (an open challenge's
    text or an approved teaser: all that a startup's suggestion may come from). `asked_at` is when
    the engine last gave the same answer again.
    """

    __tablename__ = "match_runs"
    __table_args__ = (Index("ix_match_runs_latest", "challenge_id", "reading", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    reading: Mapped[str] = mapped_column(default="full")
    text_version: Mapped[int]
    text_sha256: Mapped[str]
    snapshot: Mapped[str] = mapped_column(default="")
    encoder: Mapped[str] = mapped_column(default="")
    ranker: Mapped[str] = mapped_column(default="")
    words_only: Mapped[bool] = mapped_column(default=False)
    notes: Mapped[list[str]] = mapped_column(default=list)
    requirements: Mapped[JsonList] = mapped_column(default=list)
    refusals: Mapped[JsonList] = mapped_column(default=list)
    support: Mapped[JsonList] = mapped_column(default=list)
    created_at: Mapped[datetime]
    asked_at: Mapped[datetime | None] = mapped_column(default=None)


class MatchRow(Base):
    """A ranked startup of a run. Reasons, flags and chance are kept as the engine gave them."""

    __tablename__ = "matches"
    __table_args__ = (
        Index("ix_matches_run_rank", "run_id", "rank"),
        Index("ix_matches_startup", "startup_id", "run_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("match_runs.id", ondelete="CASCADE"))
    startup_id: Mapped[int] = mapped_column(ForeignKey("startups.id"))
    rank: Mapped[int]
    score: Mapped[float]
    band: Mapped[Band | None] = mapped_column(default=None)
    chance: Mapped[Json] = mapped_column(default=dict)
    reasons: Mapped[JsonList] = mapped_column(default=list)
    unmet: Mapped[list[str]] = mapped_column(default=list)
    features: Mapped[Json] = mapped_column(default=dict)
    flags: Mapped[JsonList] = mapped_column(default=list)
    is_far: Mapped[bool] = mapped_column(default=False)
    is_young: Mapped[bool] = mapped_column(default=False)


class VerdictRow(Base):
    """What a curator decided on a startup for a challenge. Undone ones stay, marked.

    `kind` is "keep", "reject" or "no_partner" (then `startup_id` is None). `by_hand` marks a
    startup that the engine had not shown.
    """

    __tablename__ = "verdicts"
    __table_args__ = (Index("ix_verdicts_pair", "challenge_id", "startup_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id", ondelete="CASCADE"))
    startup_id: Mapped[int | None] = mapped_column(ForeignKey("startups.id"), default=None)
    match_id: Mapped[int | None] = mapped_column(default=None)
    kind: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    by_hand: Mapped[bool] = mapped_column(default=False)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(index=True)
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)


class PlaceRow(Base):
    """Where a startup or a challenge stands on the map of the ecosystem."""

    __tablename__ = "places"

    kind: Mapped[str] = mapped_column(primary_key=True)
    subject_id: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[float]
    y: Mapped[float]
    cluster: Mapped[int] = mapped_column(default=0)
    text_version: Mapped[int] = mapped_column(default=1)
