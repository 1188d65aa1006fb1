import json
import random

import pytest
import torch
from click.testing import CliRunner
from safetensors.numpy import load_file

from matcher.cli.encoder import encoder
from matcher.errors import ReferenceUnreadable
from matcher.learning.encoder.adapting import Adapting, Course, JudgedTexts, course_of
from matcher.learning.encoder.low_rank import AdaptedNetwork
from matcher.learning.encoder.needs import read_needs, read_profiles
from matcher.learning.encoder.sources import JUDGED_SETS
from matcher.learning.encoder.told import read_told
from matcher.learning.splits import cut
from matcher.retrieval.conversion import converted_encoder, read_source
from matcher.settings import PROJECT_ROOT
from matcher.settings import settings as own_settings
from tests.fakes import HashEmbedder
from tests.learning.tiny_training import OTHERS, TEACHING, a_home, write_data, write_rows


def told_of(data):
    profiles = read_profiles(data)
    return read_told(data, read_needs(data, profiles), profiles), profiles


@pytest.fixture
def data(tmp_path):
    return write_data(tmp_path / "data")


def test_needs_come_with_their_startup_or_their_grades(data):
    needs, _ = told_of(data)
    by_id = {need.id: need for need in needs}
    assert [need.id for need in needs] == [*TEACHING, *OTHERS, "b0", "b1", "b2", "b3"]
    assert by_id[TEACHING[0]].gains == {TEACHING[0]: 2.0}
    assert by_id[OTHERS[3]].gains == {OTHERS[3]: 1.0}
    assert (by_id["b0"].gains, by_id["b0"].times) == ({TEACHING[0]: 1.0}, 2)
    assert by_id["b3"].gains == {}
    assert by_id["b0"].texts == ("b0 fr", "b0 ar", "b0 en")


def test_blind_needs_may_be_missing_and_bad_grades_are_refused(data):
    for name in ("blind_needs.jsonl", "graded_blind.jsonl"):
        (data / "training" / name).unlink()
    assert len(told_of(data)[0]) == 40
    write_rows(data / "training/graded_blind.jsonl", [{"need_id": "b9", "grades": {}}])
    with pytest.raises(ReferenceUnreadable, match="b9"):
        told_of(data)


def a_judged_folder(folder):
    ids = [f"q{number}" for number in range(60)]
    for name in JUDGED_SETS:
        place = folder / name
        write_rows(
            place / "queries.jsonl", [{"_id": each, "text": f"pompe {each}"} for each in ids]
        )
        rows = [{"_id": f"d{n}", "title": "", "text": f"solaire {'t' * n}"} for n in range(1, 5)]
        write_rows(place / "corpus.jsonl", rows)
        lines = "".join(f"{each}\td{1 + n % 4}\t2\n" for n, each in enumerate(ids))
        (place / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + lines)
    return folder, ids


def test_only_the_training_part_of_judged_sets_is_asked(data, tmp_path):
    folder, ids = a_judged_folder(tmp_path / "judged")
    needs, profiles = told_of(data)
    course = course_of(needs, profiles, folder, HashEmbedder())
    teaching = {f"pompe {each}" for each, part in cut(ids).items() if part == "train"}
    assert set(course.judged) == set(JUDGED_SETS)
    for each in course.judged.values():
        assert {text for text, _ in each.queries} == teaching
    assert course.judged["tee_fr"].shelf is course.judged["sbir_en"].shelf
    assert course.startups.ids == tuple(profiles)


def test_the_fingerprint_follows_texts_grades_and_vectors(data):
    needs, profiles = told_of(data)
    first = course_of(needs, profiles, None, HashEmbedder()).fingerprint()
    assert first == course_of(needs, profiles, None, HashEmbedder()).fingerprint()
    assert first != course_of(needs[1:], profiles, None, HashEmbedder()).fingerprint()
    assert first != course_of(needs, profiles, None, HashEmbedder(32)).fingerprint()


@pytest.fixture
def home(tmp_path, monkeypatch):
    settings = a_home(tmp_path, monkeypatch)
    for each in (PROJECT_ROOT / "data").iterdir():
        if not (settings.home / "data" / each.name).exists():
            (settings.home / "data" / each.name).symlink_to(each)
    monkeypatch.setenv("PASSERELLE_HOME", str(settings.home))
    monkeypatch.setenv("PASSERELLE_VAR", str(settings.var))
    monkeypatch.delenv("PASSERELLE_JUDGED", raising=False)
    own_settings.cache_clear()
    yield settings
    own_settings.cache_clear()


def a_run(home, seed=1):
    needs, profiles = told_of(home.home / "data")
    source = read_source(home.home / "models" / "embedding.toml")
    network = AdaptedNetwork(converted_encoder(source, home.var), seed)
    return network, Adapting(network, course_of(needs, profiles, None, HashEmbedder(32)), "", seed)


def test_untrained_it_reads_as_the_encoder_does(home):
    network, _ = a_run(home)
    texts = ["pompe solaire", "été"] * 13
    with network.as_it_was():
        before = network.embed(texts, "")
    assert torch.allclose(network.embed(texts, ""), before, atol=1e-5)


def test_only_the_factors_change_the_loss_falls_and_a_seed_repeats(home):
    network, run = a_run(home)
    maps = {name: adapted.linear.weight.clone() for name, adapted in network._maps.items()}
    told = []
    losses = run.run(25, lambda *each: told.append(each))
    assert run.needs_seen == 44
    assert sum(losses[-5:]) < sum(losses[:5])
    assert [step for step, _ in told] == [20, 25]
    assert all(
        torch.equal(adapted.linear.weight, maps[name]) for name, adapted in network._maps.items()
    )
    assert any(each.abs().max() > 0 for name, each in network.halved().items() if "up" in name)
    again = a_run(home)[1].run(25, lambda *_: None)
    assert again == losses


def test_the_command_writes_a_reading_that_the_product_takes(home):
    result = CliRunner().invoke(
        encoder, ["adapt", "--version", "asking-9", "--steps", "3", "--json"]
    )
    assert result.exit_code == 0, result.output
    folder = home.home / "models" / "encoder" / "asking-9"
    factors = load_file(folder / "adapter.safetensors")
    assert {name.rpartition(".")[2] for name in factors} == {"up", "down"}
    card = json.loads((folder / "card.json").read_text())
    assert (card["kind"], card["needs"], card["settings"]["steps"]) == ("adapter", 44, 3)
    assert "how needs are read" in (folder / "card.md").read_text().lower()
    again = CliRunner().invoke(encoder, ["adapt", "--version", "asking-9", "--steps", "3"])
    assert again.exit_code != 0


def test_a_lesson_of_judged_queries_comes_too(home):
    needs, profiles = told_of(home.home / "data")
    course = course_of(needs, profiles, None, HashEmbedder(32))
    judged = {"sbir_en": JudgedTexts([("pompe", {TEACHING[0]: 1.0})] * 40, course.startups)}
    source = read_source(home.home / "models" / "embedding.toml")
    network = AdaptedNetwork(converted_encoder(source, home.var), 1)
    run = Adapting(network, Course(needs, course.startups, judged), "", 1)
    run._chance = random.Random(0)
    pulls = {run._next().pull for _ in range(40)}
    assert pulls == {5.0, 3.0}
