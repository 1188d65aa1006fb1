"""TF-IDF with cosine similarity, scikit-learn's way."""

from matcher.learning.rankings import DEPTH, Documents, Queries, Run, best_found, whole_text


def rank(documents: Documents, queries: Queries, *, depth: int = DEPTH) -> Run:
    """Rank by the cosine of TF-IDF vectors of title and text (logarithmic term counts).

    A document that shares no word with a query is not in its ranking.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    ids = sorted(documents)
    vectorizer = TfidfVectorizer(sublinear_tf=True)
    if not ids or not queries:
        return {query: [] for query in queries}
    try:
        rows = vectorizer.fit_transform([whole_text(*documents[doc]) for doc in ids])
    except ValueError:  # scikit-learn's "empty vocabulary": no document has a word
        return {query: [] for query in queries}
    asked = vectorizer.transform(list(queries.values()))
    return {
        query: best_found((asked[row] @ rows.T).toarray()[0], ids, depth)
        for row, query in enumerate(queries)
    }
