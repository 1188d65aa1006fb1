"""With the real libraries, network off: the embedded encoder, and a small one of our own."""

import importlib

import numpy as np
import pytest

from matcher.errors import EncoderUnavailable
from matcher.retrieval.conversion import converted_encoder, read_source
from matcher.retrieval.embedding import load_embedder
from matcher.retrieval.encoder_model import LoadOptions, load_model
from matcher.settings import Settings
from tests.retrieval.packed import HIDDEN, POSITIONS, an_installed_package, packed_image

pytestmark = pytest.mark.encoder


@pytest.fixture(scope="module")
def embedder(tmp_path_factory):
    own, var = Settings(), tmp_path_factory.mktemp("var")
    converted_encoder(read_source(own.home / "models/embedding.toml"), own.var)
    (var / "encoder").symlink_to(own.var / "encoder")
    return load_embedder(Settings(encoder="embedded", var=var))


@pytest.fixture
def small_folder(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    importlib.invalidate_caches()
    source = an_installed_package(tmp_path / "site", packed_image())
    return converted_encoder(source, tmp_path / "var")


def test_the_same_need_in_three_languages_finds_the_same_passage(embedder):
    passages = [
        "Nous installons des pompes à énergie solaire pour irriguer les champs.",
        "Notre logiciel lit les factures des fournisseurs et les saisit en comptabilité.",
        "Nous traitons les eaux usées des tanneries par membranes.",
        "Une caméra repère les défauts de couture sur les vêtements.",
    ]
    needs = {
        "Irriguer sans électricité du réseau": 0,
        "ري الحقول بالطاقة الشمسية": 0,
        "Reading supplier invoices automatically": 1,
        "معالجة المياه العادمة لدباغة الجلود": 2,
        "Detecting sewing defects with images": 3,
    }
    scores = embedder.queries(list(needs)) @ embedder.passages(passages).T
    assert scores.argmax(axis=1).tolist() == list(needs.values())


def test_vectors_are_unit_float32_rows_of_the_stated_size(embedder):
    rows = embedder.passages(["pompe", "", "x" * 4000, "🚀 ½ ٣", "mot " * 3000])
    assert rows.shape == (5, embedder.dimension) == (5, 384)
    assert rows.dtype == np.float32
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_the_end_of_a_long_text_still_counts(embedder):
    start = "Nous fabriquons des machines pour les ateliers. " * 150
    assert embedder.count_tokens(start) > embedder.max_tokens
    ends = ["Nous traitons les eaux usées des tanneries.", "Nous vendons des crèmes pour la peau."]
    rows = embedder.passages([start + ends[0], start + ends[1]])
    assert 0.9 < float(rows[0] @ rows[1]) < 0.99999


def test_queries_and_passages_are_not_embedded_alike(embedder):
    assert float(embedder.queries(["pompe"])[0] @ embedder.passages(["pompe"])[0]) < 0.999


def test_a_text_alone_has_the_tokens_of_its_words(embedder):
    assert embedder.count_tokens("") == 0
    assert embedder.count_tokens("hello world!") == 4
    assert embedder.count_tokens("HELLO World!") == 4
    assert embedder.max_tokens == 512 - 2 - 3


def test_bfloat16_gives_the_vectors_of_float32(small_folder):
    texts = ["pompe solaire", "été", "pompe", "t a t a t a"]
    exact, fast = (
        load_model(str(small_folder), LoadOptions(precision, offline=True)).encode(
            texts, "query", ""
        )
        for precision in ("float32", "bfloat16")
    )
    assert ((exact * fast).sum(axis=1) > 0.999).all()
    assert not np.array_equal(exact, fast)


def test_another_folder_brings_its_own_size_length_and_prompts(small_folder, tmp_path):
    settings = Settings(encoder=str(small_folder), var=tmp_path / "other", precision="float32")
    made = load_embedder(settings)
    assert made.dimension == HIDDEN
    assert made.max_tokens < POSITIONS
    rows = made.passages(["pompe solaire", "été " * 40])
    assert rows.shape == (2, HIDDEN)
    plain = load_model(str(small_folder), LoadOptions("float32", offline=True))
    with_prompt = plain.encode(["pompe solaire"], "passage", "passage: ")
    assert np.allclose(rows[0], with_prompt[0], atol=1e-5)


def test_a_folder_that_holds_no_model_is_refused_with_what_to_do(tmp_path):
    (tmp_path / "empty").mkdir()
    made = load_embedder(Settings(encoder=str(tmp_path / "empty"), var=tmp_path / "var"))
    with pytest.raises(EncoderUnavailable, match="PASSERELLE_ENCODER"):
        made.queries(["pompe"])
