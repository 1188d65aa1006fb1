"""Products of many shapes leave few plans in memory, where the processor has bfloat16."""

import importlib
import platform
import subprocess
import sys

import pytest

from matcher.retrieval.conversion import converted_encoder
from tests.retrieval.packed import an_installed_package, packed_image

PRODUCTS = """
import ctypes, sys
from matcher.retrieval.encoder_model import LoadOptions, load_model

load_model(sys.argv[1], LoadOptions(precision="bfloat16", threads=1))

import torch

class Held(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
        "fordblks", "keepcost")]

library = ctypes.CDLL(None)
library.mallinfo2.restype = Held

def kilobytes():
    held = library.mallinfo2()
    return (held.uordblks + held.hblkhd) / 1e3

weights = torch.ones(64, 64, dtype=torch.bfloat16)
with torch.inference_mode():
    for rows in range(1, 701):
        torch.nn.functional.linear(torch.ones(rows, 64, dtype=torch.bfloat16), weights)
        if rows == 100:
            before = kilobytes()
print(kilobytes() - before)
"""


@pytest.mark.encoder
@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="Only glibc tells what is held.")
def test_six_hundred_shapes_more_take_no_more_memory(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    importlib.invalidate_caches()
    source = an_installed_package(tmp_path / "site", packed_image())
    folder = converted_encoder(source, tmp_path / "var")
    done = subprocess.run(
        [sys.executable, "-c", PRODUCTS, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    assert float(done.stdout) < 500, "kilobytes"
