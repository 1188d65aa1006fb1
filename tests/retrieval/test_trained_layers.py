import hashlib

import numpy as np
import pytest
from safetensors.numpy import save
from tokenizers import Tokenizer

from matcher.errors import EncoderUnavailable
from matcher.retrieval.conversion import read_source
from matcher.retrieval.tokenizer_build import build_tokenizer
from matcher.retrieval.trained_layers import TrainedLayers
from tests.retrieval.packed import PIECES, RULES

KNOWN = {"encoder.layer.1.w": np.ones((2, 3), np.float16), "pooler.w": np.ones(2, np.float16)}
CAPITALS = [*PIECES, "▁É", "▁POMPE"]


def layers(folder, weights, *, lowercase=True):
    """Write weights and describe them as models/embedding.toml does."""
    content = save(weights)
    (folder / "layers.safetensors").write_bytes(content)
    table = {
        "name": "ours",
        "file": "layers.safetensors",
        "sha256": hashlib.sha256(content).hexdigest(),
        "lowercase": lowercase,
    }
    return table, TrainedLayers.described(table, folder)


def tokenizer(*, lowercase):
    scores = [0.0] * 4 + [-float(place) for place in range(1, len(CAPITALS) - 3)]
    return build_tokenizer(CAPITALS, scores, RULES, lowercase=lowercase)


@pytest.fixture(scope="module")
def small():
    return tokenizer(lowercase=True)


def test_weights_that_fit_are_returned_as_they_are(tmp_path):
    weights = {"encoder.layer.1.w": np.full((2, 3), 0.5, np.float16)}
    found = layers(tmp_path, weights)[1].fitting(KNOWN)
    assert list(found) == list(weights)
    assert np.array_equal(found["encoder.layer.1.w"], weights["encoder.layer.1.w"])


@pytest.mark.parametrize("key", ["name", "file", "sha256", "lowercase"])
def test_a_description_must_say_everything(tmp_path, key):
    table, _ = layers(tmp_path, {})
    with pytest.raises(KeyError, match=key):
        TrainedLayers.described(
            {name: each for name, each in table.items() if name != key}, tmp_path
        )
    with pytest.raises(KeyError, match=key):
        TrainedLayers.described(table | {key: 1}, tmp_path)


def test_a_missing_file_is_named_with_what_to_do(tmp_path):
    _, described = layers(tmp_path, {})
    described.path.unlink()
    with pytest.raises(EncoderUnavailable, match=r"layers\.safetensors.*PASSERELLE_ENCODER=plain"):
        described.fitting(KNOWN)


def test_one_changed_bit_is_refused(tmp_path):
    _, described = layers(tmp_path, {"pooler.w": np.ones(2, np.float16)})
    content = described.path.read_bytes()
    described.path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    with pytest.raises(EncoderUnavailable, match="checksum"):
        described.fitting(KNOWN)


@pytest.mark.parametrize(
    "weights",
    [{"encoder.layer.9.w": np.ones(2, np.float16)}, {"pooler.w": np.ones(3, np.float16)}],
    ids=["unknown", "other shape"],
)
def test_a_weight_that_has_no_place_is_refused(tmp_path, weights):
    with pytest.raises(EncoderUnavailable, match=next(iter(weights))):
        layers(tmp_path, weights)[1].fitting(KNOWN)


def test_capitals_are_read_as_small_letters(small):
    assert small.encode("POMPE Été").tokens == small.encode("pompe été").tokens
    assert small.encode("POMPE").tokens == ["<s>", "▁pompe", "</s>"]


def test_a_capital_written_as_letter_and_accent_is_read_as_one_small_letter(small):
    assert small.encode("E\u0301").tokens == ["<s>", "▁é", "</s>"]


def test_small_letters_are_kept_when_the_tokenizer_is_saved(small, tmp_path):
    small.save(str(tmp_path / "tokenizer.json"))
    again = Tokenizer.from_file(str(tmp_path / "tokenizer.json"))
    assert again.encode("POMPE É").ids == small.encode("pompe é").ids


def test_offsets_point_into_the_text_as_it_was_given(small):
    text = "É POMPE"
    assert [text[start:end].strip() for start, end in small.encode(text).offsets][1:3] == [
        "É",
        "POMPE",
    ]


def test_without_it_capitals_stay_capitals():
    plain = tokenizer(lowercase=False)
    assert plain.encode("POMPE É").tokens == ["<s>", "▁POMPE", "▁É", "</s>"]


def _description(path, more=""):
    keys = ("name", "package", "file", "sha256", "query_prompt", "passage_prompt")
    path.write_text("".join(f'{key} = "x"\n' for key in keys) + more)
    return path


def test_a_description_without_trained_layers_is_of_the_plain_encoder(tmp_path):
    path = _description(tmp_path / "embedding.toml")
    assert read_source(path).trained is None
    assert read_source(path, trained=True).trained is None


@pytest.mark.parametrize("told", ['trained = "x"', '[trained]\nname = "x"', "[trained]\nname = 1"])
def test_a_broken_description_of_trained_layers_is_refused_when_asked_for(tmp_path, told):
    path = _description(tmp_path / "embedding.toml", told)
    assert read_source(path).trained is None
    with pytest.raises(EncoderUnavailable, match="embedding"):
        read_source(path, trained=True)
