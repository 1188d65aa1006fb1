"""Progress of long work, on the error stream: a bar with time left, or a line now and then."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SECONDS_BETWEEN_LINES = 10.0
TOLD_FROM = 0.05
"""From this share on the time left is told: before, loading and short texts set the pace."""


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function to be told (done, total), in any unit; both may change as work goes on.

    On a terminal it draws a bar with the time left, which appears with the first report. Else it
    writes a plain line every ten seconds, so that short work is silent and a log stays readable.
    """
    if sys.stderr.isatty():
        with _bar(title) as report:
            yield report
    else:
        yield plain_lines(title, write=_to_stderr, clock=time.monotonic)


def tell(line: str) -> None:
    """Write a line that a person should know, on the error stream."""
    _to_stderr(f"Note: {line}")


def plain_lines(
    title: str, *, write: Callable[[str], None], clock: Callable[[], float]
) -> Callable[[int, int], None]:
    """Return a reporter that writes at most one line each `SECONDS_BETWEEN_LINES`."""
    start = last = clock()

    def report(done: int, total: int) -> None:
        nonlocal last
        now = clock()
        if now - last < SECONDS_BETWEEN_LINES or not total:
            return
        last = now
        is_known = done >= TOLD_FROM * total
        left = (now - start) * (total - done) / done if is_known else None
        about = f", about {_spoken(left)} left" if left is not None else ""
        write(f"{title}: {100 * done // total} %{about}")

    return report


@contextmanager
def _bar(title: str) -> Iterator[Callable[[int, int], None]]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(compact=True),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None, visible=False)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        yield report


def _spoken(seconds: float) -> str:
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def _to_stderr(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()
