"""The engine in a process of its own: pages and matching do not wait for one interpreter."""

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.apart import Apart
from matcher.domain.challenge import Challenge
from matcher.domain.startup import Startup
from matcher.errors import EmptyChallenge, EncoderUnavailable
from matcher.workflow.engine_gate import EngineAnswer

_log = logging.getLogger("passerelle.engine")
PATIENCE = 300.0
"""Seconds after which a process that says nothing is ended; building an index takes longest."""
RAISED: dict[str, type[Exception]] = {
    each.__name__: each for each in (EmptyChallenge, EncoderUnavailable)
}
"""What the engine raises, by name."""


class EngineApart:
    """An engine gate that asks the engine of another process, one question at a time.

    The process starts with the first question, has the settings of this one, and ends with it. One
    that dies or hangs fails the question it had; the next question starts another. It reads the
    index that the worker keeps, and changes nothing of it by a match or a refresh. Safe to share
    between threads.
    """

    def __init__(
        self,
        *,
        as_json: bool = False,
        patience: float = PATIENCE,
        module: str = "matcher.engine_process",
    ) -> None:
        self._as_json, self._patience, self._module = as_json, patience, module
        self._turn = threading.Lock()
        self._is_closed = False
        self._apart: Apart | None = None

    @property
    def process(self) -> int | None:
        """The number of the engine's process; None before the first question."""
        return None if self._apart is None else self._apart.process.pid

    def match(self, challenge: Challenge, *, top: int, warned: bool = True) -> EngineAnswer:
        """Return the best startups; by words alone while the encoder cannot be used."""
        answer: EngineAnswer = self._ask("match", challenge, top=top, warned=warned)
        return answer

    def load(self) -> None:
        """Load the encoder."""
        self._ask("load")

    def refresh(self, read_startups: Callable[[], Sequence[Startup]], *, number: int) -> None:
        """Give it the startups of the database, when it knows older ones."""
        if self._ask("is_due", number):
            self._ask("refresh", list(read_startups()), number=number)

    def vectors(
        self, startups: Sequence[Startup], challenges: Sequence[Challenge]
    ) -> NDArray[np.float32]:
        """Return a unit row for each startup, then for each challenge."""
        rows: NDArray[np.float32] = self._ask("vectors", list(startups), list(challenges))
        return rows

    def purge(self) -> None:
        """Leave nothing in any file of what is no longer indexed, nor of any need."""
        self._ask("purge")

    def check(self, read_startups: Callable[[], Sequence[Startup]]) -> int:
        """Return how many startups the index held otherwise than the database, and mend it."""
        return int(self._ask("check", list(read_startups())))

    def encoder_is_up(self) -> bool:
        """Whether meanings can be compared at present."""
        return bool(self._ask("encoder_is_up"))

    def close(self) -> None:
        """End the engine's process for good; a question that it has fails at once."""
        self._is_closed = True
        apart = self._apart
        if apart is not None:
            apart.process.kill()
        with self._turn:
            self._end()

    def _ask(self, what: str, *said: object, **more: object) -> Any:
        with self._turn:
            if self._is_closed:
                raise EncoderUnavailable("Passerelle is being stopped.")
            try:
                question = (what, said, more)
                return self._open().ask(question, patience=self._patience, raised=RAISED)
            except (OSError, EOFError) as problem:
                if not self._is_closed:
                    _log.warning("The engine's process ended: %s", type(problem).__name__)
                self._end()
                raise EncoderUnavailable("The engine is being started. Try again.") from problem

    def _open(self) -> Apart:
        if self._apart is None or self._apart.process.poll() is not None:
            self._end()
            self._apart = Apart.started(self._module, as_json=self._as_json)
        return self._apart

    def _end(self) -> None:
        if self._apart is not None:
            self._apart.end()
        self._apart = None
