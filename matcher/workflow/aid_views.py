"""What may be read of programmes and a case: verdicts in groups, and whom to ask for what."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.programme import Programme
from matcher.domain.programme_aid import Aid
from matcher.domain.programme_facts import Fact
from matcher.domain.programme_verdict import Answer, Finding, State, Verdict, Why


class Group(StrEnum):
    """What a reader can do with a verdict."""

    COULD_PAY = "could_pay"
    TO_CONFIRM = "to_confirm"
    TO_ASK = "to_ask"
    NOT_OPEN = "not_open"
    PAST_REVIEW = "past_review"


class Who(StrEnum):
    """Who can say a fact."""

    FIRM = "firm"
    PROJECT = "project"
    STARTUP = "startup"
    OPERATOR = "operator"
    AGENCY = "agency"


@dataclass(frozen=True, slots=True)
class Asked:
    """A missing fact, who can say it, and how many programmes wait for it."""

    fact: Fact
    who: Who
    count: int = 1


@dataclass(frozen=True, slots=True)
class AidLine:
    """The verdict of one programme. `aid` counts only once confirmed where `is_if_confirmed`.

    `has_failed`: a rule is not met, although the programme's own state keeps the answer open.
    """

    programme: Programme
    group: Group
    findings: tuple[Finding, ...]
    missing: tuple[Asked, ...]
    aid: Aid | None
    is_if_confirmed: bool
    has_failed: bool

    @property
    def amount_dh(self) -> int | None:
        """Return the most that could be had, where it can be told."""
        return self.aid.amount_dh if self.aid else None


@dataclass(frozen=True, slots=True)
class Choice:
    """A startup with which a case can be looked at, as its reader may call it.

    `number` is that of the introduction for a firm, and that of the startup for the agency.
    """

    number: int
    name: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class AidView:
    """What programmes say of a case on a day. A startup that asks alone has no challenge."""

    challenge_id: int | None
    title: str
    firm_name: str
    startup_name: str
    day: date
    lines: tuple[AidLine, ...]
    choices: tuple[Choice, ...] = ()

    def group(self, group: Group) -> tuple[AidLine, ...]:
        """Return the lines of a group, the largest amount first."""
        found = (each for each in self.lines if each.group is group)
        return tuple(sorted(found, key=lambda each: -(each.amount_dh or 0)))

    @property
    def asked(self) -> tuple[Asked, ...]:
        """Return each fact that is asked for, what most programmes wait for first."""
        found: dict[Fact, Asked] = {}
        for line in self.lines:
            if line.has_failed:
                continue
            for each in line.missing:
                count = found[each.fact].count + 1 if each.fact in found else 1
                found[each.fact] = Asked(each.fact, each.who, count)
        return tuple(sorted(found.values(), key=lambda each: -each.count))

    def most(self, group: Group) -> int | None:
        """Return the largest amount of a group; None where none can be told."""
        amounts = [each.amount_dh for each in self.group(group) if each.amount_dh is not None]
        return max(amounts, default=None)


@dataclass(frozen=True, slots=True)
class AidSummary:
    """How many programmes could pay, the most that one of them gives; the same if confirmed."""

    count: int
    most_dh: int | None
    count_if_confirmed: int
    most_if_confirmed_dh: int | None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell yet."""
        return not (self.count or self.count_if_confirmed)


def line_of(verdict: Verdict, *, startup_asks: bool = False) -> AidLine:
    """Return the line of a verdict; a startup that asks alone says its project itself."""
    group = group_of(verdict)
    aid = verdict.aid or verdict.aid_if_confirmed
    asked = (*verdict.missing, *(aid.missing if aid else ()))
    failed = tuple(each for each in verdict.findings if each.state is State.FAILED)
    extra = failed if verdict.answer is Answer.CANNOT_SAY else ()
    return AidLine(
        programme=verdict.programme,
        group=group,
        findings=extra + verdict.deciding,
        missing=tuple(
            Asked(fact, who_says(fact, verdict.programme, startup_asks=startup_asks))
            for fact in dict.fromkeys(() if group is Group.PAST_REVIEW else asked)
        ),
        aid=aid,
        is_if_confirmed=verdict.aid is None and verdict.aid_if_confirmed is not None,
        has_failed=bool(failed),
    )


def group_of(verdict: Verdict) -> Group:
    """Return where a verdict stands for its reader."""
    if verdict.answer is Answer.ELIGIBLE:
        return Group.COULD_PAY
    if verdict.answer is Answer.NOT_ELIGIBLE:
        return Group.NOT_OPEN
    if any(finding.why is Why.PAST_REVIEW for finding in verdict.findings):
        return Group.PAST_REVIEW
    theirs = {Fact.PROGRAMME_STATUS, Fact.PROGRAMME_NEXT_CALL, Fact.PROGRAMME_DETAIL}
    failed = any(finding.state is State.FAILED for finding in verdict.findings)
    only_theirs = theirs.issuperset(verdict.missing)
    return Group.TO_CONFIRM if only_theirs and not failed else Group.TO_ASK


def who_says(fact: Fact, programme: Programme, *, startup_asks: bool = False) -> Who:
    """Return who can say a fact."""
    part = fact.value.partition(".")[0]
    if fact is Fact.PROGRAMME_REVIEW:
        return Who.AGENCY
    if part == "programme":
        return Who.OPERATOR
    if startup_asks or part == "startup":
        return Who.STARTUP
    if part == "firm":
        return Who.FIRM
    if fact is Fact.USED and programme.aid and programme.aid[0].ceiling_per != "project":
        return Who.FIRM
    return Who.PROJECT
