"""Which id is kept in which row of a vector store, and which rows are still alive."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.errors import InvalidVectors, SnapshotRefused
from matcher.retrieval.exact import Ids, checked_ids
from matcher.retrieval.files import read_array, write_array

_FEW = 2_000  # below this, looking ids up one by one is quicker than a pass over all rows


class Slots:
    """The ids of rows 0, 1, 2, ... in order; a removed row stays as a tombstone until a rebuild.

    An id has at most one living row.
    """

    def __init__(self, ids: Ids, alive: NDArray[np.bool_] | None = None) -> None:
        self._ids = ids.copy()
        self._alive = np.ones(len(ids), np.bool_) if alive is None else alive.copy()
        self._count = len(ids)
        living = np.flatnonzero(self._alive)
        self._slot = dict(zip(ids[living].tolist(), living.tolist(), strict=True))
        if len(self._slot) != len(living):
            raise InvalidVectors("The same id is given twice; each vector needs its own id.")

    def __len__(self) -> int:
        return len(self._slot)

    @property
    def rows(self) -> int:
        """Rows in all, tombstones included."""
        return self._count

    @property
    def tombstones(self) -> int:
        """Rows whose vector was removed."""
        return self._count - len(self._slot)

    @property
    def ids(self) -> Ids:
        """The id of every row, tombstones included; do not change it."""
        return self._ids[: self._count]

    @property
    def alive(self) -> NDArray[np.bool_]:
        """For every row, whether it may be returned; do not change it."""
        return self._alive[: self._count]

    def refuse_known(self, ids: Ids) -> None:
        """Raise InvalidVectors when an id is here already, or given twice."""
        known = self._slot.keys() & set(ids.tolist())
        if known:
            raise InvalidVectors(
                f"{len(known)} ids are in the index already, such as {min(known)}; "
                "remove them before adding them again."
            )
        if len(np.unique(ids)) != len(ids):
            raise InvalidVectors("The same id is given twice; each vector needs its own id.")

    def holds(self, ids: Ids) -> NDArray[np.bool_]:
        """Return for each id whether it has a living row."""
        return np.fromiter((one in self._slot for one in ids.tolist()), np.bool_, len(ids))

    def append(self, ids: Ids) -> None:
        """Give the next rows to these ids, which `refuse_known` has let pass."""
        start, end = self._count, self._count + len(ids)
        if end > len(self._ids):
            room = max(end, 2 * len(self._ids), 64)
            self._ids = np.concatenate([self.ids, np.zeros(room - start, np.int64)])
            self._alive = np.concatenate([self.alive, np.zeros(room - start, np.bool_)])
        self._ids[start:end], self._alive[start:end] = ids, True
        self._slot.update(zip(ids.tolist(), range(start, end), strict=True))
        self._count = end

    def remove(self, ids: Ids) -> int:
        """Turn the rows of these ids into tombstones; return how many were alive."""
        gone = [self._slot.pop(one) for one in ids.tolist() if one in self._slot]
        self._alive[gone] = False
        return len(gone)

    def of(self, ids: Ids) -> Ids:
        """Return the living row of each id, in order; InvalidVectors when one has none."""
        try:
            return np.array([self._slot[one] for one in ids.tolist()], np.int64)
        except KeyError as error:
            raise InvalidVectors(f"The index holds no vector with the id {error}.") from error

    def among(self, allowed: Ids) -> Ids:
        """Return the living rows whose id is allowed, ascending; other ids are passed over."""
        if len(allowed) <= _FEW:
            found = {self._slot[one] for one in allowed.tolist() if one in self._slot}
            return np.array(sorted(found), np.int64)
        return np.flatnonzero(np.isin(self.ids, allowed) & self.alive)

    def save(self, folder: Path) -> None:
        """Write ids.npy and alive.npy into a folder and wait until the disk has them."""
        write_array(folder / "ids.npy", self.ids)
        write_array(folder / "alive.npy", self.alive)

    @classmethod
    def load(cls, folder: Path) -> "Slots":
        """Read what `save` wrote; SnapshotRefused when it is broken."""
        ids = read_array(folder / "ids.npy", mapped=False)
        alive = read_array(folder / "alive.npy", mapped=False)
        if ids.ndim != 1 or ids.shape != alive.shape or alive.dtype.kind != "b":
            raise SnapshotRefused(f"The ids in {folder} do not hold together; rebuild the index.")
        try:
            return cls(checked_ids(ids), alive.astype(np.bool_))
        except InvalidVectors as error:
            raise SnapshotRefused(f"The ids in {folder} are broken; rebuild the index.") from error
