"""What was measured: shares, percentiles and errors, from the requests that locust noted."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

PAGE_MS, MATCH_MS = 500, 1_000
DRIFT = 0.05
MATCH, WRITE = "match ", "write "


@dataclass(frozen=True)
class Asked:
    """One request: what for, how long it took in milliseconds, and what was wrong, if anything."""

    name: str
    ms: float
    at: float
    problem: str


@dataclass(frozen=True)
class Line:
    """The requests of one kind: how many, and percentiles in milliseconds."""

    name: str
    count: int
    p50: float
    p95: float
    worst: float


def read(file: Path, *, after: float = 0.0, before: float = float("inf")) -> list[Asked]:
    """Return the requests of a time, in seconds since the epoch."""
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return [each for each in (Asked(**row) for row in rows) if after <= each.at < before]


def lines(asked: Sequence[Asked]) -> list[Line]:
    """Return a line for each page, and before them one for all pages and one for matches."""
    by_name: dict[str, list[float]] = defaultdict(list)
    for each in asked:
        by_name[each.name].append(each.ms)
        by_name["every match" if each.name.startswith(MATCH) else "every page"].append(each.ms)
    first = [name for name in ("every page", "every match") if name in by_name]
    rest = sorted(set(by_name) - set(first))
    return [line(name, by_name[name]) for name in (*first, *rest)]


def line(name: str, took: Sequence[float]) -> Line:
    """Return the percentiles of some requests."""
    p50, p95 = np.percentile(took, [50, 95]).tolist()
    return Line(name, len(took), p50, p95, max(took))


def p95(asked: Iterable[Asked], *, match: bool) -> float:
    """Return the 95th percentile of matches, or of all else, in milliseconds."""
    took = [each.ms for each in asked if each.name.startswith(MATCH) == match]
    return float(np.percentile(took, 95)) if took else float("nan")


def share_of_writes(asked: Sequence[Asked]) -> float:
    """Return how many of the requests write."""
    return sum(each.name.startswith(WRITE) for each in asked) / len(asked)


def as_table(found: Sequence[Line]) -> str:
    """Return the lines as a table in Markdown."""
    head = ["| request | times | median | p95 | longest |", "|---|---|---|---|---|"]
    rows = [
        f"| {each.name} | {each.count} | {each.p50:.0f} ms | {each.p95:.0f} ms "
        f"| {each.worst:.0f} ms |"
        for each in found
    ]
    return "\n".join([*head, *rows])
