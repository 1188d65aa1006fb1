"""Chances: what a score is worth, how sure that is, and when it is told as a number."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.testing import assert_allclose

from matcher.domain.match import Band, Chance
from matcher.ranking.calibration import (
    FIELD,
    INPUTS,
    LIKELY,
    POSSIBLE,
    WIDEST,
    Calibration,
    band,
    field_of,
    inputs_of,
    shown,
)


def a_calibration(fits=21, spread=0.3):
    """Return a calibration in which a higher score and lead mean a higher chance."""
    rows = np.tile([-2.0, 0.5, 1.0, 0.2], (fits, 1))
    rows[1:] += np.random.default_rng(0).normal(scale=spread, size=(fits - 1, 4))
    return Calibration(rows)


def as_stored(**changes):
    return json.loads(json.dumps(a_calibration().as_json())) | changes


@given(
    arrays.arrays(np.float64, (4, 3), elements=st.floats(-1e6, 1e6)),
    arrays.arrays(np.float64, (5, 4), elements=st.floats(-1e3, 1e3)),
)
def test_every_chance_is_between_0_and_1_and_inside_its_interval(inputs, coefficients):
    found = Calibration(coefficients).chances(inputs)
    assert found.shape == (4, 3)
    assert ((found >= 0) & (found <= 1)).all()
    value, low, high = found.T
    assert ((low <= value) & (value <= high)).all()


def test_a_chance_is_that_of_the_fit_to_all_queries():
    found = a_calibration().chances(np.array([[1.0, 0.5, 1.0]]))
    assert_allclose(found[0, 0], 1 / (1 + np.exp(2.0 - 0.5 - 0.5 - 0.2)))


def test_a_higher_score_has_a_higher_chance():
    inputs = inputs_of(np.linspace(4.0, -4.0, 60), 1.0)
    assert (np.diff(a_calibration().chances(inputs)[:, 0]) < 0).all()


def test_fits_that_disagree_make_a_wide_interval_and_a_single_fit_none():
    inputs = np.array([[1.0, 0.5, 1.0]])

    def width(calibration):
        _, low, high = calibration.chances(inputs)[0]
        return high - low

    assert width(a_calibration(fits=1)) == 0
    assert width(a_calibration(spread=0.1)) < width(a_calibration(spread=1.0))


def test_a_list_without_startups_has_no_chances():
    assert a_calibration().chances(inputs_of(np.empty(0), 0.5)).shape == (0, 3)


def test_a_chance_is_shown_as_a_number_only_when_it_is_sure_enough():
    assert shown(np.array([0.5, 0.4, 0.6])) == Chance(0.5, 0.4, 0.6)
    assert shown(np.array([0.2, 0.0, WIDEST])) is not None
    assert shown(np.array([0.5, 0.3, 0.61])) is None


@pytest.mark.parametrize(
    ("chance", "said"),
    [
        (1.0, Band.LIKELY),
        (LIKELY, Band.LIKELY),
        (LIKELY - 1e-9, Band.POSSIBLE),
        (POSSIBLE, Band.POSSIBLE),
        (POSSIBLE - 1e-9, Band.UNLIKELY),
        (0.0, Band.UNLIKELY),
    ],
)
def test_bands_begin_at_their_thresholds(chance, said):
    assert band(chance) is said


def test_a_calibration_comes_back_from_json():
    inputs = np.random.default_rng(1).normal(size=(20, 3))
    again = Calibration.from_json(as_stored())
    assert_allclose(again.chances(inputs), a_calibration().chances(inputs), atol=1e-5)
    assert again.as_json() == a_calibration().as_json()


@pytest.mark.parametrize(
    "changes",
    [
        {"inputs": ["score", "lead"]},
        {"inputs": [*reversed(INPUTS)]},
        {"coefficients": []},
        {"coefficients": [1.0, 2.0, 3.0, 4.0]},
        {"coefficients": [[1.0, 2.0, 3.0]]},
        {"coefficients": [[1.0, 2.0, 3.0, 4.0], [1.0]]},
        {"coefficients": [[1.0, 2.0, 3.0, float("nan")]]},
        {"coefficients": [[1.0, 2.0, 3.0, float("inf")]]},
        {"coefficients": [["a", "b", "c", "d"]]},
    ],
)
def test_what_is_no_calibration_of_these_inputs_is_refused(changes):
    with pytest.raises(ValueError, match=r".+"):
        Calibration.from_json(as_stored(**changes))


def test_the_lead_is_over_those_who_are_near_without_being_partners():
    scores = np.random.default_rng(2).permutation(np.arange(100.0))
    table = inputs_of(scores, 0.25)
    field = np.arange(99.0, -1.0, -1.0)[FIELD]
    assert_allclose(table[:, 0], scores)
    assert_allclose(table[:, 1], scores - field.mean())
    assert_allclose(table[:, 2], 0.25)


@pytest.mark.parametrize("count", [1, 2, FIELD.start])
def test_a_list_too_short_for_a_field_leads_over_its_last_score(count):
    scores = np.arange(float(count))
    assert_allclose(inputs_of(scores, 1.0)[:, 1], scores - scores.min())


def test_a_field_that_is_not_full_counts_as_far_as_it_goes():
    scores = np.arange(float(FIELD.start + 2))
    assert_allclose(inputs_of(scores, 1.0)[:, 1], scores - 0.5)


def test_no_scores_give_no_rows():
    assert inputs_of(np.empty(0), 1.0).shape == (0, len(INPUTS))


@pytest.mark.parametrize(
    ("pool", "places"), [(1920, (10, 50)), (100_000, (10, 50)), (960, (5, 25)), (192, (1, 5))]
)
def test_the_field_is_the_same_share_of_every_pool(pool, places):
    found = field_of(pool)
    assert (found.start, found.stop) == places


def test_a_match_does_not_stand_out_more_because_its_pool_is_smaller():
    scores = np.random.default_rng(3).normal(size=1920)
    half = scores[::2]
    whole, part = inputs_of(scores, 1.0), inputs_of(half, 1.0, len(half))
    assert abs(part[0, 1] - whole[0, 1]) < 0.2
    assert inputs_of(half, 1.0)[0, 1] > part[0, 1]
