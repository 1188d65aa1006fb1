"""Gini's coefficient with its bounds, and when a group is seen more or less than its share."""

from itertools import pairwise

import pytest

from matcher.domain.exposure import Standing, avoidable, gini, is_telling, least_gini, standing


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((), 0),
        ((0, 0, 0), 0),
        ((3, 3, 3), 0),
        ((1, 3), 0.25),
        ((0, 1, 2, 3), 5 / 12),
        ((0,) * 99 + (7,), 0.99),
    ],
)
def test_gini_is_half_the_mean_difference_over_the_mean(counts, expected):
    assert gini(counts) == pytest.approx(expected)
    if sum(counts):
        differences = sum(abs(one - other) for one in counts for other in counts)
        assert gini(counts) == pytest.approx(differences / (2 * len(counts) * sum(counts)))


def test_one_who_was_never_seen_counts():
    assert gini((2, 2, 2, 0)) > gini((2, 2, 2)) == pytest.approx(0)


def test_order_and_scale_do_not_count():
    assert gini((5, 1, 2)) == gini((1, 2, 5)) == pytest.approx(gini((10, 20, 50)))


def test_the_lowest_possible_is_reached_by_the_most_even_and_by_nobody_else():
    assert least_gini(10, 4) == pytest.approx(1 - 4 / 10)
    assert least_gini(4, 8) == pytest.approx(0)
    assert 0 < least_gini(4, 9) < gini((1, 2, 3, 3))
    assert least_gini(0, 3) == least_gini(3, 0) == 0
    assert all(least_gini(9, one) > least_gini(9, more) for one, more in pairwise(range(1, 10)))


def test_what_could_be_avoided_is_nothing_at_best_and_all_of_it_when_one_takes_all():
    assert avoidable(gini((1, 1, 1, 0, 0, 0)), 6, 3) == pytest.approx(0)
    assert avoidable(gini((3, 0, 0, 0, 0, 0)), 6, 3) == pytest.approx(1)
    assert 0 < avoidable(gini((2, 1, 0, 0, 0, 0)), 6, 3) < 1
    assert avoidable(0.0, 1, 5) == avoidable(0.0, 0, 0) == 0


def test_few_startups_or_places_tell_nothing():
    assert is_telling(10, 10)
    assert not is_telling(9, 500)
    assert not is_telling(500, 9)


@pytest.mark.parametrize(
    ("share", "seen", "places", "said"),
    [
        (0.5, 80, 100, Standing.MORE),
        (0.5, 20, 100, Standing.LESS),
        (0.5, 55, 100, Standing.AS_EXPECTED),
        (0.1, 14, 100, Standing.AS_EXPECTED),
        (0.1, 0, 49, Standing.TOO_FEW),
        (0.1, 0, 50, Standing.LESS),
        (0.5, 5_600, 10_000, Standing.AS_EXPECTED),
        (1.0, 30, 30, Standing.AS_EXPECTED),
        (0.0, 0, 30, Standing.TOO_FEW),
    ],
)
def test_a_group_is_said_to_be_seen_more_or_less_only_when_it_is_clear(share, seen, places, said):
    assert standing(share, seen, places) is said
