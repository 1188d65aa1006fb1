"""Tables of organisations and of the people who speak for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, event
from sqlalchemy.orm import Mapped, mapped_column

from matcher.domain.people import OrganisationKind, Role, User
from matcher.intake.organisations import distinct_name
from matcher.store.base import Base, Json
from matcher.store.drawn import DrawnId
from matcher.text.normalise import fold


class OrganisationRow(Base):
    """A firm, a startup or the agency. `merged_into` names the one that took its place.

    `name_key` and `search_text` are written by themselves: the name without legal forms, and what
    a search looks through, both without accents and in one spelling.
    """

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OrganisationKind] = mapped_column(index=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(index=True, default="")
    search_text: Mapped[str] = mapped_column(default="")
    ice: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    sectors: Mapped[list[str]] = mapped_column(default=list)
    size: Mapped[str] = mapped_column(default="")
    founded: Mapped[int | None] = mapped_column(default=None)
    website: Mapped[str] = mapped_column(default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), default=None)
    version: Mapped[int] = mapped_column(default=1)
    erased_at: Mapped[datetime | None] = mapped_column(default=None)


class UserRow(Base):
    """A person with an account; the address is kept as given, its key is what is unique.

    Of one who was erased, only the number is left. `warned_at` is when somebody who never comes
    was told that the account will be closed.
    """

    __tablename__ = "users"
    __table_args__ = (Index("uq_users_email_key", "email_key", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), index=True, default=None
    )
    email: Mapped[str]
    email_key: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str] = mapped_column(default="")
    role: Mapped[Role]
    language: Mapped[str] = mapped_column(default="fr")
    is_active: Mapped[bool] = mapped_column(default=True)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    session_epoch: Mapped[int] = mapped_column(default=0)
    shortcuts_on: Mapped[bool] = mapped_column(default=True)
    suggestions_on: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    signed_in_at: Mapped[datetime | None] = mapped_column(default=None)
    warned_at: Mapped[datetime | None] = mapped_column(default=None)
    erased_at: Mapped[datetime | None] = mapped_column(default=None)

    def user(self) -> User:
        """Return this row as the rest of the house knows it."""
        return User(
            id=self.id,
            email=self.email,
            name=self.name,
            role=self.role,
            organisation_id=self.organisation_id,
            language=self.language,
            is_active=self.is_active,
            is_confirmed=self.confirmed_at is not None,
            session_epoch=self.session_epoch,
            shortcuts_on=self.shortcuts_on,
        )


class TokenRow(DrawnId, Base):
    """A link that was sent by e-mail: only its hash is kept; used once, and not for ever."""

    __tablename__ = "tokens"

    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True, default=None)
    payload: Mapped[Json] = mapped_column(default=dict)
    created_by: Mapped[int | None] = mapped_column(default=None)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class JoinRequestRow(Base):
    """A firm or a startup that asks to join; an officer approves or refuses, with a reason."""

    __tablename__ = "join_requests"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OrganisationKind]
    organisation_name: Mapped[str]
    ice: Mapped[str] = mapped_column(default="")
    city: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    name: Mapped[str]
    email: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="fr")
    message: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    reason: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"), default=None)
    organisation_id: Mapped[int | None] = mapped_column(
        ForeignKey("organisations.id"), default=None
    )


def email_key(address: str) -> str:
    """Return what makes two spellings of an address the same account."""
    return address.strip().casefold()


@event.listens_for(OrganisationRow, "before_insert")
@event.listens_for(OrganisationRow, "before_update")
def _fold_names(_: Any, __: Any, row: OrganisationRow) -> None:
    """Write what is found by a search, each time before a row is written."""
    row.name_key = distinct_name(row.name)
    row.search_text = fold(" ".join(filter(None, (row.name, row.city, row.ice, row.website))))
