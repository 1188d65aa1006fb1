"""Bonuses that add up: one by one, together, and within their common maximum."""

from dataclasses import replace
from datetime import date

import pytest

from matcher.domain.programme_aid import Bound
from matcher.domain.programme_facts import Fact
from matcher.domain.programme_verdict import verdict_on
from matcher.programmes.cases import case_from
from matcher.programmes.choosing import chosen
from matcher.wording.programme_sums import sums_of

DAY = date(2026, 11, 22)
FIRM = {
    "turnover_dh": 20_000_000,
    "legal_form": "sarl",
    "moroccan_law": True,
    "public_shareholder": False,
    "large_owner_pct": 0,
}
PROJECT = {"cost_dh": 10_000_000, "own_funds_pct": 20, "listed_branch": True}


def aid_of(used=0, **project):
    (programme,) = chosen("charte_tpme", DAY)
    told = {"firm": FIRM, "project": PROJECT | project, "used_dh": {"charte_tpme": used}}
    if used is None:
        del told["used_dh"]
    return verdict_on(programme, case_from(told, "case"), DAY).aid


NONE = {"bonus_province": False, "priority_activity": False}


@pytest.mark.parametrize(
    ("ratio", "rate"), [(1.5, 0), (2, 5), (5, 5), (5.5, 7), (10, 7), (10.5, 10), (40, 10)]
)
def test_the_bonus_for_jobs_grows_with_the_ratio(ratio, rate):
    aid = aid_of(jobs_ratio=ratio, **NONE)
    assert (aid.rate_pct, aid.amount_dh, aid.least_dh) == (rate, rate * 100_000, rate * 100_000)
    assert aid.bounds == ()
    assert aid.missing == ()


def test_a_bonus_with_two_ends_gives_what_is_certain_and_what_is_possible():
    aid = aid_of(jobs_ratio=3, bonus_province=True, priority_activity=False)
    assert (aid.least_dh, aid.amount_dh) == (1_500_000, 2_000_000)
    assert aid.bounds == (Bound.BONUS_NOT_CERTAIN,)
    assert aid.missing == (Fact.PROGRAMME_DETAIL,)


def test_a_rate_that_no_source_confirms_may_fill_the_common_maximum():
    aid = aid_of(jobs_ratio=3, bonus_province=False, priority_activity=True)
    assert (aid.least_dh, aid.amount_dh) == (500_000, 3_000_000)
    assert aid.bounds == (Bound.RATE_IS_A_MAXIMUM, Bound.BONUS_NOT_CERTAIN)


def test_a_missing_fact_leaves_its_bonus_open_and_is_asked_for():
    aid = aid_of(jobs_ratio={"at_least": 4, "at_most": 12}, priority_activity=False)
    rates = {each.bonus.id: (each.least_pct, each.most_pct) for each in aid.bonuses}
    assert rates == {"jobs": (0, 10), "territory": (0, 15), "activity": (0, 0)}
    assert set(aid.missing) == {Fact.PROJECT_JOBS_RATIO, Fact.PROJECT_BONUS_PROVINCE}
    assert aid.amount_dh == 2_500_000


def test_what_was_received_comes_off_the_sum_of_the_bonuses():
    assert aid_of(used=200_000, jobs_ratio=3, **NONE).amount_dh == 300_000
    assert aid_of(used=900_000, jobs_ratio=3, **NONE).amount_dh == 0
    assert Bound.USED_NOT_SAID in aid_of(used=None, jobs_ratio=3, **NONE).bounds


def test_under_a_stated_ceiling_what_was_received_takes_off_the_room_alone():
    (programme,) = chosen("charte_tpme", DAY)
    terms = tuple(replace(each, ceiling_dh=2_000_000) for each in programme.aid)
    project = PROJECT | {"jobs_ratio": 3} | NONE
    told = {"firm": FIRM, "project": project, "used_dh": {"charte_tpme": 200_000}}
    aid = verdict_on(replace(programme, aid=terms), case_from(told, "case"), DAY).aid
    assert (aid.room_dh, aid.amount_dh, aid.least_dh) == (1_800_000, 500_000, 500_000)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_each_bonus_and_the_total_are_told(language):
    lines = list(sums_of(language, aid_of(jobs_ratio=3, bonus_province=True)))
    assert len(lines) == 5
    assert all("{" not in line for line in lines)
    assert "5" in lines[0]
    assert "30" in lines[3]


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "primes"), ("ar", "المنح"), ("en", "bonuses")]
)
def test_what_was_received_is_taken_off_the_bonuses_in_words(language, word):
    lines = list(sums_of(language, aid_of(used=200_000, jobs_ratio=3, bonus_province=True)))
    assert len(lines) == 6
    assert any(line.startswith(word) and "200" in line for line in lines)
