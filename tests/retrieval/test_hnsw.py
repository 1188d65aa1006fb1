"""What the graph adds to the contract: recall, filters, tombstones and copies."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.retrieval.flat import FlatIndex
from matcher.retrieval.hnsw import MOST_COPIES, Effort, HnswIndex

COUNT, DIMENSION = 4_000, 32
GRAPH_ONLY = Effort(exact_up_to=0, vectors_a_place=0, far=0)


def clustered(count: int, seed: int) -> np.ndarray:
    chance = np.random.default_rng(seed)
    centres = chance.standard_normal((80, DIMENSION))
    rows = centres[chance.integers(0, 80, count)] + 0.7 * chance.standard_normal((count, DIMENSION))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


VECTORS, QUERIES = clustered(COUNT, 1), clustered(100, 1)
IDS = np.arange(COUNT) * 2 + 1


@pytest.fixture(scope="module")
def exact() -> FlatIndex:
    index = FlatIndex(DIMENSION)
    index.add(IDS, VECTORS)
    return index


@pytest.fixture(scope="module")
def graph() -> HnswIndex:
    index = HnswIndex(DIMENSION, GRAPH_ONLY)
    index.add(IDS, VECTORS)
    return index


def recall(found: np.ndarray, truth: np.ndarray) -> float:
    pairs = zip(found.tolist(), truth.tolist(), strict=True)
    return float(np.mean([len(set(row) & set(best)) / len(best) for row, best in pairs]))


def test_the_graph_finds_nearly_all_of_the_nearest(graph, exact):
    for k in (1, 10, 50):
        assert recall(graph.search(QUERIES, k)[1], exact.search(QUERIES, k)[1]) >= 0.98


def test_a_vector_has_the_very_score_that_exact_search_gives_it(graph, exact):
    scores, found = graph.search(QUERIES, 10)
    truth_scores, truth = exact.search(QUERIES, 10)
    same = found == truth
    assert same.mean() > 0.9
    assert np.array_equal(scores[same], truth_scores[same])


@pytest.mark.parametrize("share", [0.5, 0.1, 0.02])
def test_a_filter_on_the_graph_lets_nothing_else_through_and_loses_little(graph, exact, share):
    allowed = np.random.default_rng(2).choice(IDS, int(share * COUNT), replace=False)
    _, found = graph.search(QUERIES, 10, allowed)
    assert np.isin(found, allowed).all()
    assert recall(found, exact.search(QUERIES, 10, allowed)[1]) >= 0.97


def test_what_the_graph_cannot_reach_is_found_exactly(graph, exact):
    far = IDS[np.argsort(VECTORS @ QUERIES[0])[:12]]
    for k in (3, 12, 20):
        found = graph.search(QUERIES[:1], k, far)
        truth = exact.search(QUERIES[:1], k, far)
        assert found[1].tolist() == truth[1].tolist()
        assert found[0].tolist() == truth[0].tolist()


def test_a_narrow_filter_is_answered_exactly(exact):
    index = HnswIndex(DIMENSION, Effort(width=1, vectors_a_place=0, far=0))
    index.add(IDS, VECTORS)
    assert Effort().exact_up_to > COUNT
    allowed = IDS[::2]
    assert np.array_equal(
        index.search(QUERIES, 40, allowed)[1], exact.search(QUERIES, 40, allowed)[1]
    )


def test_queries_far_from_everything_are_answered_exactly(exact):
    careless = Effort(width=2, exact_up_to=0, vectors_a_place=0, far=0)
    far = clustered(300, 99)
    truth = exact.search(far, 10)[1]
    for effort, sure in ((careless, False), (replace(careless, far=0.9), True)):
        index = HnswIndex(DIMENSION, effort)
        index.add(IDS, VECTORS)
        assert np.array_equal(index.search(far, 10)[1], truth) is sure


def test_what_counts_as_far_is_kept_in_the_file(exact, tmp_path: Path):
    index = HnswIndex(DIMENSION)
    index.add(IDS, VECTORS)
    index.save(tmp_path)
    facts = json.loads((tmp_path / "about.json").read_text())
    near = [row[10] for row in exact.search(VECTORS[::16], 11)[0].tolist()]
    assert facts["usual"] == pytest.approx(np.median(near), abs=0.03)


def test_as_many_answers_as_vectors_are_all_returned(graph):
    _, found = graph.search(QUERIES[:2], COUNT)
    assert np.array_equal(np.sort(found, axis=1), np.stack([IDS, IDS]))


def test_few_removals_leave_tombstones_and_many_rebuild_the_graph(exact):
    index = HnswIndex(DIMENSION, GRAPH_ONLY)
    index.add(IDS, VECTORS)
    index.remove(IDS[: COUNT // 10])
    assert index.tombstones == COUNT // 10
    truth = exact.search(QUERIES, 10, IDS[COUNT // 10 :])[1]
    found = index.search(QUERIES, 10)[1]
    assert not np.isin(found, IDS[: COUNT // 10]).any()
    assert recall(found, truth) >= 0.98
    index.remove(IDS[: COUNT // 4])
    assert index.tombstones == 0
    assert len(index) == COUNT - COUNT // 4
    truth = exact.search(QUERIES, 10, IDS[COUNT // 4 :])[1]
    assert recall(index.search(QUERIES, 10)[1], truth) >= 0.98


def test_a_thousand_copies_of_one_vector_do_not_hide_the_others(exact):
    vectors = VECTORS.copy()
    copied = np.random.default_rng(3).choice(COUNT, 1_000, replace=False)
    vectors[copied] = vectors[copied[0]]
    index, truth = HnswIndex(DIMENSION, GRAPH_ONLY), FlatIndex(DIMENSION)
    for one in (index, truth):
        one.add(IDS, vectors)
    assert recall(index.search(QUERIES, 10)[1], truth.search(QUERIES, 10)[1]) >= 0.98
    query = vectors[copied[:1]]
    found = index.search(query, 1_000)[1]
    assert set(found[0].tolist()) == set(IDS[copied].tolist())
    assert np.array_equal(found[0], np.sort(found[0]))


def test_copies_are_filtered_removed_read_and_saved_like_the_rest(tmp_path: Path):
    index = HnswIndex(DIMENSION, GRAPH_ONLY)
    same = np.tile(VECTORS[:1], (3 * MOST_COPIES, 1))
    ids = np.arange(len(same)) + 100
    index.add(ids, same)
    index.add([7], VECTORS[1:2])
    assert len(index) == len(same) + 1
    assert index.search(same[:1], 2, ids[[20, 3, 15]])[1].tolist() == [[103, 115]]
    assert np.array_equal(index.reconstruct([123, 7, 100]), VECTORS[[0, 1, 0]])
    index.remove(ids[[0, 20]])
    index.save(tmp_path / "graph")
    for one in (index, HnswIndex.load(tmp_path / "graph")):
        assert len(one) == len(same) - 1
        left = [number for number in ids.tolist() if number not in (100, 120)]
        assert one.search(same[:1], 30)[1][0].tolist() == [*left, 7] + [-1] * 7
        one.add([120], VECTORS[:1])
        assert 120 in one.search(same[:1], 30)[1]
        one.remove(left)
        assert one.search(same[:1], 3)[1].tolist() == [[120, 7, -1]]


def test_a_known_id_is_refused_whether_in_the_graph_or_a_copy():
    index = HnswIndex(DIMENSION)
    index.add(np.arange(20), np.tile(VECTORS[:1], (20, 1)))
    for known in (0, 19):
        with pytest.raises(Exception, match="already"):
            index.add([known], VECTORS[5:6])
    assert len(index) == 20
