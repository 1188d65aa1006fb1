"""Who answers people goes first: what is read in the background waits between two batches.

Two processors of one machine share memory and often a core: a passage that the worker reads while
somebody waits for partners makes that wait half as long again, however nice the worker is.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FILE = "answering.lock"
LONGEST_WAIT = 1.0
"""Seconds that a batch waits at most, so that work goes on however many people ask."""
_LOOK_EVERY = 0.01


class RightOfWay:
    """A lock on a file of a folder, shared by all who answer. Safe for threads and processes.

    It is a courtesy: where the file cannot be opened nobody waits, and nothing fails.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold the way while the block runs; the system gives it back when the process dies."""
        lock = self._opened()
        try:
            if lock is not None:
                fcntl.flock(lock, fcntl.LOCK_SH)
            yield
        finally:
            if lock is not None:
                os.close(lock)

    def give(self, *, longest: float = LONGEST_WAIT) -> None:
        """Return when nobody holds the way, or after `longest` seconds."""
        lock = self._opened()
        if lock is None:
            return
        until = time.monotonic() + longest
        try:
            while not _is_free(lock) and time.monotonic() < until:
                time.sleep(_LOOK_EVERY)
        finally:
            os.close(lock)

    def _opened(self) -> int | None:
        try:
            return os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return None


def _is_free(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    fcntl.flock(lock, fcntl.LOCK_UN)
    return True
