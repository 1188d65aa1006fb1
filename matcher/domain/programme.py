"""Support programmes as dated, sourced rules: what they ask, and what is known of a case.

A rule holds one test, of a small closed set of kinds, the sources that state it, the date of what
they say, and the date by which somebody must read them again. What follows from rules and a case is
in `programme_verdict` (eligible, not eligible, cannot be said) and `programme_aid` (how much).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from matcher.domain.programme_facts import Fact, FactKind, Range, Value

Number = int | float


class Unsound(ValueError):
    """A rule that cannot be; `template` has named places, which `params` fill."""

    def __init__(self, template: str, **params: object) -> None:
        super().__init__(template % params if params else template)
        self.template = template
        self.params = params


class About(StrEnum):
    """What of a programme no source confirms."""

    STATUS = "status"
    CURRENT_DEADLINE = "current_deadline"
    DETAIL = "detail"


class CeilingBasis(StrEnum):
    """What a ceiling counts over."""

    PROJECT = "project"
    FIRM = "firm"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read: its title, its address (or the press reference), and the day."""

    id: str
    title: str
    where: str
    read_on: date

    def __post_init__(self) -> None:
        if not (self.title.strip() and self.where.strip()):
            raise Unsound("the source “%(id)s” needs a title and an address", id=self.id)


@dataclass(frozen=True, slots=True)
class Between:
    """A number lies within bounds: `at_least` and `at_most` belong to it, `below` does not."""

    fact: Fact
    at_least: Number | None = None
    at_most: Number | None = None
    below: Number | None = None

    def __post_init__(self) -> None:
        _needs(self.fact, FactKind.NUMBER)
        if self.at_least is None and self.at_most is None and self.below is None:
            raise Unsound("the bounds on %(fact)s are missing", fact=self.fact)
        if self.at_most is not None and self.below is not None:
            raise Unsound("%(fact)s has both at_most and below: keep one", fact=self.fact)
        low, high = self.at_least, self.at_most if self.below is None else self.below
        if low is not None and high is not None and low > high:
            raise Unsound("the bounds on %(fact)s leave no room", fact=self.fact)


@dataclass(frozen=True, slots=True)
class OneOf:
    """A code is among `values`; with one of `unclear` the sources do not settle it."""

    fact: Fact
    values: tuple[str, ...]
    unclear: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _needs(self.fact, FactKind.CODES)
        if not self.values or set(self.values) & set(self.unclear):
            raise Unsound("%(fact)s needs values, none of which is unclear", fact=self.fact)


@dataclass(frozen=True, slots=True)
class Holds:
    """A question has the answer that the programme expects."""

    fact: Fact
    expected: bool = True

    def __post_init__(self) -> None:
        _needs(self.fact, FactKind.YES_NO)


@dataclass(frozen=True, slots=True)
class YoungerThan:
    """A date lies less than so many years before the day of the verdict."""

    fact: Fact
    years: int

    def __post_init__(self) -> None:
        _needs(self.fact, FactKind.DATE)
        if self.years < 1:
            raise Unsound("the years of %(fact)s must be 1 or more", fact=self.fact)


@dataclass(frozen=True, slots=True)
class Call:
    """One call for projects; `opens` is None where no source says when it opened."""

    deadline: date
    opens: date | None = None

    def __post_init__(self) -> None:
        if self.opens is not None and self.opens > self.deadline:
            raise Unsound("a call closes before it opens")


@dataclass(frozen=True, slots=True)
class InCall:
    """The day of the verdict lies within a known call; else the next one is asked for."""

    calls: tuple[Call, ...]
    is_next_unverified: bool = False

    def __post_init__(self) -> None:
        if not self.calls:
            raise Unsound("a rule on calls needs at least one")


@dataclass(frozen=True, slots=True)
class Unverified:
    """Something of the programme that no source confirms; it never lets anybody in or out."""

    about: About


@dataclass(frozen=True, slots=True)
class NotInForce:
    """The programme is closed, or was never put in force."""


Condition = Between | OneOf | Holds | YoungerThan | InCall | Unverified | NotInForce


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one alternative is met whole."""

    alternatives: tuple[tuple[Condition, ...], ...]

    def __post_init__(self) -> None:
        if len(self.alternatives) < 2 or not all(self.alternatives):
            raise Unsound("any_of needs two alternatives or more, none of them empty")


Test = Condition | AnyOf


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition of a programme: its test, who says so, as of when, and how long it is trusted.

    `as_of` is the date of what the sources say, as precise as they are: 2025, 2025-11, 2025-11-04.
    """

    id: str
    test: Test
    sources: tuple[Source, ...]
    as_of: str
    review_by: date

    def __post_init__(self) -> None:
        if not self.sources:
            raise Unsound("the rule “%(id)s” names no source", id=self.id)

    @property
    def is_status_unverified(self) -> bool:
        """Whether it says that nobody confirmed that the programme still runs."""
        return isinstance(self.test, Unverified) and self.test.about is About.STATUS


@dataclass(frozen=True, slots=True)
class BonusStep:
    """A rate of the cost for a case that meets `when`.

    `least_pct` is there where the sources give two ends (10 to 15 %). `rate_pct` None: no source
    confirms the rate, so the step may give anything up to the common maximum.
    """

    when: tuple[Condition, ...]
    rate_pct: int | None = None
    least_pct: int | None = None

    def __post_init__(self) -> None:
        if not self.when:
            raise Unsound("a step of a bonus needs a condition")
        if self.rate_pct is not None and not 0 < self.rate_pct <= 100:
            raise Unsound("the rate of a bonus must lie from 1 to 100")
        if self.least_pct is not None and not 0 < self.least_pct < (self.rate_pct or 0):
            raise Unsound("the lower rate of a bonus must lie below its rate")


@dataclass(frozen=True, slots=True)
class Bonus:
    """One of the rates that add up: the first step whose conditions are met counts."""

    id: str
    steps: tuple[BonusStep, ...]
    sources: tuple[Source, ...]

    def __post_init__(self) -> None:
        if not (self.steps and self.sources):
            raise Unsound("the bonus “%(id)s” needs a step and a source", id=self.id)


@dataclass(frozen=True, slots=True)
class AidTerms:
    """What a programme pays to a case that meets `when`: a rate of the cost, up to a ceiling.

    `rate_pct` or `ceiling_dh` None: the sources give none. `is_rate_a_maximum`: the rate is the
    most that all its parts, the `bonuses`, give together. `is_unverified`: no source confirms an
    amount of it.
    """

    id: str
    sources: tuple[Source, ...]
    as_of: str
    review_by: date
    rate_pct: int | None = None
    ceiling_dh: int | None = None
    ceiling_per: CeilingBasis = CeilingBasis.PROJECT
    when: tuple[Condition, ...] = ()
    is_rate_a_maximum: bool = False
    is_repayable: bool = False
    is_unverified: bool = False
    bonuses: tuple[Bonus, ...] = ()

    def __post_init__(self) -> None:
        if not self.sources:
            raise Unsound("the aid “%(id)s” names no source", id=self.id)
        if self.rate_pct is not None and not 0 < self.rate_pct <= 100:
            raise Unsound("the rate of the aid “%(id)s” must lie from 1 to 100", id=self.id)
        if self.ceiling_dh is not None and self.ceiling_dh <= 0:
            raise Unsound("the ceiling of the aid “%(id)s” must be above 0", id=self.id)
        if self.rate_pct is None and self.ceiling_dh is None:
            raise Unsound("the aid “%(id)s” has neither a rate nor a ceiling", id=self.id)
        if self.bonuses and not (self.is_rate_a_maximum and self.rate_pct is not None):
            raise Unsound("the bonuses of “%(id)s” need a common maximum", id=self.id)


@dataclass(frozen=True, slots=True)
class Programme:
    """One version of a programme: its rules hold from `valid_from` until the next version's."""

    id: str
    version: str
    valid_from: date
    name: str
    operator: str
    instrument: str
    rules: tuple[Rule, ...]
    aid: tuple[AidTerms, ...] = ()
    note: str = ""

    def __post_init__(self) -> None:
        if not self.rules:
            raise Unsound("the programme “%(id)s” has no rule", id=self.id)
        ids = [rule.id for rule in self.rules]
        if len(set(ids)) < len(ids):
            raise Unsound("two rules of “%(id)s” have the same id", id=self.id)


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a firm, a startup, the two together and their project.

    A fact that is not there was not said. `used_dh`: programme id → what was already received of
    it, counted as its ceiling counts (for this project, this firm or this year).
    """

    facts: Mapping[Fact, Value] = field(default_factory=dict)
    used_dh: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for fact, value in self.facts.items():
            if not fact.kind.takes(value):
                raise ValueError(f"{fact} cannot be {value!r}")
        if any(amount < 0 for amount in self.used_dh.values()):
            raise ValueError("what was already used cannot be below 0")

    def number(self, fact: Fact) -> Range | None:
        """Return what is known of a number, or None when nothing is."""
        value = self.facts.get(fact)
        return value if isinstance(value, Range) else None


def in_force(programmes: tuple[Programme, ...], today: date) -> tuple[Programme, ...]:
    """Return the version of each programme that holds on a day; later ones are left out.

    Of two versions that hold from the same day on, the one that comes later in `programmes` counts.
    """
    latest: dict[str, Programme] = {}
    for programme in programmes:
        if programme.valid_from <= today:
            known = latest.get(programme.id)
            if known is None or programme.valid_from >= known.valid_from:
                latest[programme.id] = programme
    return tuple(latest.values())


def _needs(fact: Fact, kind: FactKind) -> None:
    if fact.kind is not kind:
        raise Unsound(
            "%(fact)s is of the kind %(has)s, and this test reads %(reads)s",
            fact=fact,
            has=fact.kind,
            reads=kind,
        )
