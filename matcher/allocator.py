"""What the C library keeps of memory that is no longer used. Both need glibc; elsewhere nothing."""

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
    library = _library()
    return bool(library and library.mallopt(_M_ARENA_MAX, _ARENAS))


def give_back() -> bool:
    """Give the system the pages that nothing uses (milliseconds); return whether there were any.

    By itself glibc gives back only what lies above everything in use (malloc_trim(3)).
    """
    library = _library()
    return bool(library and library.malloc_trim(0))


def _library() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
