"""What pages are told of plans: ids, names, codes and numbers; officers only.

A `Told` is a code with what fills its sentence; the families are in `matcher/wording/plans.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from matcher.domain.introduction import Side, Stage, Why
from matcher.domain.plan import Pair
from matcher.errors import WorkflowError
from matcher.workflow.plan_settings import PlanSettings, PlanState


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence as a code with the names and numbers that fill it.

    `family` names the sentences: "plan_why", "plan_held_by", "plan_constraint", "plan_relaxation",
    "plan_change", "plan_difference", "plan_own_limit", "plan_unheld" or
    "plan_failure". Numbers are as they are shown (chances in per cent), and
    `region` among the params is a region's code.
    """

    family: str
    code: str
    params: Mapping[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PairView:
    """A pair of a plan. `chance` is from 0 to 1; None where only the band is known.

    `first` are codes of what must be done before it can be proposed ("plan_first"), `change` says
    why it no longer stands (None while it does), and `stage` where the introduction is now.
    `mark` is "force" or "forbid", or "" where the officer said nothing.
    """

    challenge_id: int
    startup_id: int
    challenge_title: str
    firm_id: int
    firm_name: str
    startup_name: str
    region: str
    chance: float | None
    band: str
    is_new: bool
    mark: str = ""
    why: tuple[Told, ...] = ()
    first: tuple[str, ...] = ()
    change: Told | None = None
    stage: Stage | None = None

    @property
    def pair(self) -> Pair:
        """The ids of challenge and startup."""
        return self.challenge_id, self.startup_id

    @property
    def may_be_proposed(self) -> bool:
        """Whether it can be ticked: it still stands, and somebody is there to answer."""
        return self.change is None and not self.first


@dataclass(frozen=True, slots=True)
class LeftOutView:
    """What the plan leaves out: kind is "pair", "challenge" or "newcomer".

    `cost` is the expected successes that including it would lose, None while it is not worked out
    or when `is_possible` is False: no plan can include it then. `missing`: how many more candidates
    a challenge could have. Ids and names that do not belong to the kind are None and "".
    """

    kind: str
    challenge_id: int | None
    startup_id: int | None
    challenge_title: str
    firm_name: str
    startup_name: str
    chance: float | None
    band: str
    held_by: tuple[Told, ...]
    cost: float | None = None
    missing: int = 0
    is_possible: bool = True
    mark: str = ""


@dataclass(frozen=True, slots=True)
class LoadLine:
    """How busy somebody is: `kind` is "startup", "firm" or "officer".

    `open` are introductions that go on already, `planned` those of the plan, and `places` all that
    there may be at a time; None where there is no limit.
    """

    kind: str
    id: int
    name: str
    open: int
    planned: int
    places: int | None

    @property
    def taken(self) -> int:
        """The places that are taken: open now, or by the plan."""
        return self.open + self.planned


@dataclass(frozen=True, slots=True)
class RegionLine:
    """How often startups of a region were introduced before, and are in this plan."""

    region: str
    startups: int
    before: int
    planned: int


@dataclass(frozen=True, slots=True)
class ConstraintView:
    """A limit or a mark that cannot hold together with the others, and what it is about."""

    told: Told
    challenge_id: int | None = None
    startup_id: int | None = None
    firm_id: int | None = None


@dataclass(frozen=True, slots=True)
class RelaxationView:
    """One change that would help: to what number, or (None) which mark must go.

    `is_enough` is False when something else must give way as well. `setting` is the field of
    `PlanSettings` to change, "" where it is a mark or a fact; one of `DEFAULT_OF` is changed for
    the challenge, startup, firm or officer that is named, and for nobody else.
    """

    told: Told
    number: int | None = None
    is_enough: bool = True
    setting: str = ""
    challenge_id: int | None = None
    startup_id: int | None = None
    firm_id: int | None = None
    officer_id: int | None = None

    @property
    def subject_id(self) -> int | None:
        """The one whose number of a field of `DEFAULT_OF` would be another."""
        subjects = {
            "per_startup_of": self.startup_id,
            "per_firm_of": self.firm_id,
            "per_officer_of": self.officer_id,
        }
        return subjects.get(self.setting, self.challenge_id)


@dataclass(frozen=True, slots=True)
class ConflictView:
    """Limits and marks that cannot all hold; without any one of them the others could.

    `is_smallest`: no conflicting set has fewer members.
    """

    constraints: tuple[ConstraintView, ...]
    relaxations: tuple[RelaxationView, ...]
    is_smallest: bool = True


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A pair that the officer forced or forbade: `mark` is "force" or "forbid".

    `unheld` says why the plan could not hold a lock; None where it did, or is not worked out.
    """

    challenge_id: int
    startup_id: int
    challenge_title: str
    firm_name: str
    startup_name: str
    mark: str
    unheld: Told | None = None


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """The numbers of a plan.

    `best_possible` is without lot and without evening out, `gini_of_best` the Gini of exposure of
    that plan (after the lot), `gini_before` today's. `rough` counts the options of which only the
    band is known, `withheld` the pairs that the lot left out; `is_proven` is False when the time
    was up before the best plan was proven; `is_assumed` says that there are too few answers so far
    to know how often both sides say yes, so that an assumption stands for it.
    """

    expected: float
    best_possible: float
    gini_before: float
    gini_of_best: float
    gini_after: float
    pairs: int
    challenges_served: int
    challenges: int
    newcomers: int
    options: int
    rough: int
    withheld: int = 0
    is_lot_lifted: bool = False
    is_proven: bool = True
    is_assumed: bool = False

    @property
    def kept(self) -> float:
        """The share of the best possible that is kept, from 0 to 1."""
        return self.expected / self.best_possible if self.best_possible else 1.0


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A plan in a list; the figures are None while it is not solved."""

    id: int
    state: PlanState
    officer_name: str
    base_id: int | None
    created_at: datetime
    solved_at: datetime | None
    figures: PlanFigures | None


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with all that is said of it.

    There is a `conflict` only when it is impossible, and a `failure` only when it failed.
    `left_out_in_all` counts what is left out by kind, of which `left_out` tells the first of each;
    `options_of` counts the possible startups of each challenge.
    `own_limits` are the numbers set for single ones. `stale` counts the pairs that no longer stand;
    `done` those that are introduced meanwhile.
    """

    id: int
    version: int
    state: PlanState
    officer_name: str
    base_id: int | None
    created_at: datetime
    solved_at: datetime | None
    settings: PlanSettings
    figures: PlanFigures | None = None
    pairs: tuple[PairView, ...] = ()
    left_out: tuple[LeftOutView, ...] = ()
    left_out_in_all: Mapping[str, int] = field(default_factory=dict)
    options_of: Mapping[int, int] = field(default_factory=dict)
    loads: tuple[LoadLine, ...] = ()
    regions: tuple[RegionLine, ...] = ()
    marks: tuple[MarkLine, ...] = ()
    own_limits: tuple[Told, ...] = ()
    conflict: ConflictView | None = None
    failure: Told | None = None
    stale: int = 0
    done: int = 0

    @property
    def unheld(self) -> tuple[MarkLine, ...]:
        """The locks that the plan could not hold."""
        return tuple(each for each in self.marks if each.unheld)

    @property
    def may_propose(self) -> bool:
        """Whether at least one pair can be proposed."""
        return any(each.may_be_proposed for each in self.pairs)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody who will be asked: the side, the organisation, the person and the language."""

    side: Side
    organisation: str
    person: str
    language: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """What would be sent for a pair, with drafted words; `obstacle` says why it cannot be."""

    challenge_id: int
    startup_id: int
    challenge_title: str
    firm_name: str
    startup_name: str
    stage: Stage | None
    words: Why
    languages: Mapping[Side, str]
    addressees: tuple[Addressee, ...]
    obstacle: WorkflowError | None


@dataclass(frozen=True, slots=True)
class ProposedPair:
    """A pair that is proposed now; `already` says that it was before."""

    challenge_id: int
    startup_id: int
    challenge_title: str
    startup_name: str
    introduction_id: int
    already: bool


@dataclass(frozen=True, slots=True)
class RefusedPair:
    """A pair that could not be proposed, with the reason."""

    challenge_id: int
    startup_id: int
    challenge_title: str
    startup_name: str
    problem: WorkflowError


@dataclass(frozen=True, slots=True)
class ProposedView:
    """What came of proposing: those that went out, and those that could not."""

    plan_id: int
    proposed: tuple[ProposedPair, ...]
    refused: tuple[RefusedPair, ...]

    @property
    def new(self) -> int:
        """How many introductions went out with this."""
        return sum(not each.already for each in self.proposed)

    @property
    def before(self) -> int:
        """How many were proposed already, by this officer or by another one."""
        return len(self.proposed) - self.new


@dataclass(frozen=True, slots=True)
class DeclaredConflict:
    """A firm and a startup that must not be brought together; `kind` is a `ConflictKind`."""

    id: int
    firm_id: int
    firm_name: str
    startup_id: int
    startup_name: str
    kind: str
    note: str
    officer_name: str
    created_at: datetime
