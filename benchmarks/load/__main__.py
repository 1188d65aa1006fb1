"""The load measure, on loopback: people who read and write, then the same with one who floods.

    python -m benchmarks.load [--small] [--users 50] [--minutes 10] [--profiles 10000]
                              [--challenges 2000] [--keep FOLDER] [--flood-minutes 2]

The application and its worker run as processes of their own, as in use. People come within half a
minute; what is measured begins a minute after the first. Memory is compared between the end of the
second minute and the end. Then one more person floods the application with uploads, imports and
passwords, and the 95th percentiles of the others are compared. Exit code 1 when a promise is
missed.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from benchmarks.load import report, world, yardstick
from benchmarks.load.flood import Flood
from benchmarks.load.running import (
    busy_seconds,
    mail_server,
    megabytes,
    running,
    wait_until_ready,
)
from benchmarks.loopback import HOST, free_port
from matcher.settings import Settings

SECRET = "only for measures, only for measures, only for measures"  # noqa: S105
WARM = 60
COME_A_SECOND = 2
TIMES_SLOWER = 2.0
WORKER_NICE = 10
"""As in deploy/systemd/passerelle-worker.service."""


def main(arguments: list[str]) -> int:
    """Fill, run, measure; return 1 when a promise is missed."""
    options = _options(arguments)
    with tempfile.TemporaryDirectory() as scratch, ExitStack() as stack:
        mail, port = stack.enter_context(mail_server()), free_port()
        folder = _filled(Path(options.keep or scratch).resolve(), port, mail, options)
        settings = _environment(folder, port, mail)
        server = stack.enter_context(
            running(["serve", "--port", str(port)], settings, folder / "serve.log")
        )
        worker = stack.enter_context(
            running(["worker"], settings, folder / "worker.log", nice=WORKER_NICE)
        )
        wait_until_ready(port)
        return _measured(options, folder, port, settings, server, worker)


def _measured(
    options: argparse.Namespace,
    folder: Path,
    port: int,
    settings: dict[str, str],
    server: int,
    worker: int,
) -> int:
    speed, stolen = yardstick.billions_a_second(), yardstick.stolen_seconds()
    began, seconds = time.time(), options.minutes * 60
    flooded = options.flood_minutes * 60
    people = _people(options.users, seconds + flooded, port, folder, settings)
    warm = min(WARM, seconds / 3)
    time.sleep(2 * warm)
    early, busy = megabytes(server), busy_seconds(server)
    time.sleep(max(0.0, began + seconds - time.time()))
    late, worked = megabytes(server), busy_seconds(server) - busy
    flood_began = time.time()
    if flooded:
        with Flood(port) as flood:
            people.wait()
        _say(f"Flood: {flood.told()}")
    else:
        people.wait()
    quiet = report.read(folder / "requests.jsonl", after=began + warm, before=flood_began)
    loud = report.read(folder / "requests.jsonl", after=flood_began + 5)
    _say(report.as_table(report.lines(quiet)))
    _say(f"Processor time of the application: {worked / (seconds - 2 * warm):.0%} of one core.")
    _say(
        f"This machine, idle: {speed:.0f} thousand million operations a second in a thread before, "
        f"{yardstick.billions_a_second():.0f} after; its host gave "
        f"{(yardstick.stolen_seconds() - stolen) / (time.time() - began):.0%} of a processor away."
    )
    return _judged(quiet, loud, early, late)


def _judged(quiet: list[report.Asked], loud: list[report.Asked], early: float, late: float) -> int:
    page, match = report.p95(quiet, match=False), report.p95(quiet, match=True)
    problems = [each for each in quiet + loud if each.problem]
    drift = late / early - 1
    told = [
        (f"{len(quiet)} requests, {report.share_of_writes(quiet):.0%} of them write", True),
        (f"p95 of pages {page:.0f} ms (promise < {report.PAGE_MS})", page < report.PAGE_MS),
        (f"p95 of matches {match:.0f} ms (promise < {report.MATCH_MS})", match < report.MATCH_MS),
        (f"errors {len(problems)} (promise 0)", not problems),
        (
            (
                f"memory {early:.0f} MB, then {late:.0f} MB: {drift:+.1%} (promise within "
                f"{report.DRIFT:.0%})"
            ),
            drift < report.DRIFT,
        ),
    ]
    if loud:
        times = report.p95(loud, match=False) / page
        told.append(
            (f"p95 of pages while one floods: {times:.2f} x (promise < 2)", times < TIMES_SLOWER)
        )
    for each in problems[:20]:
        _say(f"error: {each.name}: {each.problem}")
    for words, met in told:
        _say(f"{'met   ' if met else 'MISSED'} {words}")
    return 0 if all(met for _, met in told) else 1


def _people(
    users: int, seconds: float, port: int, folder: Path, settings: dict[str, str]
) -> subprocess.Popen[bytes]:
    command = [
        *(sys.executable, "-m", "locust", "--headless", "--only-summary", "--skip-log"),
        *("-f", str(Path(__file__).with_name("people.py"))),
        *("-u", str(users), "-r", str(COME_A_SECOND), "-t", f"{int(seconds)}s"),
        *("--host", f"http://{HOST}:{port}", "--exit-code-on-error", "0"),
    ]
    environment = os.environ | settings | {"PASSERELLE_LOAD_FOLDER": str(folder)}
    log = (folder / "people.log").open("wb")
    return subprocess.Popen(command, env=environment, stdout=log, stderr=log)


def _filled(folder: Path, port: int, mail: int, options: argparse.Namespace) -> Path:
    """Return a copy of the full house: a run leaves what people may do in a day to the next."""
    full, copy = folder / "full", folder / "run"
    full.mkdir(parents=True, exist_ok=True)
    os.environ.update(_environment(full, port, mail))
    if (full / "accounts.json").exists():
        _say("The house is full already.")
    else:
        world.build(Settings(), profiles=options.profiles, challenges=options.challenges, say=_say)
    world.settle(Settings())
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(full, copy)
    return copy


def _environment(folder: Path, port: int, mail: int) -> dict[str, str]:
    return {
        "PASSERELLE_VAR": str(folder),
        "PASSERELLE_SECRET_KEY": SECRET,
        "PASSERELLE_BASE_URL": f"http://{HOST}:{port}",
        "PASSERELLE_SMTP_HOST": HOST,
        "PASSERELLE_SMTP_PORT": str(mail),
        "PASSERELLE_SMTP_STARTTLS": "false",
        "PASSERELLE_SMTP_SENDER": "agence@load.invalid",
        "PASSERELLE_PROXIES": "1",
        "PASSERELLE_THREADS": "1",
        "PASSERELLE_STAFF_SECOND_FACTOR": "optional",
    }


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load")
    parser.add_argument("--small", action="store_true", help="a tenth of everything, one minute")
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--flood-minutes", type=float, default=2)
    parser.add_argument("--profiles", type=int, default=10_000)
    parser.add_argument("--challenges", type=int, default=2_000)
    parser.add_argument("--keep", default="", help="a folder whose full house each run copies")
    options = parser.parse_args(arguments)
    if options.small:
        options.users, options.minutes, options.flood_minutes = 10, 1, 0.5
        options.profiles, options.challenges = 300, 60
    return options


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
