"""Made-up figures of a set, as an evaluation gives them."""

from benchmarks.targets import NDCG, RECALL


def figures(ours=0.6, baseline=0.5, *, recall=0.9, queries=4):
    """Return a set's record: the product is better by the same on every query."""
    systems = {
        "bm25": {NDCG: baseline, RECALL: 0.8},
        "dense": {NDCG: 0.1, RECALL: 0.85},
        "passerelle": {NDCG: ours, RECALL: recall},
    }
    gap = {"delta": ours - baseline, "low": ours - baseline, "high": ours - baseline}
    return {
        "queries": queries,
        "of": 10,
        "docs": 100,
        "systems": systems,
        "paired": {f"passerelle-vs-{name}": gap for name in ("bm25", "dense")},
        "per_query": {
            name: {NDCG: [each[NDCG]] * queries, RECALL: [each[RECALL]] * queries}
            for name, each in systems.items()
        },
    }


def whole(record):
    """Return a record with every system, as a run of all of them has it."""
    others = ("tfidf", "fusion", "tags")
    return record | {
        "systems": record["systems"] | dict.fromkeys(others, record["systems"]["dense"])
    }
