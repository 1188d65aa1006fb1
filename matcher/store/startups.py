"""Tables of startups' profiles, their capabilities, and what they say to suggestions."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matcher.domain.startup import Status
from matcher.store.base import Base
from matcher.store.drawn import DrawnId


class StartupRow(Base):
    """The profile of a startup; its id is that of its organisation.

    Empty means "not said". `name_shown` says that firms may read its name in a shortlist before
    both accepted. `text_version` grows with every change of what is indexed.
    """

    __tablename__ = "startups"

    id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    tagline: Mapped[str] = mapped_column(default="")
    sectors: Mapped[list[str]] = mapped_column(default=list)
    regions: Mapped[list[str]] = mapped_column(default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)
    trl: Mapped[int | None] = mapped_column(default=None)
    references: Mapped[str] = mapped_column("client_references", default="")
    certifications: Mapped[list[str]] = mapped_column(default=list)
    status: Mapped[Status] = mapped_column(default=Status.ACTIVE, index=True)
    name_shown: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int | None] = mapped_column(default=None)
    refused_sectors: Mapped[list[str]] = mapped_column(default=list)
    refused_regions: Mapped[list[str]] = mapped_column(default=list)
    firm_sizes: Mapped[list[str]] = mapped_column(default=list)
    excluded_firms: Mapped[list[str]] = mapped_column(default=list)
    exclusive_with: Mapped[list[str]] = mapped_column(default=list)
    min_budget_dh: Mapped[int | None] = mapped_column(default=None)
    text_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    capabilities: Mapped[list["CapabilityRow"]] = relationship(
        order_by="CapabilityRow.position", cascade="all, delete-orphan", lazy="selectin"
    )


class CapabilityRow(Base):
    """One thing that a startup can do; what is indexed."""

    __tablename__ = "capabilities"

    id: Mapped[int] = mapped_column(primary_key=True)
    startup_id: Mapped[int] = mapped_column(
        ForeignKey("startups.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(default="")
    text: Mapped[str]


class InterestRow(DrawnId, Base):
    """What a startup said to a suggested challenge: interested, or not for us, because."""

    __tablename__ = "interests"
    __table_args__ = (UniqueConstraint("challenge_id", "startup_id"),)

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), index=True)
    startup_id: Mapped[int] = mapped_column(ForeignKey("startups.id"), index=True)
    is_interested: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
