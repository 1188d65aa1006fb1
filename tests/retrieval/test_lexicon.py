"""BM25 beside a plain computation from the formula, and what the index promises."""

import math
import threading
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import InvalidTerms, SnapshotRefused
from matcher.retrieval.lexicon import Lexicon

TERMS = 60


def some_documents(count: int = 400, seed: int = 0) -> list[list[int]]:
    """Documents in which low numbers are common; some are empty, terms 50 and up are unused."""
    chance = np.random.default_rng(seed)
    return [
        np.minimum(chance.geometric(0.08, chance.integers(0, 30)) - 1, 49).tolist()
        for _ in range(count)
    ]


def by_formula(documents: list[list[int]], query: list[int]) -> list[float]:
    """BM25 as the textbook writes it, one document at a time."""
    count = len(documents)
    mean = sum(map(len, documents)) / count
    frequency = Counter(term for document in documents for term in set(document))
    scores = []
    for document in documents:
        times, score = Counter(document), 0.0
        for term in query:
            if times[term]:
                df = frequency[term]
                idf = math.log(1 + (count - df + 0.5) / (df + 0.5))
                damping = 1.2 * (1 - 0.75 + 0.75 * len(document) / mean)
                score += idf * times[term] / (times[term] + damping)
        scores.append(score)
    return scores


@pytest.fixture(scope="module")
def documents() -> list[list[int]]:
    return some_documents()


@pytest.fixture(scope="module")
def lexicon(documents) -> Lexicon:
    return Lexicon.build(documents, TERMS)


@pytest.mark.parametrize("query", [[3], [0, 7, 21], [5, 5, 5, 2], list(range(50)), [49, 0]])
def test_scores_follow_the_formula_and_count_repeated_query_terms(lexicon, documents, query):
    assert lexicon.scores(query) == pytest.approx(by_formula(documents, query), abs=1e-4)


def test_idf_follows_the_formula_and_is_never_negative(lexicon, documents):
    df = sum(1 for document in documents if 0 in document)
    assert lexicon.idf(0) == pytest.approx(math.log(1 + (400 - df + 0.5) / (df + 0.5)))
    assert lexicon.idf(55) == pytest.approx(math.log(1 + 400.5 / 0.5))
    assert lexicon.idf(TERMS) == lexicon.idf(-1) == 0
    assert all(lexicon.idf(term) > 0 for term in range(TERMS))
    assert Lexicon.build([[1], [1]], 2).idf(1) > 0


@pytest.mark.parametrize("k", [1, 2, 10, 100, 1000])
def test_the_best_documents_come_first_and_ties_go_to_the_lower_number(lexicon, k):
    for seed in range(20):
        query = np.random.default_rng(seed).integers(0, 55, 6).tolist()
        scores = lexicon.scores(query)
        order = np.lexsort((np.arange(len(scores)), -scores))
        expected = order[scores[order] > 0][:k]
        found, found_scores = lexicon.top(query, k)
        assert found.tolist() == expected.tolist()
        assert found_scores.tolist() == scores[expected].tolist()


def test_equal_documents_are_returned_in_order_also_at_the_cut():
    lexicon = Lexicon.build([[1, 2], [3, 4], [1, 2], [1, 2], [1, 5], [2, 1]], 6)
    assert lexicon.top([1, 2], 2)[0].tolist() == [0, 2]
    assert lexicon.top([1, 2], 5)[0].tolist() == [0, 2, 3, 5, 4]


def test_documents_without_a_word_of_the_query_are_not_returned():
    lexicon = Lexicon.build([[0], [1], [0, 1], []], 2)
    assert sorted(lexicon.top([1], 10)[0].tolist()) == [1, 2]


def test_a_mask_acts_before_the_cut(lexicon):
    query = [0, 1, 2, 9]
    ranked = lexicon.top(query, 400)[0]
    allowed = np.zeros(400, np.bool_)
    allowed[ranked[[30, 100, 7]]] = True
    found, scores = lexicon.top(query, 2, allowed)
    assert found.tolist() == ranked[[7, 30]].tolist()
    assert scores.tolist() == lexicon.scores(query)[found].tolist()
    assert lexicon.top(query, 9, allowed)[0].tolist() == ranked[[7, 30, 100]].tolist()
    assert len(lexicon.top(query, 5, np.zeros(400, np.bool_))[0]) == 0


def test_a_mask_of_another_size_is_refused(lexicon):
    with pytest.raises(InvalidTerms, match="400"):
        lexicon.top([1], 5, np.ones(399, np.bool_))


def test_unknown_terms_add_nothing(lexicon):
    assert lexicon.scores([-1, TERMS, 10**9, 55]).tolist() == [0.0] * 400
    assert lexicon.scores([4, 10**9]).tolist() == lexicon.scores([4]).tolist()
    assert lexicon.top([-1, TERMS], 3)[0].tolist() == []


def test_an_empty_query_finds_nothing(lexicon):
    ids, scores = lexicon.top([], 3)
    assert (ids.tolist(), scores.tolist()) == ([], [])
    assert lexicon.scores([]).tolist() == [0.0] * 400
    assert lexicon.top([1], 0)[0].tolist() == []


@pytest.mark.parametrize("empty", [[], [[]], [[], [], []]])
def test_an_index_without_words_is_sane(empty, tmp_path: Path):
    lexicon = Lexicon.build(empty, 3)
    for asked in (lexicon, saved_and_loaded(lexicon, tmp_path)):
        assert len(asked) == len(empty)
        assert asked.top([0, 1], 5)[0].tolist() == []
        assert asked.scores([0]).tolist() == [0.0] * len(empty)
    assert Lexicon.build([], 0).top([0], 1)[0].tolist() == []


def test_what_was_returned_is_not_overwritten_by_the_next_query(lexicon):
    scores = lexicon.scores([3])
    kept = scores.tolist()
    lexicon.scores([0, 1, 2])
    lexicon.top([0], 5)
    assert scores.tolist() == kept


def test_several_threads_may_ask_at_once(lexicon):
    queries = [[number, number + 1, 3] for number in range(40)]
    alone = [lexicon.top(query, 20)[0].tolist() for query in queries]
    wrong: list[int] = []
    start = threading.Barrier(8)

    def ask() -> None:
        start.wait()
        for _ in range(5):
            wrong.extend(
                place
                for place, query in enumerate(queries)
                if lexicon.top(query, 20)[0].tolist() != alone[place]
            )

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@pytest.mark.parametrize("bad", [[[0], [3]], [[-1]]])
def test_documents_with_terms_outside_the_vocabulary_are_refused(bad):
    with pytest.raises(InvalidTerms, match="0 to 2"):
        Lexicon.build(bad, 3)


def saved_and_loaded(lexicon: Lexicon, folder: Path) -> Lexicon:
    lexicon.save(folder / "words")
    return Lexicon.load(folder / "words")


def test_a_saved_index_answers_as_before(lexicon, tmp_path: Path):
    again = saved_and_loaded(lexicon, tmp_path)
    assert (len(again), again.vocabulary_size) == (400, TERMS)
    for query in ([1], [0, 4, 4, 30], list(range(TERMS))):
        assert again.scores(query).tolist() == lexicon.scores(query).tolist()
        assert again.top(query, 9)[0].tolist() == lexicon.top(query, 9)[0].tolist()
    assert again.idf(7) == lexicon.idf(7)


@pytest.mark.parametrize(
    "name", ["pointers.npy", "documents.npy", "scores.npy", "bounds.npy", "lexicon.json"]
)
@pytest.mark.parametrize("damage", ["cut", "empty", "gone"])
def test_a_damaged_folder_is_refused(lexicon, tmp_path: Path, name, damage):
    lexicon.save(tmp_path)
    content = (tmp_path / name).read_bytes()
    if damage == "gone":
        (tmp_path / name).unlink()
    else:
        (tmp_path / name).write_bytes(content[: len(content) // 2] if damage == "cut" else b"")
    with pytest.raises(SnapshotRefused):
        Lexicon.load(tmp_path)


def test_files_of_two_indexes_are_refused(lexicon, tmp_path: Path):
    lexicon.save(tmp_path / "one")
    Lexicon.build([[0, 1]], 2).save(tmp_path / "two")
    (tmp_path / "two" / "scores.npy").replace(tmp_path / "one" / "scores.npy")
    with pytest.raises(SnapshotRefused):
        Lexicon.load(tmp_path / "one")


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 7), max_size=8), min_size=1, max_size=25),
    st.lists(st.integers(-1, 9), max_size=6),
    st.integers(1, 12),
)
def test_any_query_gets_the_best_documents_by_the_formula(documents, query, k):
    lexicon = Lexicon.build(documents, 8)
    known = [term for term in query if 0 <= term < 8]
    truth = by_formula(documents, known) if any(documents) else [0.0] * len(documents)
    found, scores = lexicon.top(query, k)
    assert scores == pytest.approx(sorted((s for s in truth if s > 0), reverse=True)[:k], abs=1e-4)
    assert [truth[number] for number in found] == pytest.approx(scores.tolist(), abs=1e-4)
