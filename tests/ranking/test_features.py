"""Named features and the cold-start score."""

import numpy as np
import pytest

from matcher.ranking.answers import Answers
from matcher.ranking.features import FEATURES, HIGHEST_WORDS, WholeTextSignals, damped, features
from matcher.ranking.scorer import COLD_START, COLD_START_MODEL


def column(*numbers):
    return np.array(numbers, dtype=np.float32)


def answers(meaning, words):
    meaning, words = np.array(meaning, np.float32), np.array(words, np.float32)
    nowhere = np.zeros(meaning.shape, np.int64)
    return Answers(nowhere, meaning, words, meaning, nowhere > 0, nowhere.max(1, initial=0))


def a_table(weights=(1.0, 1.0)):
    signals = WholeTextSignals(column(1, 2), column(3, 4), column(5, 6))
    whole = answers([[7], [8]], [[0], [0]])
    asked = answers([[2, 4], [0, 6]], [[0.5, 1], [0, 1]])
    return features(signals, whole, asked, column(*weights), column(1, 0), column(0, -1))


def test_columns_come_in_the_documented_order():
    table = a_table()
    assert table.shape == (2, len(FEATURES))
    assert dict(zip(FEATURES, table[0].tolist(), strict=True)) == {
        "dense_whole": 1,
        "dense_sentence": 7,
        "lexical_whole": 3,
        "lexical_sought": 5,
        "answers_meaning": 3,
        "answers_words": 0.75,
        "shared_sector": 1,
        "startup_side": 0,
    }


def test_a_wish_weighs_less_than_a_must():
    place = list(FEATURES).index("answers_meaning")
    assert a_table((1.0, 0.5))[0, place] == pytest.approx((2 + 4 * 0.5) / 1.5)


def test_a_need_without_requirements_has_no_answers():
    nothing = answers(np.zeros((2, 0)), np.zeros((2, 0)))
    signals = WholeTextSignals(column(1, 2), column(0, 0), column(0, 0))
    whole = answers([[0], [0]], [[0], [0]])
    table = features(signals, whole, nothing, column(), column(0, 0), column(0, 0))
    assert np.isfinite(table).all()


def test_words_that_the_index_cannot_see_do_not_decide():
    assert damped(column(10), 0.0)[0] == 0
    assert damped(column(10), 0.5)[0] == pytest.approx(2.5)
    assert damped(column(1000), 1.0)[0] == HIGHEST_WORDS


def test_no_feature_speaks_against_a_startup_in_the_cold_start_formula():
    assert set(COLD_START) <= set(FEATURES)
    assert all(weight > 0 for weight in COLD_START.values())
    raised = COLD_START_MODEL.scores(np.eye(len(FEATURES), dtype=np.float32))
    assert raised.tolist() == pytest.approx([COLD_START.get(name, 0.0) for name in FEATURES])
