"""The sentences of given startups, with their vectors, terms and offsets."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.retrieval.ranges import expanded, offsets
from matcher.retrieval.segment import Segment
from matcher.retrieval.view import View


@dataclass(frozen=True, slots=True)
class SentenceBatch:
    """m sentences, grouped by startup in the order asked for, and in the order of the texts.

    `owners` (m,) are positions in the startup ids asked for; `vectors` (m, dimension) are as the
    index's centring makes them; sentence s has the distinct terms
    term_ids[term_ptr[s]:term_ptr[s + 1]],
    ascending; `capability` (m,) is a position in the startup's capabilities, and `starts`, `ends`
    (m,) are offsets in that capability's text.
    """

    owners: NDArray[np.int32]
    vectors: NDArray[np.float32]
    term_ptr: NDArray[np.int64]
    term_ids: NDArray[np.int32]
    capability: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]


def sentences(view: View, startup_ids: Sequence[str]) -> SentenceBatch:
    """Return the sentences of startups; UnknownStartup names an id that is not in the index."""
    positions = view.positions(startup_ids)
    first = len(view.base.segment.rows)
    late = positions >= first
    batches = [
        _taken(segment, np.flatnonzero(chosen), places)
        for segment, chosen, places in (
            (view.base.segment, ~late, positions[~late]),
            (view.recent, late, positions[late] - first),
        )
        if chosen.any()
    ]
    if not batches:
        return _taken(view.base.segment, positions, positions)
    return batches[0] if len(batches) == 1 else _interleaved(batches)


def _taken(segment: Segment, asked: NDArray[np.int64], places: NDArray[np.int64]) -> SentenceBatch:
    """Return the sentences of a segment's startups; startup places[i] is asked[i] to the caller."""
    rows, columns = segment.rows, segment.rows.columns
    starts, ends = rows.sentences_of[places], rows.sentences_of[places + 1]
    chosen = expanded(starts, ends)
    first = np.repeat(columns.capability_ptr[places], ends - starts)
    capability = np.searchsorted(columns.sentence_ptr, chosen, side="right") - 1
    term_starts, term_ends = columns.term_ptr[chosen], columns.term_ptr[chosen + 1]
    return SentenceBatch(
        np.repeat(asked, ends - starts).astype(np.int32),
        segment.sentence_vectors[chosen].astype(np.float32),
        offsets(term_ends - term_starts),
        columns.terms[expanded(term_starts, term_ends)],
        (capability - first).astype(np.int32),
        columns.starts[chosen],
        columns.ends[chosen],
    )


def _interleaved(batches: Sequence[SentenceBatch]) -> SentenceBatch:
    """Lay batches end to end, then put their sentences in the order asked for."""
    order = np.argsort(np.concatenate([each.owners for each in batches]), kind="stable")
    sizes = np.concatenate([np.diff(each.term_ptr) for each in batches])
    ptr = offsets(sizes)
    terms = np.concatenate([each.term_ids for each in batches])
    return SentenceBatch(
        np.concatenate([each.owners for each in batches])[order],
        np.concatenate([each.vectors for each in batches])[order],
        offsets(sizes[order]),
        terms[expanded(ptr[order], ptr[order + 1])],
        np.concatenate([each.capability for each in batches])[order],
        np.concatenate([each.starts for each in batches])[order],
        np.concatenate([each.ends for each in batches])[order],
    )
