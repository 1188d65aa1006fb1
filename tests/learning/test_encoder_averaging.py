"""The mean of two trainings, of which one left layers as they were that the other changed."""

import hashlib
import json

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from safetensors.torch import load_file, save_file

from matcher.cli.encoder import encoder
from matcher.errors import EncoderUnavailable, UnwritableOutput
from matcher.learning.encoder.averaging import averaged
from matcher.learning.encoder.card import card_of
from matcher.learning.encoder.export import LAYERS, export
from matcher.learning.encoder.sources import read_material
from matcher.learning.encoder.training import Prompts, TrainingSettings
from matcher.retrieval.conversion import converted_encoder, read_source
from tests.learning.tiny_training import a_home


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patched:
        yield a_home(tmp_path_factory.mktemp("home"), patched, layers=3)


@pytest.fixture(scope="module")
def plain(home):
    source = read_source(home.home / "models/embedding.toml")
    return load_file(converted_encoder(source, home.var) / "model.safetensors")


def a_training(home, models, name, weights, *, frozen):
    """Write a training as `encoder train` does, with these weights for what it learned."""
    knobs = TrainingSettings(Prompts("query: ", "passage: "), steps=2, frozen=frozen)
    card = card_of(read_material(home.home / "data"), knobs, {"pairs": [2.0, 1.0]}, "tiny")
    return export({key: each.half() for key, each in weights.items()}, card, models, name).folder


def layers(plain, *numbers, add):
    return {
        name: weight + add
        for name, weight in plain.items()
        if any(f".layer.{number}." in name for number in numbers)
    }


@pytest.fixture(scope="module")
def trainings(home, plain):
    """Return a training of the last layer alone, and one of the last two."""
    models = home.home / "models"
    return (
        a_training(home, models, "short", layers(plain, 2, add=0.5), frozen=2),
        a_training(home, models, "long", layers(plain, 1, 2, add=1.0), frozen=1),
    )


def test_the_mean_takes_the_plain_weights_where_a_training_left_them(plain, trainings):
    mean, _ = averaged(trainings, plain)
    assert set(mean) == set(layers(plain, 1, 2, add=0))
    for name, weight in mean.items():
        added = 0.75 if ".layer.2." in name else 0.5
        assert weight.dtype is torch.float16
        np.testing.assert_allclose(weight.float(), plain[name].float() + added, atol=2e-3)


def test_the_order_of_trainings_does_not_change_the_mean(plain, trainings):
    one, _ = averaged(trainings, plain)
    other, _ = averaged(trainings[::-1], plain)
    assert all(torch.equal(one[name], other[name]) for name in one)


def test_the_mean_of_one_training_is_that_training(plain, trainings):
    mean, card = averaged(trainings[:1], plain)
    stored = load_file(trainings[0] / LAYERS)
    assert all(torch.equal(mean[name], stored[name]) for name in stored)
    assert [part["version"] for part in card["mean_of"]] == ["short"]


def test_the_card_tells_what_went_in(plain, trainings):
    _, card = averaged(trainings, plain)
    parts = card["mean_of"]
    assert [(part["version"], part["settings"]["frozen"]) for part in parts] == [
        ("short", 2), ("long", 1),
    ]  # fmt: skip
    for part, folder in zip(parts, trainings, strict=True):
        assert part["sha256"] == json.loads((folder / "card.json").read_text())["sha256"]
        assert "card" not in part


def a_copy(folder, target):
    target.mkdir()
    for path in folder.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    return target


def test_weights_that_changed_since_they_were_written_are_refused(plain, trainings, tmp_path):
    folder = a_copy(trainings[0], tmp_path / "copy")
    save_file(layers(plain, 2, add=9.0), folder / LAYERS)
    with pytest.raises(EncoderUnavailable, match="has changed"):
        averaged([trainings[1], folder], plain)


@pytest.mark.parametrize("missing", ["", LAYERS, "card.json"])
def test_a_folder_that_is_no_training_is_refused(plain, trainings, tmp_path, missing):
    folder = a_copy(trainings[0], tmp_path / "copy")
    if missing:
        (folder / missing).unlink()
    with pytest.raises(EncoderUnavailable, match="is not a trained encoder"):
        averaged([folder if missing else tmp_path / "absent"], plain)


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"sha256": "0"}'])
def test_a_card_that_is_none_is_refused(plain, trainings, tmp_path, content):
    folder = a_copy(trainings[0], tmp_path / "copy")
    (folder / "card.json").write_text(content)
    with pytest.raises(EncoderUnavailable):
        averaged([folder], plain)


def test_a_training_of_another_encoder_is_refused(home, plain, tmp_path):
    foreign = {"encoder.layer.99.weight": torch.zeros(2, 2)}
    folder = a_training(home, tmp_path, "foreign", foreign, frozen=1)
    with pytest.raises(EncoderUnavailable, match=r"no encoder\.layer\.99\.weight"):
        averaged([folder], plain)


def run(home, *arguments):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("matcher.settings.settings", lambda: home)
        return CliRunner().invoke(encoder, ["average", *arguments], catch_exceptions=False)


@pytest.mark.usefixtures("trainings")
def test_the_command_writes_a_version_that_the_encoder_can_use(home, plain):
    answer = run(home, "short", "long", "--version", "mean")
    assert answer.exit_code == 0
    table = answer.stdout[answer.stdout.index("[trained]") :]
    described = home.home / "models/described.toml"
    described.write_text((home.home / "models/embedding.toml").read_text() + "\n" + table)
    place = converted_encoder(read_source(described, trained=True), home.var)
    used = load_file(place / "model.safetensors")
    changed = {name for name in plain if not torch.equal(used[name], plain[name])}
    assert changed == set(layers(plain, 1, 2, add=0))
    page = (home.home / "models/encoder/mean/card.md").read_text()
    assert "`short`: 2 steps on pairs" in page
    assert "the embeddings and the first\n1 layers are as they were" in page
    with pytest.raises(UnwritableOutput, match="mean"):
        run(home, "short", "long", "--version", "mean")


@pytest.mark.usefixtures("trainings")
def test_the_command_says_in_json_what_it_wrote(home):
    found = json.loads(run(home, "short", "long", "--version", "told", "--json").stdout)
    folder = home.home / "models/encoder/told"
    digest = hashlib.sha256((folder / LAYERS).read_bytes()).hexdigest()
    assert found == {"version": "told", "folder": str(folder), "sha256": digest}


@pytest.mark.parametrize(
    "arguments", [("--version", "m"), ("short",), ("short", "--version", "../up")]
)
def test_arguments_of_average_that_make_no_sense_are_usage_errors(home, arguments):
    assert run(home, *arguments).exit_code == 2


def test_a_version_that_is_not_there_is_told(home):
    with pytest.raises(EncoderUnavailable, match="absent"):
        run(home, "absent", "--version", "m")
