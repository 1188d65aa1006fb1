"""Ranked lists and scores made into one."""

import numpy as np
import pytest

from matcher.retrieval.fusion import reciprocal_rank_fusion, z_scores


def test_what_both_lists_rank_comes_before_what_one_ranks_as_high():
    assert reciprocal_rank_fusion([["a", "b", "c"], ["d", "b", "e"]])[0] == "b"


def test_the_order_is_that_of_the_summed_reciprocal_ranks():
    rankings = [[1, 2, 3, 4], [4, 5, 1], [6]]
    score = {1: 1 / 61 + 1 / 63, 4: 1 / 64 + 1 / 61, 6: 1 / 61, 2: 1 / 62, 5: 1 / 62, 3: 1 / 63}
    assert reciprocal_rank_fusion(rankings) == sorted(score, key=score.__getitem__, reverse=True)


def test_ties_keep_the_order_of_first_appearance():
    assert reciprocal_rank_fusion([["b", "x"], ["a", "y"]]) == ["b", "a", "x", "y"]


def test_little_smoothing_favours_the_top_and_much_favours_presence():
    rankings = [["a", "b"], ["c", "b"]]
    assert reciprocal_rank_fusion(rankings, smoothing=0)[0] == "a"
    assert reciprocal_rank_fusion(rankings, smoothing=60)[0] == "b"


@pytest.mark.parametrize("rankings", [[], [[]], [[], []]])
def test_nothing_fuses_into_nothing(rankings):
    assert reciprocal_rank_fusion(rankings) == []


def test_one_list_keeps_its_order():
    assert reciprocal_rank_fusion([["c", "a", "b"]]) == ["c", "a", "b"]


def test_z_scores_count_deviations_from_the_mean():
    found = z_scores(np.array([[1, 3], [5, 9]], np.float32), 3.0, 2.0)
    assert found.tolist() == [[-1, 0], [1, 3]]
    assert found.dtype == np.float32


@pytest.mark.parametrize("deviation", [0.0, float("nan"), -1.0])
def test_a_channel_that_tells_nothing_apart_scores_zero(deviation):
    assert z_scores(np.array([4, 7], np.float32), 3.0, deviation).tolist() == [0, 0]
