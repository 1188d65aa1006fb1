"""What pages are told of a challenge: plain values, for its firm and for the agency."""

from dataclasses import dataclass, field
from datetime import date, datetime

from matcher.domain.challenge import Importance
from matcher.domain.visibility import (
    ChallengeState,
    Collaboration,
    MatchingState,
    TeaserState,
    Visibility,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked for; `id` is None before it is kept."""

    text: str
    importance: Importance = Importance.MUST
    id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """All that a firm writes in the form."""

    title: str = ""
    context: str = ""
    problem: str = ""
    success_criteria: str = ""
    constraints: str = ""
    excluded: str = ""
    attached_text: str = ""
    sectors: tuple[str, ...] = ()
    region: str = ""
    site: str = ""
    on_site: bool = False
    trl_min: int | None = None
    collaboration: Collaboration = Collaboration.ANY
    budget_min_dh: int | None = None
    budget_max_dh: int | None = None
    deadline: date | None = None
    working_languages: tuple[str, ...] = ()
    visibility: Visibility = Visibility.ANONYMOUS
    teaser_title: str = ""
    teaser_text: str = ""
    requirements: tuple[Asked, ...] = ()


@dataclass(frozen=True, slots=True)
class AttachmentView:
    """A file of a challenge. `proposed` is the text read from it, until the firm decides on it."""

    id: int
    filename: str
    media_type: str
    size: int
    proposed: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ChallengeCard:
    """A challenge in a list."""

    id: int
    title: str
    state: ChallengeState
    visibility: Visibility
    teaser_state: TeaserState
    matching: MatchingState
    firm_id: int
    firm_name: str
    language: str
    author_id: int | None
    officer_id: int | None
    version: int
    text_version: int
    created_at: datetime
    updated_at: datetime
    submitted_at: datetime | None
    released_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChallengeView:
    """All of a challenge, as its firm and the agency read it."""

    card: ChallengeCard
    draft: Draft
    teaser_reason: str = ""
    fallback: str = ""
    author_name: str = ""
    attachments: tuple[AttachmentView, ...] = ()
    may_edit: bool = False
    moves: frozenset[ChallengeState] = field(default_factory=frozenset)

    @property
    def id(self) -> int:
        """The number of the challenge."""
        return self.card.id

    @property
    def title(self) -> str:
        """What the firm calls it."""
        return self.card.title

    @property
    def state(self) -> ChallengeState:
        """Where it stands."""
        return self.card.state

    @property
    def version(self) -> int:
        """What a form on it carries."""
        return self.card.version

    @property
    def requirements(self) -> tuple[Asked, ...]:
        """What is asked for, in the firm's order."""
        return self.draft.requirements


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a challenge; `code` is an action of the journal."""

    code: str
    at: datetime
