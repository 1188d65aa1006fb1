"""How fast the machine is while it measures: another guest of the same host may take half of it."""

import os
import time
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

ROWS, WIDTH, WIDE = 256, 384, 1536
"""The largest product of the embedded encoder, for about a sentence of each of ten texts."""
TIMES = 200


def billions_a_second() -> float:
    """Return the floating-point operations a second of one thread, in thousand millions.

    Half of the products were faster, half slower.
    """
    draw = np.random.default_rng(1)
    left = draw.standard_normal((ROWS, WIDTH), dtype=np.float32)
    right = draw.standard_normal((WIDTH, WIDE), dtype=np.float32)
    took = []
    with threadpool_limits(1):
        for _ in range(TIMES):
            began = time.perf_counter()
            np.matmul(left, right)
            took.append(time.perf_counter() - began)
    return float(2 * ROWS * WIDTH * WIDE / np.median(took) / 1e9)


def stolen_seconds() -> float:
    """Return the processor seconds that the host gave to others, since this machine began."""
    total = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()
    return int(total[8]) / os.sysconf("SC_CLK_TCK")
