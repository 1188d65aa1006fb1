import json
from types import SimpleNamespace

import numpy as np
import pytest

from matcher.errors import EncoderUnavailable
from matcher.learning.baselines import dense, plain_encoder, vector_cache
from matcher.learning.baselines.plain_encoder import PlainEncoder, has_bfloat16
from matcher.retrieval.chosen_encoder import ChosenEncoder
from matcher.settings import settings


class FakeModel:
    """Counts letters; in bfloat16 it adds `noise`."""

    def __init__(self, precision, noise):
        self.precision, self.noise = precision, noise
        self.asked = []

    def parameters(self):
        yield SimpleNamespace(dtype=f"torch.{self.precision}")

    def _encode(self, role, texts, prompt):
        self.asked.append((role, [(prompt or "") + text for text in texts]))
        rows = np.array([[text.count("a"), text.count("b"), 0.0] for text in texts])
        rows[:, 2] = self.noise if self.precision == "bfloat16" else 0.0
        return rows * 3.0

    def encode_query(self, texts, *, prompt=None, **_):
        return self._encode("query", texts, prompt)

    def encode_document(self, texts, *, prompt=None, **_):
        return self._encode("passage", texts, prompt)


@pytest.fixture
def loaded(monkeypatch):
    """Put fake models in place of real ones; return those that were loaded."""
    models = []

    def load(encoder, precision):
        models.append(FakeModel(precision, load.noise))
        return models[-1]

    load.noise = 0.0
    monkeypatch.setattr(PlainEncoder, "_load", load)
    monkeypatch.setattr(plain_encoder, "has_bfloat16", lambda: True)
    return SimpleNamespace(models=models, load=load)


def test_rows_are_unit_length_and_in_the_order_asked(loaded, tmp_path):
    rows = PlainEncoder("m", tmp_path, precision="float32").vectors(["bb", "a", "bb"], "passage")
    np.testing.assert_allclose(rows, [[0, 1, 0], [1, 0, 0], [0, 1, 0]])
    assert loaded.models[0].asked == [("passage", ["bb", "a"])]


def test_vectors_are_made_once_even_by_another_process(loaded, tmp_path):
    first = PlainEncoder("m", tmp_path).vectors(["a", "ab"], "passage")
    count = len(loaded.models)
    again = PlainEncoder("m", tmp_path).vectors(["a", "ab"], "passage")
    np.testing.assert_array_equal(first, again)
    assert len(loaded.models) == count


@pytest.mark.parametrize(
    ("model", "texts", "role"),
    [("other", ["a"], "passage"), ("m", ["b"], "passage"), ("m", ["a"], "query")],
)
def test_another_model_text_or_role_is_encoded_anew(loaded, tmp_path, model, texts, role):
    PlainEncoder("m", tmp_path, precision="float32").vectors(["a"], "passage")
    PlainEncoder(model, tmp_path, precision="float32").vectors(texts, role)
    assert [asked for fake in loaded.models for asked in fake.asked] == [
        ("passage", ["a"]),
        (role, texts),
    ]


def test_an_evaluation_that_was_killed_goes_on_where_it_was(loaded, tmp_path, monkeypatch):
    monkeypatch.setattr(plain_encoder, "_KEPT_TOGETHER", 2)
    texts = ["a", "b", "ab", "aab", "abb"]
    killed = PlainEncoder("m", tmp_path, precision="float32")
    encode = FakeModel.encode_document

    def stopped(model, asked, **rest):
        if "ab" in asked:
            raise KeyboardInterrupt
        return encode(model, asked, **rest)

    with monkeypatch.context() as patched:
        patched.setattr(FakeModel, "encode_document", stopped)
        with pytest.raises(KeyboardInterrupt):
            killed.vectors(texts, "passage")
    rows = PlainEncoder("m", tmp_path, precision="float32").vectors(texts, "passage")
    assert [asked for _, asked in loaded.models[-1].asked] == [["ab", "aab"], ["abb"]]
    np.testing.assert_allclose(rows[:2], [[1, 0, 0], [0, 1, 0]])
    np.testing.assert_allclose(rows[4], np.array([1, 2, 0]) / 5**0.5, rtol=1e-6)


def test_other_prompts_give_other_vectors(loaded, tmp_path):
    for prompts in (None, {"query": "q: ", "passage": "p: "}):
        encoder = PlainEncoder("m", tmp_path, prompts=prompts, precision="float32")
        encoder.vectors(["a"], "passage")
        encoder.vectors(["a"], "query")
    assert [asked for fake in loaded.models for asked in fake.asked] == [
        ("passage", ["a"]),
        ("query", ["a"]),
        ("passage", ["p: a"]),
        ("query", ["q: a"]),
    ]


@pytest.mark.parametrize(
    "damage",
    [lambda whole: whole[:40], lambda whole: b"", lambda whole: whole[:-4], lambda _: b"x"],
)
def test_a_broken_file_of_vectors_is_made_again(loaded, tmp_path, damage):
    encoder = PlainEncoder("m", tmp_path, precision="float32")
    expected = encoder.vectors(["a", "b"], "passage")
    (file,) = tmp_path.glob("*.npy")
    file.write_bytes(damage(file.read_bytes()))
    np.testing.assert_array_equal(encoder.vectors(["a", "b"], "passage"), expected)
    assert len(loaded.models[0].asked) == 2
    assert vector_cache.read_vectors(file, 2) is not None


def test_a_changed_model_folder_is_another_model(tmp_path):
    folder = tmp_path / "model"
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "config.json").write_text("{}")
    before = vector_cache.model_fingerprint(str(folder))
    (folder / "1_Pooling" / "config.json").write_text("{}")
    after = vector_cache.model_fingerprint(str(folder))
    (folder / "config.json").write_text("{ }")
    assert len({before, after, vector_cache.model_fingerprint(str(folder))}) == 3


def test_texts_are_told_apart_by_where_they_end_and_by_order():
    names = [["ab", "c"], ["a", "bc"], ["c", "ab"], ["ab", "c", ""]]
    assert len({vector_cache.texts_fingerprint(texts) for texts in names}) == 4


def test_bfloat16_is_used_where_it_is_as_good(loaded, tmp_path):
    encoder = PlainEncoder("m", tmp_path)
    encoder.vectors(["a", "b"], "passage")
    assert encoder.precision() == "bfloat16"
    assert loaded.models[-1].precision == "bfloat16"


def test_bfloat16_is_left_when_it_changes_the_vectors(loaded, tmp_path):
    loaded.load.noise = 0.2
    encoder = PlainEncoder("m", tmp_path)
    rows = encoder.vectors(["a", "b"], "passage")
    assert encoder.precision() == "float32"
    np.testing.assert_array_equal(rows[:, 2], [0, 0])


def test_the_choice_of_precision_is_remembered(loaded, tmp_path):
    loaded.load.noise = 0.2
    PlainEncoder("m", tmp_path).vectors(["a"], "passage")
    loaded.models.clear()
    assert PlainEncoder("m", tmp_path).precision() == "float32"
    assert loaded.models == []


def test_a_damaged_memory_of_the_precision_is_settled_again(loaded, tmp_path):
    PlainEncoder("m", tmp_path).vectors(["a"], "passage")
    (file,) = tmp_path.glob("*-precision.json")
    file.write_text("[")
    assert PlainEncoder("m", tmp_path).precision(["a"]) == "bfloat16"
    assert json.loads(file.read_text())["lowest_cosine"] == pytest.approx(1.0)


def test_a_processor_without_bfloat16_computes_in_float32(loaded, tmp_path, monkeypatch):
    monkeypatch.setattr(plain_encoder, "has_bfloat16", lambda: False)
    PlainEncoder("m", tmp_path).vectors(["a"], "passage")
    assert [model.precision for model in loaded.models] == ["float32"]


@pytest.mark.parametrize(
    ("cpuinfo", "expected"),
    [
        ("flags\t\t: fpu sse avx512_bf16 amx_tile\n", True),
        ("Features\t: fp asimd bf16\n", True),
        ("flags\t\t: fpu sse avx512f\nmodel name\t: avx512_bf16\n", False),
        ("", False),
    ],
)
def test_bfloat16_is_read_from_the_flags_of_the_processor(tmp_path, cpuinfo, expected):
    (tmp_path / "cpuinfo").write_text(cpuinfo)
    assert has_bfloat16(tmp_path / "cpuinfo") is expected


def test_a_system_without_cpuinfo_is_taken_to_have_no_bfloat16(tmp_path):
    assert has_bfloat16(tmp_path / "absent") is False


def test_vectors_that_are_not_numbers_are_refused(loaded, tmp_path):
    with pytest.raises(EncoderUnavailable, match="not usable numbers"):
        PlainEncoder("m", tmp_path, precision="float32").vectors(["ccc"], "passage")
    assert list(tmp_path.glob("*.npy")) == []


def test_dense_ranks_every_document_by_cosine_with_ties_by_id(loaded, tmp_path):
    texts = {"z": ("", "a"), "y": ("a", "a"), "x": ("", "b"), "w": ("b", "a")}
    encoder = PlainEncoder("m", tmp_path, precision="float32")
    run = dense.rank(texts, {"q": "aaa"}, encoder=encoder)
    assert [doc for doc, _ in run["q"]] == ["y", "z", "w", "x"]
    assert [score for _, score in run["q"]] == pytest.approx([1, 1, 0.5**0.5, 0])
    assert ("passage", ["b a", "b", "a a", "a"]) in loaded.models[0].asked
    assert ("query", ["aaa"]) in loaded.models[0].asked


def test_dense_takes_more_queries_than_it_multiplies_at_a_time(loaded, tmp_path):
    queries = {f"q{number}": "a" * (number + 1) for number in range(600)}
    encoder = PlainEncoder("m", tmp_path, precision="float32")
    run = dense.rank({"d": ("", "a"), "e": ("", "b")}, queries, encoder=encoder)
    assert {ranking[0][0] for ranking in run.values()} == {"d"}
    assert list(run) == list(queries)


def test_nothing_asked_loads_no_model(loaded, tmp_path):
    encoder = PlainEncoder("m", tmp_path)
    assert dense.rank({}, {"q": "a"}, encoder=encoder) == {"q": []}
    assert dense.rank({"d": ("", "a")}, {}, encoder=encoder) == {}
    assert loaded.models == []


@pytest.mark.encoder
def test_a_folder_that_is_no_encoder_is_named(tmp_path):
    (tmp_path / "empty").mkdir()
    encoder = PlainEncoder(str(tmp_path / "empty"), tmp_path / "cache", precision="float32")
    with pytest.raises(EncoderUnavailable, match="empty"):
        encoder.vectors(["a"], "passage")


@pytest.mark.encoder
def test_the_real_encoder_gets_its_prompts_and_whole_texts(tmp_path, monkeypatch):
    folder = str(ChosenEncoder(settings()).folder())
    model = PlainEncoder(folder, tmp_path)._load("float32")
    monkeypatch.setattr(PlainEncoder, "_load", lambda *_: model)
    prompts = {"query": "query: ", "passage": "passage: "}
    plain = PlainEncoder(folder, tmp_path, precision="float32")
    told = PlainEncoder(folder, tmp_path, prompts=prompts, precision="float32")
    texts = ["Séchage solaire des dattes", "تحلية مياه البحر"]
    for role, prompt in prompts.items():
        expected = model.encode([prompt + text for text in texts], prompt="")
        np.testing.assert_allclose(plain.vectors(texts, role), expected, atol=1e-5)
        np.testing.assert_allclose(told.vectors(texts, role), expected, atol=1e-5)
