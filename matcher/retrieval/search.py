"""Ask every channel of every segment, gather by startup, fuse: the candidates."""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.match import Candidate
from matcher.retrieval.filters import Filters
from matcher.retrieval.probes import Probe, stacked
from matcher.retrieval.rows import Rows
from matcher.retrieval.segment import Segment
from matcher.retrieval.view import Scope, View

SMOOTHING = 60
"""The k of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009)."""
_DECIMALS = {"dense": 6, "lexical": 4}
"""Scores are compared to so many decimals: the rest is rounding of single precision."""

_NOT_FOUND = -math.inf
_NEARLY_ALL = 0.9

Positions = NDArray[np.int64]
Scores = NDArray[np.float64]
Ranking = tuple[Positions, Scores]


@dataclass(frozen=True, slots=True)
class Found:
    """The best startups of one channel for one probe, best first, each once."""

    channel: str
    weight: float
    positions: Positions
    scores: Scores


@dataclass(frozen=True, slots=True)
class _Part:
    """A segment, what of it may be found, and the position of its first startup."""

    segment: Segment
    scope: Scope
    first: int


@dataclass(frozen=True, slots=True)
class _Answer:
    """Owners of what was found, best first and with repeats, and whether there may be more."""

    owners: Positions
    scores: NDArray[np.float32]
    more: bool


Ask = Callable[[int], list[_Answer]]


def search(view: View, probes: Sequence[Probe], *, filters: Filters, limit: int) -> list[Candidate]:
    """Return up to `limit` startups, the most promising first; ties by startup id.

    Each probe is asked in two channels: "dense", the inner product with the passages, and
    "lexical", BM25 with the capabilities. A startup's score in a channel is the highest of any of
    its passages or capabilities. Filters and withdrawals act inside each channel, before its cut
    at `limit` startups. The rankings are fused: each gives weight / (60 + rank).

    A candidate's signals are that sum, "fusion", and its best score over the probes in each channel
    that found it.
    """
    if limit < 1 or not probes:
        return []
    parts = _parts(view, filters)
    queries = stacked(tuple(probes), view.base.dimension)
    found = [
        Found("dense", probe.weight, *ranking)
        for probe, ranking in zip(probes, _dense(view, parts, queries, limit), strict=True)
    ]
    found += [
        Found("lexical", probe.weight, *_lexical(view, parts, probe, limit))
        for probe in probes
        if probe.terms
    ]
    return _fused(view, found, limit)


def _parts(view: View, filters: Filters) -> list[_Part]:
    """Return the segments in which anything may be found."""
    base, recent = view.scopes(filters)
    parts = []
    if base.anything:
        parts.append(_Part(view.base.segment, base, 0))
    if recent.anything:
        parts.append(_Part(view.recent, recent, len(view.base.segment.rows)))
    return parts


def _dense(
    view: View, parts: Sequence[_Part], queries: NDArray[np.float32], limit: int
) -> Iterator[Ranking]:
    """Yield, for each query, the startups with the nearest passages."""
    by_part = [_nearest(part, queries, limit) for part in parts]
    for number in range(len(queries)):
        yield _merged(view, [lists[number] for lists in by_part], "dense", limit)


def _nearest(part: _Part, queries: NDArray[np.float32], limit: int) -> list[Ranking]:
    """Return, for each query, the `limit` startups of one segment with the nearest passages."""
    rows, scope = part.segment.rows, part.scope
    allowed, passing = scope.passages, scope.startups
    # A few withdrawn startups are passed over while asking on: quicker than a filter over all.
    if allowed is not None and len(allowed) >= _NEARLY_ALL * rows.passages:
        allowed = None
    possible = rows.passages if allowed is None else len(allowed)

    def ask(k: int) -> list[_Answer]:
        scores, passages = part.segment.vectors.search(queries, k, allowed)
        owners = rows.passage_owner[passages]
        found = passages >= 0
        may_be = found if passing is None else found & passing[owners]
        return [
            _Answer(owners[row][good], scores[row][good], more=bool(found[row].all()))
            for row, good in enumerate(may_be)
        ]

    return [
        (owners + part.first, scores) for owners, scores in _gathered(ask, limit, possible, rows)
    ]


def _lexical(view: View, parts: Sequence[_Part], probe: Probe, limit: int) -> Ranking:
    """Return the startups whose capabilities share the weightiest words with a probe."""
    terms = view.base.vocabulary.known(probe.terms)
    found = []
    for part in parts:
        rows = part.segment.rows

        def ask(k: int, part: _Part = part) -> list[_Answer]:
            capabilities, scores = part.segment.words.top(terms, k, part.scope.capabilities)
            owners = part.segment.rows.capability_owner[capabilities]
            return [_Answer(owners, scores, more=len(owners) == k)]

        owners, scores = _gathered(ask, limit, rows.capabilities, rows)[0]
        found.append((owners + part.first, scores))
    return _merged(view, found, "lexical", limit)


def _gathered(ask: Ask, limit: int, possible: int, rows: Rows) -> list[Ranking]:
    """Return the first `limit` distinct owners of each ranking, each with its highest score.

    Half as many things again are asked for where startups have several, then more, until enough
    distinct startups were seen or there is nothing more to ask.
    """
    several = possible > len(rows)
    k = min(possible, limit + 8 + several * limit // 2)
    while True:
        answers = [(answer, _firsts(answer.owners)) for answer in ask(k)]
        if k >= possible or not any(each.more and len(first) < limit for each, first in answers):
            return [
                (each.owners[first[:limit]], each.scores[first[:limit]].astype(np.float64))
                for each, first in answers
            ]
        k = min(possible, 3 * k)


def _firsts(owners: Positions) -> Positions:
    """Return where each owner appears first, in order."""
    return np.sort(np.unique(owners, return_index=True)[1]).astype(np.int64)


def _merged(view: View, lists: Sequence[Ranking], channel: str, limit: int) -> Ranking:
    """Merge the segments' rankings by score, ties by startup id, and cut at `limit`."""
    if not lists:
        return np.empty(0, np.int64), np.empty(0, np.float64)
    positions = np.concatenate([one for one, _ in lists])
    scores = np.round(np.concatenate([one for _, one in lists]), _DECIMALS[channel])
    order = np.lexsort((view.order(positions), -scores))[:limit]
    return positions[order], scores[order]


def _fused(view: View, found: Sequence[Found], limit: int) -> list[Candidate]:
    """Fuse rankings by reciprocal rank; ties by startup id."""
    everyone = np.concatenate([each.positions for each in found])
    shares = np.concatenate(
        [each.weight / (SMOOTHING + 1 + np.arange(len(each.positions))) for each in found]
    )
    distinct, rows = np.unique(everyone, return_inverse=True)
    sums = np.round(np.bincount(rows, weights=shares, minlength=len(distinct)), 12)
    order = np.lexsort((view.order(distinct), -sums))[:limit]
    columns = {"fusion": sums[order].tolist()}
    for channel, best in _best_scores(found, distinct).items():
        columns[channel] = best[order].tolist()
    return [
        Candidate(
            startup_id,
            {name: column[row] for name, column in columns.items() if column[row] > _NOT_FOUND},
        )
        for row, startup_id in enumerate(view.ids_at(distinct[order]))
    ]


def _best_scores(found: Sequence[Found], distinct: Positions) -> dict[str, Scores]:
    """Return each channel's best score of each startup over the probes, -inf where not found."""
    best = {each.channel: np.full(len(distinct), _NOT_FOUND) for each in found}
    for each in found:
        places = np.searchsorted(distinct, each.positions)
        best[each.channel][places] = np.maximum(best[each.channel][places], each.scores)
    return best
