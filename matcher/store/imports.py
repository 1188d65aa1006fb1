"""The table of files of startups or firms that officers brought in."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from matcher.store.base import Base, Json, JsonList


class ImportRow(Base):
    """A file that was read without changing anything, then perhaps taken over.

    `fingerprint` is what the file would change, with the versions of all that it touches: when it
    is another one by the time of taking over, nothing is done. `lines` is the report.
    """

    __tablename__ = "imports"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachments.id"))
    sha256: Mapped[str]
    fingerprint: Mapped[str]
    lines: Mapped[JsonList] = mapped_column(default=list, deferred=True)
    notes: Mapped[list[str]] = mapped_column(default=list)
    counts: Mapped[Json] = mapped_column(default=dict)
    state: Mapped[str] = mapped_column(default="waiting")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    created_at: Mapped[datetime] = mapped_column(index=True)
    applied_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    applied_at: Mapped[datetime | None] = mapped_column(default=None)
