"""The command itself, from a tiny judged set to its page, with a stand-in for the encoder."""

import json

import numpy as np
import pytest

from benchmarks import guard, judged, quality, quality_page, records
from benchmarks.engines import Engines
from benchmarks.no_partner import measure as without_partners
from matcher.errors import UnreadableInput
from matcher.learning.runs import write_runs
from matcher.learning.splits import Part, parts_of
from matcher.ranking.calibration import Calibration
from matcher.ranking.model import RankerModel
from matcher.ranking.scorer import COLD_START
from tests.benchmarks.figures import figures, whole
from tests.fakes import HashEmbedder

TEXTS = {
    "drying": "Nous séchons les fruits avec des pompes à chaleur. Le séchoir est mobile.",
    "sensors": "Capteurs sans fil pour moteurs. Les capteurs mesurent les vibrations.",
    "water": "Nous filtrons les eaux usées. La membrane retient les sels.",
    "vision": "Caméra qui voit les défauts de tissu. Le contrôle est continu.",
}
NEEDS = {
    "n1": "Nous cherchons un séchoir de fruits mobile. Le contrôle est continu.",
    "n2": "Nous voulons des capteurs de vibrations sans fil, avant la panne des moteurs.",
    "n3": "Nous cherchons un psychologue.",
}
QRELS = {"n1": {"drying": 2, "water": 0}, "n2": {"sensors": 1}, "n3": {"water": 0}}
CALIBRATION = Calibration(np.array([[-2.0, 1.0, 0.0, 0.0], [-2.1, 1.0, 0.0, 0.0]]))
MODEL = RankerModel("r1", COLD_START, CALIBRATION)


def a_set(folder, *, corpus=True):
    folder.mkdir(parents=True)
    rows = [{"_id": name, "title": "", "text": text} for name, text in TEXTS.items()]
    filler = [{"_id": f"f{n}", "title": "", "text": f"Jeu vidéo numéro {n}."} for n in range(110)]
    if corpus:
        write_rows(folder / "corpus.jsonl", rows + filler)
    else:
        (folder / "CORPUS").write_text("../maroc_fr/corpus.jsonl")
    write_rows(folder / "queries.jsonl", [{"_id": n, "text": text} for n, text in NEEDS.items()])
    lines = [f"{q}\t{d}\t{s}" for q, judgements in QRELS.items() for d, s in judgements.items()]
    (folder / "qrels.tsv").write_text("\n".join(["query-id\tcorpus-id\tscore", *lines]) + "\n")


def write_rows(path, rows):
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")


@pytest.fixture
def shipped(tmp_path, monkeypatch):
    root = tmp_path / "judgements"
    a_set(root / "maroc_fr")
    a_set(root / "maroc_en", corpus=False)
    monkeypatch.setattr(judged, "SHIPPED", root)
    monkeypatch.delenv("PASSERELLE_JUDGED", raising=False)
    return root


@pytest.fixture
def bench(shipped, tmp_path, monkeypatch):
    """Return the folder of a command whose encoder and baselines are stand-ins."""
    page = tmp_path / "quality.md"
    markers = (
        mark for part in ("table", "targets", "robustness") for mark in quality_page.markers(part)
    )
    page.write_text("\n".join(markers), encoding="utf-8")
    monkeypatch.setattr(quality, "PAGE", page)
    monkeypatch.setattr(quality, "PLOTS", tmp_path / "plots")
    monkeypatch.setattr(guard, "REFERENCE", tmp_path / "reference.json")
    monkeypatch.setattr(quality.assembly, "embedder", HashEmbedder)
    monkeypatch.setattr(quality, "champion", lambda home: MODEL)
    monkeypatch.setattr(quality, "evaluated", lambda each: whole(figures()))
    monkeypatch.setattr(quality, "_published_figures", lambda: 0)
    monkeypatch.setattr(
        quality,
        "settings",
        lambda: quality.assembly.settings().model_copy(update={"var": tmp_path / "var"}),
    )
    return tmp_path


def test_the_shipped_sets_are_test_as_a_whole_and_share_their_documents(shipped):
    sets = judged.judged_sets()
    assert list(sets) == ["shipped/maroc_en", "shipped/maroc_fr"]
    assert sets["shipped/maroc_en"].corpus == sets["shipped/maroc_fr"].corpus
    assert sets["shipped/maroc_fr"].asked == tuple(NEEDS)
    engines = Engines(HashEmbedder(), MODEL)
    first, second = (engines.ask(each) for each in sets.values())
    assert first.engine is second.engine


def test_of_a_given_set_only_the_test_part_is_asked(shipped, tmp_path, monkeypatch):
    a_set(tmp_path / "given" / "tee_fr")
    monkeypatch.setenv("PASSERELLE_JUDGED", str(tmp_path / "given"))
    found = judged.judged_sets()["tee_fr"]
    parts = parts_of("tee_fr", lambda _: list(NEEDS))
    assert found.asked == tuple(each for each in NEEDS if parts[each] is Part.TEST)
    assert found.of == 3
    with found.test_part() as (queries, qrels):
        ids = [json.loads(line)["_id"] for line in queries.read_text().splitlines()]
        judged_ids = {line.split("\t")[0] for line in qrels.read_text().splitlines()[1:]}
    assert ids == list(found.asked)
    assert judged_ids <= set(ids)


def test_each_query_keeps_its_figure_of_each_system(shipped, tmp_path):
    judged_set = judged.judged_sets()["shipped/maroc_fr"]
    run = {"n1": [("drying", 2.0), ("water", 1.0)], "n2": [("water", 1.0), ("sensors", 0.5)]}
    write_runs(tmp_path / "runs", {"bm25": run})
    found = quality._per_query(judged_set, tmp_path / "runs", {"systems": {"bm25": {}}})
    assert found["bm25"]["ndcg@10"] == pytest.approx([1.0, 1 / np.log2(3)])


def test_without_its_partners_a_need_has_a_lower_top_chance(shipped):
    engines = Engines(HashEmbedder(), MODEL)
    found = without_partners(engines.ask(judged.judged_sets()["shipped/maroc_fr"]))
    assert found["of"] == "chance"
    assert (len(found["has"]), len(found["lacks"])) == (2, 3)
    assert found["area"] > 0.5


def test_a_changed_engine_leaves_the_first_one_as_it_was(shipped):
    engine = Engines(HashEmbedder(), MODEL).ask(judged.judged_sets()["shipped/maroc_fr"]).engine
    before = len(engine.index)
    assert "drying" not in engine.without("drying").index
    assert len(engine.index) == before


def test_one_command_measures_writes_and_guards(bench, capsys):
    assert quality.main(["--write"]) == 0
    shown = capsys.readouterr().out
    assert "shipped/maroc_fr: passerelle 0.600, best baseline bm25 0.500" in shown
    page = (bench / "quality.md").read_text(encoding="utf-8")
    for heading in ("Stability", "Evidence", "Keyword stuffing", "Chances", "Cost", "No partner"):
        assert f"### {heading}" in page
    assert (bench / "plots" / "reliability.svg").exists()
    known = guard.read(bench / "reference.json")
    assert known["sets"]["shipped/maroc_fr"]["ndcg@10"] == 0.6
    assert known["shares"]["evidence: exact"] == 1.0


def test_what_is_kept_is_not_measured_again_and_a_fall_fails_the_run(bench, capsys, monkeypatch):
    quality.main(["--write", "shipped/maroc_fr"])
    monkeypatch.setattr(quality, "evaluated", lambda each: whole(figures(0.5)))
    assert quality.main(["--only-missing", "shipped/maroc_fr"]) == 0
    assert quality.main(["shipped/maroc_fr"]) == 1
    assert "FELL: shipped/maroc_fr ndcg@10: 0.5000, was 0.6000" in capsys.readouterr().out


def test_a_share_that_is_missing_fails_a_full_run_only(bench, capsys):
    known = {"sets": {"gone": {"ndcg@10": 0.9}}, "shares": {"made up": 1.0}, "calibration": {}}
    guard.write(known, bench / "reference.json")
    assert quality.main(["shipped/maroc_fr"]) == 0
    assert quality.main([]) == 1
    fallen = [each for each in capsys.readouterr().out.splitlines() if each.startswith("FELL")]
    assert fallen == ["FELL: made up: missing, was 1.0000"]


def test_a_set_that_cannot_be_measured_fails_the_run_and_the_others_go_on(
    bench, capsys, monkeypatch
):
    def broken(each):
        if each.name == "shipped/maroc_en":
            raise UnreadableInput("It is broken.")
        return whole(figures())

    monkeypatch.setattr(quality, "evaluated", broken)
    assert quality.main(["shipped/maroc_en", "shipped/maroc_fr"]) == 1
    shown = capsys.readouterr().out
    assert "FAILED: shipped/maroc_en: It is broken." in shown
    assert "shipped/maroc_fr: passerelle 0.600" in shown


def test_a_name_that_is_not_there_is_refused_with_those_that_are(bench, capsys):
    assert quality.main(["maroc_xx"]) == 2
    assert "stability" in capsys.readouterr().out


def test_figures_of_another_engine_are_not_seen(tmp_path):
    old, new = (records.Records(tmp_path, engine) for engine in ("e1 r1", "e1 r2"))
    old.keep("sets", "shipped/a", {"queries": 1})
    assert old.read("sets", "shipped/a") == {"queries": 1}
    assert new.read("sets", "shipped/a") is None
    assert (list(old.all("sets")), list(new.all("sets"))) == (["shipped/a"], [])
