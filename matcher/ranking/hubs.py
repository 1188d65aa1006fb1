"""Startups that every need seems to want: profiles written to be found everywhere."""

from collections import Counter
from collections.abc import Mapping, Sequence

from matcher.domain.taxonomy import LANGUAGES
from matcher.reference import centring_texts
from matcher.retrieval.embedding import Embedder
from matcher.retrieval.index import Probe, StartupIndex
from matcher.text.tokens import terms

FIRST = 10
"""A startup is found for a need when it is among so many first."""
MOST = 0.1
"""Share of the generic needs for which an honest startup of a large index is found at most."""
TIMES = 4
"""In a small index that grows by so many times what chance would give, `FIRST` of all startups."""


def generic_needs(embedder: Embedder, index: StartupIndex) -> tuple[Probe, ...]:
    """Return the generic needs of data/centring as the index is asked: 60 in each language.

    Their vectors are those that the centring of any index needs, so the embedder's cache has them.
    They come less the means of this index: ask them of no other.
    """
    found: list[Probe] = []
    for language in LANGUAGES:
        texts = centring_texts(language)
        vectors = index.centring.queries(embedder.queries(texts), [language] * len(texts))
        found += [
            Probe(text, vector, tuple(terms(text, language)))
            for text, vector in zip(texts, vectors, strict=True)
        ]
    return tuple(found)


def shares(index: StartupIndex, needs: Sequence[Probe]) -> Mapping[str, float]:
    """Return the share (0 to 1) of the needs for which each startup is among the first.

    Startups that are never found are left out.
    """
    found = Counter(
        candidate.startup_id for need in needs for candidate in index.search([need], limit=FIRST)
    )
    return {startup_id: times / len(needs) for startup_id, times in sorted(found.items())}


def most_allowed(startups: int) -> float:
    """Return the share of needs above which a startup of so many counts as found everywhere.

    `MOST` + `TIMES` × `FIRST` / startups. With the untrained encoder and 180 needs, the most that
    an honest text reached was .17, .14, .08, .06 and .06 of 260, 757, 1,848, 1,920 and 5,420, where
    .25, .15, .12, .12 and .11 are allowed. A profile with one capability for each of 22 sectors
    reached .48, .29 and .07 of 260, 757 and 1,920: among so many it is hardly a hub any more.
    """
    return MOST + TIMES * FIRST / max(startups, 1)


def found_everywhere(index: StartupIndex, needs: Sequence[Probe]) -> frozenset[str]:
    """Return the ids of startups that are found for more needs than honest ones are.

    `needs` are `generic_needs` of this index. It costs one search for each (3 ms with 1,920
    startups): ask once for each version of an index.
    """
    if not needs:
        return frozenset()
    limit = most_allowed(len(index))
    return frozenset(name for name, share in shares(index, needs).items() if share > limit)
