"""Time taken: wall-clock and processor time, side by side.

Wall-clock time is what a user waits; processor time is what remains true on a busy machine. Both
are in seconds, or in milliseconds where the name says so.
"""

import gc
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Made = TypeVar("Made")
Asked = TypeVar("Asked")


@dataclass(frozen=True)
class Spent:
    """Milliseconds of each call, (rounds, calls), by the clock on the wall and of the processor."""

    wall: NDArray[np.float64]
    processor: NDArray[np.float64]

    def best(self) -> "Spent":
        """Return the best round of each call: what it takes when nothing disturbs."""
        return Spent(
            self.wall.min(axis=0, keepdims=True), self.processor.min(axis=0, keepdims=True)
        )


def one_thread() -> AbstractContextManager[Any]:
    """Keep every library to one thread, so that processor time belongs to who spent it."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1)


def timed(make: Callable[[], Made]) -> tuple[Made, float, float]:
    """Return what was made, and the seconds it took: wall-clock, processor."""
    start, used = time.perf_counter(), time.process_time()
    made = make()
    return made, time.perf_counter() - start, time.process_time() - used


def race(
    systems: Sequence[Callable[[Asked], object]], asked: Sequence[Asked], *, rounds: int
) -> list[Spent]:
    """Ask every system everything, one after the other, the first one changing each time.

    Nothing is warmed here: whoever is to be warm must have been asked before.
    """
    taken = np.empty((2, len(systems), rounds, len(asked)))
    gc.collect()
    gc.disable()
    try:
        for turn in range(rounds):
            for place, each in enumerate(asked):
                for number in _order(len(systems), first=place + turn):
                    _, wall, processor = timed(lambda: systems[number](each))  # noqa: B023
                    taken[:, number, turn, place] = wall * 1e3, processor * 1e3
    finally:
        gc.enable()
    return [Spent(*taken[:, number]) for number in range(len(systems))]


def _order(count: int, *, first: int) -> list[int]:
    return [(first + step) % count for step in range(count)]
