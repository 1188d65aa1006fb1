"""BM25 as a practitioner sets it up today: bm25s, Snowball stems, the library's stop words."""

from matcher.learning.baselines.language import STEMMERS
from matcher.learning.rankings import DEPTH, Documents, Queries, Run, best_found, whole_text

K1 = 1.2
B = 0.75


def rank(documents: Documents, queries: Queries, *, language: str, depth: int = DEPTH) -> Run:
    """Rank by BM25 (Lucene's variant) over title and text.

    `language` is the two-letter code of the corpus, used for its queries too. A language without
    a Snowball stemmer keeps its words whole; one without a stop list in bm25s keeps all of them.
    A document that shares no stem with a query is not in its ranking.
    """
    import bm25s

    ids = sorted(documents)
    texts = [whole_text(*documents[doc]) for doc in ids]
    stems = _stems(texts, language)
    if not any(stems):
        return {query: [] for query in queries}
    index = bm25s.BM25(k1=K1, b=B)
    index.index(stems, show_progress=False)
    asked = _stems(list(queries.values()), language)
    run: Run = {}
    for query, words in zip(queries, asked, strict=True):
        known = [word for word in words if word in index.vocab_dict]
        run[query] = best_found(index.get_scores(known), ids, depth) if known else []
    return run


def _stems(texts: list[str], language: str) -> list[list[str]]:
    import bm25s
    import Stemmer

    stemmer = Stemmer.Stemmer(STEMMERS[language]) if language in STEMMERS else None
    try:
        stems: list[list[str]] = bm25s.tokenize(
            texts, stopwords=language, stemmer=stemmer, return_ids=False, show_progress=False
        )
    except ValueError:  # bm25s has no stop words for this language
        stems = bm25s.tokenize(
            texts, stopwords=None, stemmer=stemmer, return_ids=False, show_progress=False
        )
    return stems
