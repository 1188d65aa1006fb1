import json

import numpy as np
import pytest
from click.testing import CliRunner

from matcher import assembly
from matcher.cli.model import model
from matcher.errors import ModelRefused, TooFewVerdicts, UnknownModel
from matcher.learning.ranker import trial
from matcher.settings import settings
from tests.fakes import HashEmbedder
from tests.learning.judged import write_judged

WORDS = ("pompe", "vanne", "capteur", "robot", "four", "filtre", "moteur", "cuve")


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Put a fake encoder and a home without models in the place of the real ones."""
    (tmp_path / "data").mkdir()
    for part in (settings().home / "data").iterdir():
        if part.name != "training":
            (tmp_path / "data" / part.name).symlink_to(part)
    monkeypatch.setenv("PASSERELLE_HOME", str(tmp_path))
    settings.cache_clear()
    monkeypatch.setattr(trial, "TREES", 5)
    monkeypatch.setattr(assembly, "embedder", lambda: HashEmbedder(128))
    yield tmp_path
    settings.cache_clear()


@pytest.fixture
def folder(tmp_path):
    return judged_folder(tmp_path / "needs")


def judged_folder(folder, *, seed=0):
    """Write needs of three words; the startups that share two of them are relevant."""
    draw = np.random.default_rng(seed)
    chosen = {f"d{n}": sorted(draw.choice(WORDS, 3, replace=False)) for n in range(30)}
    asked = {f"q{n}": sorted(draw.choice(WORDS, 3, replace=False)) for n in range(30)}
    qrels = [
        (query, startup, len(set(sought) & set(offered)) - 1)
        for query, sought in asked.items()
        for startup, offered in chosen.items()
        if len(set(sought) & set(offered)) >= 2
    ]
    return write_judged(
        folder,
        {name: f"Nous fabriquons {' et '.join(words)}." for name, words in chosen.items()},
        {name: f"Nous cherchons {' et '.join(words)}." for name, words in asked.items()},
        qrels,
    )


def run(*arguments):
    return CliRunner().invoke(model, [str(each) for each in arguments], catch_exceptions=False)


@pytest.mark.usefixtures("home")
def test_a_ranker_is_trained_promoted_compared_and_taken_back(folder):
    shown = run("train", folder)
    assert shown.exit_code == 0
    assert "r1 learned from 30 judged needs in 1 sets." in shown.stdout
    assert "passerelle model promote r1" in shown.stdout
    assert run("list").stdout.splitlines()[-1] == "* the cold-start formula"
    assert run("promote", "r1").stdout == "Serving now: r1.\n"
    assert run("list").stdout.startswith("* r1: nDCG@10 ")
    compared = run("compare", "r1", "cold-start", folder)
    assert "needs: 30 needs" in compared.stdout
    assert "r1 learned from needs: its figures there are too good" in compared.stderr
    assert run("rollback").stdout == "Serving now: the cold-start formula.\n"


def test_every_verb_has_json(home, folder):
    card = json.loads(run("train", folder, "--version", "first", "--json").stdout)
    assert card["version"] == "first"
    assert card == json.loads((home / "models" / "ranker" / "first" / "card.json").read_text())
    assert json.loads(run("promote", "first", "--json").stdout)["champion"] == "first"
    assert json.loads(run("list", "--json").stdout)[0]["is_champion"] is True
    other = judged_folder(home / "other", seed=3)
    answer = run("compare", "first", "cold-start", other, "--json")
    found = json.loads(answer.stdout)
    assert set(found["systems"]) == {"first", "cold-start"}
    assert set(found["difference"]["ndcg@10"]) == {"delta", "low", "high"}
    assert "too good" not in answer.stderr
    assert json.loads(run("rollback", "--json").stdout) == {
        "champion": None,
        "previous": [],
        "passed_over": {},
    }


def test_a_champion_that_is_gone_is_not_taken_for_the_formula(home):
    place = home / "models" / "ranker"
    place.mkdir(parents=True)
    (place / "current.json").write_text('{"champion": "r9", "previous": []}')
    (line,) = run("list").stdout.splitlines()
    assert line.startswith("* r9: ")
    assert "cannot be read" in line
    assert run("rollback").stdout == "Serving now: the cold-start formula.\n"


@pytest.mark.usefixtures("home")
def test_a_version_of_another_encoder_never_serves_unsaid(folder, monkeypatch):
    run("train", folder)
    run("promote", "r1", "--force")
    monkeypatch.setattr(assembly, "embedder", lambda: HashEmbedder(64))
    run("train", folder)
    run("promote", "r2", "--force")
    back = run("rollback").stdout.splitlines()
    assert back[0].startswith("Passed over: r1. It was learned with another encoder (")
    assert back[1:] == ["Serving now: the cold-start formula."]
    assert assembly.ranker().version == "cold-start"
    assert run("promote", "r2").stdout == "Serving now: r2.\n"
    with pytest.raises(ModelRefused, match="r1 was learned with another encoder"):
        run("promote", "r1")
    forced = run("promote", "r1", "--force").stdout.splitlines()
    assert forced[0].startswith("Promoted: r1. It was learned with another encoder")
    assert forced[1] == "Serving now: the cold-start formula."


@pytest.mark.usefixtures("home")
def test_without_judged_needs_nothing_is_trained():
    with pytest.raises(TooFewVerdicts, match="passerelle model train FOLDER"):
        run("train")


def test_a_taken_name_is_refused_before_anything_is_ranked(home, folder, monkeypatch):
    (home / "models" / "ranker" / "first").mkdir(parents=True)
    monkeypatch.setattr(assembly, "judged_rankings", lambda *_, **__: pytest.fail("ranked first"))
    with pytest.raises(ModelRefused, match="already"):
        run("train", folder, "--version", "first")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("arguments", [("promote", "r7"), ("rollback",)])
def test_what_does_not_exist_is_told(arguments):
    with pytest.raises(UnknownModel):
        run(*arguments)


@pytest.mark.usefixtures("home")
def test_an_unknown_version_is_told_before_anything_is_ranked(folder, monkeypatch):
    monkeypatch.setattr(assembly, "judged_rankings", lambda *_, **__: pytest.fail("ranked first"))
    with pytest.raises(UnknownModel, match="'r7'"):
        run("compare", "r7", "cold-start", folder)


@pytest.mark.usefixtures("home")
def test_an_empty_list_says_that_the_formula_serves():
    assert run("list").stdout == "* the cold-start formula\n"
    assert json.loads(run("list", "--json").stdout) == []
