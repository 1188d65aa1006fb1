"""Hybrid retrieval beside the fastest composition of public parts, in one run.

Both take a query as word numbers and a vector, ask the words for 50 and the vectors for 50, and
fuse the two lists by reciprocal rank. The composition is bm25s (k1 1.2, b 0.75, its own `retrieve`)
with a FAISS HNSW32 graph, searched no wider than recall@10 of 0.98 asks, and a dictionary for the
fusion. Both search the very same graph, on one thread. Every query is asked of both once to warm
up, then one after the other, the first one changing from query to query, in three rounds of which
the best time counts. Times are milliseconds of one caller.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.corpus import Corpus, Queries, make_corpus, make_queries
from benchmarks.timing import Spent, one_thread, race, timed
from matcher.retrieval.exact import Ids, Rows, Vectors, search_exactly
from matcher.retrieval.fusion import reciprocal_rank_fusion
from matcher.retrieval.hnsw import HnswIndex
from matcher.retrieval.lexicon import Lexicon

DEPTH = 50
QUERIES = 300
WIDTHS = (16, 24, 32, 48, 64, 80, 96, 128, 192, 256, 384, 512)
Query = tuple[list[int], Vectors]
System = Callable[[Query], list[int]]


@dataclass(frozen=True)
class Row:
    """One system on queries of one length: milliseconds, recall@10 of its vectors, ratio."""

    system: str
    words: int
    p50: float
    p95: float
    p50_processor: float
    recall: float
    ratio: float
    """Its p50 of processor time divided by that of the composition of public parts."""
    wall_ratio: float
    """The same by the clock on the wall."""


@dataclass(frozen=True)
class Report:
    """The rows, and what building took in seconds."""

    rows: tuple[Row, ...]
    count: int
    graph_seconds: float
    lexicon_seconds: float
    bm25s_seconds: float
    ours_in_theirs: float
    """Mean share of the composition's first ten that are among our first ten."""


def run(count: int = 100_000) -> tuple[Row, ...]:
    """Return the rows of `measure`: the composition, then ours, for 8 words and for 60."""
    return measure(count).rows


def measure(count: int = 100_000) -> Report:
    """Build both over `count` made-up capabilities and time them side by side."""
    corpus = make_corpus(count)
    graph, graph_seconds, _ = timed(lambda: _graph(corpus))
    lexicon, lexicon_seconds, _ = timed(
        lambda: Lexicon.build(corpus.documents(), len(corpus.vocabulary))
    )
    words, bm25s_seconds, _ = timed(lambda: _bm25s(corpus))
    rows, agreement = [], []
    for length in (8, 60):
        queries = make_queries(corpus, QUERIES, length)
        truth = _truth(corpus, queries)
        width = _narrowest(graph, queries, truth)
        theirs, ours = _composition(words, graph, width), _ours(lexicon, graph)
        times, shared = _race(queries, theirs, ours)
        agreement.append(shared)
        recalls = (
            _recall(_ask(graph, queries, width), truth),
            _recall(graph.search(queries.vectors, DEPTH)[1][:, :10], truth),
        )
        names = (f"bm25s + FAISS HNSW32 (efSearch {width})", "passerelle")
        rows += [
            _row(name, length, recall, spent, times[0])
            for name, spent, recall in zip(names, times, recalls, strict=True)
        ]
    shared = float(np.mean(agreement))
    return Report(tuple(rows), count, graph_seconds, lexicon_seconds, bm25s_seconds, shared)


def _row(name: str, words: int, recall: float, spent: Spent, base: Spent) -> Row:
    p50, p95 = np.percentile(spent.wall, [50, 95]).tolist()
    processor = float(np.median(spent.processor))
    ratio = processor / float(np.median(base.processor))
    return Row(name, words, p50, p95, processor, recall, ratio, p50 / float(np.median(base.wall)))


def _graph(corpus: Corpus) -> HnswIndex:
    index = HnswIndex(corpus.vectors.shape[1])
    index.add(np.arange(len(corpus)), corpus.vectors)
    return index


def _bm25s(corpus: Corpus) -> Any:
    import bm25s

    words = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
    documents = [document.tolist() for document in corpus.documents()]
    vocabulary = {word: number for number, word in enumerate(corpus.vocabulary)}
    words.index((documents, vocabulary), show_progress=False)
    return words


def _composition(words: Any, graph: HnswIndex, width: int) -> System:
    """Return what a practitioner would write around the two libraries."""
    import faiss

    index = graph.faiss_index
    parameters = faiss.SearchParametersHNSW(efSearch=width)

    def retrieve(query: Query) -> list[int]:
        terms, vector = query
        lexical = words.retrieve([terms], k=DEPTH, show_progress=False).documents[0]
        _, dense = index.search(vector[np.newaxis], DEPTH, params=parameters)
        scores: defaultdict[int, float] = defaultdict(float)
        for ranking in (lexical.tolist(), dense[0].tolist()):
            for rank, document in enumerate(ranking, start=1):
                scores[document] += 1 / (60 + rank)
        return sorted(scores, key=scores.__getitem__, reverse=True)

    return retrieve


def _ours(lexicon: Lexicon, graph: HnswIndex) -> System:
    def retrieve(query: Query) -> list[int]:
        terms, vector = query
        lexical, _ = lexicon.top(terms, DEPTH)
        _, dense = graph.search(vector[np.newaxis], DEPTH)
        return reciprocal_rank_fusion([lexical.tolist(), dense[0].tolist()])

    return retrieve


def _race(queries: Queries, *systems: System, rounds: int = 3) -> tuple[list[Spent], float]:
    """Return each system's best round of each query, and how far their answers agree."""
    asked = list(zip(queries.words.tolist(), queries.vectors, strict=True))
    with one_thread():
        shared = [_agreement([system(query) for system in systems]) for query in asked]
        spent = race(systems, asked, rounds=rounds)
    return [each.best() for each in spent], float(np.mean(shared))


def _agreement(answers: Sequence[list[int]]) -> float:
    one, other = (set(answer[:10]) for answer in answers)
    return len(one & other) / max(len(one), 1)


def _truth(corpus: Corpus, queries: Queries) -> Ids:
    rows = Rows(corpus.vectors, np.arange(len(corpus)), 1.001)
    return search_exactly(rows, queries.vectors, 10)[1]


def _ask(graph: HnswIndex, queries: Queries, width: int) -> Ids:
    """Return the first ten of fifty, asked as the composition asks."""
    import faiss

    parameters = faiss.SearchParametersHNSW(efSearch=width)
    found: Ids = graph.faiss_index.search(queries.vectors, DEPTH, params=parameters)[1]
    return found[:, :10]


def _narrowest(graph: HnswIndex, queries: Queries, truth: Ids) -> int:
    """Return the smallest efSearch that reaches recall@10 of 0.98: the fastest fair setting."""
    for width in WIDTHS:
        if _recall(_ask(graph, queries, width), truth) >= 0.98:
            return width
    return WIDTHS[-1]


def _recall(found: Ids, truth: Ids) -> float:
    pairs = zip(found.tolist(), truth.tolist(), strict=True)
    return float(np.mean([len(set(row) & set(best)) / len(best) for row, best in pairs]))


def main() -> None:
    """Run at 100,000 and print the table."""
    report = measure()
    print(
        f"{report.count:,} capabilities; seconds to build: graph {report.graph_seconds:.1f}, "
        f"words {report.lexicon_seconds:.1f} (bm25s {report.bm25s_seconds:.1f}); "
        f"first ten in common: {report.ours_in_theirs:.0%}"
    )
    print("| words | system | p50 ms | p95 ms | p50 of processor | ratio | recall@10 |")
    print("|---|---|---|---|---|---|---|")
    for row in report.rows:
        print(
            f"| {row.words} | {row.system} | {row.p50:.2f} | {row.p95:.2f} "
            f"| {row.p50_processor:.2f} | {row.ratio:.2f} | {row.recall:.3f} |"
        )


if __name__ == "__main__":
    main()
