"""What the types of a programme refuse, and which version holds on a day."""

from datetime import date

import pytest

from matcher.domain.programme import (
    AidTerms,
    AnyOf,
    Between,
    Call,
    Case,
    Holds,
    InCall,
    OneOf,
    Programme,
    Rule,
    Source,
    YoungerThan,
    in_force,
)
from matcher.domain.programme_facts import CODES, Fact, FactKind, Range

DAY = date(2026, 1, 1)
SOURCE = Source("s", "A page", "https://example.org/page", DAY)


def rule(test, name="r", review_by=date(2027, 1, 1)):
    return Rule(name, test, (SOURCE,), "2025-11", review_by)


def programme(*rules, aid=(), version="1", valid_from=DAY):
    return Programme("p", version, valid_from, "P", "Agency", "grant", rules, aid)


def terms(**fields):
    defaults = {"rate_pct": 30, "ceiling_dh": 1_000}
    return AidTerms("a", (SOURCE,), "2025", date(2027, 1, 1), **(defaults | fields))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Source("s", " ", "https://example.org", DAY),
        lambda: Source("s", "A page", "", DAY),
        lambda: Rule("r", Holds(Fact.PROJECT_INNOVATIVE), (), "2025", DAY),
        programme,
        lambda: programme(
            rule(Holds(Fact.PROJECT_INNOVATIVE)), rule(Holds(Fact.PROJECT_HIGH_VALUE))
        ),
        lambda: Between(Fact.FIRM_TURNOVER),
        lambda: Between(Fact.FIRM_TURNOVER, at_least=2, at_most=1),
        lambda: Between(Fact.FIRM_TURNOVER, at_most=2, below=3),
        lambda: Between(Fact.FIRM_ACTIVITY, at_least=2),
        lambda: OneOf(Fact.FIRM_TURNOVER, ("a",)),
        lambda: OneOf(Fact.FIRM_ACTIVITY, ()),
        lambda: OneOf(Fact.FIRM_ACTIVITY, ("industry",), ("industry",)),
        lambda: Holds(Fact.FIRM_TURNOVER),
        lambda: YoungerThan(Fact.FIRM_TURNOVER, 3),
        lambda: YoungerThan(Fact.FIRM_CREATED_ON, 0),
        lambda: InCall(()),
        lambda: Call(deadline=date(2025, 1, 1), opens=date(2025, 1, 2)),
        lambda: AnyOf(((Holds(Fact.PROJECT_INNOVATIVE),),)),
        lambda: AnyOf(((Holds(Fact.PROJECT_INNOVATIVE),), ())),
        lambda: terms(rate_pct=None, ceiling_dh=None),
        lambda: terms(rate_pct=101),
        lambda: terms(ceiling_dh=0),
        lambda: AidTerms("a", (), "2025", DAY, rate_pct=30),
        lambda: Range(2, 1),
        lambda: Range(-1, 1),
        lambda: Case({Fact.FIRM_TURNOVER: True}),
        lambda: Case({Fact.PROGRAMME_STATUS: True}),
        lambda: Case(used_dh={"p": -1}),
    ],
)
def test_what_makes_no_sense_is_refused(make):
    with pytest.raises(ValueError, match=r"\w"):
        make()


def test_every_coded_fact_but_sectors_and_countries_has_its_codes():
    free = {Fact.FIRM_SECTORS, Fact.STARTUP_SECTORS, Fact.PAIR_COUNTRIES}
    assert {fact for fact in Fact if fact.kind is FactKind.CODES} == set(CODES) | free


def test_the_version_that_holds_is_the_last_that_began():
    first = programme(rule(Holds(Fact.PROJECT_INNOVATIVE)))
    second = programme(
        rule(Holds(Fact.PROJECT_HIGH_VALUE)), version="2", valid_from=date(2026, 6, 1)
    )
    assert in_force((second, first), date(2025, 12, 31)) == ()
    assert in_force((second, first), date(2026, 5, 31)) == (first,)
    assert in_force((first, second), date(2026, 6, 1)) == (second,)
