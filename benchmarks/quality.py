"""make quality: the product beside its baselines on judged sets, and how robust its answers are.

Runs on data/judgements alone; with PASSERELLE_JUDGED set to a folder of judged sets it measures
those too, on the queries that nothing was tuned on, and checks the encoder's published figures.
Exit code 1 when the product fell against benchmarks/quality_reference.json: a score by more than
2 %, the error of its chances by more than 0.01, a share of robustness by more than 0.02. A run of
everything also fails when one of these shares or that error is missing.

    python -m benchmarks.quality [--only-missing] [--write] [--page] [NAME …]

A NAME is a set or a part of robustness; without one, all are measured. Each is kept in var/quality
as soon as it is there: --only-missing leaves out what was kept for this encoder and this ranker.
--write stores everything kept as the new reference and puts it into docs/quality.md; --page only
does the latter, and measures nothing.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import guard, quality_page, robustness, targets
from benchmarks.engines import Engines
from benchmarks.judged import ROOT, JudgedSet, judged_sets
from benchmarks.records import Figures, Records
from matcher import assembly
from matcher.errors import MatcherError
from matcher.learning.evaluation import measure
from matcher.learning.rankings import Run
from matcher.ranking.champion import champion
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.settings import settings

PAGE = ROOT / "docs" / "quality.md"
PLOTS = ROOT / "docs" / "quality"
MODELS = ROOT / "models"
SETS, ROBUSTNESS = "sets", "robustness"
OPTIONS = frozenset({"--only-missing", "--write", "--page"})


def main(arguments: list[str]) -> int:
    """Measure what is asked for, print the tables, and return the exit code."""
    wanted = [each for each in arguments if not each.startswith("--")]
    options = {each for each in arguments if each.startswith("--")}
    engines = Engines(assembly.embedder(), champion(settings().home) or COLD_START_MODEL)
    records = Records(
        settings().var / "quality", f"{engines.embedder.query_name} {engines.model.version}"
    )
    jobs = _jobs(engines, judged_sets())
    unknown = [each for each in wanted if all(name != each for _, name, _ in jobs)]
    if unknown or options - OPTIONS:
        names = ", ".join(name for _, name, _ in jobs)
        print(f"Nothing is called {', '.join([*unknown, *sorted(options - OPTIONS)])}. {names}")
        return 2
    if "--page" in options:
        _write_page(records)
        return 0
    published = _published_figures()
    broken = []
    for kind, name, make in jobs:
        is_kept = "--only-missing" in options and records.read(kind, name) is not None
        if not is_kept and (not wanted or name in wanted) and not _kept(records, kind, name, make):
            broken.append(name)
    fallen = _judge(records, write="--write" in options, is_full=not wanted)
    return 1 if fallen or published or broken else 0


Job = tuple[str, str, Callable[[], dict[str, Any] | None]]


def _jobs(engines: Engines, sets: dict[str, JudgedSet]) -> list[Job]:
    """Return everything that can be measured: kind, name, and how."""
    found: list[Job] = [
        (SETS, name, lambda judged=judged: evaluated(judged))  # type: ignore[misc]
        for name, judged in sets.items()
    ]
    parts = robustness.parts(engines, sets)
    return [*found, *((ROBUSTNESS, part.name, part.make) for part in parts)]


def _kept(records: Records, kind: str, name: str, make: Callable[[], Figures | None]) -> bool:
    """Measure one thing and keep it; False when that failed, and the rest goes on."""
    start = time.monotonic()
    try:
        figures = make()
    except (subprocess.CalledProcessError, MatcherError) as problem:
        print(f"FAILED: {name}: {problem}", flush=True)
        return False
    if figures is None:
        print(f"{name}: cannot be measured with this ranker", flush=True)
        return True
    records.keep(kind, name, figures)
    line = _line(figures) if kind == SETS else "measured"
    print(f"{name}: {line} ({time.monotonic() - start:.0f} s)", flush=True)
    return True


def _judge(records: Records, *, write: bool, is_full: bool) -> list[str]:
    """Print the tables and what fell against the reference; store them when asked to."""
    sets, parts = records.all(SETS), records.all(ROBUSTNESS)
    print(f"\n{quality_page.sets_table(sets)}")
    print(f"\n{quality_page.targets_table(_targets(sets, parts))}")
    print(f"\n{quality_page.robustness_tables(parts)}\n")
    known = guard.read()
    fallen = guard.falls(known, sets, parts, is_full=is_full)
    for each in fallen:
        print(f"FELL: {each}")
    if write:
        guard.write(guard.updated(known, sets, parts))
        _write_page(records)
    return fallen


def _write_page(records: Records) -> None:
    sets, parts = records.all(SETS), records.all(ROBUSTNESS)
    quality_page.write_page(
        PAGE,
        {
            "table": quality_page.sets_table(sets),
            "targets": quality_page.targets_table(_targets(sets, parts)),
            "robustness": quality_page.robustness_tables(parts),
        },
    )
    quality_page.write_plots(PLOTS, sets, parts)


def _targets(sets: targets.Sets, parts: dict[str, Figures]) -> list[targets.Target]:
    megabytes = sum(path.stat().st_size for path in MODELS.rglob("*") if path.is_file()) / 1e6
    return targets.targets(sets, parts, megabytes)


def evaluated(judged: JudgedSet) -> Figures:
    """Run `passerelle evaluate` on the test part of a set, as a user would.

    Returns its JSON, with each query's figures of each system, and how many queries there are.
    """
    command = Path(sys.executable).with_name("passerelle")
    with judged.test_part() as (queries, qrels), TemporaryDirectory() as scratch:
        written, runs = Path(scratch) / "figures.json", Path(scratch) / "runs"
        options: list[str | Path] = [
            "--queries",
            queries,
            "--qrels",
            qrels,
            "--json",
            written,
            "--run-dir",
            runs,
        ]
        subprocess.run([command, "evaluate", judged.folder, *options], check=True)
        figures: Figures = json.loads(written.read_text(encoding="utf-8"))
        return figures | {"of": judged.of, "per_query": _per_query(judged, runs, figures)}


def _per_query(judged: JudgedSet, runs: Path, figures: Figures) -> dict[str, Any]:
    """Return system → metric → a figure for each measured query, in one order for all systems."""
    qrels = judged.read().qrels
    asked = [each for each in judged.asked if any(s >= 1 for s in qrels.get(each, {}).values())]
    found: dict[str, Any] = {}
    for system in figures["systems"]:
        values = measure(read_run(runs / f"{system}.run"), qrels, asked).values
        found[system] = {
            metric: values[metric].tolist() for metric in (targets.NDCG, targets.RECALL)
        }
    return found


def read_run(file: Path) -> Run:
    """Return the rankings of a TREC run file."""
    run: Run = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        query, _, doc, _, score, _ = line.split()
        run.setdefault(query, []).append((doc, float(score)))
    return run


def _published_figures() -> int:
    """Run the tests that show that the encoder is the real one; they skip without their data."""
    options = ["-q", "-rs", "--no-header", "-o", "addopts="]
    command = [sys.executable, "-m", "pytest", *options, "tests/quality"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _line(figures: Figures) -> str:
    best, score = targets.best_baseline(figures, targets.NDCG)
    ours = targets.product(figures, targets.NDCG)
    return f"passerelle {ours:.3f}, best baseline {best} {score:.3f}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
