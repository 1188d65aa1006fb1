"""What pages are told of a startup's own profile: plain values."""

from dataclasses import dataclass, field
from datetime import datetime

from matcher.domain.startup import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileDraft:
    """All that a startup writes in the form of its profile."""

    name: str = ""
    website: str = ""
    city: str = ""
    home_region: str = ""
    tagline: str = ""
    sectors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    trl: int | None = None
    references: str = ""
    certifications: tuple[str, ...] = ()
    status: Status = Status.ACTIVE
    name_shown: bool = False
    capacity: int | None = None
    refused_sectors: tuple[str, ...] = ()
    refused_regions: tuple[str, ...] = ()
    firm_sizes: tuple[str, ...] = ()
    excluded_firms: tuple[str, ...] = field(default=(), repr=False)
    exclusive_with: tuple[str, ...] = field(default=(), repr=False)
    min_budget_dh: int | None = None


@dataclass(frozen=True, slots=True)
class CapabilityView:
    """One thing that the startup can do. `mark` says what a page showed of it."""

    id: int
    key: str
    place: int
    title: str
    text: str
    mark: str


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A startup's profile as its members read it. A form on it carries `mark`."""

    startup_id: int
    draft: ProfileDraft
    capabilities: tuple[CapabilityView, ...]
    mark: str
    updated_at: datetime

    @property
    def name(self) -> str:
        """What the startup is called."""
        return self.draft.name
