"""make bench: speed and memory beside their targets, in one table.

    python -m benchmarks.speed [--small] [--write] [retrieval] [encoding] [index]

Without a section all three are measured: 15 minutes or less on a machine that does nothing else.
--small takes 5,000 capabilities instead of 100,000, to see quickly that all of it runs; --write
puts the table into docs/performance.md. Everything is made up from fixed seeds or shipped with the
project, and what is written goes to a temporary folder.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import encoding, hybrid, matching, memory
from matcher.settings import PROJECT_ROOT

PAGE = PROJECT_ROOT / "docs" / "performance.md"
START, END = "<!-- table: made by make bench -->", "<!-- end of table -->"
FULL, SMALL = 100_000, 5_000


@dataclass(frozen=True)
class Line:
    """One promise: what, its target and what was measured, in words, and whether it holds."""

    what: str
    target: str
    measured: str
    met: bool


def main(arguments: list[str]) -> int:
    """Measure, print the table, and return 0: a busy machine is no error."""
    count = SMALL if "--small" in arguments else FULL
    wanted = [name for name in SECTIONS if name in arguments] or list(SECTIONS)
    lines = []
    for line in (line for name in wanted for line in SECTIONS[name](count)):
        lines.append(line)
        print(f"{line.what}: {line.measured} (target {line.target})", flush=True)
    table = as_table(count, lines)
    print(f"\n{table}")
    if "--write" in arguments:
        write(PAGE, table)
    return 0


def _retrieval(count: int) -> Iterator[Line]:
    yield from retrieval_lines(hybrid.measure(count))


def _encoding(_: int) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as scratch:
        yield from encoding_lines(encoding.measure(Path(scratch)))


def _index(count: int) -> Iterator[Line]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        name = encoding.encoder_name(folder)
        built = matching.build(folder, count, encoder=name)
        yield from index_lines(built)
        needs = [each.text for each in matching.challenges(20, count)]
        yield from use_lines(memory.measure(folder / "index", encoding.encoder_folder(), needs))


SECTIONS = {"retrieval": _retrieval, "encoding": _encoding, "index": _index}


def retrieval_lines(report: hybrid.Report) -> Iterator[Line]:
    """Yield the lines on hybrid retrieval."""
    for theirs, ours in zip(report.rows[::2], report.rows[1::2], strict=True):
        yield Line(
            f"hybrid retrieval, {ours.words} words, p50 against bm25s + FAISS HNSW",
            "≤ 1.3 ×",
            f"{ours.ratio:.2f} × by processor time ({ours.p50_processor:.2f} ms against "
            f"{theirs.p50_processor:.2f} ms), {ours.wall_ratio:.2f} × by the clock "
            f"({ours.p50:.2f} ms against {theirs.p50:.2f} ms)",
            ours.ratio <= 1.3,
        )
    recall = min(row.recall for row in report.rows[1::2])
    yield Line("dense recall@10 against exact", "≥ 0.98", f"{recall:.3f}", recall >= 0.98)


def encoding_lines(kinds: tuple[encoding.Kind, ...]) -> Iterator[Line]:
    """Yield the lines on the encoder."""
    for kind in kinds:
        yield Line(
            f"encoding {kind.texts} texts of {kind.name}, throughput against sentence-transformers",
            "≥ 0.95 ×",
            f"{kind.ratio:.2f} × by processor time, {kind.wall_ratio:.2f} × by the clock "
            f"({kind.texts / np.median(kind.ours.wall) * 1e3:.0f} texts a second)",
            kind.ratio >= 0.95,
        )
    cosine = min(kind.least_cosine for kind in kinds)
    yield Line("lowest cosine with float32 arithmetic", "≥ 0.999", f"{cosine:.5f}", cosine >= 0.999)


def index_lines(built: matching.Built, *, needs: int = matching.CHALLENGES) -> Iterator[Line]:
    """Yield the lines on building and matching."""
    yield Line(
        "building the index from cached vectors",
        "≤ 90 s",
        f"{built.wall:.0f} s ({built.processor:.0f} s of processor time; "
        f"writing it to disk takes {built.saving:.1f} s more)",
        built.wall <= 90,
    )
    asked = matching.challenges(needs, built.capabilities)
    spent = matching.match(built, asked)
    p50, p95 = np.percentile(spent.wall, [50, 95]).tolist()
    processor = float(np.percentile(spent.processor, 95))
    yield Line(
        f"full match, {matching.CANDIDATES} candidates, {matching.EXPLAINED} explained, p95",
        "≤ 60 ms",
        f"{p95:.0f} ms ({processor:.0f} ms of processor time; p50 {p50:.0f} ms)",
        p95 <= 60,
    )


def use_lines(use: memory.Use) -> Iterator[Line]:
    """Yield the lines on the process that answers."""
    yield Line(
        "one more text is searchable, encoding included, p95",
        "≤ 100 ms",
        f"{use.adding:.0f} ms (p50 {use.adding_p50:.0f} ms); encoding alone {use.encoding:.0f} ms",
        use.adding <= 100,
    )
    yield Line(
        "peak memory with the encoder loaded",
        "≤ 2 GB",
        f"{use.megabytes / 1024:.2f} GB",
        use.megabytes <= 2048,
    )


def as_table(count: int, lines: list[Line]) -> str:
    """Return the table with a line on how it was made."""
    busy = os.getloadavg()[0]
    made = f"{count:,} capabilities; {os.cpu_count()} cores; load average at the end {busy:.1f}."
    rows = [
        f"| {line.what} | {line.target} | {line.measured} | {'yes' if line.met else '**no**'} |"
        for line in lines
    ]
    return "\n".join(
        [
            made,
            "",
            "| what | target | measured | met |",
            "|---|---|---|---|",
            *rows,
        ]
    )


def write(page: Path, table: str) -> None:
    """Put the table between its markers."""
    before, _, rest = page.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    page.write_text(f"{before}{START}\n\n{table}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
