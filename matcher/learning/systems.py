"""The systems that an evaluation compares, by name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from matcher.errors import UnknownSystem
from matcher.learning.baselines import bm25, dense, fusion, tags, tfidf
from matcher.learning.baselines.plain_encoder import PlainEncoder
from matcher.learning.rankings import Documents, Queries, Run, System

PRODUCT = "passerelle"


@dataclass
class Bench:
    """One set of documents and queries, and what the systems need; each run is made once."""

    documents: Documents
    queries: Queries
    language: str
    """Two-letter code of the corpus."""
    taxonomy: Path
    """The folder of sectors.json."""
    encoder: PlainEncoder | None = None
    """Needed by dense and fusion."""
    product: System | None = None
    """Needed by passerelle."""
    _runs: dict[str, Run] = field(default_factory=dict)

    def run(self, name: str) -> Run:
        """Return what a system answers; UnknownSystem when there is none of that name."""
        if name not in SYSTEMS:
            raise UnknownSystem(_unknown(name))
        if name not in self._runs:
            self._runs[name] = SYSTEMS[name](self)
        return self._runs[name]


def _bm25(bench: Bench) -> Run:
    return bm25.rank(bench.documents, bench.queries, language=bench.language)


def _tfidf(bench: Bench) -> Run:
    return tfidf.rank(bench.documents, bench.queries)


def _dense(bench: Bench) -> Run:
    if bench.encoder is None:
        raise ValueError("The dense baseline needs an encoder, and none was given.")
    return dense.rank(bench.documents, bench.queries, encoder=bench.encoder)


def _fusion(bench: Bench) -> Run:
    return fusion.rank([bench.run("bm25"), bench.run("dense")], bench.queries)


def _tags(bench: Bench) -> Run:
    return tags.rank(bench.documents, bench.queries, taxonomy=bench.taxonomy)


def _product(bench: Bench) -> Run:
    if bench.product is None:
        raise ValueError(f"The system {PRODUCT} was not given.")
    return bench.product(bench.documents, bench.queries)


SYSTEMS: Mapping[str, Callable[[Bench], Run]] = {
    "bm25": _bm25,
    "tfidf": _tfidf,
    "dense": _dense,
    "fusion": _fusion,
    "tags": _tags,
    PRODUCT: _product,
}
"""Name → how it ranks, in the order in which figures are shown."""

NEED_ENCODER = frozenset({"dense", "fusion"})


def chosen(names: str) -> tuple[str, ...]:
    """Return the systems of a comma-separated list, without repeats; all of them when it is empty.

    Raises UnknownSystem, naming those that exist.
    """
    asked = tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    for name in asked:
        if name not in SYSTEMS:
            raise UnknownSystem(_unknown(name))
    return asked or tuple(SYSTEMS)


def opponents(names: Iterable[str]) -> list[tuple[str, str]]:
    """Return the pairs to compare: passerelle, or else the first system, against each other."""
    ordered = list(names)
    ours = PRODUCT if PRODUCT in ordered else ordered[0]
    return [(ours, other) for other in ordered if other != ours]


def _unknown(name: str) -> str:
    return f"There is no system {name!r}: choose among {', '.join(SYSTEMS)}."
