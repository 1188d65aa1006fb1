"""Whether two kinds of requests can be told apart by how long they take."""

import gc
import statistics
import time
from collections.abc import Callable

from scipy.stats import mannwhitneyu

SURE = 0.001
"""How rare a difference must be by chance before it counts: a few tests run in every build."""


def interleaved(
    one: Callable[[int], object], two: Callable[[int], object], times: int
) -> tuple[list[float], list[float]]:
    """Return the seconds that each kind took, one after the other in turns that swap."""
    for warm in range(3):
        one(-1 - warm)
        two(-1 - warm)
    taken: tuple[list[float], list[float]] = ([], [])
    gc.disable()
    try:
        for turn in range(times):
            order = ((0, one), (1, two)) if turn % 2 else ((1, two), (0, one))
            for place, ask in order:
                began = time.perf_counter()
                ask(turn)
                taken[place].append(time.perf_counter() - began)
    finally:
        gc.enable()
    return taken


def told_apart(one: list[float], two: list[float], sure: float = SURE) -> str:
    """Return how the two can be told apart, or nothing when they cannot."""
    apart = abs(statistics.median(one) - statistics.median(two))
    chance = mannwhitneyu(one, two).pvalue
    if chance < sure:
        return f"the medians differ by {apart * 1000:.2f} ms; by chance with p = {chance:.2g}"
    return ""
