"""The application and its worker as processes of their own, and how much memory they hold."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from benchmarks.loopback import HOST, free_port

_PATIENCE = 120
_ENDS_WITHIN = 30


@contextmanager
def mail_server() -> Iterator[int]:
    """Give the port of a mail server that takes everything and keeps nothing."""
    port = free_port()
    server = Controller(Sink(), hostname=HOST, port=port)
    server.start()
    try:
        yield port
    finally:
        server.stop()


@contextmanager
def running(
    arguments: list[str], settings: Mapping[str, str], log: Path, *, nice: int = 0
) -> Iterator[int]:
    """Give the process number of a passerelle command that runs until it is stopped."""
    program = Path(sys.executable).with_name("passerelle")
    command = ["nice", "-n", str(nice), str(program), *arguments]
    with log.open("w", encoding="utf-8") as told:
        started = subprocess.Popen(command, env=os.environ | settings, stdout=told, stderr=told)
        try:
            yield started.pid
        finally:
            started.terminate()
            started.wait(_ENDS_WITHIN)


def wait_until_ready(port: int) -> None:
    """Return once the application is ready, its engine loaded; TimeoutError when it is not."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("The application did not start: read its log.")


def megabytes(process: int) -> float:
    """Return the memory that a process holds alone (private pages), in MB."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines():
        if line.startswith("Private_Dirty:"):
            return int(line.split()[1]) / 1024
    raise LookupError("This machine does not tell the memory of a process.")


def busy_seconds(process: int) -> float:
    """Return the processor time that a process used."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
