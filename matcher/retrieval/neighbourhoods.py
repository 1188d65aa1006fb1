"""The named neighbourhoods of a map: what lies together, and the words that tell it apart."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from matcher.retrieval.atlas import Places
from matcher.text.tokens import latin_language, terms

FINE: Final = 24
COARSE: Final = 7
FEWEST_MEMBERS: Final = 8
"""Neighbourhoods are fewer when they would have fewer members than this on average."""
FEWEST_TEXTS: Final = 3
"""A word must stand in so many texts of a neighbourhood to name it: one item never does."""
_WORDS: Final = 3
_PRIOR: Final = 50.0
_SHARE_OF_SECTOR: Final = 0.25
_WORD: Final = re.compile(r"[^\W\d_]{4,40}")
# Said by everybody who presents a project, whatever it is about.
_EMPTY: Final = frozenset(
    [
        *("projet", "projets", "entreprise", "entreprises", "société", "startup", "solution"),
        *("solutions", "développer", "permettre", "permet", "innovante", "innovant", "nouveau"),
        *("nouvelle", "project", "company", "develop", "innovation", "مشروع", "شركة", "حلول"),
    ]
)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A part of the map. `parent` is the number of the larger one around it, None for those.

    `members` are rows of what was given; `sectors` the ids, and `words` the words, that tell it
    apart from the rest, most telling first; either may be empty. `radius` holds nine in ten.
    """

    number: int
    parent: int | None
    middle: tuple[float, float]
    radius: float
    members: tuple[int, ...]
    sectors: tuple[str, ...]
    words: tuple[str, ...]


def neighbourhoods(
    places: Places,
    texts: Sequence[str],
    sectors: Sequence[Iterable[str]] = (),
    *,
    count: int = FINE,
    seed: int = 0,
) -> tuple[Neighbourhood, ...]:
    """Return the neighbourhoods of a map, large ones first, then the small ones inside them.

    `places`, shape (n, 2), are cut by k-means. Names come from `texts` and `sectors` alone, one
    for each item, "" and () for what may not be read; so give no confidential text.
    """
    number = min(count, len(places) // FEWEST_MEMBERS)
    if number < 2:
        return ()
    fine, centres = _k_means(places, number, seed)
    large = min(COARSE, max(2, number // 3))
    above, _ = _k_means(centres, large, seed)
    coarse = above[fine]
    reading = _Reading()
    words = _Telling([reading.of(text) for text in texts])
    fields = _Telling([{sector: sector for sector in given} for given in sectors])
    found = []
    for first, groups, count_of in ((0, coarse, large), (large, fine, number)):
        for group in range(count_of):
            members = np.flatnonzero(groups == group)
            if not len(members):
                continue
            found.append(
                _neighbourhood(
                    first + group, int(above[group]) if first else None, places, members
                ).named(fields.of(members, _SHARE_OF_SECTOR)[:2], words.of(members)[:_WORDS])
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Unnamed:
    number: int
    parent: int | None
    middle: tuple[float, float]
    radius: float
    members: tuple[int, ...]

    def named(self, sectors: Sequence[str], words: Sequence[str]) -> Neighbourhood:
        return Neighbourhood(
            self.number,
            self.parent,
            self.middle,
            self.radius,
            self.members,
            tuple(sectors),
            tuple(words),
        )


def _neighbourhood(
    number: int, parent: int | None, places: Places, members: NDArray[np.int64]
) -> _Unnamed:
    own = places[members]
    middle = np.median(own, axis=0)
    radius = float(np.quantile(np.linalg.norm(own - middle, axis=1), 0.9))
    where = (float(middle[0]), float(middle[1]))
    return _Unnamed(number, parent, where, radius, tuple(members.tolist()))


def _k_means(points: Places, count: int, seed: int) -> tuple[NDArray[np.int64], Places]:
    """Return the group of each point, and the centres, numbered from the upper left on."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):
        fitted = KMeans(count, n_init=4, random_state=seed).fit(points)
    centres = fitted.cluster_centers_
    order = np.lexsort((centres[:, 0], centres[:, 1]))
    rank = np.empty(count, dtype=np.int64)
    rank[order] = np.arange(count)
    return rank[fitted.labels_], centres[order].astype(np.float32)


class _Reading:
    """Finds the index terms of texts; a word is looked up once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    def of(self, text: str) -> dict[str, str]:
        """Return the terms of a text's long words, each as it is first written."""
        language = latin_language(text)
        found: dict[str, str] = {}
        for word in dict.fromkeys(_WORD.findall(text.casefold())):
            term = self._known.get((language, word))
            if term is None:
                term = self._known[language, word] = _term(word, language)
            if term:
                found.setdefault(term, word)
        return found


def _term(word: str, language: str) -> str:
    """Return the one term of a word that says something, else ""."""
    known = () if word in _EMPTY else terms(word, language)
    return known[0] if len(known) == 1 else ""


class _Telling:
    """Finds what is said more often in a part than elsewhere: Monroe's log-odds with a prior."""

    def __init__(self, said: Sequence[dict[str, str]]) -> None:
        self._said = said
        self._everywhere = Counter(term for each in said for term in each)
        self._all = sum(self._everywhere.values())

    def of(self, members: NDArray[np.int64], share: float = 0.0) -> list[str]:
        """Return as people wrote it what tells the members apart, most telling first."""
        written: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for row in members.tolist():
            for term, word in (self._said[row] if row < len(self._said) else {}).items():
                written[term][word] += 1
        here = {term: spellings.total() for term, spellings in written.items()}
        fewest = max(FEWEST_TEXTS, share * len(members))
        whole = sum(here.values())
        scores = {
            term: self._score(term, count, whole) for term, count in here.items() if count >= fewest
        }
        best = sorted(scores, key=lambda term: (-scores[term], term))
        return [
            max(sorted(written[term]), key=written[term].__getitem__)
            for term in best
            if scores[term] > 0
        ]

    def _score(self, term: str, here: int, whole: int) -> float:
        """Return the log-odds of a term here against elsewhere, in standard errors."""
        prior = _PRIOR * self._everywhere[term] / self._all
        elsewhere = self._everywhere[term] - here
        rest = self._all - whole
        odds_here = (here + prior) / max(whole + _PRIOR - here - prior, 1e-9)
        odds_rest = (elsewhere + prior) / max(rest + _PRIOR - elsewhere - prior, 1e-9)
        error = np.sqrt(1 / (here + prior) + 1 / (elsewhere + prior))
        return float((np.log(odds_here) - np.log(odds_rest)) / error)
