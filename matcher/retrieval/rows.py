"""Startups, capabilities, passages and sentences as columns: numbers and offsets, no objects."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.startup import Startup
from matcher.retrieval.digest import CapabilityDigest
from matcher.retrieval.facets import FacetBuilder, Facets
from matcher.retrieval.filters import Canonical
from matcher.retrieval.ranges import offsets, owners
from matcher.retrieval.records import Records

Offsets = NDArray[np.int64]
Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where everything of n startups is, in ascending order of startup id.

    Startup i has the capabilities capability_ptr[i]:capability_ptr[i + 1]. Capability c has the
    passages passage_ptr[c]:passage_ptr[c + 1] and the sentences
    sentence_ptr[c]:sentence_ptr[c + 1]. Sentence s is characters starts[s]:ends[s] of its
    capability's text and has the distinct terms terms[term_ptr[s]:term_ptr[s + 1]].
    """

    capability_ptr: Offsets
    passage_ptr: Offsets
    sentence_ptr: Offsets
    starts: Numbers
    ends: Numbers
    term_ptr: Offsets
    terms: Numbers


class Rows:
    """Records, facets and columns of the same startups, with who owns what."""

    def __init__(self, records: Records, facets: Facets, columns: Columns) -> None:
        self.records = records
        self.facets = facets
        self.columns = columns
        self.capability_owner: Offsets = owners(columns.capability_ptr)
        """The startup of each capability."""
        self.passage_owner: Offsets = self.capability_owner[owners(columns.passage_ptr)]
        """The startup of each passage."""
        self.passages_of: Offsets = columns.passage_ptr[columns.capability_ptr]
        """Startup i has the passages passages_of[i]:passages_of[i + 1]."""
        self.sentences_of: Offsets = columns.sentence_ptr[columns.capability_ptr]
        """Startup i has the sentences sentences_of[i]:sentences_of[i + 1]."""

    def __len__(self) -> int:
        return len(self.records)

    @property
    def capabilities(self) -> int:
        """How many capabilities there are."""
        return len(self.capability_owner)

    @property
    def passages(self) -> int:
        """How many passages there are."""
        return len(self.passage_owner)

    @property
    def sentences(self) -> int:
        """How many sentences there are."""
        return len(self.columns.starts)

    def capabilities_of(self, startups: NDArray[np.bool_]) -> int:
        """Return how many capabilities the startups of a mask have."""
        return int(np.diff(self.columns.capability_ptr)[startups].sum())


class RowBuilder:
    """Collects rows, startup after startup, in ascending order of id."""

    def __init__(self, canonical: Canonical) -> None:
        self._stored: list[tuple[str, bytes]] = []
        self._facets = FacetBuilder(canonical)
        self._counts = {name: array("i") for name in ("capabilities", "passages", "sentences")}
        self._starts, self._ends = array("i"), array("i")
        self._term_counts, self._terms = array("i"), array("i")
        self._documents, self._document_sizes = array("q"), array("i")
        self.passage_starts, self.passage_ends = array("i"), array("i")
        """Offsets of each passage in `digest.whole(capability)`; needed to embed, not kept."""

    def add(self, startup: Startup, line: bytes, digest: Sequence[CapabilityDigest]) -> None:
        """Append a startup with its stored line and its digest."""
        self._stored.append((startup.id, line))
        self._facets.add(startup)
        self._counts["capabilities"].append(len(digest))
        for capability in digest:
            self._counts["passages"].append(len(capability.passages))
            self._counts["sentences"].append(len(capability.sentences))
            self.passage_starts.extend(span.start for span in capability.passages)
            self.passage_ends.extend(span.end for span in capability.passages)
            self._starts.extend(span.start for span in capability.sentences)
            self._ends.extend(span.end for span in capability.sentences)
            for terms in capability.sentence_terms:
                self._term_counts.append(len(terms))
                self._terms.extend(terms)
            self._document_sizes.append(len(capability.terms))
            self._documents.extend(capability.terms)

    def finish(self) -> Rows:
        """Return the rows collected."""
        columns = Columns(
            offsets(_numbers(self._counts["capabilities"])),
            offsets(_numbers(self._counts["passages"])),
            offsets(_numbers(self._counts["sentences"])),
            _numbers(self._starts),
            _numbers(self._ends),
            offsets(_numbers(self._term_counts)),
            _numbers(self._terms),
        )
        return Rows(Records.of(self._stored), self._facets.finish(), columns)

    def mean_terms(self) -> float:
        """Return the mean number of terms in a capability; 0 when there is none."""
        return sum(self._document_sizes) / max(len(self._document_sizes), 1)

    def documents(self) -> "Iterator[array[int]]":
        """Yield the term numbers of each capability, with repeats, in order."""
        start = 0
        for size in self._document_sizes:
            yield self._documents[start : start + size]
            start += size


def _numbers(collected: "array[int]") -> Numbers:
    return np.array(collected, dtype=np.int32)
