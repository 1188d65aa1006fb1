"""Threads share a few heaps of the C library, and what is not used goes back to the system."""

import platform
import subprocess
import sys

import pytest

HEAPS = """
import ctypes, os, sys, threading
from matcher.allocator import keep_few_arenas

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


HOLES = """
import ctypes, os
from pathlib import Path
from matcher.allocator import give_back

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6

library = ctypes.CDLL(None)
library.malloc.restype = ctypes.c_void_p
taken = [library.malloc(8000) for _ in range(20_000)]
for each in taken: ctypes.memset(ctypes.c_void_p(each), 1, 8000)
for each in taken[:-1]: library.free(ctypes.c_void_p(each))
before = held()
assert give_back()
print(before - held())
"""

glibc = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="Only glibc does so.")


def said_by(program, *arguments):
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def heaps(how):
    return said_by(HEAPS, how).count("<heap nr=")


@glibc
def test_what_lies_below_something_in_use_is_given_back():
    assert float(said_by(HOLES)) > 100, "megabytes of 160"


@glibc
def test_twelve_threads_share_two_heaps():
    assert heaps("few") <= 2
    assert heaps("many") > 2, "what this is for"
