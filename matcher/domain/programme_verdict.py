"""Whether a programme is open to a case: eligible, not eligible, or cannot be said, and why.

The day is an argument, never the clock, so an old verdict can be had again from the version of the
programme, the case and the day.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from matcher.domain.programme import (
    About,
    AnyOf,
    Between,
    Case,
    Holds,
    InCall,
    NotInForce,
    OneOf,
    Programme,
    Rule,
    Test,
    Unverified,
    YoungerThan,
)
from matcher.domain.programme_aid import Aid, aid_for
from matcher.domain.programme_facts import Fact, Range


class Answer(StrEnum):
    """What may be said of a programme and a case."""

    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    CANNOT_SAY = "cannot_say"


class State(StrEnum):
    """Whether a rule is met."""

    MET = "met"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why a rule is met, failed or unknown."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_IN_FORCE = "not_in_force"
    MISSING_FACT = "missing_fact"
    UNCLEAR = "unclear"
    UNVERIFIED = "unverified"
    NO_KNOWN_CALL = "no_known_call"
    PAST_REVIEW = "past_review"

    @property
    def state(self) -> State:
        """What it makes of the rule."""
        if self is Why.MET:
            return State.MET
        return State.FAILED if self in {Why.NOT_MET, Why.NOT_IN_FORCE} else State.UNKNOWN


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a test gives, with the facts to ask for when it gives nothing."""

    why: Why
    missing: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What one rule says of a case; the rule carries its sources and its date."""

    rule: Rule
    why: Why
    missing: tuple[Fact, ...] = ()

    @property
    def state(self) -> State:
        """Whether the rule is met."""
        return self.why.state


@dataclass(frozen=True, slots=True)
class Verdict:
    """What may be said of one version of a programme for a case on a day.

    `aid` is there for an eligible case. `aid_if_confirmed` is there when all that hangs on the case
    is met and only the programme's side (status, next call) has to be confirmed.
    """

    programme: Programme
    today: date
    answer: Answer
    findings: tuple[Finding, ...]
    aid: Aid | None = None
    aid_if_confirmed: Aid | None = None

    @property
    def deciding(self) -> tuple[Finding, ...]:
        """The findings on which the answer rests; never empty."""
        if self.answer is Answer.ELIGIBLE:
            return self.findings
        wanted = State.FAILED if self.answer is Answer.NOT_ELIGIBLE else State.UNKNOWN
        return tuple(finding for finding in self.findings if finding.state is wanted)

    @property
    def missing(self) -> tuple[Fact, ...]:
        """The facts to ask for before the answer can be known, each once."""
        if self.answer is not Answer.CANNOT_SAY:
            return ()
        return tuple(dict.fromkeys(fact for each in self.deciding for fact in each.missing))


def verdict_on(programme: Programme, case: Case, today: date) -> Verdict:
    """Return what this version of a programme says of a case on a day."""
    findings = tuple(_finding(rule, case, today) for rule in programme.rules)
    answer = _answer(findings)
    aid = if_confirmed = None
    if answer is Answer.ELIGIBLE:
        aid = aid_for(programme, case, today, _is_met)
    elif answer is Answer.CANNOT_SAY and _only_to_confirm(findings):
        if_confirmed = aid_for(programme, case, today, _is_met)
    return Verdict(programme, today, answer, findings, aid, if_confirmed)


def outcome_of(test: Test, case: Case, today: date) -> Outcome:
    """Return what one test gives for a case on a day."""
    if isinstance(test, AnyOf):
        return _any_of(test, case, today)
    if isinstance(test, InCall | Unverified | NotInForce):
        return _of_the_programme(test, today)
    if test.fact not in case.facts:
        return Outcome(Why.MISSING_FACT, (test.fact,))
    match test:
        case Between():
            return _between(test, case)
        case OneOf():
            return _one_of(test, case)
        case Holds():
            is_met = case.facts[test.fact] is test.expected
        case YoungerThan():
            is_met = _is_younger(test, case, today)
    return _settled(is_met)


_ASKED = {
    About.STATUS: Fact.PROGRAMME_STATUS,
    About.CURRENT_DEADLINE: Fact.PROGRAMME_NEXT_CALL,
    About.DETAIL: Fact.PROGRAMME_DETAIL,
}


_TO_CONFIRM = frozenset({Fact.PROGRAMME_STATUS, Fact.PROGRAMME_NEXT_CALL})


def _finding(rule: Rule, case: Case, today: date) -> Finding:
    if today > rule.review_by:
        return Finding(rule, Why.PAST_REVIEW, (Fact.PROGRAMME_REVIEW,))
    outcome = outcome_of(rule.test, case, today)
    return Finding(rule, outcome.why, outcome.missing)


def _answer(findings: tuple[Finding, ...]) -> Answer:
    """Return the answer; a programme that nobody confirmed to run keeps nobody out either."""
    states = {finding.state for finding in findings}
    if any(finding.why is Why.NOT_IN_FORCE for finding in findings):
        return Answer.NOT_ELIGIBLE
    if any(finding.rule.is_status_unverified for finding in findings):
        return Answer.CANNOT_SAY
    if State.FAILED in states:
        return Answer.NOT_ELIGIBLE
    return Answer.ELIGIBLE if states == {State.MET} else Answer.CANNOT_SAY


def _only_to_confirm(findings: tuple[Finding, ...]) -> bool:
    return all(
        finding.state is State.MET or (finding.missing and _TO_CONFIRM.issuperset(finding.missing))
        for finding in findings
    )


def _is_met(test: Test, case: Case, today: date) -> tuple[bool | None, tuple[Fact, ...]]:
    outcome = outcome_of(test, case, today)
    state = outcome.why.state
    return (None if state is State.UNKNOWN else state is State.MET), outcome.missing


def _of_the_programme(test: InCall | Unverified | NotInForce, today: date) -> Outcome:
    match test:
        case InCall():
            return _in_call(test, today)
        case Unverified():
            return Outcome(Why.UNVERIFIED, (_ASKED[test.about],))
        case NotInForce():
            return Outcome(Why.NOT_IN_FORCE)


def _settled(is_met: bool) -> Outcome:
    return Outcome(Why.MET if is_met else Why.NOT_MET)


def _between(test: Between, case: Case) -> Outcome:
    known = case.number(test.fact)
    if known is None:
        return Outcome(Why.MISSING_FACT, (test.fact,))
    ends = (known.low, float("inf") if known.high is None else known.high)
    inside = [_within(test, number) for number in ends]
    if all(inside):
        return Outcome(Why.MET)
    if _misses(test, known):
        return Outcome(Why.NOT_MET)
    return Outcome(Why.MISSING_FACT, (test.fact,))


def _within(test: Between, number: float) -> bool:
    return (
        (test.at_least is None or number >= test.at_least)
        and (test.at_most is None or number <= test.at_most)
        and (test.below is None or number < test.below)
    )


def _misses(test: Between, known: Range) -> bool:
    """Tell whether no number of the band lies within the bounds."""
    is_too_low = test.at_least is not None and known.high is not None and known.high < test.at_least
    is_too_high = (test.at_most is not None and known.low > test.at_most) or (
        test.below is not None and known.low >= test.below
    )
    return is_too_low or is_too_high


def _one_of(test: OneOf, case: Case) -> Outcome:
    value = case.facts[test.fact]
    codes = set(value) if isinstance(value, tuple) else set()
    if codes & set(test.values):
        return Outcome(Why.MET)
    if codes & set(test.unclear):
        return Outcome(Why.UNCLEAR, (Fact.PROGRAMME_DETAIL,))
    return Outcome(Why.NOT_MET)


def _is_younger(test: YoungerThan, case: Case, today: date) -> bool:
    begun = case.facts[test.fact]
    since = (today.year - test.years, today.month, today.day)
    return isinstance(begun, date) and since < (begun.year, begun.month, begun.day)


def _in_call(test: InCall, today: date) -> Outcome:
    if any(call.opens is not None and call.opens <= today <= call.deadline for call in test.calls):
        return Outcome(Why.MET)
    why = Why.UNVERIFIED if test.is_next_unverified else Why.NO_KNOWN_CALL
    return Outcome(why, (Fact.PROGRAMME_NEXT_CALL,))


def _any_of(test: AnyOf, case: Case, today: date) -> Outcome:
    unknown: list[Outcome] = []
    for alternative in test.alternatives:
        outcomes = [outcome_of(each, case, today) for each in alternative]
        states = {outcome.why.state for outcome in outcomes}
        if states == {State.MET}:
            return Outcome(Why.MET)
        if State.FAILED not in states:
            unknown.extend(each for each in outcomes if each.why.state is State.UNKNOWN)
    if not unknown:
        return Outcome(Why.NOT_MET)
    # What the case can still tell comes before what only the operator can.
    whys = [outcome.why for outcome in unknown]
    why = Why.MISSING_FACT if Why.MISSING_FACT in whys else whys[0]
    return Outcome(why, tuple(dict.fromkeys(fact for each in unknown for fact in each.missing)))
