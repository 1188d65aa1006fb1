"""The chance of an introduction: three parts, each from what is known and no more."""

import pytest

from matcher.domain.match import Band
from matcher.ranking.acceptance import (
    ASSUMED_RATE,
    ENOUGH,
    MIDDLES,
    Answers,
    chance_of_success,
    interested,
    willingness,
)
from matcher.ranking.calibration import band

NOBODY = Answers()


def test_before_anybody_answered_the_assumption_stands_and_is_named():
    found = willingness(NOBODY, NOBODY)
    assert found.chance == ASSUMED_RATE
    assert found.is_assumed


def test_the_rate_of_all_is_measured_from_enough_answers_on():
    assert willingness(NOBODY, Answers(ENOUGH - 1, 0)).is_assumed
    found = willingness(NOBODY, Answers(300, 700))
    assert not found.is_assumed
    assert found.chance == pytest.approx(0.3, abs=0.001)


def test_ones_own_answers_count_more_the_more_there_are():
    of_all = Answers(300, 700)
    chances = [willingness(Answers(yes, 0), of_all).chance for yes in (0, 1, 4, 40)]
    assert chances == sorted(set(chances))
    assert chances[2] == pytest.approx((4 + 4 * 0.3008) / 8, abs=0.001)
    assert 0.9 < chances[3] < 1.0
    assert willingness(Answers(0, 4), of_all).chance == pytest.approx(0.15, abs=0.001)


def test_said_interest_leaves_a_fifth_of_the_doubt():
    doubtful = willingness(Answers(0, 4), Answers(300, 700))
    assert interested(doubtful).chance == pytest.approx(1 - 0.2 * 0.85, abs=0.001)
    assert interested(doubtful).is_assumed == doubtful.is_assumed


def test_a_pair_has_the_product_of_its_parts():
    startup, firm = willingness(Answers(3, 1), NOBODY), willingness(NOBODY, NOBODY)
    found = chance_of_success(0.4, Band.POSSIBLE, startup, firm)
    assert found.chance == pytest.approx(0.4 * 0.625 * 0.5)
    assert not found.is_rough
    assert found.is_assumed


def test_a_band_stands_in_by_its_middle_and_says_so():
    side = willingness(NOBODY, Answers(500, 500))
    found = chance_of_success(None, Band.LIKELY, side, side)
    assert found.kept == 0.75
    assert found.is_rough
    assert not found.is_assumed


@pytest.mark.parametrize("each", list(Band))
def test_the_middle_of_a_band_is_in_the_band(each):
    assert band(MIDDLES[each]) is each
