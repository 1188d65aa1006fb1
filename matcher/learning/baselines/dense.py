"""Dense search, the plain way: whole texts, raw cosine, exact."""

from matcher.learning.baselines.plain_encoder import PlainEncoder
from matcher.learning.rankings import DEPTH, Documents, Queries, Run, best, whole_text

_QUERIES_AT_A_TIME = 256


def rank(
    documents: Documents, queries: Queries, *, encoder: PlainEncoder, depth: int = DEPTH
) -> Run:
    """Rank all documents by the cosine of whole-text vectors; nothing is centred or trained."""
    ids = sorted(documents)
    if not ids or not queries:
        return {query: [] for query in queries}
    passages = encoder.vectors([whole_text(*documents[doc]) for doc in ids], "passage")
    asked = encoder.vectors(list(queries.values()), "query")
    names = list(queries)
    run: Run = {}
    for start in range(0, len(names), _QUERIES_AT_A_TIME):
        block = asked[start : start + _QUERIES_AT_A_TIME] @ passages.T
        for query, scores in zip(names[start : start + len(block)], block, strict=True):
            run[query] = best(scores, ids, depth)
    return run
