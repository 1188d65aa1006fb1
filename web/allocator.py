"""How the C library shares memory out among threads."""

import ctypes
import sys

_M_ARENA_MAX = -8
"""The number of this parameter in glibc's malloc.h (mallopt(3))."""
_ARENAS = 2


def keep_few_arenas() -> bool:
    """Let all threads share two heaps; return whether the C library took it.

    glibc gives each thread a heap of its own, up to eight for each processor, and what one request
    needed stays in it when the request is over. Threads of Python take turns anyway.
    """
    if not sys.platform.startswith("linux"):
        return False
    try:
        return bool(ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS))
    except (OSError, AttributeError):
        return False
