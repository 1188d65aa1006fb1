import json
from dataclasses import replace

import numpy as np
import pytest

from matcher.errors import TooFewVerdicts, UnreadableInput
from matcher.intake.beir import read_beir
from matcher.learning.ranker import trial
from matcher.learning.ranker.card import files_of
from matcher.learning.ranker.figures import figures, grouped_mean
from matcher.learning.ranker.heldout import read_held_out
from matcher.learning.ranker.rivals import compare, taught
from matcher.learning.ranker.sources import Source, fingerprint, source_of, training_folders
from matcher.learning.ranker.training import train
from matcher.ranking.calibration import Calibration
from matcher.ranking.model import RankerModel, read_model, write_model
from matcher.ranking.scorer import COLD_START_MODEL
from tests.learning.judged import made_examples, write_judged

SOURCES = [Source(name, 30, 40, 120, name * 8) for name in ("fr", "ar", "en")]


@pytest.fixture(scope="module", autouse=True)
def _few_trees():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trial, "TREES", 5)
        yield


@pytest.fixture(scope="module")
def trained():
    return train(made_examples(90), {"ar": 2.0}, seed=7)


@pytest.fixture(scope="module")
def files(trained):
    return files_of(trained, "r1", SOURCES, "an-encoder")


@pytest.fixture(scope="module")
def card(files):
    return json.loads(files["card.json"])


def test_the_card_says_what_was_learned_from(card):
    told = card["trained_on"]
    assert (told["needs"], told["groups"], told["candidates"]) == (90, 30, 2700)
    assert told["sets"]["ar"] == {
        "needs": 40,
        "with_partner": 30,
        "documents": 30,
        "judgements": 120,
        "weight": 2.0,
        "fingerprint": "arararararararar",
    }
    assert len(told["fingerprint"]) == 64
    assert (card["seed"], card["encoder"]) == (7, "an-encoder")
    assert card["versions"]["scikit-learn"]


def test_the_card_has_every_weight_beside_the_formula(card, trained):
    assert {name: row["weight"] for name, row in card["features"].items()} == trained.weights
    row = card["features"]["dense_whole"]
    assert row["fold_low"] <= row["fold_high"]
    assert row["cold_start"] > 0
    assert "meaning" in row["measures"]


def test_figures_are_held_out_with_intervals_by_set_and_language(card):
    held = card["held_out"]
    assert set(held["sets"]) == set(held["languages"]) == {"fr", "ar", "en"}
    assert held["all"]["needs"] == 90
    for metric in ("ndcg@10", "recall@10", "recall@100"):
        systems = held["all"]["systems"][metric]
        assert set(systems) == {"ranker", "cold_start", "boosted_trees"}
        assert systems["ranker"]["low"] <= systems["ranker"]["mean"] <= systems["ranker"]["high"]
    gap = held["all"]["ranker_minus"]["ndcg@10"]["cold_start"]
    systems = held["all"]["systems"]["ndcg@10"]
    assert gap["mean"] == pytest.approx(
        systems["ranker"]["mean"] - systems["cold_start"]["mean"], abs=2e-4
    )


def test_chances_are_measured_by_language_and_drawn(card, files):
    assert set(card["calibration"]["languages"]) == {"fr", "ar", "en"}
    assert card["calibration"]["all"]["pairs"] == 900
    assert 0.0 <= card["calibration"]["all"]["error"] < 0.2
    assert files["reliability.svg"].count("<circle") == len(card["calibration"]["all"]["bins"])


def test_the_card_in_words_has_the_same_figures(card, files):
    text = files["card.md"]
    mean = card["held_out"]["all"]["systems"]["ndcg@10"]["ranker"]["mean"]
    assert f"| all | 90 | ranker | {mean:.3f} [" in text
    assert "reliability.svg" in text
    widths = {
        line.count("|") for line in text.split("## Weights")[1].split("##")[0].split("\n") if line
    }
    assert widths == {6}


def test_the_same_training_gives_the_same_bytes(trained, files):
    again = train(made_examples(90), {"ar": 2.0}, seed=7)
    assert files_of(again, "r1", SOURCES, "an-encoder") == files


def test_what_is_written_is_what_was_trained(trained, tmp_path):
    folder = tmp_path / "r1"
    folder.mkdir()
    write_model(folder, replace(trained.model("r1"), encoder="an-encoder"))
    found = read_model(folder)
    assert found.weights == trained.weights
    assert isinstance(found.calibration, Calibration)
    rows = trained.shown.inputs[:20]
    assert found.calibration.chances(rows) == pytest.approx(
        trained.calibration.chances(rows), abs=1e-9
    )


def test_held_out_figures_are_kept_by_set_and_need(trained, files, tmp_path):
    (tmp_path / "held_out.json").write_text(files["held_out.json"])
    found = read_held_out(tmp_path)
    assert len(found.version) == len(found.cold_start) == 90
    assert ("frfrfrfrfrfrfrfr", "n0-fr") in found.version


def test_with_few_kept_pairs_there_are_weights_but_no_chances():
    found = train(made_examples(24, candidates=60, noise=30.0))
    assert found.model("r1").calibration is None
    files = files_of(found, "r1", SOURCES, "an-encoder")
    assert "reliability.svg" not in files
    assert "gives none" in files["card.md"]
    assert json.loads(files["card.json"])["calibration"] is None


def test_an_interval_draws_whole_groups():
    values = np.repeat([0.0, 1.0] * 10, 50)
    alone = grouped_mean(values, np.arange(1000).astype(str))
    together = grouped_mean(values, np.repeat(np.arange(20), 50).astype(str))
    assert alone.mean == together.mean == 0.5
    assert together.high - together.low > 4 * (alone.high - alone.low)


def test_figures_need_a_partner_to_be_counted():
    examples = made_examples(6)
    found = figures(examples, {"formula": examples.cold_start()})
    assert found.everything.needs == 6
    assert found.everything.gaps["ndcg@10"] == {}


def test_versions_are_compared_on_the_same_needs():
    examples = made_examples(60)
    better = RankerModel("r1", {"dense_whole": 1.0, "answers_words": 0.6, "lexical_whole": 0.3})
    found = compare(examples, better, COLD_START_MODEL)
    assert found.needs == 60
    gap = found.differences["ndcg@10"]
    assert gap.delta == pytest.approx(found.first["ndcg@10"] - found.second["ndcg@10"])
    assert gap.low > 0


def test_needs_without_a_partner_tell_no_versions_apart():
    examples = made_examples(3).chosen(np.zeros(3, dtype=bool))
    with pytest.raises(TooFewVerdicts):
        compare(examples, COLD_START_MODEL, COLD_START_MODEL)


def test_a_card_says_which_folders_taught_a_version(files, tmp_path):
    (tmp_path / "r1").mkdir()
    (tmp_path / "r1" / "card.json").write_text(files["card.json"])
    assert taught(tmp_path, "r1", "frfrfrfrfrfrfrfr")
    assert not taught(tmp_path, "r1", "elsewhere")
    assert not taught(tmp_path, "cold-start", "frfrfrfrfrfrfrfr")


@pytest.fixture
def judged(tmp_path):
    qrels = [("q1", "d1", 1), ("q1", "d2", 0)]
    texts = {"d1": "pompe", "d2": "vanne"}
    return write_judged(tmp_path / "one", texts, {"q1": "une pompe", "q2": "rien"}, qrels)


def test_a_source_is_counted_and_fingerprinted_by_its_bytes(judged):
    found = source_of(judged, read_beir(judged))
    assert (found.name, found.documents, found.needs, found.judgements) == ("one", 2, 1, 2)
    (judged / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\n")
    assert fingerprint(judged) != found.fingerprint


def test_without_a_folder_those_shipped_for_training_are_taken(tmp_path, judged):
    with pytest.raises(TooFewVerdicts, match="graded"):
        training_folders([], tmp_path)
    graded = tmp_path / "data" / "training" / "graded"
    graded.mkdir(parents=True)
    judged.rename(graded / "one")
    assert training_folders([], tmp_path) == [graded / "one"]


def test_two_folders_of_one_name_are_refused(tmp_path):
    with pytest.raises(UnreadableInput, match="'same'"):
        training_folders([tmp_path / "a" / "same", tmp_path / "b" / "same"], tmp_path)
