"""The product's engine over a set's documents: each corpus is indexed once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.judged import JudgedSet
from matcher.domain.challenge import Challenge
from matcher.domain.startup import Capability, Startup, startup_of_document
from matcher.engine import Matcher
from matcher.intake.beir import BeirSet, Document
from matcher.ranking.model import RankerModel
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.retrieval.embedding import Embedder
from matcher.retrieval.index import StartupIndex
from matcher.text.language import detect


@dataclass(frozen=True)
class Engine:
    """A corpus as the product sees it: an index, and the encoder and the ranker asked about it."""

    index: StartupIndex
    embedder: Embedder
    model: RankerModel

    def matcher(self) -> Matcher:
        """Return the product."""
        return Matcher(self.embedder, self.index, self.model)

    def cold_start(self) -> Matcher:
        """Return the product as it is without a trained ranker."""
        return Matcher(self.embedder, self.index, COLD_START_MODEL)

    def with_changed(self, *startups: Startup) -> "Engine":
        """Return the engine with startups put in or changed; this one stays as it is."""
        index = self.index.frozen()
        index.put(startups)
        return Engine(index, self.embedder, self.model)

    def without(self, *startup_ids: str) -> "Engine":
        """Return the engine without some startups; this one stays as it is."""
        index = self.index.frozen()
        index.withdraw(startup_ids)
        return Engine(index, self.embedder, self.model)


@dataclass
class Asked:
    """The test part of a set, ready to be asked."""

    name: str
    engine: Engine
    challenges: tuple[Challenge, ...]
    qrels: Mapping[str, Mapping[str, float]]

    def relevant(self, query: str, *, least: float = 1.0) -> set[str]:
        """Return the documents judged to answer a query."""
        return {doc for doc, gain in self.qrels.get(query, {}).items() if gain >= least}


@dataclass
class Engines:
    """Makes engines; sets that share a file of documents share the index."""

    embedder: Embedder
    model: RankerModel
    _made: dict[Path, Engine] = field(default_factory=dict)

    def ask(self, judged: JudgedSet, *, most: int | None = None) -> Asked:
        """Return a set's test part, at most `most` queries of it, with its engine."""
        read = judged.read()
        queries = list(read.queries.items())[:most]
        challenges = tuple(
            Challenge(id=name, text=text, language=detect(text).language) for name, text in queries
        )
        asked = Asked(judged.name, self._over(judged.corpus, read), challenges, read.qrels)
        asked.engine.matcher().prepare(challenges)
        return asked

    def _over(self, corpus: Path, read: BeirSet) -> Engine:
        if corpus not in self._made:
            index = StartupIndex.build(as_startups(read.documents), self.embedder)
            self._made[corpus] = Engine(index, self.embedder, self.model)
        return self._made[corpus]


def as_startups(documents: Mapping[str, Document]) -> list[Startup]:
    """Return documents as an evaluation indexes them: a startup with one capability each."""
    return [startup_of_document(name, title, text) for name, (title, text, _) in documents.items()]


def with_text(startup: Startup, text: str) -> Startup:
    """Return a startup of one capability with another text."""
    (only,) = startup.capabilities
    return Startup(startup.id, startup.name, (Capability(only.id, only.title, text),))
