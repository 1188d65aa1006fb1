"""Table of the support bodies that take part: technical centres and clusters."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from matcher.domain.support import SupportKind
from matcher.store.base import Base


class SupportBodyRow(Base):
    """A support body of data/support; its id is that of its organisation, `key` its id there."""

    __tablename__ = "support_bodies"

    id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[SupportKind]
