"""What officers are told of firms and startups: plain values."""

from dataclasses import dataclass, field
from datetime import datetime

from matcher.domain.introduction import Stage
from matcher.domain.people import OrganisationKind, Role
from matcher.domain.startup import Status
from matcher.domain.visibility import ChallengeState, Visibility
from matcher.workflow.history import Load
from matcher.workflow.similar_organisations import Lookalike

PAGE = 50
SORTS = ("name", "newest", "oldest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which organisations to list; an empty field leaves none out."""

    words: str = ""
    sector: str = ""
    region: str = ""
    size: str = ""
    status: str = ""
    state: str = ""
    sort: str = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One firm or startup in a list. `state` is "open", "disabled" or "merged"."""

    id: int
    name: str
    city: str
    region: str
    sectors: tuple[str, ...]
    size: str
    ice: str
    state: str
    status: Status | None
    members: int
    challenges: int
    open_introductions: int
    capacity: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list, and how many there are in all."""

    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is said of any organisation."""

    id: int
    kind: OrganisationKind
    name: str
    ice: str
    city: str
    region: str
    sectors: tuple[str, ...]
    size: str
    founded: int | None
    website: str
    is_active: bool
    created_at: datetime
    version: int
    merged_into: int | None
    merged_into_name: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A person who speaks for an organisation."""

    id: int
    name: str
    email: str
    role: Role
    is_active: bool
    signed_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChallengeLine:
    """A challenge of a firm."""

    id: int
    title: str
    state: ChallengeState
    visibility: Visibility
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class IntroductionLine:
    """An introduction of a firm or of a startup, with the other side."""

    id: int
    challenge_id: int
    challenge_title: str
    other_id: int
    other_name: str
    stage: Stage
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class CapabilityView:
    """One thing that a startup can do."""

    id: int
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What only startups have. Empty or None means "not said"."""

    key: str
    tagline: str
    regions: tuple[str, ...]
    languages: tuple[str, ...]
    trl: int | None
    references: str
    certifications: tuple[str, ...]
    status: Status
    name_shown: bool
    capacity: int | None
    refused_sectors: tuple[str, ...]
    refused_regions: tuple[str, ...]
    firm_sizes: tuple[str, ...]
    excluded_firms: tuple[str, ...]
    exclusive_with: tuple[str, ...]
    min_budget_dh: int | None
    version: int
    updated_at: datetime
    capabilities: tuple[CapabilityView, ...]


@dataclass(frozen=True, slots=True)
class Interests:
    """What a startup answered to suggestions, and in how many challenges' lists it stands."""

    suggested: int = 0
    interested: int = 0
    not_for_us: int = 0


@dataclass(frozen=True, slots=True)
class FlagLine:
    """What an officer should look at before trusting a startup's text, with its words."""

    code: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationPage:
    """All that an officer reads of one firm or startup."""

    facts: Facts
    load: Load
    members: tuple[Member, ...] = ()
    introductions: tuple[IntroductionLine, ...] = ()
    challenges: tuple[ChallengeLine, ...] = ()
    profile: Profile | None = None
    interests: Interests = field(default_factory=Interests)
    flags: tuple[FlagLine, ...] = ()
    lookalikes: tuple[Lookalike, ...] = ()
    is_disguised: bool = False
    """Whether a word of the name mixes letters of two scripts that look alike."""
