"""Who uses Passerelle: people, their roles, and the organisation that they speak for."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; one role a person."""

    FIRM = "firm"
    STARTUP = "startup"
    SUPPORT = "support"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


STAFF = frozenset({Role.OFFICER, Role.ADMINISTRATOR})
"""The roles of the agency; an administrator may do all that an officer does, and manage people."""


class OrganisationKind(StrEnum):
    """What an organisation is."""

    FIRM = "firm"
    STARTUP = "startup"
    SUPPORT = "support"
    AGENCY = "agency"


KIND_OF_ROLE = {
    Role.FIRM: OrganisationKind.FIRM,
    Role.STARTUP: OrganisationKind.STARTUP,
    Role.SUPPORT: OrganisationKind.SUPPORT,
    Role.OFFICER: OrganisationKind.AGENCY,
    Role.ADMINISTRATOR: OrganisationKind.AGENCY,
}


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account.

    `session_epoch` grows when every session of this person must end. `organisation_id` is never
    None for a firm's or a startup's member.
    """

    id: int
    email: str
    name: str
    role: Role
    organisation_id: int | None
    language: str = "fr"
    is_active: bool = True
    is_confirmed: bool = True
    session_epoch: int = 0
    shortcuts_on: bool = True

    @property
    def is_staff(self) -> bool:
        """Whether this person works for the agency."""
        return self.role in STAFF
