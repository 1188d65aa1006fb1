"""Judged needs as a table to learn from: what the engine proposed, and what was judged of it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.intake.beir import BeirSet
from matcher.learning.evaluation import RELEVANT
from matcher.ranking.features import FEATURES
from matcher.ranking.ranker import Ranking
from matcher.ranking.scorer import COLD_START
from matcher.text.language import detect

NEAR = 60
"""Candidates beyond this place of the cold-start order teach nothing, unless they were judged."""
_LANGUAGES = ("fr", "ar", "en")
_LANGUAGE_SUFFIX = re.compile(rf"[-_.:](?:{'|'.join(_LANGUAGES)})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class JudgedNeed:
    """One judged query: its set, its group (see `group_of`), its language, what was judged.

    `gains` holds every judged gain above 0, highest first, of startups found or not.
    """

    id: str
    set_name: str
    group: str
    language: str
    known_share: float
    gains: tuple[float, ...]

    @property
    def has_partner(self) -> bool:
        """Say whether a relevant startup is known."""
        return bool(self.gains and self.gains[0] >= RELEVANT)


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Candidates of q needs as n rows; those of need i are starts[i]:starts[i + 1], by startup id.

    `table` (n, features) follows `names`; `gains` (n,) is the judged gain, 0 where nothing was
    judged, which `judged` (n,) tells. `scores` (n,) is what the engine gave when it was asked.
    """

    names: tuple[str, ...]
    needs: tuple[JudgedNeed, ...]
    starts: NDArray[np.int64]
    startup_ids: tuple[str, ...]
    table: NDArray[np.float32]
    scores: NDArray[np.float64]
    gains: NDArray[np.float64]
    judged: NDArray[np.bool_]

    def each(self) -> Iterator[tuple[JudgedNeed, slice]]:
        """Yield each need with the place of its rows."""
        for need, start, end in zip(self.needs, self.starts, self.starts[1:], strict=False):
            yield need, slice(int(start), int(end))

    def needs_of_rows(self) -> NDArray[np.int64]:
        """Return the number of the need of each row, shape (n,)."""
        return np.repeat(np.arange(len(self.needs)), np.diff(self.starts))

    def scored(self, weights: Mapping[str, float]) -> NDArray[np.float64]:
        """Return a score for each row from weights by feature, rounded as the engine does."""
        column = np.array([weights.get(name, 0.0) for name in self.names], dtype=np.float64)
        return np.round(self.table.astype(np.float64) @ column, 6)

    def cold_start(self) -> NDArray[np.float64]:
        """Return the score of each row by the cold-start formula."""
        return self.scored(COLD_START)

    def chosen(self, kept: NDArray[np.bool_]) -> "Examples":
        """Return the examples of some needs, in their order; `kept` has shape (needs,)."""
        rows = np.repeat(kept, np.diff(self.starts))
        sizes = np.diff(self.starts)[kept]
        return Examples(
            self.names,
            tuple(need for need, keep in zip(self.needs, kept, strict=True) if keep),
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
            tuple(self.startup_ids[row] for row in np.flatnonzero(rows)),
            self.table[rows],
            self.scores[rows],
            self.gains[rows],
            self.judged[rows],
        )


def group_of(query_id: str) -> str:
    """Return what a query shares with itself told in another language or in another set.

    That is its id without a language at the end (`n7-ar` and `n7_fr` are both `n7`). A group is
    never cut in two by a fold, so that no need is measured by what was learned from itself.
    """
    return _LANGUAGE_SUFFIX.sub("", query_id)


def examples_of(
    set_name: str, judged: BeirSet, rankings: Iterable[tuple[str, Ranking]]
) -> Examples:
    """Return the examples of one judged set, from the engine's ranking of each of its queries.

    Queries that nobody judged are left out; a candidate that nobody judged counts as not relevant.
    """
    parts = []
    for query_id, ranking in rankings:
        gains = judged.qrels.get(query_id)
        if gains is not None:
            language = _language(judged, query_id)
            parts.append(_part(set_name, query_id, language, ranking, gains))
    return joined(parts)


def joined(parts: Sequence[Examples]) -> Examples:
    """Return the examples of several sets as one table; the parts have the same features."""
    if not parts:
        nothing = np.empty(0)
        table = np.empty((0, len(FEATURES)), dtype=np.float32)
        start = np.zeros(1, dtype=np.int64)
        return Examples(tuple(FEATURES), (), start, (), table, nothing, nothing, nothing > 0)
    if len({part.names for part in parts}) > 1:
        raise ValueError("These examples are of different features.")
    sizes = np.concatenate([np.diff(part.starts) for part in parts])
    return Examples(
        parts[0].names,
        tuple(need for part in parts for need in part.needs),
        np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        tuple(startup_id for part in parts for startup_id in part.startup_ids),
        np.concatenate([part.table for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.gains for part in parts]),
        np.concatenate([part.judged for part in parts]),
    )


def near(examples: Examples) -> NDArray[np.bool_]:
    """Return which rows teach: judged, or among the first `NEAR` of the cold-start order; (n,).

    The cold-start order, not the engine's: what is learned must not depend on what is promoted.
    """
    found, scores = examples.judged.copy(), examples.cold_start()
    for _, rows in examples.each():
        first = np.argsort(-scores[rows], kind="stable")[:NEAR]
        found[rows.start + first] = True
    return found


def _part(
    set_name: str, query_id: str, language: str, ranking: Ranking, told: Mapping[str, float]
) -> Examples:
    order = sorted(range(len(ranking.startup_ids)), key=ranking.startup_ids.__getitem__)
    ids = tuple(ranking.startup_ids[row] for row in order)
    table = ranking.features[order]
    if not np.isfinite(table).all():
        raise ValueError(f"The features of query {query_id!r} are not all finite numbers.")
    need = JudgedNeed(
        query_id,
        set_name,
        group_of(query_id),
        language,
        ranking.known_share,
        tuple(sorted((float(gain) for gain in told.values() if gain > 0), reverse=True)),
    )
    return Examples(
        tuple(FEATURES),
        (need,),
        np.array([0, len(ids)], dtype=np.int64),
        ids,
        table,
        np.asarray(ranking.scores, dtype=np.float64)[order],
        np.array([told.get(each, 0.0) for each in ids], dtype=np.float64),
        np.array([each in told for each in ids], dtype=bool),
    )


def _language(judged: BeirSet, query_id: str) -> str:
    """Return the language that the set states for a query, else the one that its text shows."""
    stated = judged.query_metadata.get(query_id, {}).get("lang")
    return str(stated) if stated in _LANGUAGES else detect(judged.queries[query_id]).language
