"""Tables of programme versions that officers wrote, of what is asked of a case, of verdicts."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base, Json, JsonList


class ProgrammeVersionRow(Base):
    """One version of one programme, as TOML in the form of data/programmes; never changed again.

    A draft (`state`) may still be changed; a published one may not.
    """

    __tablename__ = "programme_versions"
    __table_args__ = (UniqueConstraint("programme_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[str] = mapped_column(index=True)
    version: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft", index=True)
    body: Mapped[str]
    sha256: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    row_version: Mapped[int] = mapped_column(default=1)


class AidFactsRow(Base):
    """What was said, for programmes alone, of an organisation or of a challenge's project.

    `facts` holds parts of a case (docs/programmes.md); `used_dh` what was received, by programme
    and, where its ceiling counts by the year, that year (fac@2026).
    """

    __tablename__ = "aid_facts"
    __table_args__ = (UniqueConstraint("subject_kind", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[int]
    facts: Mapped[Json] = mapped_column(default=dict)
    used_dh: Mapped[Json] = mapped_column(default=dict)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class VerdictOnAidRow(Base):
    """A verdict that somebody was shown, with its case and day: it can be had again.

    A startup that asks for itself has no challenge. `programmes` holds (id, version, sha256) of
    each version that was asked; `answers` what it said.
    """

    __tablename__ = "aid_verdicts"
    __table_args__ = (Index("ix_aid_verdicts_pair", "challenge_id", "startup_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int | None] = mapped_column(
        ForeignKey("challenges.id", ondelete="CASCADE"), default=None
    )
    startup_id: Mapped[int | None] = mapped_column(ForeignKey("startups.id"), default=None)
    day: Mapped[date]
    case: Mapped[Json] = mapped_column(default=dict)
    programmes: Mapped[JsonList] = mapped_column(default=list)
    answers: Mapped[JsonList] = mapped_column(default=list)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    created_at: Mapped[datetime]
