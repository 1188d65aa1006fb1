"""A startup's terms are stored with it; lines from before they existed still read."""

import json

import pytest

from matcher.domain.challenge import FirmSize
from matcher.domain.startup import NO_TERMS, Terms
from matcher.retrieval.records import decoded, encoded
from tests.retrieval.builders import WATER, a_startup

TERMS = Terms(
    refused_sectors=("textile",),
    refused_regions=("MA-06",),
    firm_sizes=(FirmSize.SMALL, FirmSize.LARGE),
    capacity=0,
    introductions_open=2,
    exclusive_with=("Rif",),
    excluded_firms=("أطلس",),
    min_budget_dh=5,
)


@pytest.mark.parametrize("terms", [TERMS, Terms(capacity=3), NO_TERMS])
def test_terms_come_back_as_they_were(terms):
    startup = a_startup("a", WATER, terms=terms)
    assert decoded(encoded(startup)) == startup
    assert isinstance(decoded(encoded(startup)).terms.firm_sizes, tuple)


def test_silence_takes_no_room_and_older_lines_still_read():
    line = encoded(a_startup("a", WATER))
    assert b"terms" not in line
    assert decoded(line).terms == NO_TERMS


@pytest.mark.parametrize("terms", [{"firm_sizes": ["huge"]}, {"unheard": 1}, [1], "x"])
def test_terms_that_are_none_are_refused(terms):
    fields = json.loads(encoded(a_startup("a", WATER))) | {"terms": terms}
    with pytest.raises(ValueError, match=r"huge|not a stored startup"):
        decoded(json.dumps(fields).encode())


def test_the_year_it_was_founded_is_stored_and_older_lines_have_none():
    startup = a_startup("a", WATER, founded=2025)
    assert decoded(encoded(startup)) == startup
    older = encoded(a_startup("a", WATER))
    assert b"founded" not in older
    assert decoded(older).founded is None
