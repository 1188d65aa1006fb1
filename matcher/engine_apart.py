"""The engine in a process of its own: pages and matching do not wait for one interpreter."""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matcher.domain.challenge import Challenge
from matcher.domain.startup import Startup
from matcher.errors import EmptyChallenge, EncoderUnavailable
from matcher.workflow.engine_gate import EngineAnswer

_log = logging.getLogger("passerelle.engine")
PATIENCE = 300.0
"""Seconds after which a process that says nothing is ended; building an index takes longest."""
_LEAVES_WITHIN = 5.0
RAISED = {each.__name__: each for each in (EmptyChallenge, EncoderUnavailable)}
"""What the engine raises, by name; anything else that goes wrong there is EngineFailed."""


class EngineFailed(RuntimeError):
    """The engine's process met an error that it does not expect; its log says where."""


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
        self._process: subprocess.Popen[bytes] | None = None
        self._line: Connection | None = None

    @property
    def process(self) -> int | None:
        """The number of the engine's process; None before the first question."""
        return None if self._process is None else self._process.pid

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
        process = self._process
        if process is not None:
            process.kill()
        with self._turn:
            self._end()

    def _ask(self, what: str, *said: object, **more: object) -> Any:
        with self._turn:
            if self._is_closed:
                raise EncoderUnavailable("Passerelle is being stopped.")
            try:
                line = self._open()
                line.send((what, said, more))
                if not line.poll(self._patience):
                    raise TimeoutError("no answer")
                kind, answer = line.recv()
            except (OSError, EOFError) as problem:
                if not self._is_closed:
                    _log.warning("The engine's process ended: %s", type(problem).__name__)
                self._end()
                raise EncoderUnavailable("The engine is being started. Try again.") from problem
        if kind == "answer":
            return answer
        raise RAISED[kind](answer) if kind in RAISED else EngineFailed(kind)

    def _open(self) -> Connection:
        if self._line is None or self._process is None or self._process.poll() is not None:
            self._end()
            ours, theirs = Pipe()
            with theirs:
                number = theirs.fileno()
                program = [sys.executable, "-P", "-m", self._module, str(number)]
                self._process = subprocess.Popen(  # noqa: S603 our interpreter, our module, no shell
                    [*program, "--json"] if self._as_json else program,
                    pass_fds=[number],
                    stdin=subprocess.DEVNULL,
                )
            self._line = ours
        return self._line

    def _end(self) -> None:
        """Close the line, at which an idle process leaves by itself; end one that is at work."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait(_LEAVES_WITHIN)
        self._line = self._process = None
