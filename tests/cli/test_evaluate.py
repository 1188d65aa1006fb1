import json
import re
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from matcher.cli import evaluate as module
from matcher.cli.evaluate import evaluate
from matcher.errors import MatcherError, UnknownSystem, UnwritableOutput
from matcher.retrieval.chosen_encoder import ChosenEncoder

CORPUS = {
    "d1": "Un séchoir solaire pour les dattes et les figues",
    "d2": "Contrôle qualité par caméra des pièces embouties",
    "d3": "Réutilisation des eaux usées industrielles",
}
QUERIES = {
    "q1": "sécher des dattes",
    "q2": "caméra de contrôle",
    "q3": "logiciel de paie",
}
QRELS = [("q1", "d1", 2), ("q2", "d2", 1), ("q3", "d1", 0)]


def judged_folder(folder, *, shared_corpus=False):
    """Write a folder in BEIR layout, with the corpus beside it when it is shared."""
    folder.mkdir(parents=True)
    place = folder.parent if shared_corpus else folder
    if shared_corpus:
        (folder / "CORPUS").write_text("../corpus.jsonl\n")
    write_texts(place / "corpus.jsonl", CORPUS)
    write_texts(folder / "queries.jsonl", QUERIES)
    write_qrels(folder / "qrels.tsv", QRELS)
    return folder


def write_texts(file, texts):
    rows = [
        {"_id": name, "title": "", "text": text, "metadata": {"lang": "fr"}}
        for name, text in texts.items()
    ]
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def write_qrels(file, rows):
    lines = ["query-id\tcorpus-id\tscore", *("\t".join(map(str, row)) for row in rows)]
    file.write_text("\n".join(lines) + "\n")


@pytest.fixture
def folder(tmp_path):
    return judged_folder(tmp_path / "dates")


@pytest.fixture(autouse=True)
def product(monkeypatch):
    """Stand in for the product and its encoder: every query gets every document, by id."""

    def rank(documents, queries):
        ids = sorted(documents)
        return {query: [(doc, -float(place)) for place, doc in enumerate(ids)] for query in queries}

    monkeypatch.setattr(module, "_product", lambda: rank)
    monkeypatch.setattr(ChosenEncoder, "facts", lambda _: SimpleNamespace(name="fake@0"))


def run(*arguments):
    return CliRunner().invoke(
        evaluate, [str(argument) for argument in arguments], catch_exceptions=False
    )


def test_the_figures_come_out_as_json_alone_on_the_standard_output(folder):
    found = json.loads(run(folder, "--systems", "bm25,passerelle", "--json", "-").stdout)
    assert (found["queries"], found["without_relevant"], found["docs"]) == (2, 1, 3)
    assert found["systems"]["bm25"] == {
        "ndcg@10": 1.0,
        "recall@10": 1.0,
        "recall@100": 1.0,
        "mrr@10": 1.0,
        "success@1": 1.0,
    }
    assert found["systems"]["passerelle"]["mrr@10"] == 0.75
    assert list(found["paired"]) == ["passerelle-vs-bm25"]
    assert found["paired"]["passerelle-vs-bm25"]["delta"] < 0
    assert found["folder"] == "dates"
    assert found["encoder"]["name"].startswith("fake@0+asking-")
    assert "bm25s" in found["versions"]


def test_the_file_of_figures_is_written_whole_and_nothing_else_is(folder, tmp_path):
    out = tmp_path / "new" / "figures.json"
    answer = run(folder, "--systems", "bm25", "--json", out)
    assert answer.stdout == ""
    assert json.loads(out.read_text())["paired"] == {}
    assert [path.name for path in out.parent.iterdir()] == ["figures.json"]


def test_the_table_names_every_system_and_what_was_left_out(folder):
    shown = run(folder, "--systems", "tfidf,bm25").stdout
    assert re.search(r"tfidf .*1\.000", shown)
    assert re.search(r"bm25 .*1\.000", shown)
    assert "2 queries (1 more have no relevant document), 3 documents" in shown
    assert "tfidf minus it" in shown


def test_queries_and_judgements_can_be_replaced(folder, tmp_path):
    write_texts(tmp_path / "held.jsonl", {"h1": "eaux usées"})
    write_qrels(tmp_path / "held.tsv", [("h1", "d3", 1)])
    answer = run(
        folder,
        "--queries",
        tmp_path / "held.jsonl",
        "--qrels",
        tmp_path / "held.tsv",
        "--systems",
        "bm25",
        "--json",
        "-",
    )
    found = json.loads(answer.stdout)
    assert (found["queries"], found["without_relevant"]) == (1, 0)
    assert found["systems"]["bm25"]["success@1"] == 1.0


def test_a_folder_may_use_the_corpus_of_another(tmp_path):
    shared = judged_folder(tmp_path / "set", shared_corpus=True)
    assert json.loads(run(shared, "--systems", "bm25", "--json", "-").stdout)["docs"] == 3


def test_every_system_gets_its_run_file_with_all_queries(folder, tmp_path):
    run(folder, "--systems", "bm25,tags", "--run-dir", tmp_path / "runs", "--json", "-")
    lines = (tmp_path / "runs" / "bm25.run").read_text().splitlines()
    assert lines[0].split()[:4] == ["q1", "Q0", "d1", "1"]
    assert lines[0].split()[5] == "bm25"
    assert (tmp_path / "runs" / "tags.run").exists()


def test_an_unknown_system_is_refused_with_the_names_that_exist(folder):
    with pytest.raises(
        UnknownSystem, match=r"'bm26'.*bm25, tfidf, dense, fusion, tags, passerelle"
    ):
        run(folder, "--systems", "bm25,bm26")


def test_a_place_that_cannot_be_written_is_said_before_anything_is_ranked(folder, monkeypatch):
    monkeypatch.setattr(module, "_evaluated", lambda *_: pytest.fail("ranked first"))
    with pytest.raises(UnwritableOutput):
        run(folder, "--systems", "bm25", "--json", folder / "corpus.jsonl" / "figures.json")


def test_a_folder_without_queries_is_a_plain_error(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(MatcherError):
        run(tmp_path / "empty", "--systems", "bm25")


def test_a_folder_that_does_not_exist_is_a_usage_error(tmp_path):
    answer = run(tmp_path / "absent")
    assert answer.exit_code == 2
    assert "absent" in answer.stderr


def test_the_same_folder_gives_the_same_bytes_twice(folder):
    first, second = (run(folder, "--systems", "bm25,tfidf,tags", "--json", "-") for _ in range(2))
    assert first.stdout == second.stdout
