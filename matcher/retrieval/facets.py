"""The facts that filters read, as columns over startups."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.startup import Startup, Status
from matcher.retrieval.filters import Canonical, Filters

_STATUSES = tuple(status.value for status in Status)
FIELDS = ("sectors", "regions", "languages")


@dataclass(frozen=True, slots=True)
class Postings:
    """The startups that state each value: value i has positions[ptr[i]:ptr[i + 1]], ascending."""

    values: tuple[str, ...]
    ptr: NDArray[np.int64]
    positions: NDArray[np.int64]

    def stated(self, wanted: Iterable[str], count: int) -> NDArray[np.bool_]:
        """Return which of `count` startups state any of the wanted values."""
        mask = np.zeros(count, dtype=np.bool_)
        for value in wanted:
            if value in self.values:
                place = self.values.index(value)
                mask[self.positions[self.ptr[place] : self.ptr[place + 1]]] = True
        return mask


@dataclass(frozen=True, slots=True)
class Facets:
    """Columns over n startups: `status` numbers the words of Status; a `trl` of -1 is not said."""

    status: NDArray[np.uint8]
    trl: NDArray[np.int8]
    postings: dict[str, Postings]

    def mask(self, filters: Filters, canonical: Canonical) -> NDArray[np.bool_]:
        """Return which startups pass, shape (n,)."""
        statuses = [place for place, word in enumerate(_STATUSES) if word in filters.statuses]
        passing: NDArray[np.bool_] = np.isin(self.status, np.array(statuses, dtype=np.uint8))
        if filters.trl_min is not None:
            passing &= self.trl >= filters.trl_min
        if filters.trl_max is not None:
            passing &= (self.trl <= filters.trl_max) & (self.trl >= 0)
        for name, wanted in _wanted(filters, canonical).items():
            passing &= self.postings[name].stated(wanted, len(self.status))
        return passing


class FacetBuilder:
    """Collects the columns, startup after startup."""

    def __init__(self, canonical: Canonical) -> None:
        self._status = bytearray()
        self._trl: list[int] = []
        self._stated: dict[str, dict[str, list[int]]] = {name: {} for name in FIELDS}
        self._ids: dict[tuple[str, str], tuple[str, ...]] = {}
        self._canonical = canonical

    def add(self, startup: Startup) -> None:
        """Append the facts of one startup."""
        position = len(self._status)
        self._status.append(_STATUSES.index(startup.status.value))
        self._trl.append(-1 if startup.trl is None else min(max(startup.trl, 0), 127))
        for name in FIELDS:
            words = getattr(startup, name)
            for value in sorted({one for word in words for one in self._values(name, word)}):
                self._stated[name].setdefault(value, []).append(position)

    def finish(self) -> Facets:
        """Return the columns."""
        return Facets(
            np.frombuffer(bytes(self._status), dtype=np.uint8),
            np.array(self._trl, dtype=np.int8),
            {name: _postings(stated) for name, stated in self._stated.items()},
        )

    def _values(self, name: str, word: str) -> tuple[str, ...]:
        """Return the ids that a startup's word stands for, worked out once for each word."""
        key = (name, word)
        if key not in self._ids:
            self._ids[key] = _readers(self._canonical)[name](word)
        return self._ids[key]


def _readers(canonical: Canonical) -> dict[str, Callable[[str], tuple[str, ...]]]:
    return {
        "sectors": canonical.sectors,
        "regions": lambda word: (canonical.region(word),),
        "languages": lambda word: (canonical.language(word),),
    }


def _wanted(filters: Filters, canonical: Canonical) -> dict[str, list[str]]:
    """Return the fields that are asked for, with their values as ids."""
    asked = {
        "sectors": [canonical.sector(value) for value in filters.sectors],
        "regions": [canonical.region(value) for value in filters.regions],
        "languages": [canonical.language(value) for value in filters.languages],
    }
    return {name: values for name, values in asked.items() if values}


def _postings(stated: dict[str, list[int]]) -> Postings:
    values = tuple(sorted(stated))
    sizes = [len(stated[value]) for value in values]
    flat = [position for value in values for position in stated[value]]
    return Postings(
        values,
        np.concatenate(([0], np.cumsum(sizes))).astype(np.int64),
        np.array(flat, dtype=np.int64),
    )
