"""The words of a need as an index can read them: translated where it speaks another language."""

from collections.abc import Sequence

from matcher import reference
from matcher.domain.taxonomy import LANGUAGES
from matcher.retrieval.index import StartupIndex

MOST = 2
"""Translations that a term may get."""


def expanded(index: StartupIndex, terms: Sequence[str], language: str) -> tuple[str, ...]:
    """Return the terms, with translations that the index holds more often than the term itself.

    A term that the index has never seen gives way to its translations. In an index of the need's
    own language hardly anything changes; an Arabic need finds the words of French startups.
    """
    if language not in LANGUAGES:
        return tuple(terms)
    table, vocabulary = reference.translations(language), index.vocabulary
    read: dict[str, tuple[str, ...]] = {}
    for term in dict.fromkeys(terms):
        known = [each for each in table.get(term, ()) if each in vocabulary]
        if not known:
            read[term] = (term,)
            continue
        own, *others = index.idf((term, *known)).tolist()
        is_new = term not in vocabulary
        better = [each for each, rare in zip(known, others, strict=True) if is_new or rare < own]
        kept = () if is_new else (term,)
        read[term] = (*kept, *better[:MOST])
    return tuple(each for term in terms for each in read[term])
