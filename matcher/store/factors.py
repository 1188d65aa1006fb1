"""The table of second factors."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base


class SecondFactorRow(Base):
    """The telephone that a person proves to have: its secret, sealed, and the last code used.

    `recovery` holds the hashes of the recovery codes that were not used yet.
    """

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    secret: Mapped[str]
    last_step: Mapped[int]
    recovery: Mapped[list[str]] = mapped_column(default=list)
    created_at: Mapped[datetime]
