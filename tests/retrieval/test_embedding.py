import subprocess
import sys

import numpy as np
import pytest

from matcher.errors import EncoderUnavailable
from matcher.retrieval import chosen_encoder
from matcher.retrieval.embedding import load_embedder
from matcher.retrieval.right_of_way import RightOfWay
from matcher.settings import PROJECT_ROOT, Settings
from tests.fakes import HashEmbedder

SPECIAL = 2


class FakeModel:
    """Counts a word as a token; remembers every batch it was given, prompts included."""

    def __init__(self, *, prompts=("", ""), max_length=12, fail_at=None):
        self.dimension = 64
        self.max_length = max_length
        self.on_accelerator = False
        self.pads = True
        self.prompts = {"query": prompts[0], "passage": prompts[1]}
        self.batches = []
        self._fail_at = fail_at
        self._hashes = HashEmbedder(64)

    def lengths(self, texts):
        return [len(text.split()) + SPECIAL for text in texts]

    def encode(self, texts, kind, prompt):
        if self._fail_at is not None and len(self.batches) == self._fail_at:
            raise KeyboardInterrupt
        self.batches.append([prompt + text for text in texts])
        assert max(self.lengths(self.batches[-1])) <= self.max_length, "a text would be cut"
        return self._hashes.passages([prompt + text for text in texts])

    @property
    def seen(self):
        return [text for batch in self.batches for text in batch]


@pytest.fixture
def model_folder(tmp_path):
    folder = tmp_path / "our-own"
    folder.mkdir()
    (folder / "weights.bin").write_bytes(b"weights")
    return folder


@pytest.fixture
def loaded(monkeypatch):
    """Let `loaded(model)` be what loading gives; `loaded(None)` makes loading a failure."""

    def use(model):
        def load(*_):
            return model if model is not None else pytest.fail("the model was loaded")

        monkeypatch.setattr(chosen_encoder, "load_model", load)
        return model

    return use


@pytest.fixture
def embedder(tmp_path, model_folder):
    def make(**others):
        return load_embedder(Settings(encoder=str(model_folder), var=tmp_path / "var", **others))

    return make


def test_a_text_is_embedded_once_ever(embedder, loaded):
    model = loaded(FakeModel())
    first = embedder().passages(["pompe solaire", "four", "pompe solaire"])
    again = embedder().passages(["four", "séchoir", "pompe solaire"])
    assert sorted(model.seen) == ["four", "pompe solaire", "séchoir"]
    assert np.array_equal(first[0], first[2])
    assert np.array_equal(again[0], first[1])
    assert np.array_equal(again[2], first[0])


def test_rows_come_in_the_order_of_the_texts_whatever_their_lengths(embedder, loaded):
    loaded(FakeModel())
    texts = ["un", "un deux trois quatre", "un deux", "cinq six sept huit neuf", "dix"] * 3
    assert np.allclose(embedder().passages(texts), HashEmbedder(64).passages(texts), atol=1e-6)


def test_known_texts_need_no_model_at_all(embedder, loaded):
    loaded(FakeModel())
    first = embedder().queries(["pompe"])
    loaded(None)
    later = embedder()
    assert np.array_equal(later.queries(["pompe"]), first)
    assert (later.dimension, later.max_tokens) == (64, 10)


def test_queries_and_passages_carry_the_prompts_of_the_model(embedder, loaded):
    model = loaded(FakeModel(prompts=("ask: ", "doc: ")))
    made = embedder()
    made.queries(["pompe"])
    made.passages(["pompe"])
    assert model.seen == ["ask: pompe", "doc: pompe"]
    assert made.max_tokens == 12 - SPECIAL - 1


def test_a_model_without_prompts_gets_none(embedder, loaded):
    model = loaded(FakeModel())
    embedder().queries(["pompe"])
    assert model.seen == ["pompe"]


def test_a_model_known_to_want_prompts_that_it_does_not_state_gets_them(tmp_path, loaded):
    folder = tmp_path / "multilingual-e5-base"
    folder.mkdir()
    model = loaded(FakeModel())
    made = load_embedder(Settings(encoder=str(folder), var=tmp_path / "var"))
    made.queries(["pompe"])
    made.passages(["pompe"])
    assert model.seen == ["query: pompe", "passage: pompe"]


def test_a_long_text_is_never_cut_and_weighs_each_part_by_its_length(embedder, loaded):
    model = loaded(FakeModel(prompts=("", "doc: ")))
    text = "Un deux trois quatre cinq. Six sept huit neuf dix. Onze douze."
    row = embedder().passages([text])[0]
    parts = ["doc: Un deux trois quatre cinq.", "doc: Six sept huit neuf dix. Onze douze."]
    assert sorted(model.seen) == sorted(parts)
    weighted = np.array(model.lengths(parts)) @ HashEmbedder(64).passages(parts)
    assert np.allclose(row, weighted / np.linalg.norm(weighted), atol=1e-6)


def test_one_endless_word_and_an_empty_text_are_embedded_too(embedder, loaded):
    loaded(FakeModel(max_length=5))
    rows = embedder().passages(["x" * 5000, "", "   \n " * 50, "a " * 300])
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-5)


def test_letters_that_no_tokenizer_reads_and_hidden_ones_are_left_out(embedder, loaded):
    model = loaded(FakeModel())
    embedder().passages(["pom\u200bpe\ud800 so\u202elaire\0"])
    assert model.seen == ["pompe solaire"]


def test_no_texts_give_no_rows(embedder, loaded):
    loaded(FakeModel())
    assert embedder().queries([]).shape == (0, 64)
    assert embedder().passages([]).shape == (0, 64)


def test_an_interrupted_run_resumes_where_it_stopped(embedder, loaded):
    texts = [f"texte {number}" for number in range(20)]
    first = loaded(FakeModel(fail_at=2))
    with pytest.raises(KeyboardInterrupt):
        embedder(batch_size=1).passages(texts)
    assert len(first.seen) == 8
    second = loaded(FakeModel())
    embedder(batch_size=1).passages(texts)
    assert sorted(first.seen + second.seen) == sorted(texts)


def test_progress_rises_to_the_whole_and_counts_only_what_is_new(embedder, loaded):
    loaded(FakeModel())
    made = embedder(batch_size=1)
    made.passages(["déjà connu"])
    steps = []
    made.passages(["déjà connu", *map(str, range(20))], progress=lambda *step: steps.append(step))
    done = [step[0] for step in steps]
    assert len(steps) > 1
    assert done == sorted(done)
    assert steps[-1] == (60, 60)


def test_no_batch_passes_the_batch_setting(embedder, loaded):
    model = loaded(FakeModel())
    embedder(batch_size=2).passages([f"texte {number}" for number in range(50)])
    assert max(map(len, model.batches)) == 8


def test_the_name_tells_the_weights_and_prompts_but_not_the_precision(
    embedder, loaded, model_folder
):
    loaded(FakeModel())
    name = embedder().name
    assert name.startswith("our-own@")
    assert embedder(precision="float32").name == name
    (model_folder / "weights.bin").write_bytes(b"other!!")
    changed = embedder().name
    assert changed != name
    loaded(FakeModel(prompts=("ask: ", "")))
    (model_folder / "weights.bin").write_bytes(b"weights")
    assert embedder().name not in {name, changed}


def test_a_changed_model_never_reads_the_vectors_of_the_old_one(embedder, loaded, model_folder):
    model = loaded(FakeModel())
    embedder().passages(["pompe"])
    (model_folder / "weights.bin").write_bytes(b"other!!")
    embedder().passages(["pompe"])
    assert model.seen == ["pompe", "pompe"]


def test_a_folder_that_does_not_exist_is_named(tmp_path):
    missing = str(tmp_path / "nowhere")
    made = load_embedder(Settings(encoder=missing, var=tmp_path / "var"))
    with pytest.raises(EncoderUnavailable, match="nowhere"):
        made.queries(["pompe"])


def test_making_an_embedder_imports_nothing_heavy():
    code = (
        "import sys; from matcher.settings import Settings; "
        "from matcher.retrieval.embedding import load_embedder; load_embedder(Settings()); "
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'tokenizers', 'safetensors'}; "
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT_ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


class CountedWay(RightOfWay):
    """Counts who gives way, and lets them pass."""

    def __init__(self, folder):
        super().__init__(folder)
        self.given = 0

    def give(self, *, longest=0.0):
        self.given += 1


def test_who_gives_way_waits_before_each_of_its_small_batches(embedder, loaded, tmp_path):
    model = loaded(FakeModel())
    texts = [f"pompe solaire numéro {number}" for number in range(200)]
    way, made = CountedWay(tmp_path), embedder()
    made.give_way(way)
    rows = made.passages(texts)
    assert way.given == len(model.batches) > 1
    assert max(sum(model.lengths(batch)) for batch in model.batches) <= 256
    assert np.allclose(rows, HashEmbedder(64).passages(texts), atol=1e-6)


def test_who_does_not_give_way_reads_all_at_once(embedder, loaded):
    model = loaded(FakeModel())
    embedder(batch_size=64).passages([f"pompe solaire numéro {number}" for number in range(200)])
    assert len(model.batches) == 1
