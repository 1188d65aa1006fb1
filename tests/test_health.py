"""What the examination says of the ranker that serves."""

import pytest

from matcher import assembly, health
from matcher.errors import EncoderUnavailable
from matcher.ranking.champion import models_folder
from matcher.ranking.model import RankerModel, write_model
from matcher.settings import Settings
from tests.fakes import HashEmbedder


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return an empty place for rankers, beside a stand-in for the encoder."""
    monkeypatch.setattr(health, "settings", lambda: Settings(home=tmp_path, var=tmp_path / "var"))
    monkeypatch.setattr(assembly, "embedder", lambda: HashEmbedder(64))
    return models_folder(tmp_path)


def serve(folder, encoder):
    (folder / "r1").mkdir(parents=True)
    write_model(folder / "r1", RankerModel("r1", {"dense_whole": 1.0}, encoder=encoder))
    (folder / "current.json").write_text('{"champion": "r1", "previous": []}')


def ranker():
    return health._ranker()


@pytest.mark.usefixtures("folder")
def test_without_a_champion_the_formula_serves():
    assert ranker().is_sound
    assert ranker().state.startswith("cold-start")


def test_the_champion_is_named(folder):
    serve(folder, HashEmbedder(64).query_name)
    assert (ranker().state, ranker().is_sound, ranker().remedy) == ("r1", True, "")


def test_a_champion_of_another_encoder_is_told_and_what_to_do(folder):
    serve(folder, "another-encoder")
    assert ranker().is_sound, "another encoder is a choice, not a fault"
    assert ranker().state.startswith("cold-start: r1 was learned with another encoder")
    assert "passerelle model train" in ranker().state


@pytest.mark.parametrize("broken", ["r1/model.json", "current.json"])
def test_a_broken_champion_is_told_and_what_to_do(folder, broken):
    serve(folder, HashEmbedder(64).query_name)
    (folder / broken).write_text("{")
    assert not ranker().is_sound
    assert broken in ranker().state
    assert "passerelle model rollback" in ranker().remedy


def test_an_encoder_that_cannot_be_used_is_left_to_its_own_line(folder, monkeypatch):
    def unavailable():
        raise EncoderUnavailable("It is gone.")

    monkeypatch.setattr(assembly, "embedder", unavailable)
    serve(folder, "another-encoder")
    assert ranker().is_sound
