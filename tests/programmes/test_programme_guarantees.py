"""What holds of the programmes that ship, for any case and any day."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.domain.programme import Case, in_force
from matcher.domain.programme_facts import CODES, Fact, FactKind, Range
from matcher.domain.programme_verdict import Answer, verdict_on
from matcher.programmes.reading import programmes

amounts = st.one_of(
    st.integers(0, 300_000_000),
    st.sampled_from((900_000, 1_000_000, 5_000_000, 10_000_000, 50_000_000, 200_000_000)),
)


def values_of(fact):
    match fact.kind:
        case FactKind.NUMBER:
            numbers = amounts if fact.value.endswith("_dh") else st.integers(0, 40)
            return numbers.map(lambda number: Range(number, number))
        case FactKind.CODES:
            codes = sorted(CODES.get(fact, ("gaming", "MA", "ES")))
            return st.sampled_from(codes).map(lambda code: (code,))
        case FactKind.DATE:
            return st.dates(date(2010, 1, 1), date(2027, 12, 31))
    return st.booleans()


ASKED = [fact for fact in Fact if fact.kind is not FactKind.ASKED]
cases = st.builds(
    Case,
    facts=st.fixed_dictionaries({}, optional={fact: values_of(fact) for fact in ASKED}),
    used_dh=st.dictionaries(st.sampled_from([p.id for p in programmes()]), amounts, max_size=4),
)
days = st.dates(date(2013, 1, 1), date(2029, 12, 31))


@settings(deadline=None)
@given(cases, days)
def test_every_answer_rests_on_rules_in_date_with_their_sources(case, today):
    for programme in in_force(programmes(), today):
        verdict = verdict_on(programme, case, today)
        assert verdict.deciding
        assert all(finding.rule.sources for finding in verdict.deciding)
        if verdict.answer is not Answer.CANNOT_SAY:
            assert all(today <= finding.rule.review_by for finding in verdict.deciding)
        else:
            assert verdict.missing


@settings(deadline=None)
@given(cases, days)
def test_no_aid_passes_its_rate_or_what_its_ceiling_leaves(case, today):
    for programme in in_force(programmes(), today):
        verdict = verdict_on(programme, case, today)
        aid = verdict.aid or verdict.aid_if_confirmed
        if aid is None or aid.amount_dh is None:
            continue
        used = case.used_dh.get(programme.id, 0)
        assert 0 <= aid.amount_dh <= aid.cost_dh
        if aid.terms.rate_pct is not None:
            assert aid.amount_dh * 100 <= aid.cost_dh * aid.terms.rate_pct
        if aid.terms.ceiling_dh is not None:
            assert aid.amount_dh <= max(0, aid.terms.ceiling_dh - used)


@given(days)
def test_a_case_that_says_nothing_is_eligible_nowhere(today):
    for programme in in_force(programmes(), today):
        assert verdict_on(programme, Case(), today).answer is not Answer.ELIGIBLE


@settings(deadline=None)
@given(cases, st.dates(date(2027, 5, 23), date(2040, 1, 1)))
def test_once_the_review_date_is_past_there_is_no_verdict_at_all(case, today):
    for programme in in_force(programmes(), today):
        assert verdict_on(programme, case, today).answer is Answer.CANNOT_SAY
