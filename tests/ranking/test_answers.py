"""For each requirement, the best sentence of each startup."""

import numpy as np
import pytest

from matcher.ranking.answers import (
    ASIDE,
    CONTEXT,
    WORDS_WEIGHT,
    Asked,
    best_answers,
    in_context,
    weighed,
)
from matcher.retrieval.sentences import SentenceBatch


def unit(*numbers):
    vector = np.array(numbers, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def a_batch(owners, vectors, terms):
    """Sentences with their owner, vector and term ids, all in capability 0."""
    sizes = [len(each) for each in terms]
    zeros = np.zeros(len(owners), dtype=np.int32)
    return SentenceBatch(
        owners=np.array(owners, dtype=np.int32),
        vectors=np.array(vectors, dtype=np.float32).reshape(len(owners), 2),
        term_ptr=np.r_[0, np.cumsum(sizes)].astype(np.int64),
        term_ids=np.array([one for each in terms for one in each], dtype=np.int32),
        capability=zeros,
        starts=zeros,
        ends=zeros,
    )


def asked(alone, *, vector=None, terms=(), weights=()):
    return Asked(
        np.asarray(alone, dtype=np.float32),
        np.asarray(alone if vector is None else vector, dtype=np.float32),
        np.array(terms, dtype=np.int32),
        np.array(weights, dtype=np.float32),
    )


def test_the_sentence_nearest_in_meaning_is_chosen():
    batch = a_batch([0, 0, 1], [unit(0, 1), unit(1, 0), unit(1, 1)], [[], [], []])
    found = best_answers([asked([2, 0])], batch, 2)
    assert found.sentence.tolist() == [[1], [2]]
    assert found.meaning[0, 0] == pytest.approx(2)
    assert found.meaning[1, 0] == pytest.approx(2 / 2**0.5)


def test_shared_words_count_by_their_rarity():
    batch = a_batch([0, 0], [unit(1, 0), unit(1, 0)], [[3], [4, 5]])
    found = best_answers([asked([0, 1], terms=[3, 4, 9], weights=[1, 3, 4])], batch, 1)
    assert found.sentence[0, 0] == 1
    assert found.words[0, 0] == pytest.approx(3 / 8)
    assert found.strength[0, 0] == pytest.approx(WORDS_WEIGHT * 3 / 8)


def test_a_word_that_no_startup_knows_still_counts_against():
    batch = a_batch([0], [unit(1, 0)], [[3]])
    found = best_answers([asked([0, 1], terms=[3, -1], weights=[1, 1])], batch, 1)
    assert found.words[0, 0] == pytest.approx(0.5)


def test_a_startup_without_a_sentence_has_none_and_no_strength():
    batch = a_batch([0, 2], [unit(1, 0), unit(1, 0)], [[], []])
    found = best_answers([asked([1, 0])], batch, 3)
    assert found.sentence[:, 0].tolist() == [0, -1, 1]
    assert found.strength[1, 0] == 0


def test_ties_go_to_the_earlier_sentence():
    batch = a_batch([0, 0, 0], [unit(0, 1), unit(1, 0), unit(1, 0)], [[], [], []])
    assert best_answers([asked([1, 0])], batch, 1).sentence[0, 0] == 1


def test_the_sentence_is_found_in_context_but_judged_by_the_requirement_alone():
    batch = a_batch([0, 0], [unit(1, 0), unit(0, 1)], [[], []])
    found = best_answers([asked(alone=[0.1, 1], vector=[3, 0])], batch, 1)
    assert found.sentence[0, 0] == 0
    assert found.meaning[0, 0] == pytest.approx(3)
    assert found.strength[0, 0] == pytest.approx(0.1)


def test_a_requirement_is_turned_towards_the_whole_need():
    turned = in_context(np.array([[0.0, 1.0]], dtype=np.float32), unit(1, 0))
    assert np.linalg.norm(turned[0]) == pytest.approx(1)
    assert turned[0, 0] / turned[0, 1] == pytest.approx(CONTEXT)


def test_nothing_asked_gives_empty_answers():
    batch = a_batch([0], [unit(1, 0)], [[]])
    assert best_answers([], batch, 1).sentence.shape == (1, 0)


@pytest.mark.parametrize(("beyond", "aside"), [(-0.01, False), (0.01, True)])
def test_a_sentence_stands_aside_when_another_is_much_closer_to_the_whole_need(beyond, aside):
    batch = a_batch([0, 0], [[1.0, 0.0], [1.0 - ASIDE - beyond, 1.0]], [[], []])
    whole = asked((1.0, 0.0))
    found = best_answers([asked((0.0, 1.0))], batch, 1)
    light = weighed(found, best_answers([whole], batch, 1), whole, batch)
    assert found.sentence.tolist() == [[1]]
    assert (light.aside.tolist(), light.closest.tolist()) == ([[aside]], [0])


def test_where_there_is_no_sentence_nothing_stands_aside():
    batch = a_batch([], np.zeros((0, 2)), [])
    whole = asked((1.0, 0.0))
    found = best_answers([whole], batch, 2)
    light = weighed(found, best_answers([whole], batch, 2), whole, batch)
    assert (light.aside.tolist(), light.closest.tolist()) == ([[False], [False]], [-1, -1])
