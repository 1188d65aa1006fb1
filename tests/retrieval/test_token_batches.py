from hypothesis import given
from hypothesis import strategies as some

from matcher.retrieval.token_batches import token_batches

sizes = some.lists(some.integers(min_value=0, max_value=600), max_size=80)


@given(
    lengths=sizes,
    budget=some.integers(1, 3000),
    most=some.integers(1, 40),
    overhead=some.integers(0, 500),
)
def test_every_text_is_in_one_batch_and_no_batch_is_too_large(lengths, budget, most, overhead):
    batches = list(token_batches(lengths, budget=budget, most=most, overhead=overhead))
    assert sorted(place for batch in batches for place in batch) == list(range(len(lengths)))
    for batch in batches:
        assert 1 <= len(batch) <= most
        longest = max(lengths[place] for place in batch)
        assert len(batch) == 1 or longest * len(batch) <= budget


def test_like_lengths_go_together_longest_first_and_ties_stay_in_order():
    assert list(token_batches([5, 100, 5, 90, 5], budget=200, most=10, overhead=500)) == [
        [1, 3],
        [0, 2, 4],
    ]


def test_short_texts_are_padded_only_while_that_costs_less_than_another_batch():
    lengths = [280, 74, 17, 14, 12, 7]
    assert list(token_batches(lengths, budget=4096, most=128, overhead=64)) == [
        [0],
        [1],
        [2, 3, 4, 5],
    ]
    assert list(token_batches(lengths, budget=4096, most=128, overhead=10_000)) == [
        [0, 1, 2, 3, 4, 5]
    ]


def test_nothing_gives_no_batch():
    assert list(token_batches([], budget=10, most=10, overhead=64)) == []
