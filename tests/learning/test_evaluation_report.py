import pytest

from matcher.errors import UnreadableInput
from matcher.learning.report import markdown_table, report

QUERIES = {"q1": "one", "q2": "two", "q3": "three"}
QRELS = {"q1": {"a": 1}, "q2": {"b": 2}, "q3": {"a": 0}}
GOOD = {"q1": [("a", 1.0)], "q2": [("b", 1.0)], "q3": [("a", 1.0)]}
POOR = {"q1": [("b", 1.0)], "q2": [("a", 2.0), ("b", 1.0)], "q3": []}


def test_the_json_has_the_agreed_shape():
    found = report({"bm25": POOR, "passerelle": GOOD}, QUERIES, QRELS, docs=2).as_json()
    assert found["queries"] == 2
    assert found["without_relevant"] == 1
    assert found["docs"] == 2
    perfect = dict.fromkeys(("ndcg@10", "recall@10", "recall@100", "mrr@10", "success@1"), 1.0)
    assert found["systems"]["passerelle"] == perfect
    assert found["systems"]["bm25"]["mrr@10"] == 0.25
    assert set(found["paired"]) == {"passerelle-vs-bm25"}
    assert set(found["paired"]["passerelle-vs-bm25"]) == {"delta", "low", "high"}


def test_passerelle_is_compared_with_every_other_system():
    runs = {"bm25": POOR, "tags": POOR, "passerelle": GOOD}
    found = report(runs, QUERIES, QRELS, docs=2)
    assert list(found.paired) == ["passerelle-vs-bm25", "passerelle-vs-tags"]
    gap = found.paired["passerelle-vs-bm25"]
    ours, theirs = found.systems["passerelle"]["ndcg@10"], found.systems["bm25"]["ndcg@10"]
    assert gap.delta == pytest.approx(ours - theirs)


def test_without_passerelle_the_first_system_is_compared_with_the_others():
    found = report({"tfidf": GOOD, "bm25": POOR, "tags": POOR}, QUERIES, QRELS, docs=2)
    assert list(found.paired) == ["tfidf-vs-bm25", "tfidf-vs-tags"]


def test_one_system_alone_is_compared_with_nothing():
    assert report({"bm25": GOOD}, QUERIES, QRELS, docs=2).paired == {}


def test_judgements_of_other_queries_are_said_to_be_so():
    with pytest.raises(UnreadableInput, match="None of the 3 queries"):
        report({"bm25": GOOD}, QUERIES, {"other": {"a": 1}}, docs=2)


def test_the_markdown_table_has_a_line_for_each_system():
    table = markdown_table(report({"bm25": POOR, "passerelle": GOOD}, QUERIES, QRELS, docs=2))
    rows = {line.split("|")[1].strip(): line for line in table.splitlines()}
    assert "1.000" in rows["passerelle"]
    assert "passerelle minus it" in rows["system"]
    assert "+0.685 [" in rows["bm25"]
    assert rows["passerelle"].endswith("|  |")
