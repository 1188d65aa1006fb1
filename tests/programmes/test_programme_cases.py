"""Every case that was written from a source gets the answer that the source gives."""

import pytest

from matcher.domain.programme_verdict import Answer, verdict_on
from matcher.programmes.cases import case_from
from matcher.programmes.choosing import chosen
from tests.programmes.programme_cases import CASES


def as_json(expected):
    parts = {"used_dh": {} if expected.used is None else {expected.programme: expected.used}}
    for name, value in expected.facts.items():
        part, _, fact = name.partition(".")
        parts.setdefault(part, {})[fact] = value
    return parts


def verdict_of(expected):
    (programme,) = chosen(expected.programme, expected.today)
    return verdict_on(programme, case_from(as_json(expected), "case"), expected.today)


def test_there_are_sixty_cases_or_more_each_with_its_source():
    assert len(CASES) >= 60
    assert len({each.name for each in CASES}) == len(CASES)
    assert all(each.where.startswith(("http", "press: ")) and each.says for each in CASES)


@pytest.mark.parametrize("expected", CASES, ids=lambda each: each.name)
def test_the_verdict_is_what_the_source_says(expected):
    verdict = verdict_of(expected)
    assert verdict.answer is expected.answer
    assert set(verdict.missing) == set(expected.missing)
    if expected.rule:
        assert expected.rule in {finding.rule.id for finding in verdict.deciding}


@pytest.mark.parametrize("expected", CASES, ids=lambda each: each.name)
def test_the_verdict_names_the_source(expected):
    verdict = verdict_of(expected)
    cited = {source.where for each in verdict.deciding for source in each.rule.sources}
    for aid in (verdict.aid, verdict.aid_if_confirmed):
        if aid is not None and aid.terms is not None:
            cited |= {source.where for source in aid.terms.sources}
    assert expected.where in cited


@pytest.mark.parametrize("expected", CASES, ids=lambda each: each.name)
def test_the_aid_is_what_the_source_gives(expected):
    verdict = verdict_of(expected)
    aid = verdict.aid if expected.answer is Answer.ELIGIBLE else verdict.aid_if_confirmed
    assert (aid.amount_dh if aid else None) == expected.aid
    assert (aid.gap if aid else None) == expected.gap


def test_every_programme_has_a_case():
    assert {each.programme for each in CASES} == {each.id for each in chosen(None, CASES[-1].today)}
