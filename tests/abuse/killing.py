"""Work in a process of its own that is killed (-9) at a moment, and what it had said until then."""

import os
import random
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import Self

Tell = Callable[[str], None]
STARTS_WITHIN = 120
ENOUGH_SECONDS = 90


def told(line: str) -> None:
    """Print a line: pytest shows it with a failure."""
    sys.stdout.write(f"{line}\n")


def seeded(name: str, seed: int | None = None) -> random.Random:
    """Return a draw whose seed is printed, so that a failure can be played again."""
    chosen = seed if seed is not None else random.SystemRandom().randrange(10**6)
    told(f"{name}: seed {chosen}")
    return random.Random(chosen)


def until(is_so: Callable[[], object], seconds: float = ENOUGH_SECONDS) -> bool:
    """Wait until it is so, for so many seconds at most, and return whether it is."""
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.002)
    return bool(is_so())


class Doomed:
    """A fork that works, tells lines, and is killed (-9) when it is over, whatever happens."""

    def __init__(self, work: Callable[[Tell], None]) -> None:
        reader, writer = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(reader)
            _in_the_child(work, writer)
        os.close(writer)
        self._reader, self._heard, self._is_over = reader, b"", False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def hear(self, lines: int) -> None:
        """Wait until it said so many lines, or ended."""
        while self._heard.count(b"\n") < lines:
            is_there, _, _ = select.select([self._reader], [], [], STARTS_WITHIN)
            more = os.read(self._reader, 65536) if is_there else b""
            if not more:
                return
            self._heard += more

    def kill(self) -> list[str]:
        """Kill it, and return all that it said. One that failed by itself ends the test."""
        if not self._is_over:
            self._is_over = True
            os.kill(self.pid, signal.SIGKILL)
            _, status = os.waitpid(self.pid, 0)
            with os.fdopen(self._reader, "rb") as rest:
                self._heard += rest.read()
            assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "it failed: see stderr"
        # What was half said when it was killed was not said.
        return self._heard[: self._heard.rfind(b"\n") + 1].decode().splitlines()


def killed_after(work: Callable[[Tell], None], seconds: float, *, lines: int = 1) -> list[str]:
    """Run work in a fork, kill it so long after its nth line, and return all that it said."""
    with Doomed(work) as child:
        child.hear(lines)
        time.sleep(seconds)
        said = child.kill()
    assert said, "the child said nothing"
    return said


def _in_the_child(work: Callable[[Tell], None], writer: int) -> None:
    try:
        work(lambda line: (os.write(writer, f"{line}\n".encode()), None)[1])
    except BaseException:
        traceback.print_exc(file=sys.__stderr__)
        os._exit(1)
    os._exit(0)
