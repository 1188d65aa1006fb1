"""The rest after an attempt that failed: long when it took long, none when it was short."""

import time
from collections.abc import Callable

SHORT = 1.0
"""Seconds: an attempt that failed within them costs nobody anything and may be made again."""
TIMES = 10
"""How many times as long as the attempt the rest is."""
LONGEST = 300.0
"""Seconds of rest at most."""


class RetryRest:
    """Says when what failed may be tried again: trying takes a tenth of the time at most."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = 0.0

    def failed(self, began: float) -> None:
        """Take note of a failure of what began at this second of the clock."""
        now = self._clock()
        took = now - began
        self._until = now + min(TIMES * took, LONGEST) if took > SHORT else 0.0

    def is_over(self) -> bool:
        """Whether it may be tried again."""
        return self._clock() >= self._until

    def now(self) -> float:
        """Return the second of the clock."""
        return self._clock()
