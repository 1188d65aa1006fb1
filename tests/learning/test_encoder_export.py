import json

import numpy as np
import pytest
from click.testing import CliRunner
from safetensors.numpy import load_file

from matcher.cli.encoder import encoder
from matcher.errors import EncoderUnavailable, MatcherError, UnwritableOutput
from matcher.learning.encoder.card import card_of, card_text
from matcher.learning.encoder.export import LAYERS, export
from matcher.learning.encoder.sources import read_material
from matcher.learning.encoder.training import Prompts, TrainingSettings
from matcher.retrieval.conversion import converted_encoder, read_source
from tests.learning.tiny_training import a_home

SHORT = ("train", "--steps", "2", "--graded-steps", "2")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A project's folder with an encoder of six layers, of which the last two may train."""
    with pytest.MonkeyPatch.context() as patched:
        yield a_home(tmp_path_factory.mktemp("home"), patched, layers=6)


@pytest.fixture(autouse=True)
def chosen_home(home, monkeypatch):
    monkeypatch.setattr("matcher.settings.settings", lambda: home)
    monkeypatch.delenv("PASSERELLE_JUDGED", raising=False)


def run(*arguments):
    return CliRunner().invoke(encoder, list(map(str, arguments)), catch_exceptions=False)


@pytest.fixture(scope="module")
def trained(home):
    """What the command wrote, and what it printed."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("matcher.settings.settings", lambda: home)
        patched.delenv("PASSERELLE_JUDGED", raising=False)
        answer = run(*SHORT, "--version", "tiny-1")
    return home.home / "models/encoder/tiny-1", answer.stdout


def description_with(home, table, name):
    path = home.home / "models" / f"{name}.toml"
    path.write_text((home.home / "models/embedding.toml").read_text() + "\n" + table)
    return path


def table_in(stdout):
    return stdout[stdout.index("[trained]") :]


def test_only_the_trained_layers_are_written_in_half_precision(trained):
    folder, _ = trained
    weights = load_file(folder / LAYERS)
    assert {name.split(".")[2] for name in weights} == {"4", "5"}
    assert {weight.dtype for weight in weights.values()} == {np.dtype(np.float16)}
    assert sorted(path.name for path in folder.iterdir()) == ["card.json", "card.md", LAYERS]
    assert [path.name for path in folder.parent.iterdir()] == ["tiny-1"]


def test_what_was_printed_makes_the_encoder_use_the_trained_layers(home, trained):
    folder, stdout = trained
    path = description_with(home, table_in(stdout), "described")
    plain = load_file(converted_encoder(read_source(path), home.var) / "model.safetensors")
    source = read_source(path, trained=True)
    place = converted_encoder(source, home.var)
    assert place.name == "tiny-1"
    found, layers = load_file(place / "model.safetensors"), load_file(folder / LAYERS)
    assert set(found) == set(plain)
    for name, weight in found.items():
        assert np.array_equal(weight, layers.get(name, plain[name])), name
    changed = {name for name in layers if not np.array_equal(plain[name], layers[name])}
    assert {name.split(".")[2] for name in changed} == {"4", "5"}


def test_layers_that_are_not_the_described_ones_are_refused(home, trained):
    _, stdout = trained
    checksum = json.loads((trained[0] / "card.json").read_text())["sha256"]
    table = table_in(stdout).replace(checksum, "0" * 64).replace('"tiny-1"', '"tiny-2"', 1)
    source = read_source(description_with(home, table, "other"), trained=True)
    with pytest.raises(EncoderUnavailable, match="checksum"):
        converted_encoder(source, home.var)


def test_the_card_says_from_what_and_how(trained):
    folder, _ = trained
    card = json.loads((folder / "card.json").read_text())
    assert card["version"] == "tiny-1"
    assert card["origin"] == "tiny"
    assert card["trained_with_judged_sets"] is False
    assert card["pairs"] == {"need": 40, "lang": 40, "core": 40}
    assert (card["graded_needs"], card["graded_pairs"]) == (20, 60)
    assert card["settings"]["seed"] == 1
    assert [(stage["name"], stage["steps"]) for stage in card["stages"]] == [
        ("pairs", 2), ("graded", 2),
    ]  # fmt: skip
    assert set(card["losses"]) == {"pairs", "graded"}
    assert {"torch", "transformers"} <= set(card["versions"])
    assert len(card["data_sha256"]) == 64
    assert "mod 100 below 22" in card["split"]


def test_the_page_of_the_card_is_for_people(trained):
    page = (trained[0] / "card.md").read_text()
    card = json.loads((trained[0] / "card.json").read_text())
    assert card["sha256"] in page
    assert "without the training part of the judged sets" in page
    assert "| need | 40 | 0.42 |" in page
    assert "given weights" not in page


def test_a_version_is_never_written_over(trained):
    with pytest.raises(UnwritableOutput, match="tiny-1"):
        run(*SHORT, "--version", "tiny-1")


def test_the_same_command_gives_the_same_bytes_and_resuming_changes_nothing(home, trained):
    folder, _ = trained
    run(*SHORT, "--version", "again")
    again = home.home / "models/encoder/again"
    assert (again / LAYERS).read_bytes() == (folder / LAYERS).read_bytes()
    for path in again.iterdir():
        path.unlink()
    again.rmdir()
    answer = run(*SHORT, "--version", "again", "--resume", "--json")
    assert (again / LAYERS).read_bytes() == (folder / LAYERS).read_bytes()
    written = json.loads(answer.stdout)
    assert written["version"] == "again"
    assert written["sha256"] == json.loads((folder / "card.json").read_text())["sha256"]


def test_the_second_stage_alone_can_start_from_the_first(home, trained):
    first = home.var / "training/tiny-1/pairs.safetensors"
    run("train", "--graded-steps", "2", "--init", first, "--version", "second")
    folder = home.home / "models/encoder/second"
    assert (folder / LAYERS).read_bytes() == (trained[0] / LAYERS).read_bytes()
    assert "It started from given weights" in (folder / "card.md").read_text()


@pytest.mark.parametrize(
    "arguments",
    [
        ("--version", "../up"),
        ("--version", "A b"),
        ("--steps", "0", "--graded-steps", "0"),
        ("--steps", "-1"),
        ("--judged", "absent"),
    ],
)
def test_arguments_that_make_no_sense_are_usage_errors(arguments):
    answer = run("train", *arguments)
    assert answer.exit_code == 2
    assert answer.stderr


def test_a_broken_training_file_is_a_plain_error(home, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "matcher.settings.settings", lambda: home.model_copy(update={"home": tmp_path})
    )
    with pytest.raises(MatcherError):
        run(*SHORT, "--version", "nowhere")


def test_nothing_half_written_stays_when_the_place_refuses(tmp_path):
    (tmp_path / "encoder").write_text("a file where a folder should be")
    with pytest.raises(UnwritableOutput):
        export({}, {}, tmp_path, "tiny")


def test_a_card_tells_whether_judged_sets_taught(home):
    material = read_material(home.home / "data")
    knobs = TrainingSettings(Prompts("query: ", "passage: "))
    sources = dict(material.sources) | {"sbir_en": material.sources["need"]}
    card = card_of(type(material)(sources, None), knobs, {"pairs": [2.0, 1.0]}, "tiny")
    assert card["trained_with_judged_sets"] is True
    page = card_text(card | {"version": "v", "sha256": "0", "megabytes": 1})
    assert "Trained with the training part" in page
