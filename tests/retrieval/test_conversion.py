import importlib
import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from matcher.errors import EncoderUnavailable
from matcher.retrieval import conversion, e5s1
from matcher.retrieval.conversion import converted_encoder, damage, encoder_folder, read_source
from matcher.settings import PROJECT_ROOT
from tests.retrieval.packed import HIDDEN, PIECES, an_installed_package, packed_image


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    importlib.invalidate_caches()
    return an_installed_package(tmp_path / "site", packed_image())


def test_a_four_bit_weight_is_its_nibble_less_eight_times_the_scale():
    nibbles = bytes(
        (high << 4) | low for low, high in zip(range(16), range(15, -1, -1), strict=True)
    )
    block = np.float16(0.5).tobytes() + nibbles
    model = e5s1.PackedModel(None, (), (), {}, {"w": (1, 32, 0)}, block)
    low = [(n - 8) * 0.5 for n in range(16)]
    assert model.tensor("w").tolist() == low + low[::-1]


@pytest.mark.parametrize("kept", [0, 3, 40, 120, 400, -1])
def test_a_file_that_ends_too_early_is_refused(kept):
    with pytest.raises(EncoderUnavailable):
        e5s1.read(packed_image()[:kept])


def test_another_kind_of_file_is_refused():
    with pytest.raises(EncoderUnavailable, match="E5S1"):
        e5s1.read(b"GGUF" + packed_image()[4:])


def test_the_weights_on_disk_are_the_packed_ones(source, tmp_path):
    from safetensors.numpy import load_file

    folder = converted_encoder(source, tmp_path / "var")
    weights = load_file(folder / "model.safetensors")
    model = e5s1.read(packed_image())
    words = weights["embeddings.word_embeddings.weight"]
    assert words.shape == (len(PIECES), HIDDEN)
    assert np.array_equal(words.ravel(), model.tensor("emb.word"))
    wide = weights["encoder.layer.0.intermediate.dense.weight"]
    assert wide.shape == (64, 32)
    assert np.array_equal(wide.ravel(), model.tensor("l0.fi.w"))
    bias = weights["encoder.layer.0.output.LayerNorm.bias"]
    assert np.array_equal(bias, model.tensor("l0.oln.b").astype(np.float16))


def test_the_tokenizer_follows_the_rules_of_the_file_and_composes_accents(source, tmp_path):
    from tokenizers import Tokenizer

    folder = converted_encoder(source, tmp_path / "var")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    found = tokenizer.encode("\x01pompe\t  solaire \u0065\u0301te\u0301  ")
    assert found.tokens == ["<s>", "▁pompe", "▁solaire", "▁é", "t", "é", "</s>"]
    assert found.ids == [PIECES.index(token) for token in found.tokens]
    assert tokenizer.encode("z").ids[2] == PIECES.index("<unk>")


def test_the_folder_states_the_prompts_and_nothing_is_left_beside_it(source, tmp_path):
    folder = converted_encoder(source, tmp_path / "var")
    stated = json.loads((folder / "config_sentence_transformers.json").read_text())
    assert stated["prompts"] == {
        "query": "query: ",
        "passage": "passage: ",
        "document": "passage: ",
    }
    assert sorted(path.name for path in folder.parent.iterdir()) == [".lock", "tiny"]


def test_every_file_can_be_read_by_everybody_whatever_the_umask(source, tmp_path):
    before = os.umask(0o077)
    try:
        folder = converted_encoder(source, tmp_path / "var")
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()} == {0o644}
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_dir()} == {0o755}


def test_a_second_start_converts_nothing(source, tmp_path, monkeypatch):
    folder = converted_encoder(source, tmp_path / "var")
    monkeypatch.setattr(conversion, "_convert", lambda *_: pytest.fail("converted again"))
    assert converted_encoder(source, tmp_path / "var") == folder


def test_weights_with_another_checksum_are_refused(source, tmp_path):
    (tmp_path / "site/carrier/weights.bin").write_bytes(packed_image(seed=1))
    with pytest.raises(EncoderUnavailable, match=r"weights\.bin.*checksum"):
        converted_encoder(source, tmp_path / "var")
    assert not encoder_folder(source, tmp_path / "var").exists()


def test_a_missing_package_is_named_with_what_to_do(tmp_path):
    source = an_installed_package(tmp_path / "elsewhere", packed_image(), name="not_installed")
    with pytest.raises(EncoderUnavailable, match=r"not_installed.*make setup"):
        converted_encoder(source, tmp_path / "var")


def test_a_place_that_cannot_be_written_is_named(source, tmp_path):
    (tmp_path / "var").write_text("a file where a folder should be")
    with pytest.raises(EncoderUnavailable, match="PASSERELLE_VAR"):
        converted_encoder(source, tmp_path / "var")


_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path[:0] = [{site!r}, {root!r}]
from matcher.retrieval import conversion
from tests.retrieval.packed import an_installed_package, packed_image
conversion.{step} = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
conversion.converted_encoder(an_installed_package(Path({site!r}), packed_image()), Path({var!r}))
"""


@pytest.mark.parametrize("step", ["_write_manifest", "_flush"])
def test_a_killed_conversion_leaves_nothing_that_looks_whole(source, tmp_path, step):
    var = tmp_path / "var"
    script = _KILLED.format(
        site=str(tmp_path / "site"), root=str(PROJECT_ROOT), var=str(var), step=step
    )
    ended = subprocess.run([sys.executable, "-c", script], check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    remains = [path for path in (var / "encoder").iterdir() if path.name != ".lock"]
    assert len(remains) == 1
    assert not encoder_folder(source, var).exists()

    folder = converted_encoder(source, var)

    assert damage(folder, source) == []
    assert sorted(path.name for path in folder.parent.iterdir()) == [".lock", "tiny"]


def test_several_conversions_at_once_end_with_one_whole_folder(source, tmp_path, monkeypatch):
    made = []
    convert = conversion._convert
    monkeypatch.setattr(conversion, "_convert", lambda *all_: (made.append(1), convert(*all_)))
    with ThreadPoolExecutor(4) as pool:
        folders = set(pool.map(lambda _: converted_encoder(source, tmp_path / "var"), range(4)))
    assert len(folders) == len(made) == 1
    assert damage(folders.pop(), source) == []


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "1_Pooling/config.json"])
def test_a_file_that_was_cut_short_is_built_again(source, tmp_path, name):
    folder = converted_encoder(source, tmp_path / "var")
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[:-5])
    assert (converted_encoder(source, tmp_path / "var") / name).read_bytes() == whole


def test_a_missing_file_is_built_again(source, tmp_path):
    folder = converted_encoder(source, tmp_path / "var")
    (folder / "modules.json").unlink()
    assert (converted_encoder(source, tmp_path / "var") / "modules.json").exists()


def test_one_changed_bit_is_found_and_mended_by_a_thorough_check(source, tmp_path):
    folder = converted_encoder(source, tmp_path / "var")
    weights = folder / "model.safetensors"
    whole = weights.read_bytes()
    weights.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    assert damage(folder, source) == [f"{weights} has changed since it was written"]
    converted_encoder(source, tmp_path / "var", thorough=True)
    assert weights.read_bytes() == whole


def test_a_folder_of_other_weights_is_built_again(source, tmp_path):
    old = converted_encoder(source, tmp_path / "var")
    before = (old / "model.safetensors").read_bytes()
    newer = an_installed_package(tmp_path / "site", packed_image(seed=1))
    assert (converted_encoder(newer, tmp_path / "var") / "model.safetensors").read_bytes() != before


@pytest.mark.parametrize("content", ["", "name = 'x'", "not toml at all ["])
def test_a_description_that_says_too_little_is_refused(tmp_path, content):
    path = tmp_path / "embedding.toml"
    path.write_text(content)
    with pytest.raises(EncoderUnavailable, match="embedding"):
        read_source(path)


@pytest.mark.encoder
def test_the_real_tokenizer_gives_the_published_numbers():
    from tokenizers import Tokenizer

    source = read_source(PROJECT_ROOT / "models/embedding.toml")
    folder: Path = converted_encoder(source, PROJECT_ROOT / "var")
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    # The example of the XLM-RoBERTa tokenizer in the documentation of its authors' libraries.
    assert tokenizer.encode("Hello World!").ids == [0, 35378, 6661, 38, 2]
    assert tokenizer.get_vocab_size() == 250_002
