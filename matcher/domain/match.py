"""What the engine says: candidates, matches, reasons and their evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matcher.domain.support import SupportMatch


class ReasonCode(StrEnum):
    """Why a startup is in the list; the sentence that people read is worded at the edge."""

    REQUIREMENT_MET = "requirement_met"
    REQUIREMENT_PARTLY_MET = "requirement_partly_met"
    REQUIREMENT_NOT_FOUND = "requirement_not_found"
    CLOSEST_PASSAGE = "closest_passage"
    SHARED_SECTOR = "shared_sector"
    TRL_REACHED = "trl_reached"
    TRL_NOT_SAID = "trl_not_said"
    REGION_SERVED = "region_served"


ANSWERS = frozenset({ReasonCode.REQUIREMENT_MET, ReasonCode.REQUIREMENT_PARTLY_MET})
"""The reasons that say that a requirement finds an answer."""


class RefusalCode(StrEnum):
    """Why a startup cannot be proposed at all."""

    TRL_TOO_LOW = "trl_too_low"
    REGION_NOT_SERVED = "region_not_served"
    NO_COMMON_LANGUAGE = "no_common_language"
    SECTOR_REFUSED = "sector_refused"
    REGION_REFUSED = "region_refused"
    FIRM_SIZE_NOT_TAKEN = "firm_size_not_taken"
    CAPACITY_FULL = "capacity_full"
    BUDGET_TOO_LOW = "budget_too_low"
    NOT_AVAILABLE = "not_available"


@dataclass(frozen=True, slots=True)
class Evidence:
    """The exact words on which a reason rests: `capability.text[start:end] == text`."""

    text: str
    start: int
    end: int
    capability_id: str


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for (or against) a match, with the requirement it answers and its evidence."""

    code: ReasonCode
    requirement: str | None = None
    evidence: Evidence | None = None


class Band(StrEnum):
    """In words, how likely a curator is to keep a match."""

    LIKELY = "likely"
    POSSIBLE = "possible"
    UNLIKELY = "unlikely"


@dataclass(frozen=True, slots=True)
class Chance:
    """The calibrated chance (0 to 1) that a curator keeps a match, with its 90 % interval."""

    value: float
    low: float
    high: float


class FlagCode(StrEnum):
    """What an officer should look at before trusting a startup's text."""

    WORD_LIST = "word_list"
    HIDDEN_TEXT = "hidden_text"
    REPEATED_TEXT = "repeated_text"
    FOUND_EVERYWHERE = "found_everywhere"
    FOR_A_MACHINE = "for_a_machine"


@dataclass(frozen=True, slots=True)
class Flag:
    """A warning about a startup's text, with the words that it is about, if any."""

    code: FlagCode
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A startup that retrieval found, with its named signals (higher is better)."""

    startup_id: str
    signals: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A startup that a hard rule excludes, and which rule."""

    startup_id: str
    code: RefusalCode


@dataclass(frozen=True, slots=True)
class Match:
    """A ranked candidate. `score` orders one list only; it is not a chance and is not shown.

    `chance` is None where the model has none to give that is sure enough to be shown as a number;
    `band` says it in words. `is_far` marks the place kept for a startup from another field whose
    technique fits; `is_young` the place kept for a young startup that is nearly as good.
    """

    rank: int
    startup_id: str
    name: str
    score: float
    reasons: tuple[Reason, ...]
    unmet: tuple[str, ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)
    chance: Chance | None = None
    band: Band | None = None
    flags: tuple[Flag, ...] = ()
    is_far: bool = False
    is_young: bool = False


@dataclass(frozen=True, slots=True)
class MatchList:
    """The answer to one challenge: matches in order, refusals, and notes about the input.

    `support` are the technical centres and clusters that the challenge calls for; where it calls
    for none, `alternatives` are those of its sectors, for when no startup fits.
    """

    challenge_id: str
    matches: tuple[Match, ...]
    refusals: tuple[Refusal, ...] = ()
    notes: tuple[str, ...] = ()
    support: tuple[SupportMatch, ...] = ()
    alternatives: tuple[SupportMatch, ...] = ()
