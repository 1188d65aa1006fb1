"""A process of our own beside this one, and the line that only the two of them have."""

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any

_LEAVES_WITHIN = 5.0


class FailedApart(RuntimeError):
    """The other process met an error that it does not expect; its log says where."""


@dataclass(slots=True)
class Apart:
    """A process that runs, and the line to it."""

    process: subprocess.Popen[bytes]
    line: Connection

    @classmethod
    def started(cls, module: str, *, as_json: bool = False) -> "Apart":
        """Return a process that runs one of our modules, told the number of its end of the line.

        It has the settings of this one. `as_json` says how it logs.
        """
        ours, theirs = Pipe()
        with theirs:
            number = theirs.fileno()
            program = [sys.executable, "-P", "-m", module, str(number)]
            process = subprocess.Popen(  # noqa: S603 our interpreter, our module, no shell
                [*program, "--json"] if as_json else program,
                pass_fds=[number],
                stdin=subprocess.DEVNULL,
            )
        return cls(process, ours)

    def ask(
        self, question: object, *, patience: float, raised: Mapping[str, type[Exception]]
    ) -> Any:
        """Return the answer, or raise what the process raised there.

        `raised` holds the errors whose words people may read, by name.

        Raises:
            OSError, EOFError: the process is gone, or said nothing for the patience, in seconds.
            FailedApart: an error that is not in `raised`; names its kind alone.

        """
        self.line.send(question)
        if not self.line.poll(patience):
            raise TimeoutError("no answer")
        kind, answer = self.line.recv()
        if kind == "answer":
            return answer
        raise raised[kind](answer) if kind in raised else FailedApart(kind)

    def end(self) -> None:
        """Close the line, and end the process whatever it does."""
        self.line.close()
        self.process.kill()
        self.process.wait(_LEAVES_WITHIN)
