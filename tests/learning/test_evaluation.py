import random

import ir_measures
import numpy as np
import pytest
from ir_measures import RR, R, Success, nDCG

from matcher.learning.evaluation import METRICS, evaluable, measure

PEERS = {
    "ndcg@10": nDCG @ 10,
    "recall@10": R @ 10,
    "recall@100": R @ 100,
    "mrr@10": RR @ 10,
    "success@1": Success @ 1,
}


def drawn(seed, queries=40, docs=300):
    """Return a run and judgements with grades -1 to 3, drawn at random."""
    dice = random.Random(seed)
    ids = [f"d{number:03}" for number in range(docs)]
    qrels, run = {}, {}
    for number in range(queries):
        query = f"q{number}"
        judged = dice.sample(ids, 30)
        qrels[query] = {doc: dice.choice([-1, 0, 0, 1, 2, 3]) for doc in judged}
        qrels[query][judged[0]] = 1
        kept = dice.sample(ids, dice.choice([0, 3, 60, 200]))
        run[query] = [(doc, float(dice.random())) for doc in kept]
    return run, qrels


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_are_those_of_trec_eval(seed):
    run, qrels = drawn(seed)
    queries = list(qrels)
    ours = measure(run, qrels, queries)
    theirs = {
        (found.query_id, found.measure): found.value
        for found in ir_measures.iter_calc(
            PEERS.values(), qrels, {query: dict(ranking) for query, ranking in run.items()}
        )
    }
    for metric, peer in PEERS.items():
        expected = [theirs.get((query, peer), 0.0) for query in queries]
        np.testing.assert_allclose(ours.values[metric], expected, atol=1e-9, err_msg=metric)


def test_gains_are_the_judged_scores_themselves():
    found = measure({"q": [("one", 2.0), ("two", 1.0)]}, {"q": {"one": 1, "two": 2}}, ["q"])
    ideal = 2 + 1 / np.log2(3)
    assert found.means()["ndcg@10"] == pytest.approx((1 + 2 / np.log2(3)) / ideal)


def test_a_query_that_a_system_leaves_unanswered_scores_zero():
    qrels = {"a": {"d": 1}, "b": {"d": 1}, "c": {"d": 1}}
    found = measure({"a": [("d", 1.0)], "b": []}, qrels, ["a", "b", "c"])
    for metric in METRICS:
        assert found.values[metric].tolist() == [1.0, 0.0, 0.0]


def test_queries_without_a_relevant_document_are_left_out_and_counted():
    qrels = {"a": {"d": 1}, "graded zero": {"d": 0}, "below one": {"d": 0.5}, "negative": {"d": -1}}
    asked = ["a", "graded zero", "below one", "negative", "not judged"]
    assert evaluable(asked, qrels) == (("a",), 4)


def test_equal_scores_are_put_in_order_of_document_id_whatever_order_they_come_in():
    qrels = {"q": {"b": 1}}
    forward = measure({"q": [("a", 0.5), ("b", 0.5)]}, qrels, ["q"])
    backward = measure({"q": [("b", 0.5), ("a", 0.5)]}, qrels, ["q"])
    assert forward.means() == backward.means()
    assert forward.means()["mrr@10"] == 0.5


def test_a_relevant_document_outside_the_corpus_still_counts_in_recall():
    found = measure({"q": [("a", 1.0)]}, {"q": {"a": 1, "gone": 1}}, ["q"])
    assert found.means()["recall@100"] == 0.5


def test_a_first_relevant_document_at_rank_eleven_earns_no_reciprocal_rank():
    ranking = [(f"d{place:02}", 20.0 - place) for place in range(12)]
    found = measure({"q": ranking}, {"q": {"d10": 1}}, ["q"]).means()
    assert (found["mrr@10"], found["recall@10"], found["recall@100"]) == (0.0, 0.0, 1.0)


def test_a_document_named_twice_is_refused_because_it_would_be_counted_twice():
    with pytest.raises(ValueError, match="names a document twice"):
        measure({"q": [("a", 2.0), ("a", 1.0)]}, {"q": {"a": 1}}, ["q"])


def test_a_score_that_is_not_a_number_is_refused():
    with pytest.raises(ValueError, match="not a number"):
        measure({"q": [("a", float("nan"))]}, {"q": {"a": 1}}, ["q"])
