"""The end of every run: what could not be tested here, and why.

A test that cannot run skips with a reason of the form "Thing: why, and what to install"; the
reasons are gathered, also from several processes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

TITLE = "Left out"
NOTHING = "nothing was left out"


def left_out(reports: Iterable[pytest.TestReport | pytest.CollectReport]) -> list[str]:
    """Return one line for each reason, with the number of tests, in the order of the alphabet."""
    counts = Counter(reason(report) for report in reports)
    return [
        f"{why} ({count} {'test' if count == 1 else 'tests'})"
        for why, count in sorted(counts.items())
    ]


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Return why a test was skipped, in the words of whoever skipped it."""
    told = report.longrepr
    text = str(told[2]) if isinstance(told, tuple) else str(told)
    return text.removeprefix("Skipped: ") or "no reason given"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    """Write the section after all others; it is there also when nothing was left out."""
    yield
    lines = left_out(each for each in terminalreporter.stats.get("skipped", []))
    terminalreporter.section(TITLE)
    for line in lines or [NOTHING]:
        terminalreporter.write_line(line)
