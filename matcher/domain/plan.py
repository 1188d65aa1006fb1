"""A plan for scarce introductions: what is asked, what comes out, and what conflicts.

Everything here is plain and can be kept as JSON (`as_json`, `from_json`). Ids of challenges,
startups, firms and officers are those of the database. How a plan is found: docs/planning.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from matcher.domain.plan_json import Stored

Pair = tuple[int, int]
"""(challenge id, startup id)."""


class ForbidCode(StrEnum):
    """Why a pair must not be introduced."""

    BY_OFFICER = "by_officer"
    SAME_GROUP = "same_group"
    COMPETITOR = "competitor"
    DECLINED_BEFORE = "declined_before"
    MET_BEFORE = "met_before"
    BOUND_BY_AGREEMENT = "bound_by_agreement"


class LimitKind(StrEnum):
    """The groups of constraints that people know, each about one thing or one pair."""

    STARTUP = "startup"  # places of a startup
    FIRM = "firm"  # introductions of a firm
    OFFICER = "officer"  # introductions of an officer
    MOST = "most"  # most candidates of a challenge
    LEAST = "least"  # least candidates of a challenge
    FORCED = "forced"  # a pair that an officer locked in
    FORBIDDEN = "forbidden"  # a pair that must not be
    FLOOR = "floor"  # least newcomers introduced
    REGION = "region"  # least introductions of startups of a region


class WhyCode(StrEnum):
    """Why a pair is in a plan; after each, the numbers that come with it."""

    FORCED = "forced"  # (none)
    BEST = "best"  # chance: no startup has a better one for the challenge
    AMONG_BEST = "among_best"  # chance, place (2 = second best of the challenge), of (options)
    LAST_PLACE = "last_place"  # places, contenders: took the startup's last place
    NEWCOMER = "newcomer"  # floor, newcomers: first introduction of the startup
    REGION = "region"  # least, count: the region of the startup is to have so many
    EVENS_OUT = "evens_out"  # times_seen, better_seen: in place of one better and seen more often
    NEEDED = "needed"  # least: the challenge must have so many candidates
    INSTEAD = "instead"  # chance, withheld_chance: a better pair was withheld by lot


class LeftOutKind(StrEnum):
    """What was left out of a plan."""

    PAIR = "pair"
    CHALLENGE = "challenge"  # has fewer candidates than its `most`
    NEWCOMER = "newcomer"  # never introduced, and not in this plan


class HeldCode(StrEnum):
    """What holds something out of a plan; after each, the numbers that come with it."""

    LIMIT = "limit"  # used, limit: `limit` names it (startup, firm, officer, most, forbidden)
    LOT = "lot"  # cap: withheld this time, so that something is learnt
    EVENNESS = "evenness"  # times_seen (with this plan): there is room, others were seen less
    NO_OPTION = "no_option"  # (none): no pair is left to choose from
    UNDER_WAY = "under_way"  # open: the challenge may have no more than what is open for it
    TAKEN_FOR_OTHERS = "taken_for_others"  # (none): no limit by itself; several together


@dataclass(frozen=True, slots=True)
class Option(Stored):
    """A pair that could be introduced.

    `chance` (0..1) is that the curator keeps it and both sides say yes; `is_rough` when it was
    taken from a band in place of a calibrated chance.
    """

    challenge_id: int
    startup_id: int
    chance: float
    band: str = ""
    is_rough: bool = False

    @property
    def pair(self) -> Pair:
        """The pair."""
        return self.challenge_id, self.startup_id


@dataclass(frozen=True, slots=True)
class ChallengeNeed(Stored):
    """An open challenge: at least `least` and at most `most` candidates in this plan."""

    id: int
    firm_id: int
    officer_id: int | None = None
    region: str = ""
    least: int = 0
    most: int = 3


@dataclass(frozen=True, slots=True)
class StartupPlaces(Stored):
    """How many introductions a startup can take now, and how many it ever had."""

    id: int
    region: str = ""
    places: int = 2
    times_seen: int = 0
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Limits(Stored):
    """What an officer may set. A limit of None is no limit.

    `exposure_floor`: newcomers that get at least one introduction. `least_by_region`: introductions
    of startups of a region. `certainty_cap`: no pair that is not forced is in a plan with a greater
    chance, over the lots (1.0 = no lot). `keep_of_best`: the share of the expected successes that
    is kept while exposure is evened out (1.0 = as far as it costs nothing).
    """

    per_firm: int | None = None
    per_firm_of: Mapping[int, int] = field(default_factory=dict)
    per_officer: int | None = None
    per_officer_of: Mapping[int, int] = field(default_factory=dict)
    exposure_floor: int = 0
    least_by_region: Mapping[str, int] = field(default_factory=dict)
    certainty_cap: float = 1.0
    keep_of_best: float = 0.95
    seed: int = 0

    def of_firm(self, firm_id: int) -> int | None:
        """Return how many introductions a firm can take, None for any number."""
        return self.per_firm_of.get(firm_id, self.per_firm)

    def of_officer(self, officer_id: int) -> int | None:
        """Return how many introductions an officer can accompany, None for any number."""
        return self.per_officer_of.get(officer_id, self.per_officer)


@dataclass(frozen=True, slots=True)
class Marks(Stored):
    """Pairs that must be in the plan, and pairs that must not."""

    forced: frozenset[Pair] = frozenset()
    forbidden: Mapping[Pair, ForbidCode] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem(Stored):
    """All that a plan is worked out from; the order within each is no matter.

    A forced pair must be among the options, or it conflicts with itself.
    """

    options: tuple[Option, ...]
    challenges: tuple[ChallengeNeed, ...]
    startups: tuple[StartupPlaces, ...]
    limits: Limits = field(default_factory=Limits)
    marks: Marks = field(default_factory=Marks)


@dataclass(frozen=True, slots=True)
class Why(Stored):
    """One reason for a pair, with its numbers (see WhyCode)."""

    code: WhyCode
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlannedPair(Stored):
    """A pair of the plan; the strongest reason first."""

    challenge_id: int
    startup_id: int
    chance: float
    why: tuple[Why, ...] = ()

    @property
    def pair(self) -> Pair:
        """The pair."""
        return self.challenge_id, self.startup_id


@dataclass(frozen=True, slots=True)
class ConstraintRef(Stored):
    """A constraint that people know. Only what its kind is about is filled in.

    `limit` is its number (places, most, least, floor); None for a forced or a forbidden pair.
    """

    kind: LimitKind
    challenge_id: int | None = None
    startup_id: int | None = None
    firm_id: int | None = None
    officer_id: int | None = None
    region: str = ""
    limit: int | None = None
    forbidden: ForbidCode | None = None


@dataclass(frozen=True, slots=True)
class HeldBy(Stored):
    """What holds something out (see HeldCode); `limit` names the constraint where there is one."""

    code: HeldCode
    limit: ConstraintRef | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LeftOut(Stored):
    """What a plan leaves out. A pair has both ids, a challenge and a newcomer their own.

    `chance` is that of the pair (of the best pair, for a challenge or a newcomer). `missing`: how
    many more candidates a challenge could have. `cost`: expected successes lost by including it,
    exact; None while not worked out. `is_possible` is False when no plan can include it.
    """

    kind: LeftOutKind
    challenge_id: int | None
    startup_id: int | None
    chance: float
    held_by: tuple[HeldBy, ...]
    cost: float | None = None
    missing: int = 0
    is_possible: bool = True


@dataclass(frozen=True, slots=True)
class Load(Stored):
    """How much of a limit a plan uses: of a startup, a firm, an officer or a challenge (most)."""

    kind: LimitKind
    id: int
    used: int
    limit: int | None


@dataclass(frozen=True, slots=True)
class Plan(Stored):
    """Who should be introduced to whom, and why.

    `expected_successes` is the sum of the chances of `pairs`. `best_possible` is the most that any
    plan has that keeps all limits and marks, without lot and without evening out; `best_drawn` the
    same after the lot, of which `keep_of_best` is kept. `gini_before` is of today's exposure (all
    startups of the problem), `gini_of_best` of the exposure after the plan of `best_drawn`,
    `gini_after` after this plan. `withheld` pairs were out by lot; `lot` counts the lots drawn, and
    `is_lot_lifted` says that none of them left a feasible plan. `gap`: how much
    lower the Gini coefficient might be at most; `is_proven` that this is next to nothing, and that
    no plan has more successes than `best_drawn`. Else the search ended early.
    """

    pairs: tuple[PlannedPair, ...]
    expected_successes: float
    best_possible: float
    best_drawn: float
    gini_before: float
    gini_of_best: float
    gini_after: float
    newcomers: int
    loads: tuple[Load, ...]
    left_out: tuple[LeftOut, ...] = ()
    withheld: int = 0
    lot: int = 0
    is_lot_lifted: bool = False
    is_proven: bool = True
    gap: float = 0.0
    limits: Limits = field(default_factory=Limits)
    marks: Marks = field(default_factory=Marks)

    @property
    def chosen(self) -> frozenset[Pair]:
        """The pairs."""
        return frozenset(each.pair for each in self.pairs)


@dataclass(frozen=True, slots=True)
class Relaxation(Stored):
    """The smallest change of one constraint after which the set is in conflict no more.

    `to` is its new number, None for a mark that must go. `is_enough`: with this change alone, all
    else as it is, a plan exists; else something outside the set conflicts as well.
    """

    constraint: ConstraintRef
    to: int | None
    is_enough: bool = True


@dataclass(frozen=True, slots=True)
class Conflict(Stored):
    """Constraints that cannot all hold, none of which could be left out of the set.

    `is_smallest`: no conflicting set has fewer members; else it is only irreducible. There is a
    relaxation for each, as far as the time lasts.
    """

    constraints: tuple[ConstraintRef, ...]
    relaxations: tuple[Relaxation, ...]
    is_smallest: bool = False
    limits: Limits = field(default_factory=Limits)
    marks: Marks = field(default_factory=Marks)


@dataclass(frozen=True, slots=True)
class Change(Stored):
    """How many introductions something has in two plans; only where they differ."""

    kind: LimitKind
    id: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class MarkChange(Stored):
    """A pair that was marked otherwise: "force", "forbid" or "free"."""

    pair: Pair
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class LimitChange(Stored):
    """A limit that was set otherwise; `subject`: the firm, officer or region, "" for a default."""

    name: str
    subject: str
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True)
class Comparison(Stored):
    """Two plans side by side, as (before, after), and what was marked or set between them.

    `changes` lists startups, firms, officers and challenges that gain or lose, most first.
    """

    expected_successes: tuple[float, float]
    gini: tuple[float, float]
    newcomers: tuple[int, int]
    introductions: tuple[int, int]
    kept: tuple[Pair, ...]
    added: tuple[Pair, ...]
    removed: tuple[Pair, ...]
    changes: tuple[Change, ...]
    marks: tuple[MarkChange, ...]
    limits: tuple[LimitChange, ...]
