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
    """Return the memory that a process and those that it started hold alone, in MB."""
    return sum(_private_megabytes(each) for each in (process, *_started_by(process)))


def busy_seconds(process: int) -> float:
    """Return the processor time that a process used itself."""
    fields = _stat(process)
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _private_megabytes(process: int) -> float:
    """Return the memory of one process (private pages), in MB; 0 for one that is gone."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    held = next(line for line in lines if line.startswith("Private_Dirty:"))
    return int(held.split()[1]) / 1024


def _started_by(process: int) -> list[int]:
    """Return the numbers of the processes that a process started itself."""
    numbers = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdecimal()]
    return [each for each in numbers if _stat(each)[1:2] == [str(process)]]


def _stat(process: int) -> list[str]:
    """Return what the system tells of a process, after its name; nothing for one that is gone."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return []
    return told.rpartition(")")[2].split()
