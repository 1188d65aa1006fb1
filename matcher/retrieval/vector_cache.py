"""Vectors that were computed once, kept on disk: no text is ever embedded twice.

One SQLite file for each encoder. Several processes may read and write it at once, and a process
that is killed loses at most what it had not yet stored. The cache is never the only copy of
anything: when it cannot be read it is set aside and begun again, when it cannot be written the
work goes on without it.
"""

import hashlib
import logging
import os
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_log = logging.getLogger(__name__)

_SCHEMA = "CREATE TABLE IF NOT EXISTS vector (key BLOB PRIMARY KEY, value BLOB NOT NULL)"
_WAIT_SECONDS = 60.0
_KEYS_AT_A_TIME = 500
_UNIT_TOLERANCE = 1e-3

Key = bytes


def key_of(kind: str, text: str) -> Key:
    """Return the key of a text read as "query", "passage" or "query <adapter>": a SHA-256."""
    return hashlib.sha256(f"{kind}\0{text}".encode("utf-8", "surrogatepass")).digest()


class VectorCache:
    """The unit vectors of one encoder by key; float32, `dimension` numbers each.

    Safe for threads, forks and several processes: every call opens the file anew.
    """

    def __init__(self, folder: Path, encoder: str, dimension: int) -> None:
        self.dimension = dimension
        self.path = folder / f"{re.sub(r'[^A-Za-z0-9._@-]', '_', encoder)}.sqlite"
        self._may_write = True

    def read(self, keys: Sequence[Key]) -> dict[Key, NDArray[np.float32]]:
        """Return the vectors that are known, by key. Damaged ones count as unknown."""
        if not self.path.exists():
            return {}
        try:
            with self._opened() as connection:
                rows = list(_selected(connection, keys))
        except sqlite3.DatabaseError as problem:
            if not self._set_aside(problem):
                _log.warning("The vector cache %s cannot be read (%s).", self.path, problem)
            return {}
        return self._sound(rows)

    def write(self, vectors: Mapping[Key, NDArray[np.float32]]) -> None:
        """Keep the vectors, replacing any under the same keys; all of them or none."""
        if not self._may_write or not vectors:
            return
        rows = [(key, _packed(vector)) for key, vector in vectors.items()]
        try:
            self._insert(rows)
        except (sqlite3.DatabaseError, OSError) as problem:
            if isinstance(problem, sqlite3.DatabaseError) and self._set_aside(problem):
                self._insert(rows)
                return
            self._may_write = False
            _log.warning(
                "The vector cache %s cannot be written (%s): this run keeps no more vectors.",
                self.path,
                problem,
            )

    def forget(self, keys: Sequence[Key]) -> None:
        """Drop vectors, and leave nothing of them in the file."""
        if not self._may_write or not keys or not self.path.exists():
            return
        with self._opened() as connection:
            connection.execute("PRAGMA secure_delete = ON")
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                connection.executemany("DELETE FROM vector WHERE key = ?", [(key,) for key in keys])
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def clear(self) -> None:
        """Drop every vector, with the file."""
        if not self._may_write or not self.path.exists():
            return
        with self._alone():
            for name in (self.path.name, f"{self.path.name}-wal", f"{self.path.name}-shm"):
                self.path.with_name(name).unlink(missing_ok=True)

    def __len__(self) -> int:
        """Return how many vectors are kept."""
        if not self.path.exists():
            return 0
        with self._opened() as connection:
            return int(connection.execute("SELECT count(*) FROM vector").fetchone()[0])

    def _insert(self, rows: Sequence[tuple[Key, bytes]]) -> None:
        if not self.path.exists():
            self._create()
        with self._opened() as connection, connection:
            connection.execute("PRAGMA synchronous = NORMAL")
            connection.execute("BEGIN IMMEDIATE")
            connection.executemany("INSERT OR REPLACE INTO vector VALUES (?, ?)", rows)

    def _create(self) -> None:
        """Make the file under another name first, so that nobody sees one without its table."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._alone():
            if self.path.exists():
                return
            new = self.path.with_suffix(".new")
            new.unlink(missing_ok=True)
            with closing(sqlite3.connect(new)) as connection:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute(_SCHEMA)
                connection.commit()
            new.rename(self.path)

    @contextmanager
    def _opened(self) -> Iterator[sqlite3.Connection]:
        # A cache in a folder that cannot be written can only be read as one that never changes.
        mode = "rw" if os.access(self.path.parent, os.W_OK) else "ro&immutable=1"
        address = f"{self.path.absolute().as_uri()}?mode={mode}"
        with closing(sqlite3.connect(address, uri=True, timeout=_WAIT_SECONDS)) as connection:
            yield connection

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the lock for making or removing the file; the system frees it with the process."""
        import fcntl

        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _set_aside(self, problem: sqlite3.DatabaseError) -> bool:
        """Rename the file if it is damaged; say whether it is out of the way.

        Several processes may find the damage: one renames, the others find a sound file or none.
        """
        with self._alone():
            if not self._is_damaged():
                return not isinstance(problem, sqlite3.OperationalError)
            aside = _unused(self.path.with_suffix(".broken"))
            self.path.rename(aside)
            for journal in ("-wal", "-shm"):
                self.path.with_name(self.path.name + journal).unlink(missing_ok=True)
        _log.warning(
            "The vector cache %s is damaged (%s): it is set aside as %s and begun again.",
            self.path,
            problem,
            aside.name,
        )
        return True

    def _is_damaged(self) -> bool:
        if not self.path.exists():
            return False
        try:
            with self._opened() as connection:
                connection.execute("SELECT key, value FROM vector LIMIT 1")
                answer = connection.execute("PRAGMA integrity_check(1)").fetchone()
        except sqlite3.OperationalError as problem:
            return "no such" in str(problem)
        except sqlite3.DatabaseError:
            return True
        return bool(answer[0] != "ok")

    def _sound(self, rows: Sequence[tuple[Key, bytes]]) -> dict[Key, NDArray[np.float32]]:
        """Return the rows that hold unit vectors of the right size."""
        size = self.dimension * 4
        fitting = [(key, value) for key, value in rows if len(value) == size]
        matrix = np.frombuffer(b"".join(value for _, value in fitting), dtype="<f4")
        matrix = matrix.reshape(-1, self.dimension)
        with np.errstate(all="ignore"):
            lengths = np.linalg.norm(matrix, axis=1)
        is_unit = np.abs(lengths - 1.0) <= _UNIT_TOLERANCE
        return {
            key: vector
            for (key, _), vector, kept in zip(fitting, matrix, is_unit, strict=True)
            if kept
        }


def _packed(vector: NDArray[np.float32]) -> bytes:
    return np.ascontiguousarray(vector, dtype="<f4").tobytes()


def _selected(connection: sqlite3.Connection, keys: Sequence[Key]) -> Iterator[tuple[Key, bytes]]:
    for start in range(0, len(keys), _KEYS_AT_A_TIME):
        part = keys[start : start + _KEYS_AT_A_TIME]
        places = ",".join("?" * len(part))
        yield from connection.execute(
            f"SELECT key, value FROM vector WHERE key IN ({places})",  # noqa: S608  # only "?"s
            part,
        )


def _unused(path: Path) -> Path:
    number = 1
    while (found := path.with_name(f"{path.name}-{os.getpid()}-{number}")).exists():
        number += 1
    return found
