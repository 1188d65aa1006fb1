"""What changed since the snapshot: few enough to keep as objects and to search exactly."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.startup import Startup
from matcher.retrieval.building import embed_apart, in_order
from matcher.retrieval.digest import CapabilityDigest, as_read, digested
from matcher.retrieval.embedding import Embedder
from matcher.retrieval.filters import Canonical
from matcher.retrieval.flat import FlatIndex
from matcher.retrieval.lexicon import K1, B
from matcher.retrieval.ranges import offsets
from matcher.retrieval.records import encoded
from matcher.retrieval.rows import RowBuilder
from matcher.retrieval.segment import Base, Segment


@dataclass(frozen=True, slots=True)
class Entry:
    """One startup that came or changed since the snapshot, ready to be searched.

    `passages`, shape (passages, dimension), and `sentences`, shape (sentences, dimension), are
    centred with the snapshot's means. `rank` is how many startups of the snapshot have a lower id.
    `counts`, shape (3, n), holds every capability's number, distinct term and how often it stands
    there; `lengths` how many terms each capability has.
    """

    startup: Startup
    line: bytes
    digest: tuple[CapabilityDigest, ...]
    rank: int
    counts: NDArray[np.int64]
    lengths: NDArray[np.int64]
    passages: NDArray[np.float32]
    sentences: NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Delta:
    """Entries by startup id, and which startups of the snapshot still stand, shape (n,).

    A changed startup has an entry and no longer stands; a withdrawn one has neither.
    """

    entries: Mapping[str, Entry]
    standing: NDArray[np.bool_]

    @classmethod
    def none(cls, base: Base) -> "Delta":
        """Return the delta of a snapshot to which nothing has happened."""
        return cls({}, np.ones(len(base.segment.rows), dtype=np.bool_))

    @property
    def capabilities(self) -> int:
        """How many capabilities came or changed."""
        return sum(len(entry.digest) for entry in self.entries.values())

    def put(self, base: Base, entries: Iterable[Entry]) -> "Delta":
        """Return the delta after these startups were added or changed."""
        added = {entry.startup.id: entry for entry in entries}
        return Delta({**self.entries, **added}, self._without(base, list(added)))

    def withdraw(self, base: Base, startup_ids: Sequence[str]) -> "Delta":
        """Return the delta after these startups were withdrawn."""
        gone = set(startup_ids)
        kept = {name: entry for name, entry in self.entries.items() if name not in gone}
        return Delta(kept, self._without(base, startup_ids))

    def _without(self, base: Base, startup_ids: Sequence[str]) -> NDArray[np.bool_]:
        positions = base.segment.rows.records.positions(startup_ids)
        standing = self.standing.copy()
        standing[positions[positions >= 0]] = False
        return standing


def make_entries(
    startups: Iterable[Startup], base: Base, embedder: Embedder, canonical: Canonical
) -> list[Entry]:
    """Digest and embed startups, all in one batch; RepeatedStartup when two have one id."""
    ordered = in_order(startups)
    builder = RowBuilder(canonical)
    parts = []
    read = [as_read(startup) for startup in ordered]
    for startup, said in zip(ordered, read, strict=True):
        line, digest = encoded(startup), digested(said, embedder, base.vocabulary)
        builder.add(startup, line, digest)
        rank = base.segment.rows.records.rank(startup.id)
        parts.append((startup, line, digest, rank, *_counted(digest)))
    rows = builder.finish()
    passages, sentences = embed_apart(read, rows, builder, embedder)
    if len(passages):
        passages = base.centring.passages(passages)
    if len(sentences):
        sentences = base.centring.passages(sentences)
    small = sentences.astype(np.float16)
    return [
        Entry(
            *part,
            passages[rows.passages_of[place] : rows.passages_of[place + 1]],
            small[rows.sentences_of[place] : rows.sentences_of[place + 1]],
        )
        for place, part in enumerate(parts)
    ]


def packed(delta: Delta, base: Base, canonical: Canonical) -> Segment:
    """Return the entries as one segment, exact, whose scores compare with the snapshot's."""
    entries = [delta.entries[name] for name in sorted(delta.entries)]
    builder = RowBuilder(canonical)
    for entry in entries:
        builder.add(entry.startup, entry.line, entry.digest)
    rows = builder.finish()
    vectors = FlatIndex(base.dimension)
    sentences = np.empty((0, base.dimension), dtype=np.float16)
    if rows.passages:
        stacked = np.concatenate([entry.passages for entry in entries])
        vectors.add(np.arange(rows.passages, dtype=np.int64), stacked)
    if rows.sentences:
        sentences = np.concatenate([entry.sentences for entry in entries])
    return Segment(rows, vectors, sentences, RecentWords(entries, base))


def _counted(
    digest: Sequence[CapabilityDigest],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the counts and lengths of an entry."""
    triples = [
        (number, term, times)
        for number, capability in enumerate(digest)
        for term, times in Counter(capability.terms).items()
    ]
    counts = np.array(triples, dtype=np.int64).reshape(-1, 3).T
    return counts, np.array([len(capability.terms) for capability in digest], dtype=np.int64)


class RecentWords:
    """BM25 over the capabilities of a delta, with the snapshot's idf and mean length.

    The formula is that of Lexicon, so the scores of both compare. Terms that the snapshot does not
    know count as its rarest. In an empty snapshot the delta's own mean length is taken.
    """

    def __init__(self, entries: Sequence[Entry], base: Base) -> None:
        none = np.empty(0, np.int64)
        lengths = np.concatenate([none, *(entry.lengths for entry in entries)])
        firsts = offsets([len(entry.lengths) for entry in entries])[:-1]
        counts = np.concatenate([none.reshape(3, 0), *(entry.counts for entry in entries)], axis=1)
        documents = counts[0] + np.repeat(firsts, [entry.counts.shape[1] for entry in entries])
        order = np.argsort(counts[1], kind="stable")
        times = counts[2, order]
        mean = base.mean_terms or (lengths.mean() if len(lengths) else 0.0) or 1.0
        damping = K1 * (1 - B + B * lengths / mean)
        self._base = base
        self._count = len(lengths)
        self._terms = counts[1, order]
        self._documents = documents[order]
        self._saturation = times / (times + damping[self._documents])

    def __len__(self) -> int:
        return self._count

    def scores(self, terms: Sequence[int]) -> NDArray[np.float32]:
        """Return every document's score, shape (documents,)."""
        total = np.zeros(self._count)
        if not self._count:
            return total.astype(np.float32)
        for term, times in sorted(Counter(terms).items()):
            low, high = np.searchsorted(self._terms, (term, term + 1))
            weight = times * self._base.rarity(term)
            total[self._documents[low:high]] += weight * self._saturation[low:high]
        return total.astype(np.float32)

    def top(
        self, terms: Sequence[int], k: int, allowed: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """Return the `k` best documents that hold a term, and their scores, best first."""
        scores = self.scores(terms)
        found = np.flatnonzero(scores > 0 if allowed is None else (scores > 0) & allowed)
        best = found[np.argsort(-scores[found], kind="stable")[:k]]
        return best, scores[best]
