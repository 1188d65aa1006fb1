"""What the curation page is told: plain values, for officers only."""

from dataclasses import dataclass
from datetime import date, datetime

from matcher.domain.introduction import Stage
from matcher.domain.match import Band, Chance, ReasonCode, RefusalCode
from matcher.domain.visibility import (
    ChallengeState,
    Collaboration,
    MatchingState,
    TeaserState,
    Visibility,
)
from matcher.workflow.history import Load
from matcher.workflow.match_reading import FlagView, RequirementView
from matcher.workflow.support_reading import SupportView
from matcher.workflow.verdicts import KEEP, REJECT, Verdict


@dataclass(frozen=True, slots=True)
class ChallengeFacts:
    """The hard facts of a challenge; None or empty means "not said"."""

    sectors: tuple[str, ...]
    region: str
    site: str
    on_site: bool
    trl_min: int | None
    collaboration: Collaboration
    budget_min_dh: int | None
    budget_max_dh: int | None
    deadline: date | None
    working_languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CuratedChallenge:
    """A challenge as the officer reads it. `sections` are (code, text), only those with words."""

    id: int
    version: int
    title: str
    firm_id: int
    firm_name: str
    state: ChallengeState
    visibility: Visibility
    language: str
    sections: tuple[tuple[str, str], ...]
    requirements: tuple[RequirementView, ...]
    requirements_are_read: bool
    """Whether the engine read the requirements out of the text: the firm confirmed none."""
    facts: ChallengeFacts
    teaser_title: str
    teaser_text: str
    teaser_state: TeaserState
    fallback: str
    officer_id: int | None
    officer_name: str
    submitted_at: datetime | None
    days_left: int | None
    firm_load: Load


@dataclass(frozen=True, slots=True)
class Quoted:
    """The startup's own words on which a reason rests, and the title of where they stand."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found for a requirement. `state` is "met", "partly" or "none"."""

    requirement: str
    importance: str
    state: str
    quotes: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class OtherReason:
    """A reason that answers no requirement: a sector, a maturity, the closest passage."""

    code: ReasonCode
    quote: Quoted | None


@dataclass(frozen=True, slots=True)
class StartupFacts:
    """What an officer reads of a startup at a glance."""

    name: str
    tagline: str
    city: str
    region: str
    sectors: tuple[str, ...]
    trl: int | None
    is_active: bool


@dataclass(frozen=True, slots=True)
class Interest:
    """What the startup itself said to the suggestion."""

    is_interested: bool
    reason: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Card:
    """A startup beside the challenge. Without `rank` the engine did not list it.

    `mark` goes with every decision (see `verdicts.Standing`); `position` is its place in the
    shortlist; `stage` is None when it was never kept. `conflict` is the kind of what an officer
    noted against bringing it together with the firm.
    """

    startup_id: int
    startup: StartupFacts
    rank: int | None
    band: Band | None
    chance: Chance | None
    answers: tuple[Answer, ...]
    others: tuple[OtherReason, ...]
    unmet_musts: int
    flags: tuple[FlagView, ...]
    is_far: bool
    is_young: bool
    load: Load
    interest: Interest | None
    verdict: Verdict | None
    mark: int
    stage: Stage | None
    position: int
    conflict: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether it is on the shortlist, or went further."""
        return self.stage is not None and self.stage is not Stage.SUGGESTED

    @property
    def is_released(self) -> bool:
        """Whether it went further than the shortlist: it cannot be taken back here."""
        return self.is_kept and self.stage is not Stage.KEPT

    @property
    def is_decided(self) -> bool:
        """Whether nothing is left to decide on it."""
        return self.is_kept or (self.verdict is not None and self.verdict.kind in {KEEP, REJECT})


@dataclass(frozen=True, slots=True)
class RunFacts:
    """The engine's answer on which the page rests."""

    created_at: datetime
    words_only: bool
    is_old: bool
    """Whether the challenge's text changed since."""
    notes: tuple[str, ...]
    found: int
    refused: int


@dataclass(frozen=True, slots=True)
class CurationPage:
    """All that an officer needs to decide on a challenge."""

    challenge: CuratedChallenge
    matching: MatchingState
    run: RunFacts | None
    cards: tuple[Card, ...]
    more: int
    """How many further startups the engine listed, beyond those shown."""
    shortlist: tuple[Card, ...]
    kept: int
    rejected: int
    undecided: int
    may_decide: bool
    may_release: bool
    may_say_none: bool
    last: Verdict | None
    """The officer's own last decision that can be undone."""
    next_id: int | None
    support: tuple[SupportView, ...] = ()
    """The technical centres and clusters that the engine names, best first."""

    def card(self, startup_id: int) -> Card | None:
        """Return the card of a startup, or None."""
        every = (*self.cards, *self.shortlist)
        return next((card for card in every if card.startup_id == startup_id), None)

    def next_undecided(self, after: int | None = None) -> int | None:
        """Return the startup to decide on next: the first after this one, else the first."""
        ids = [card.startup_id for card in self.cards]
        start = ids.index(after) + 1 if after in ids else 0
        ordered = (*self.cards[start:], *self.cards[:start])
        return next((card.startup_id for card in ordered if not card.is_decided), None)


@dataclass(frozen=True, slots=True)
class Refused:
    """A startup that a hard rule keeps out, and which."""

    startup_id: int
    name: str
    code: RefusalCode


@dataclass(frozen=True, slots=True)
class Found:
    """A startup that an officer looked up by name or by words."""

    startup_id: int
    startup: StartupFacts
    passage: str
    rank: int | None
    refusal: RefusalCode | None
    kind: str
    """What stands on it: "keep", "reject" or ""."""
    mark: int
