"""Verdicts on any programme and any case: never without a rule and a source, never from a guess."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.programme import (
    About,
    AidTerms,
    AnyOf,
    Between,
    Call,
    Case,
    Holds,
    InCall,
    NotInForce,
    OneOf,
    Programme,
    Rule,
    Source,
    Unverified,
    YoungerThan,
)
from matcher.domain.programme_aid import Bound, Gap
from matcher.domain.programme_facts import Fact, Range
from matcher.domain.programme_verdict import Answer, State, Why, outcome_of, verdict_on

TODAY = date(2026, 11, 22)
SOURCE = Source("s", "A page", "https://example.org/page", date(2026, 1, 1))
NUMBERS = (Fact.FIRM_TURNOVER, Fact.PROJECT_OWN_FUNDS_PCT, Fact.PROJECT_COST)
FLAGS = (Fact.STARTUP_STATUS, Fact.PROJECT_INNOVATIVE)
LETTERS = ("industry", "services", "commerce")

days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
numbers = st.integers(0, 40)
bands = st.tuples(numbers, st.one_of(st.none(), numbers)).map(
    lambda ends: Range(ends[0], ends[1] if ends[1] is None else ends[0] + ends[1])
)
bounds = st.tuples(numbers, numbers).map(sorted)
case_facts = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(NUMBERS, bands),
        **dict.fromkeys(FLAGS, st.booleans()),
        Fact.FIRM_ACTIVITY: st.sampled_from(LETTERS).map(lambda code: (code,)),
        Fact.STARTUP_CREATED_ON: days,
    },
)
cases = st.builds(
    Case,
    facts=case_facts,
    used_dh=st.dictionaries(st.just("p"), st.integers(0, 60)),
)
conditions = st.one_of(
    st.builds(
        lambda fact, ends: Between(fact, at_least=ends[0], at_most=ends[1]),
        st.sampled_from(NUMBERS),
        bounds,
    ),
    st.builds(lambda fact, end: Between(fact, below=end), st.sampled_from(NUMBERS), numbers),
    st.builds(Holds, st.sampled_from(FLAGS), st.booleans()),
    st.builds(
        lambda codes: OneOf(Fact.FIRM_ACTIVITY, tuple(codes[:1]), tuple(codes[1:2])),
        st.permutations(LETTERS),
    ),
    st.builds(YoungerThan, st.just(Fact.STARTUP_CREATED_ON), st.integers(1, 5)),
    st.builds(
        lambda day, length, is_open: InCall(
            (Call(day + timedelta(days=length), day if is_open else None),), is_open
        ),
        days,
        st.integers(0, 900),
        st.booleans(),
    ),
    st.builds(Unverified, st.sampled_from(About)),
    st.just(NotInForce()),
)
any_ofs = st.builds(
    lambda groups: AnyOf(tuple(tuple(group) for group in groups)),
    st.lists(st.lists(conditions, min_size=1, max_size=2), min_size=2, max_size=3),
)
tests = st.one_of(conditions, any_ofs)
aid_terms = st.builds(
    lambda rate, ceiling, most, when, review: AidTerms(
        "a",
        (SOURCE,),
        "2025",
        review,
        rate_pct=rate,
        ceiling_dh=ceiling if rate or ceiling else 10,
        when=tuple(when),
        is_rate_a_maximum=most,
    ),
    st.one_of(st.none(), st.integers(1, 100)),
    st.one_of(st.none(), st.integers(1, 50)),
    st.booleans(),
    st.lists(conditions, max_size=1),
    days,
)


@st.composite
def programmes(draw):
    rules = draw(st.lists(st.tuples(tests, days), min_size=1, max_size=4))
    made = tuple(
        Rule(f"r{number}", test, (SOURCE,), "2025", review)
        for number, (test, review) in enumerate(rules)
    )
    aid = tuple(draw(st.lists(aid_terms, max_size=2)))
    return Programme("p", "1", date(2020, 1, 1), "P", "Agency", "grant", made, aid)


@settings(deadline=None)
@given(programmes(), cases, days)
def test_no_verdict_without_a_rule_and_its_source(programme, case, today):
    verdict = verdict_on(programme, case, today)
    assert verdict.deciding
    assert all(finding.rule.sources and finding.rule.as_of for finding in verdict.deciding)
    if verdict.answer is Answer.CANNOT_SAY:
        assert verdict.missing
        assert all(finding.missing for finding in verdict.deciding)
    else:
        assert verdict.missing == ()


@settings(deadline=None)
@given(programmes(), cases, days)
def test_a_rule_past_its_review_date_gives_no_verdict(programme, case, today):
    verdict = verdict_on(programme, case, today)
    for finding in verdict.findings:
        is_past = today > finding.rule.review_by
        assert (finding.why is Why.PAST_REVIEW) is is_past
        if is_past:
            assert finding.state is State.UNKNOWN
            assert verdict.answer is not Answer.ELIGIBLE
    if verdict.answer is Answer.NOT_ELIGIBLE:
        assert all(today <= finding.rule.review_by for finding in verdict.deciding)
    if verdict.answer is Answer.ELIGIBLE:
        assert all(today <= rule.review_by for rule in programme.rules)


@settings(deadline=None)
@given(programmes(), cases, days, st.data())
def test_a_fact_that_is_taken_away_never_makes_eligible(programme, case, today, data):
    kept = data.draw(st.sets(st.sampled_from(sorted(case.facts)))) if case.facts else set()
    less = Case({fact: case.facts[fact] for fact in kept}, case.used_dh)
    before, after = (verdict_on(programme, each, today).answer for each in (case, less))
    if after is not before:
        assert after is Answer.CANNOT_SAY


@settings(deadline=None)
@given(programmes(), days)
def test_a_case_that_says_nothing_is_eligible_only_where_nothing_is_asked(programme, today):
    verdict = verdict_on(programme, Case(), today)
    if verdict.answer is Answer.ELIGIBLE:
        assert all(_asks_nothing_of_the_case(rule.test) for rule in programme.rules)


def _asks_nothing_of_the_case(test):
    if isinstance(test, AnyOf):
        return any(all(map(_asks_nothing_of_the_case, group)) for group in test.alternatives)
    return isinstance(test, InCall)


@settings(deadline=None)
@given(programmes(), cases, days)
def test_what_nobody_confirmed_never_makes_eligible(programme, case, today):
    if any(isinstance(rule.test, Unverified) for rule in programme.rules):
        assert verdict_on(programme, case, today).answer is not Answer.ELIGIBLE


@settings(deadline=None)
@given(programmes(), cases, days)
def test_a_programme_that_nobody_knows_to_run_keeps_nobody_out(programme, case, today):
    verdict = verdict_on(programme, case, today)
    if any(rule.is_status_unverified for rule in programme.rules):
        is_closed = any(each.why is Why.NOT_IN_FORCE for each in verdict.findings)
        assert verdict.answer is (Answer.NOT_ELIGIBLE if is_closed else Answer.CANNOT_SAY)


@settings(deadline=None)
@given(programmes(), cases, days)
def test_the_aid_stays_between_nothing_and_what_the_ceiling_leaves(programme, case, today):
    verdict = verdict_on(programme, case, today)
    assert verdict.aid is None or verdict.answer is Answer.ELIGIBLE
    assert verdict.aid_if_confirmed is None or verdict.answer is Answer.CANNOT_SAY
    aid = verdict.aid or verdict.aid_if_confirmed
    if aid is None:
        return
    assert (aid.amount_dh is None) is (aid.gap is not None)
    if aid.amount_dh is None:
        return
    used = case.used_dh.get("p", 0)
    assert 0 <= aid.amount_dh <= aid.cost_dh
    assert aid.used_dh == used
    assert today <= aid.terms.review_by
    if aid.terms.ceiling_dh is not None:
        assert aid.amount_dh <= max(0, aid.terms.ceiling_dh - used)
    if aid.terms.rate_pct is not None:
        assert aid.by_rate_dh == aid.cost_dh * aid.terms.rate_pct // 100
        assert aid.amount_dh <= aid.by_rate_dh
    limits = [each for each in (aid.by_rate_dh, aid.room_dh) if each is not None]
    assert aid.amount_dh == min([aid.cost_dh, *limits])


@settings(deadline=None)
@given(programmes(), cases, days)
def test_the_same_question_has_the_same_answer(programme, case, today):
    assert verdict_on(programme, case, today) == verdict_on(programme, case, today)


@settings(deadline=None)
@given(st.integers(0, 40), bounds, bands)
def test_a_band_settles_only_what_holds_for_all_of_its_numbers(number, ends, band):
    test = Between(Fact.FIRM_TURNOVER, at_least=ends[0], at_most=ends[1])
    why = outcome_of(test, Case({Fact.FIRM_TURNOVER: band}), TODAY).why
    if band.low <= number and (band.high is None or number <= band.high):
        if why is Why.MET:
            assert ends[0] <= number <= ends[1]
        if why is Why.NOT_MET:
            assert not ends[0] <= number <= ends[1]


@pytest.mark.parametrize(
    ("created", "why"),
    [
        (date(2023, 11, 22), Why.NOT_MET),
        (date(2023, 11, 23), Why.MET),
        (date(2026, 11, 22), Why.MET),
    ],
)
def test_an_age_is_counted_to_the_day(created, why):
    test = YoungerThan(Fact.STARTUP_CREATED_ON, 3)
    assert outcome_of(test, Case({Fact.STARTUP_CREATED_ON: created}), TODAY).why is why


def test_a_leap_day_has_its_birthday_in_any_year():
    test = YoungerThan(Fact.STARTUP_CREATED_ON, 1)
    case = Case({Fact.STARTUP_CREATED_ON: date(2024, 2, 29)})
    assert outcome_of(test, case, date(2025, 2, 28)).why is Why.MET
    assert outcome_of(test, case, date(2025, 3, 1)).why is Why.NOT_MET
    assert outcome_of(test, case, date(2028, 2, 29)).why is Why.NOT_MET


def paying(*terms):
    rule = Rule("r", Holds(Fact.STARTUP_STATUS), (SOURCE,), "2025", date(2030, 1, 1))
    return Programme("p", "1", date(2020, 1, 1), "P", "Agency", "grant", (rule,), terms)


def aid_of(programme, used=0, **facts):
    said = {Fact.STARTUP_STATUS: True, Fact.PROJECT_COST: Range(1_001, 1_001)} | {
        Fact[name]: value for name, value in facts.items()
    }
    case = Case(said, {} if used is None else {"p": used})
    return verdict_on(programme, case, TODAY).aid


def terms(**fields):
    return AidTerms("a", (SOURCE,), "2025", date(2030, 1, 1), **fields)


def test_the_arithmetic_is_shown_step_by_step():
    aid = aid_of(paying(terms(rate_pct=60, ceiling_dh=700)), used=300)
    assert (aid.cost_dh, aid.by_rate_dh) == (1_001, 600)
    assert (aid.ceiling_dh, aid.used_dh, aid.room_dh, aid.amount_dh) == (700, 300, 400, 400)
    assert aid.bounds == ()


def test_what_is_not_stated_makes_the_amount_the_most_that_could_be_had():
    assert aid_of(paying(terms(ceiling_dh=500))).bounds == (Bound.RATE_NOT_STATED,)
    assert aid_of(paying(terms(rate_pct=30))).bounds == (Bound.CEILING_NOT_STATED,)
    most = aid_of(paying(terms(rate_pct=30, is_rate_a_maximum=True)), used=100)
    assert (most.amount_dh, most.bounds) == (200, (Bound.RATE_IS_A_MAXIMUM,))
    unsaid = aid_of(paying(terms(rate_pct=30, ceiling_dh=900)), used=None)
    assert (unsaid.amount_dh, unsaid.bounds) == (300, (Bound.USED_NOT_SAID,))
    assert unsaid.missing == (Fact.USED,)


def test_an_amount_that_cannot_be_known_is_not_guessed():
    plain = paying(terms(rate_pct=30))
    band = aid_of(plain, PROJECT_COST=Range(1, 5))
    assert (band.gap, band.missing) == (Gap.MISSING_FACT, (Fact.PROJECT_COST,))
    assert aid_of(paying(terms(rate_pct=30, is_unverified=True))).gap is Gap.UNVERIFIED
    asked = paying(terms(rate_pct=30, when=(Holds(Fact.PROJECT_INNOVATIVE),)))
    assert aid_of(asked).missing == (Fact.PROJECT_INNOVATIVE,)
    assert aid_of(asked, PROJECT_INNOVATIVE=False).gap is Gap.NOT_COVERED
    stale = AidTerms("a", (SOURCE,), "2025", date(2026, 1, 1), rate_pct=30)
    assert aid_of(paying(stale)).gap is Gap.PAST_REVIEW
    assert aid_of(paying()) is None
