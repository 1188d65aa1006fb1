import numpy as np
import pytest

from matcher.learning.rankings import best, best_found, in_order


@pytest.mark.parametrize("depth", [1, 3, 7, 50, 51, 1000])
def test_the_best_are_those_of_a_full_sort_with_ties_by_id(depth):
    draw = np.random.default_rng(depth)
    ids = [f"d{number:02}" for number in range(50)]
    scores = draw.integers(0, 5, 50).astype(np.float32)
    assert best(scores, ids, depth) == in_order(zip(ids, scores.tolist(), strict=True))[:depth]


def test_a_document_with_no_score_is_not_found():
    assert best_found(np.array([0.0, 2.0, -1.0]), ["a", "b", "c"]) == [("b", 2.0)]
