"""How fast the officer's pages answer when there is much to do.

    python -m benchmarks.desk [--small]

2,000 startups and 300 challenges, each with a run of 40 startups, are made up in a temporary
folder; every page is asked 200 times through the application, one request after the other.
--small takes a tenth of it, to see quickly that all of it runs.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from flask.testing import FlaskClient

from benchmarks.agency import Agency, agency

TARGET_MS = 150
REQUESTS = 200
STARTUPS, CHALLENGES = 2_000, 300
_TWENTIETHS = 20


@dataclass(frozen=True)
class Answered:
    """How long the requests for one page took, in milliseconds."""

    page: str
    median: float
    p95: float
    work: float
    """The processor's own share, at the 95th percentile: what a machine in use does not change."""
    kilobytes: float

    @property
    def is_met(self) -> bool:
        """Whether the page keeps its promise."""
        return self.p95 < TARGET_MS


def main(arguments: list[str]) -> int:
    """Measure, print the table, and return 0: a busy machine is no error."""
    share = 10 if "--small" in arguments else 1
    with tempfile.TemporaryDirectory() as folder:
        filled = agency(Path(folder), startups=STARTUPS // share, challenges=CHALLENGES // share)
        lines = list(measured(filled, REQUESTS // share))
        filled.database.close()
    print(as_table(lines))
    return 0


def measured(filled: Agency, requests: int) -> Iterator[Answered]:
    """Yield how long each page takes; a page whose room does not exist is left out."""
    browser = filled.browser()
    known = {str(rule) for rule in filled.app.url_map.iter_rules()}
    ids = filled.challenges
    pages: dict[str, tuple[str, Callable[[int], str]]] = {
        "the desk": ("/desk", lambda _: "/desk"),
        "the curation queue": ("/desk/queue", lambda at: f"/desk/queue?page={1 + at % 6}"),
        "a curation page": (
            "/desk/challenges/<int:challenge_id>",
            lambda at: f"/desk/challenges/{ids[at % len(ids)]}",
        ),
        "introductions": ("/introductions", lambda _: "/introductions"),
        "startups in the directory": (
            "/desk/directory/startups",
            lambda at: f"/desk/directory/startups?page={1 + at % 10}",
        ),
        "firms in the directory": ("/desk/directory/firms", lambda _: "/desk/directory/firms"),
    }
    for name, (rule, address) in pages.items():
        if rule in known or f"{rule}/" in known:
            yield _answered(browser, name, address, requests)


def as_table(lines: list[Answered]) -> str:
    """Return the measures as a table in Markdown."""
    rows = [
        f"| {line.page} | {line.median:.0f} ms | {line.p95:.0f} ms | {line.work:.0f} ms "
        f"| {line.kilobytes:.0f} kB | {'yes' if line.is_met else 'no'} |"
        for line in lines
    ]
    head = f"| page | median | p95 | processor, p95 | size | p95 < {TARGET_MS} ms |"
    return "\n".join([head, "|---|---|---|---|---|---|", *rows])


def _answered(
    browser: FlaskClient, name: str, address: Callable[[int], str], requests: int
) -> Answered:
    took: list[float] = []
    worked: list[float] = []
    size = 0
    for at in range(-3, requests):
        began, busy = time.perf_counter(), time.process_time()
        answer = browser.get(address(max(at, 0)))
        spent = (time.perf_counter() - began) * 1000
        work = (time.process_time() - busy) * 1000
        if answer.status_code != 200:
            raise RuntimeError(f"{name} answered {answer.status_code}.")
        if at >= 0:
            took.append(spent)
            worked.append(work)
            size = max(size, len(answer.data))
    return Answered(name, median(took), _p95(took), _p95(worked), size / 1000)


def _p95(values: list[float]) -> float:
    return quantiles(values, n=_TWENTIETHS)[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
