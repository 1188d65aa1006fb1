import numpy as np
import pytest
from numpy.testing import assert_allclose

from matcher.reference import centring_texts
from matcher.retrieval.centring import FEWEST_OWN_PASSAGES, Centring, fit_centring
from tests.fakes import HashEmbedder


def unit_rows(count: int, *, dimension: int = 8, seed: int = 0) -> np.ndarray:
    rows = np.random.default_rng(seed).normal(size=(count, dimension)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def a_centring() -> Centring:
    means = unit_rows(4, seed=1) * np.float32(0.5)
    return Centring({"fr": means[0], "ar": means[1], "en": means[2]}, means[3])


def test_each_query_loses_the_mean_of_its_own_language_and_is_of_unit_length():
    centring, rows = a_centring(), unit_rows(3)
    found = centring.queries(rows, ["ar", "fr", "ar"])
    for row, language, centred in zip(rows, ["ar", "fr", "ar"], found, strict=True):
        expected = row - centring.query_means[language]
        assert_allclose(centred, expected / np.linalg.norm(expected), rtol=1e-5, atol=1e-6)
    assert found.dtype == np.float32


def test_a_language_without_a_mean_takes_the_mean_of_all():
    centring, rows = a_centring(), unit_rows(1)
    expected = rows[0] - np.mean(list(centring.query_means.values()), axis=0)
    found = centring.queries(rows, ["zgh"])[0]
    assert_allclose(found, expected / np.linalg.norm(expected), rtol=1e-5, atol=1e-6)


def test_passages_lose_the_mean_passage():
    centring, rows = a_centring(), unit_rows(2)
    expected = rows - centring.passage_mean
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    assert_allclose(centring.passages(rows), expected, rtol=1e-5, atol=1e-6)


def test_no_rows_give_no_rows():
    nothing = np.empty((0, 8), dtype=np.float32)
    assert a_centring().queries(nothing, []).shape == (0, 8)
    assert a_centring().passages(nothing).shape == (0, 8)


def test_a_text_that_is_the_mean_itself_is_near_nothing_and_no_number_is_lost():
    centring = a_centring()
    assert centring.passages(centring.passage_mean[None]).tolist() == [[0.0] * 8]


def test_the_means_come_back_from_their_arrays():
    centring = a_centring()
    again = Centring.from_arrays(centring.to_arrays())
    rows = unit_rows(3)
    assert np.array_equal(again.passages(rows), centring.passages(rows))
    languages = ["fr", "en", "ar"]
    assert np.array_equal(again.queries(rows, languages), centring.queries(rows, languages))
    with pytest.raises(KeyError):
        Centring.from_arrays({"passage_mean": rows[0]})


def test_a_large_index_is_centred_on_its_own_passages():
    rows = unit_rows(FEWEST_OWN_PASSAGES, dimension=64)
    assert_allclose(fit_centring(HashEmbedder(), rows).passage_mean, rows.mean(axis=0), atol=1e-6)


def test_a_small_index_is_centred_on_generic_passages():
    embedder = HashEmbedder()
    few = unit_rows(FEWEST_OWN_PASSAGES - 1, dimension=64)
    generic = embedder.passages(centring_texts("passages")).mean(axis=0)
    assert_allclose(fit_centring(embedder, few).passage_mean, generic, atol=1e-6)


def test_query_means_are_of_the_generic_needs_of_each_language():
    embedder = HashEmbedder()
    centring = fit_centring(embedder, unit_rows(40, dimension=64))
    assert set(centring.query_means) == {"fr", "ar", "en"}
    for language, mean in centring.query_means.items():
        expected = embedder.queries(centring_texts(language)).mean(axis=0)
        assert_allclose(mean, expected, atol=1e-6)


@pytest.mark.parametrize(("name", "least"), [("fr", 60), ("ar", 60), ("en", 60), ("passages", 120)])
def test_the_generic_texts_are_many_and_all_different(name, least):
    texts = centring_texts(name)
    assert len(set(texts)) == len(texts) >= least


def test_centring_spreads_vectors_that_all_point_one_way():
    common = np.full(8, 10.0, dtype=np.float32)
    own = unit_rows(200)
    raw = (own + common) / np.linalg.norm(own + common, axis=1, keepdims=True)
    centred = Centring({"fr": raw.mean(axis=0)}, raw.mean(axis=0)).passages(raw)
    raw_cosines, cosines = raw @ raw.T, centred @ centred.T
    assert raw_cosines.min() > 0.98
    assert cosines.min() < -0.5


def a_shift():
    centring = a_centring()
    nothing = {name: np.zeros_like(mean) for name, mean in centring.query_means.items()}
    return Centring(nothing, centring.passage_mean, is_shift=True)


def test_a_shift_leaves_queries_as_they_are():
    rows = unit_rows(3)
    assert np.array_equal(a_shift().queries(rows, ["fr", "zgh", "en"]), rows)


def test_a_shift_of_passages_keeps_the_order_of_raw_inner_products():
    passages, queries = unit_rows(50, seed=2), unit_rows(5, seed=3)
    shifted = a_shift().passages(passages)
    assert shifted.dtype == np.float32
    assert_allclose(shifted, passages - a_shift().passage_mean, rtol=1e-6)
    raw, found = queries @ passages.T, queries @ shifted.T
    assert np.array_equal(np.argsort(raw, axis=1), np.argsort(found, axis=1))
    assert_allclose(np.diff(found), np.diff(raw), atol=1e-5)


def test_a_shift_comes_back_from_its_arrays_as_one():
    again = Centring.from_arrays(a_shift().to_arrays())
    assert again.is_shift
    rows = unit_rows(3)
    assert np.array_equal(again.passages(rows), a_shift().passages(rows))
    assert np.array_equal(again.queries(rows, ["fr", "en", "ar"]), rows)
    assert not Centring.from_arrays(a_centring().to_arrays()).is_shift


@pytest.mark.parametrize("count", [FEWEST_OWN_PASSAGES - 1, FEWEST_OWN_PASSAGES])
def test_an_encoder_trained_for_needs_gets_a_shift_and_embeds_no_generic_need(count):
    embedder = HashEmbedder()
    embedder.is_trained_for_needs = True
    rows = unit_rows(count, dimension=64)
    centring = fit_centring(embedder, rows)
    assert centring.is_shift
    assert set(centring.query_means) == {"fr", "ar", "en"}
    assert not np.any(list(centring.query_means.values()))
    asked = [list(centring_texts("passages"))] if count < FEWEST_OWN_PASSAGES else []
    assert embedder.calls == asked
    plain = fit_centring(HashEmbedder(), rows)
    assert_allclose(centring.passage_mean, plain.passage_mean, atol=1e-6)
