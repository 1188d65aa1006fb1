"""The index at one moment: a snapshot and what changed since, seen as one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.domain.startup import Startup
from matcher.errors import UnknownStartup
from matcher.retrieval.delta import Delta, packed
from matcher.retrieval.filters import Canonical, Filters
from matcher.retrieval.segment import Base, Segment

_FILTERS_KEPT = 64

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a segment may be found; None for all of it.

    `startups` and `capabilities` are masks, `passages` the ids of the passages.
    """

    startups: NDArray[np.bool_] | None
    capabilities: NDArray[np.bool_] | None
    passages: NDArray[np.int64] | None
    anything: bool


class View:
    """An unchanging picture of an index; several threads may read it.

    A startup's position is its place in the snapshot, or, past the end of the snapshot, its place
    among those that came or changed since.
    """

    def __init__(self, base: Base, delta: Delta, canonical: Canonical) -> None:
        self.base = base
        self.delta = delta
        self._canonical = canonical
        self._scopes: dict[Filters, tuple[Scope, Scope]] = {}
        self._startups: _Kept[Startup] = _Kept()
        self._known: _Kept[int] = _Kept()

    def __len__(self) -> int:
        return int(np.count_nonzero(self.delta.standing)) + len(self.delta.entries)

    @property
    def is_changed(self) -> bool:
        """Whether anything happened since the snapshot."""
        return bool(self.delta.entries) or not self.delta.standing.all()

    @property
    def changed(self) -> int:
        """Capabilities that came since the snapshot, or that went if those are more."""
        gone = self.base.segment.rows.capabilities_of(~self.delta.standing)
        return max(gone, self.delta.capabilities)

    @cached_property
    def recent(self) -> Segment:
        """What came or changed since the snapshot."""
        return packed(self.delta, self.base, self._canonical)

    @property
    def segments(self) -> tuple[Segment, Segment]:
        """The snapshot and what came since."""
        return self.base.segment, self.recent

    @cached_property
    def _recent_order(self) -> NDArray[np.float64]:
        """Where each recent startup comes in the snapshot's order of ids: between two positions."""
        entries = self.delta.entries
        places = np.array([entries[name].rank for name in self._recent_ids], dtype=np.float64)
        return places - 1 + (np.arange(len(places)) + 1.0) / (len(places) + 1)

    def order(self, positions: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return numbers that order positions as their startup ids are ordered."""
        if not self.delta.entries:
            return positions.astype(np.float64)
        first = len(self.base.segment.rows)
        keys = positions.astype(np.float64)
        late = positions >= first
        keys[late] = self._recent_order[positions[late] - first]
        return keys

    def ids_at(self, positions: NDArray[np.int64]) -> list[str]:
        """Return the ids of the startups at some positions."""
        first = len(self.base.segment.rows)
        places = positions.tolist()
        if places and max(places) >= first:
            early = iter(self.base.segment.rows.records.ids_at(positions[positions < first]))
            late = self._recent_ids
            found = [next(early) if place < first else late[place - first] for place in places]
        else:
            found = self.base.segment.rows.records.ids_at(positions)
        self._known.keep(zip(found, places, strict=True))
        return found

    def positions(self, startup_ids: Sequence[str]) -> NDArray[np.int64]:
        """Return where startups are; UnknownStartup names one that is not in the index."""
        positions = self._positions(startup_ids)
        if len(missing := np.flatnonzero(positions < 0)):
            raise UnknownStartup(
                f"The index holds no startup “{startup_ids[int(missing[0])]}”. "
                "It may have been withdrawn; search again, or check the id."
            )
        return positions

    def holds(self, startup_id: str) -> bool:
        """Return whether a startup is in the index."""
        return bool(self._positions((startup_id,))[0] >= 0)

    def startup(self, startup_id: str) -> Startup:
        """Return a startup as it was given; UnknownStartup when it is not in the index."""
        if (entry := self.delta.entries.get(startup_id)) is not None:
            return entry.startup
        if (startup := self._startups.get(startup_id)) is None:
            place = self._known.get(startup_id, -1)
            position = place if place >= 0 else int(self.positions((startup_id,))[0])
            startup = self.base.segment.rows.records.startup(position)
            self._startups.keep([(startup_id, startup)])
        return startup

    def ids(self) -> list[str]:
        """Return the ids of all startups, ascending."""
        records = self.base.segment.rows.records
        standing = [records.id(int(place)) for place in np.flatnonzero(self.delta.standing)]
        return sorted([*standing, *self.delta.entries])

    def scopes(self, filters: Filters) -> tuple[Scope, Scope]:
        """Return what filters and withdrawals leave of the two segments."""
        if (known := self._scopes.get(filters)) is not None:
            return known
        base, recent = self.segments
        everyone = np.ones(len(recent.rows), dtype=np.bool_)
        scopes = (
            self._scope(base, self.delta.standing, filters),
            self._scope(recent, everyone, filters),
        )
        if len(self._scopes) >= _FILTERS_KEPT:
            self._scopes.clear()
        self._scopes[filters] = scopes
        return scopes

    def _scope(self, segment: Segment, standing: NDArray[np.bool_], filters: Filters) -> Scope:
        rows = segment.rows
        passing = standing & rows.facets.mask(filters, self._canonical)
        if passing.all():
            return Scope(None, None, None, anything=len(rows) > 0)
        return Scope(
            passing,
            passing[rows.capability_owner],
            np.flatnonzero(passing[rows.passage_owner]),
            anything=bool(passing.any()),
        )

    @cached_property
    def _recent_ids(self) -> list[str]:
        return sorted(self.delta.entries)

    @cached_property
    def _recent_places(self) -> dict[str, int]:
        first = len(self.base.segment.rows)
        return {name: first + place for place, name in enumerate(self._recent_ids)}

    def _positions(self, startup_ids: Sequence[str]) -> NDArray[np.int64]:
        """Return where startups are, -1 for one that is not in the index."""
        known, late = self._known, self._recent_places
        found = [late.get(name, known.get(name, -1)) for name in startup_ids]
        positions = np.array(found, dtype=np.int64)
        unseen = np.flatnonzero(positions < 0)
        if len(unseen):
            asked = [startup_ids[place] for place in unseen.tolist()]
            looked_up = self.base.segment.rows.records.positions(asked)
            here = np.flatnonzero(looked_up >= 0)
            looked_up[here[~self.delta.standing[looked_up[here]]]] = -1
            positions[unseen] = looked_up
        return positions


class _Kept(dict[str, Kept]):
    """Things worked out before, by startup id; forgotten when they are too many."""

    _MOST = 4096

    def keep(self, things: Iterable[tuple[str, Kept]]) -> None:
        """Remember some more."""
        if len(self) >= self._MOST:
            self.clear()
        self.update(things)
