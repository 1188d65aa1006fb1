"""What every VectorIndex promises, checked on each of them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from matcher.errors import InvalidVectors, MatcherError, SnapshotRefused
from matcher.retrieval.flat import FlatIndex
from matcher.retrieval.hnsw import Effort, HnswIndex
from matcher.retrieval.vectors import VectorIndex, choose_index, load_index

DIMENSION = 24
GRAPH_ONLY = Effort(exact_up_to=0, vectors_a_place=0, far=0)
Maker = Callable[[], VectorIndex]

MAKERS = {
    "flat": lambda: FlatIndex(DIMENSION),
    "hnsw": lambda: HnswIndex(DIMENSION),
    "hnsw that always walks its graph": lambda: HnswIndex(DIMENSION, GRAPH_ONLY),
}


@pytest.fixture(params=MAKERS.values(), ids=MAKERS.keys())
def make(request) -> Maker:
    return request.param


def unit_vectors(count: int, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).standard_normal((count, DIMENSION)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def filled(make: Maker, count: int = 300) -> tuple[VectorIndex, np.ndarray, np.ndarray]:
    """An index whose ids are neither 0, 1, 2... nor in order."""
    index, vectors = make(), unit_vectors(count)
    ids = np.random.default_rng(1).permutation(count).astype(np.int64) * 3 + 5
    index.add(ids, vectors)
    return index, ids, vectors


def expected(ids, vectors, query, k) -> list[int]:
    """The ids by falling inner product, computed in double precision."""
    products = vectors.astype(np.float64) @ query.astype(np.float64)
    return ids[np.lexsort((ids, -products))][:k].tolist()


def test_the_nearest_come_first_with_their_inner_products(make):
    index, ids, vectors = filled(make)
    queries = unit_vectors(9, seed=2)
    scores, found = index.search(queries, 7)
    assert scores.shape == found.shape == (9, 7)
    assert scores.dtype == np.float32
    assert found.dtype == np.int64
    for place, query in enumerate(queries):
        assert found[place].tolist() == expected(ids, vectors, query, 7)
        row = {int(one): vector for one, vector in zip(ids, vectors, strict=True)}
        products = [float(row[int(one)] @ query) for one in found[place]]
        assert scores[place] == pytest.approx(products, abs=1e-6)


def test_queries_asked_together_or_alone_get_the_same_answer(make):
    index, _, _ = filled(make)
    queries = unit_vectors(70, seed=3)
    scores, found = index.search(queries, 5)
    for place in range(70):
        alone = index.search(queries[place : place + 1], 5)
        assert alone[1][0].tolist() == found[place].tolist()
        assert alone[0][0].tolist() == scores[place].tolist()


def test_vectors_may_come_one_at_a_time(make):
    index, vectors = make(), unit_vectors(150)
    for number, vector in enumerate(vectors):
        index.add([number], vector[np.newaxis])
    assert len(index) == 150
    assert index.search(vectors, 1)[1][:, 0].tolist() == list(range(150))


def test_an_empty_index_answers_with_padding(make):
    scores, found = make().search(unit_vectors(2), 3)
    assert found.tolist() == [[-1] * 3] * 2
    assert np.isneginf(scores).all()


def test_no_queries_and_no_places_give_empty_answers(make):
    index, _, _ = filled(make, 10)
    assert index.search(np.empty((0, DIMENSION), np.float32), 3)[1].shape == (0, 3)
    assert index.search(unit_vectors(2), 0)[1].shape == (2, 0)


def test_more_answers_than_vectors_are_padded_at_the_end(make):
    index, ids, vectors = filled(make, 6)
    query = unit_vectors(1, seed=4)
    scores, found = index.search(query, 10)
    assert found[0].tolist() == [*expected(ids, vectors, query[0], 6), -1, -1, -1, -1]
    assert np.isfinite(scores[0, :6]).all()
    assert np.isneginf(scores[0, 6:]).all()


def test_equal_vectors_are_ranked_by_the_lower_id(make):
    index, vectors = make(), unit_vectors(40)
    same = vectors[7]
    scattered = {3: 90, 17: 4, 33: 61, 39: 2}
    for row in scattered:
        vectors[row] = same
    ids = np.arange(1000, 1040)
    for row, number in scattered.items():
        ids[row] = number
    index.add(ids, vectors)
    scores, found = index.search(same[np.newaxis], 5)
    assert found[0].tolist() == [2, 4, 61, 90, 1007]
    assert len(set(scores[0].tolist())) == 1


def test_the_cut_between_equal_vectors_falls_by_id(make):
    index, vectors = make(), unit_vectors(60)
    vectors[10:22] = vectors[10]
    index.add(np.arange(60)[::-1].copy(), vectors)
    assert index.search(vectors[10:11], 4)[1][0].tolist() == [38, 39, 40, 41]


@pytest.mark.parametrize("share", [0.01, 0.1, 0.6, 0.95])
def test_a_filter_acts_before_the_cut(make, share):
    index, ids, vectors = filled(make)
    count = max(3, int(share * len(ids)))
    places = np.random.default_rng(5).choice(len(ids), count, replace=False)
    queries = unit_vectors(6, seed=6)
    _, found = index.search(queries, 3, ids[places])
    for place, query in enumerate(queries):
        assert found[place].tolist() == expected(ids[places], vectors[places], query, 3)


def test_a_filter_with_fewer_vectors_than_asked_returns_them_all(make):
    index, ids, vectors = filled(make)
    query = unit_vectors(1, seed=7)
    _, found = index.search(query, 6, ids[20:24])
    assert found[0].tolist() == [*expected(ids[20:24], vectors[20:24], query[0], 4), -1, -1]


def test_a_filter_that_allows_nothing_returns_nothing(make):
    index, _, _ = filled(make)
    assert index.search(unit_vectors(1), 2, [])[1].tolist() == [[-1, -1]]


def test_ids_in_a_filter_may_be_unknown_or_repeated(make):
    index, ids, _ = filled(make)
    allowed = np.array([ids[3], 999_999, ids[3], 4])
    assert index.search(unit_vectors(1), 3, allowed)[1].tolist() == [[ids[3], -1, -1]]


def test_a_removed_vector_is_never_found_again(make):
    index, ids, vectors = filled(make)
    gone, kept = ids[:40], ids[40:]
    index.remove(gone)
    assert len(index) == 260
    _, found = index.search(vectors, 300)
    assert not np.isin(found, gone).any()
    assert (np.sort(found, axis=1)[:, 40:] == np.sort(kept)).all()
    assert (found[:, 260:] == -1).all()


def test_a_removed_id_in_a_filter_is_passed_over(make):
    index, ids, vectors = filled(make)
    index.remove(ids[:10])
    _, found = index.search(vectors[:1], 5, ids[:12])
    assert set(found[0].tolist()) == {int(ids[10]), int(ids[11]), -1}


def test_removing_most_vectors_leaves_the_others_in_place(make):
    index, ids, vectors = filled(make)
    for start in range(0, 280, 20):
        index.remove(ids[start : start + 20])
    assert len(index) == 20
    query = unit_vectors(1, seed=8)
    assert index.search(query, 9)[1][0].tolist() == expected(ids[280:], vectors[280:], query[0], 9)
    assert np.array_equal(index.reconstruct(ids[280:]), vectors[280:])


def test_removing_everything_leaves_an_index_that_can_be_filled_again(make):
    index, ids, vectors = filled(make)
    index.remove(ids)
    assert len(index) == 0
    assert (index.search(vectors[:2], 3)[1] == -1).all()
    index.add(ids[:5], vectors[:5])
    assert index.search(vectors[:1], 1)[1].tolist() == [[ids[0]]]


def test_removing_twice_or_the_unknown_does_no_harm(make):
    index, ids, _ = filled(make)
    index.remove([ids[0], ids[0], 888_888])
    index.remove(ids[:1])
    assert len(index) == 299


def test_a_removed_id_may_come_back_with_another_vector(make):
    index, ids, vectors = filled(make)
    index.remove(ids[:1])
    index.add(ids[:1], -vectors[:1])
    assert len(index) == 300
    assert index.search(-vectors[:1], 1)[1].tolist() == [[ids[0]]]
    assert ids[0] not in index.search(vectors[:1], 50)[1]
    assert np.array_equal(index.reconstruct(ids[:1]), -vectors[:1])


def test_a_known_id_is_refused_and_nothing_is_added(make):
    index, ids, vectors = filled(make)
    with pytest.raises(InvalidVectors, match="already"):
        index.add([77_777, ids[9]], vectors[:2])
    with pytest.raises(InvalidVectors, match="twice"):
        index.add([77_777, 77_777], vectors[:2])
    assert len(index) == 300
    assert 77_777 not in index.search(vectors[:1], 300)[1]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_vectors_that_are_not_finite_are_refused(make, bad):
    index, _, vectors = filled(make)
    broken = vectors[:2].copy()
    broken[1, 3] = bad
    with pytest.raises(InvalidVectors):
        index.add([70_000, 70_001], broken)
    with pytest.raises(InvalidVectors):
        index.search(broken, 3)
    assert len(index) == 300


@pytest.mark.parametrize("shape", [(2, DIMENSION + 1), (2, DIMENSION - 1), (DIMENSION,), (2, 0)])
def test_vectors_of_another_shape_are_refused(make, shape):
    index, _, _ = filled(make)
    with pytest.raises(InvalidVectors):
        index.add([70_000, 70_001], np.ones(shape, np.float32))
    with pytest.raises(InvalidVectors):
        index.search(np.ones(shape, np.float32), 3)


@pytest.mark.parametrize("ids", [[-1, 2], [1.5, 2.5], [[1], [2]], [1], [1, 2, 3], ["a", "b"]])
def test_ids_that_cannot_be_ids_are_refused(make, ids):
    index = make()
    with pytest.raises(MatcherError):
        index.add(ids, unit_vectors(2))
    assert len(index) == 0


def test_stored_vectors_come_back_as_they_were_given(make):
    index, ids, vectors = filled(make)
    assert np.array_equal(index.reconstruct(ids[[5, 2, 5]]), vectors[[5, 2, 5]])
    with pytest.raises(InvalidVectors, match="888888"):
        index.reconstruct([888_888])


def test_changing_the_arrays_afterwards_does_not_change_the_index(make):
    index, vectors = make(), unit_vectors(30)
    ids, given = np.arange(30), vectors.copy()
    index.add(ids, given)
    given[:], ids[:] = 0, 7
    assert index.search(vectors, 1)[1][:, 0].tolist() == list(range(30))
    index.reconstruct([3])[:] = 0
    assert np.array_equal(index.reconstruct([3]), vectors[3:4])


def test_vectors_of_any_length_are_ranked_by_inner_product(make):
    index, vectors = make(), unit_vectors(50)
    index.add(np.arange(50), vectors * np.linspace(0, 100, 50, dtype=np.float32)[:, np.newaxis])
    scores, found = index.search(vectors[49:], 50)
    assert found[0, 0] == 49
    assert scores[0, 0] == pytest.approx(100, rel=1e-5)
    assert sorted(found[0].tolist()) == list(range(50))


def test_a_saved_index_answers_as_before_and_goes_on_changing(make, tmp_path: Path):
    index, ids, vectors = filled(make)
    index.remove(ids[:30])
    index.save(tmp_path / "vectors")
    again = load_index(tmp_path / "vectors")
    assert type(again) is type(index)
    assert len(again) == 270
    assert again.dimension == DIMENSION
    queries = unit_vectors(20, seed=9)
    for left, right in zip(index.search(queries, 10), again.search(queries, 10), strict=True):
        assert np.array_equal(left, right)
    again.add([], np.empty((0, DIMENSION), np.float32))
    again.add(ids[:2], vectors[:2])
    again.remove(ids[30:40])
    assert again.search(vectors[:1], 1)[1].tolist() == [[ids[0]]]
    assert not np.isin(again.search(vectors, 50)[1], ids[30:40]).any()
    assert len(load_index(tmp_path / "vectors")) == 270


def test_an_empty_index_can_be_saved(make, tmp_path: Path):
    make().save(tmp_path)
    again = load_index(tmp_path)
    assert len(again) == 0
    again.add([4], unit_vectors(1))
    assert again.search(unit_vectors(1), 1)[1].tolist() == [[4]]


@pytest.mark.parametrize("damage", ["cut", "empty", "gone"])
def test_a_damaged_folder_is_refused(make, tmp_path: Path, damage):
    index, _, _ = filled(make, 60)
    index.save(tmp_path / "whole")
    files = [path for path in sorted((tmp_path / "whole").rglob("*")) if path.is_file()]
    assert files
    for number, path in enumerate(files):
        folder = tmp_path / str(number)
        index.save(folder)
        damaged = folder / path.relative_to(tmp_path / "whole")
        content = damaged.read_bytes()
        damaged.unlink()
        if damage != "gone":
            damaged.write_bytes(content[: len(content) // 2] if damage == "cut" else b"")
        with pytest.raises(SnapshotRefused):
            load_index(folder)


def test_an_index_of_another_kind_or_size_is_refused(make, tmp_path: Path):
    index, _, _ = filled(make)
    index.save(tmp_path / "one")
    filled(make, 20)[0].save(tmp_path / "other")
    (tmp_path / "other" / "ids.npy").replace(tmp_path / "one" / "ids.npy")
    with pytest.raises(SnapshotRefused):
        load_index(tmp_path / "one")
    (tmp_path / "other" / "about.json").write_text('{"kind": "tree"}')
    with pytest.raises(SnapshotRefused, match="tree"):
        load_index(tmp_path / "other")


def test_small_collections_are_searched_exactly_and_large_ones_by_graph():
    assert isinstance(choose_index(20_000, DIMENSION), FlatIndex)
    assert isinstance(choose_index(20_001, DIMENSION), HnswIndex)
    assert choose_index(0, DIMENSION).dimension == DIMENSION
