import json
from collections.abc import Callable
from pathlib import Path

import pytest

from matcher.errors import RefusedRows, UnreadableInput
from matcher.intake.beir import read_beir

Make = Callable[..., Path]
CORPUS = (
    {"_id": "d1", "title": "T", "text": " un ", "metadata": {"lang": "fr"}},
    {"_id": "d2", "text": ""},
)
QUERIES = (
    {"_id": "q1", "text": "quoi ?", "metadata": {"must": ["x"]}},
    {"_id": "q2", "text": "où ?"},
)
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t2\nq1\td2\t0\nq9\td1\t1\n"


def lines(rows: tuple[object, ...]) -> str:
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def made(
        corpus: str | None = lines(CORPUS), queries: str = lines(QUERIES), qrels: str = QRELS,
        pointer: str | None = None, name: str = "set",
    ) -> Path:  # fmt: skip
        folder = tmp_path / name
        folder.mkdir()
        parts = {
            "corpus.jsonl": corpus,
            "queries.jsonl": queries,
            "qrels.tsv": qrels,
            "CORPUS": pointer,
        }
        for part, text in parts.items():
            if text is not None:
                (folder / part).write_text(text, encoding="utf-8")
        return folder

    return made


def test_a_folder_is_read_to_the_letter(make: Make):
    found = read_beir(make())
    assert found.documents == {"d1": ("T", " un ", {"lang": "fr"}), "d2": ("", "", {})}
    assert found.queries == {"q1": "quoi ?", "q2": "où ?"}
    assert found.query_metadata["q1"] == {"must": ["x"]}
    assert found.qrels == {"q1": {"d1": 2, "d2": 0}}
    assert found.ignored_judgements == 1


def test_a_pointer_names_the_corpus_of_another_folder(make: Make):
    make(name="first")
    second = make(corpus=None, pointer="../first/corpus.jsonl\n", name="second")
    assert list(read_beir(second).documents) == ["d1", "d2"]


def test_other_queries_and_judgements_may_be_named(make: Make, tmp_path: Path):
    folder = make()
    (tmp_path / "q.jsonl").write_text('{"_id": "q9", "text": "qui ?"}', encoding="utf-8")
    found = read_beir(folder, queries=tmp_path / "q.jsonl", qrels=folder / "qrels.tsv")
    assert found.qrels == {"q9": {"d1": 1}}
    assert found.ignored_judgements == 2


def test_the_nested_judgements_of_public_sets_are_found(make: Make):
    folder = make()
    (folder / "qrels").mkdir()
    (folder / "qrels.tsv").rename(folder / "qrels" / "test.tsv")
    assert read_beir(folder).qrels == {"q1": {"d1": 2, "d2": 0}}


def test_scores_may_be_fractions_and_a_heading_may_be_missing(make: Make):
    assert read_beir(make(qrels="q1\td1\t0.5\r\nq2\td1\t1.0\r\n")).qrels == {
        "q1": {"d1": 0.5},
        "q2": {"d1": 1},
    }


@pytest.mark.parametrize(
    ("qrels", "problem"),
    [
        (QRELS + "q1\tabsent\t1\nq2\tpartout\t1\n", r"(?s)2 rows.*line 5.*'absent'.*'partout'"),
        (QRELS + "q2\td1\t-1\n", "line 5, score"),
        (QRELS + "q2\td1\n", "line 5, score"),
        (QRELS + "q2\td1\tbeaucoup\n", "line 5, score"),
        (QRELS + "q2\td1\tnan\n", "line 5, score"),
        (QRELS + "q2 d1 1\n", "line 5, score"),
        (QRELS + "q1\td1\t1\n", "scored otherwise"),
    ],
)
def test_bad_judgements_are_named(make: Make, qrels: str, problem: str):
    with pytest.raises(RefusedRows, match=problem):
        read_beir(make(qrels=qrels))


@pytest.mark.parametrize(
    ("corpus", "problem"),
    [
        ('{"_id": "d1", "text": "a"}\n{"_id": "d1", "text": "b"}', "line 2, _id: .* given twice"),
        ('{"title": "a", "text": "a"}', "line 1, _id"),
        ('{"_id": "a b", "text": "a"}', "white space"),
        ('{"_id": "d1", "text": ["a"]}', "line 1, text"),
        ('{"_id": "d1", "title": "sans texte"}', "line 1, text"),
        ('{"_id": "d1", "text": ', "not JSON"),
    ],
)
def test_bad_documents_are_named(make: Make, corpus: str, problem: str):
    with pytest.raises(RefusedRows, match=problem):
        read_beir(make(corpus=corpus))


def test_a_query_without_text_is_refused(make: Make):
    with pytest.raises(RefusedRows, match="line 1, text"):
        read_beir(make(queries='{"_id": "q1", "text": "  "}'))


@pytest.mark.parametrize("pointer", ["../absent/corpus.jsonl", "", "a\nb", "x" * 5000])
def test_a_pointer_that_leads_nowhere_is_said(make: Make, pointer: str):
    with pytest.raises(UnreadableInput, match="CORPUS"):
        read_beir(make(corpus=None, pointer=pointer))


@pytest.mark.parametrize("part", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_part_is_said(make: Make, part: str):
    folder = make()
    (folder / part).unlink()
    with pytest.raises(UnreadableInput, match=part):
        read_beir(folder)


def test_judgements_for_other_queries_alone_are_an_error(make: Make):
    with pytest.raises(UnreadableInput, match="1 lines are for others"):
        read_beir(make(qrels="query-id\tcorpus-id\tscore\nq9\td1\t1\n"))


def test_a_file_in_place_of_a_folder_is_said(tmp_path: Path):
    with pytest.raises(UnreadableInput, match="not a folder"):
        read_beir(tmp_path / "absent")
