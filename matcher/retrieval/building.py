"""Building an index: words first, then vectors, a few thousand texts at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import numpy as np
from numpy.typing import NDArray

from matcher.domain.startup import Startup
from matcher.errors import RepeatedStartup
from matcher.retrieval.centring import Centring, fit_centring
from matcher.retrieval.digest import as_read, digested, passages_of, whole
from matcher.retrieval.embedding import Embedder
from matcher.retrieval.filters import Canonical
from matcher.retrieval.lexicon import Lexicon
from matcher.retrieval.records import encoded
from matcher.retrieval.rows import RowBuilder, Rows
from matcher.retrieval.segment import Base, Segment
from matcher.retrieval.vectors import VectorIndex, choose_index
from matcher.retrieval.vocabulary import Vocabulary

Progress = Callable[[int, int], None]

AT_A_TIME = 4096
PRIOR_PASSAGES = 30
"""How many passages' worth of "every direction alike" the covariance starts from."""


def build_base(
    startups: Iterable[Startup],
    embedder: Embedder,
    canonical: Canonical,
    *,
    centring: Centring | None = None,
    progress: Progress | None = None,
) -> Base:
    """Index startups from nothing; `progress` is told texts embedded and texts in all.

    The centring is fitted on the startups' own passages unless one is given.

    Raises:
        RepeatedStartup: two startups have one id.

    """
    ordered = in_order(startups)
    vocabulary = Vocabulary()
    builder = RowBuilder(canonical)
    read = [as_read(startup) for startup in ordered]
    for startup, said in zip(ordered, read, strict=True):
        builder.add(startup, encoded(startup), digested(said, embedder, vocabulary))
    rows = builder.finish()
    work = _Work(embedder, rows.passages + rows.sentences, progress)
    passages = work.embedded(passage_texts(read, rows, builder), rows.passages)
    centring = centring or fit_centring(embedder, passages)
    _centre_in_place(passages, centring)
    covariance = _covariance(passages)
    vectors = _indexed(passages)
    del passages
    sentences = work.embedded_small(sentence_texts(read, rows), rows.sentences, centring)
    lexicon = Lexicon.build(builder.documents(), len(vocabulary))
    segment = Segment(rows, vectors, sentences, lexicon)
    return Base(segment, lexicon, vocabulary, centring, covariance, builder.mean_terms())


def in_order(startups: Iterable[Startup]) -> list[Startup]:
    """Return startups by ascending id; RepeatedStartup when two have one id."""
    ordered = sorted(startups, key=lambda startup: startup.id)
    for one, following in pairwise(ordered):
        if one.id == following.id:
            raise RepeatedStartup(
                f"The startup id “{one.id}” is given twice ({one.name}; {following.name}). "
                "Give each startup its own id, or keep one of the two."
            )
    return ordered


def passage_texts(startups: Iterable[Startup], rows: Rows, builder: RowBuilder) -> Iterator[str]:
    """Yield every passage of startups, given as read, in the order of the rows."""
    capabilities = (each for startup in startups for each in startup.capabilities)
    ptr = rows.columns.passage_ptr.tolist()
    for number, capability in enumerate(capabilities):
        text = whole(capability)
        for place in range(ptr[number], ptr[number + 1]):
            yield text[builder.passage_starts[place] : builder.passage_ends[place]]


def sentence_texts(startups: Iterable[Startup], rows: Rows) -> Iterator[str]:
    """Yield every sentence of startups, given as read, in the order of the rows."""
    capabilities = (each for startup in startups for each in startup.capabilities)
    ptr = rows.columns.sentence_ptr.tolist()
    for number, capability in enumerate(capabilities):
        for place in range(ptr[number], ptr[number + 1]):
            yield capability.text[rows.columns.starts[place] : rows.columns.ends[place]]


def texts_read(startup: Startup, embedder: Embedder) -> set[str]:
    """Return every text of a startup that an index has embedded."""
    builder, said = RowBuilder(Canonical()), as_read(startup)
    builder.add(startup, encoded(startup), digested(said, embedder, Vocabulary()))
    rows = builder.finish()
    return {*passage_texts([said], rows, builder), *sentence_texts([said], rows)}


def passages_read(startup: Startup, embedder: Embedder) -> list[str]:
    """Return the passages of a startup that an index embeds; its name when it says nothing."""
    texts = [whole(each) for each in as_read(startup).capabilities]
    spans = [(text, span) for text in texts for span in passages_of(text, embedder)]
    return [text[span.start : span.end] for text, span in spans] or [startup.name]


@dataclass(slots=True)
class _Work:
    """Embeds streams of texts, and tells how far it is."""

    embedder: Embedder
    total: int
    progress: Progress | None
    done: int = 0

    def embedded(self, texts: Iterator[str], count: int) -> NDArray[np.float32]:
        """Return one row for each text, shape (count, dimension), not centred."""
        rows = np.empty((count, self.embedder.dimension), dtype=np.float32)
        for start, some in self._some(texts):
            rows[start : start + len(some)] = some
        return rows

    def embedded_small(
        self, texts: Iterator[str], count: int, centring: Centring
    ) -> NDArray[np.float16]:
        """Return one centred row for each text, shape (count, dimension), in half precision."""
        rows = np.empty((count, self.embedder.dimension), dtype=np.float16)
        for start, some in self._some(texts):
            rows[start : start + len(some)] = centring.passages(some)
        return rows

    def _some(self, texts: Iterator[str]) -> Iterator[tuple[int, NDArray[np.float32]]]:
        start = 0
        while batch := list(islice(texts, AT_A_TIME)):
            vectors = self.embedder.passages(batch, progress=self._told(len(batch)))
            self.done += len(batch)
            yield start, vectors
            start += len(batch)

    def _told(self, texts: int) -> Progress | None:
        """Return what turns the embedder's own units into texts of the whole work."""
        progress, before, total = self.progress, self.done, self.total
        if progress is None:
            return None
        return lambda done, of: progress(before + texts * done // max(of, 1), total)


def embed_apart(
    startups: Sequence[Startup], rows: Rows, builder: RowBuilder, embedder: Embedder
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return passage and sentence vectors of a few startups, given as read, not centred."""
    texts = [*passage_texts(startups, rows, builder), *sentence_texts(startups, rows)]
    if not texts:
        empty = np.empty((0, embedder.dimension), dtype=np.float32)
        return empty, empty
    vectors = embedder.passages(texts)
    return vectors[: rows.passages], vectors[rows.passages :]


def _centre_in_place(vectors: NDArray[np.float32], centring: Centring) -> None:
    for start in range(0, len(vectors), AT_A_TIME):
        some = vectors[start : start + AT_A_TIME]
        some[:] = centring.passages(some)


def _covariance(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the second moment of unit rows, shrunk towards a sphere of the same trace (1).

    With n rows in d dimensions it is (X'X + 30 I / d) / (n + 30): an index of a few passages does
    not explode, and one of thousands does not notice.
    """
    dimension = vectors.shape[1]
    total = np.eye(dimension) * (PRIOR_PASSAGES / dimension)
    for start in range(0, len(vectors), AT_A_TIME):
        some = vectors[start : start + AT_A_TIME]
        total += some.T @ some
    return np.asarray(total / (len(vectors) + PRIOR_PASSAGES), dtype=np.float32)


def _indexed(vectors: NDArray[np.float32]) -> VectorIndex:
    index = choose_index(len(vectors), vectors.shape[1])
    index.add(np.arange(len(vectors), dtype=np.int64), vectors)
    return index
