"""Threads share a few heaps of the C library, so that memory does not grow with them."""

import platform
import subprocess
import sys

import pytest

HEAPS = """
import ctypes, os, sys, threading
from web.allocator import keep_few_arenas

if sys.argv[1] == "few":
    assert keep_few_arenas()
library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
together = threading.Barrier(12)

def take():
    together.wait()
    for _ in range(50):
        library.malloc(5000)
    together.wait()

threads = [threading.Thread(target=take) for _ in range(12)]
for each in threads: each.start()
for each in threads: each.join()
library.fdopen.restype = ctypes.c_void_p
out = library.fdopen(1, b"w")
library.malloc_info(0, ctypes.c_void_p(out))
library.fflush(ctypes.c_void_p(out))
"""


def heaps(how):
    told = subprocess.run(
        [sys.executable, "-c", HEAPS, how], capture_output=True, text=True, check=True, timeout=60
    )
    return told.stdout.count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="Only glibc has arenas.")
def test_twelve_threads_share_two_heaps():
    assert heaps("few") <= 2
    assert heaps("many") > 2, "what this is for"
