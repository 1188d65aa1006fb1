"""make quality: the product beside its baselines on judged sets, against the stored reference.

Runs on data/judgements alone; with PASSERELLE_JUDGED set to a folder of judged sets it measures
those too and checks the encoder's published figures. Exit code 1 when a score of the product fell
by more than 2 % against benchmarks/quality_reference.json.

    python -m benchmarks.quality [--write] [SET …]

Each set is one run of `passerelle evaluate`, kept in var/quality. --write stores the figures of
these sets as the new reference, and puts the table of all sets kept into docs/quality.md.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from matcher.settings import settings

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ROOT / "data" / "judgements"
REFERENCE = ROOT / "benchmarks" / "quality_reference.json"
PAGE = ROOT / "docs" / "quality.md"
START, END = "<!-- table: made by make quality -->", "<!-- end of table -->"
SYSTEMS = ("bm25", "tfidf", "dense", "fusion", "tags", "passerelle")
LARGEST_FALL = 0.02
"""Share of a score that may be lost before the run fails."""


def main(arguments: list[str]) -> int:
    """Measure every set, print the table, and return the exit code."""
    wanted = [each for each in arguments if not each.startswith("--")]
    published = _published_figures()
    results: dict[str, dict[str, Any]] = {}
    for name, folder in _sets().items():
        if not wanted or name in wanted:
            results[name] = _evaluated(folder)
            _kept(name).parent.mkdir(parents=True, exist_ok=True)
            _kept(name).write_text(json.dumps(results[name]), encoding="utf-8")
            print(_line(name, results[name]), flush=True)
    table = _table(_all_kept())
    print(f"\n{table}")
    falls = _falls(results)
    for fall in falls:
        print(f"FELL: {fall}")
    if "--write" in arguments:
        _write(results, table)
    return 1 if falls or published else 0


def _kept(name: str) -> Path:
    """Return where the figures of a set are kept."""
    return settings().var / "quality" / f"{name}.json"


def _all_kept() -> dict[str, dict[str, Any]]:
    """Return the figures of every set ever measured here, by name."""
    folder = settings().var / "quality"
    return {
        str(path.relative_to(folder).with_suffix("")): json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.rglob("*.json"))
    }


def _sets() -> dict[str, Path]:
    """Return the shipped sets, then those of PASSERELLE_JUDGED, by name."""
    found = {
        f"shipped/{path.parent.name}": path.parent
        for path in sorted(SHIPPED.glob("*/queries.jsonl"))
    }
    judged = os.environ.get("PASSERELLE_JUDGED")
    if judged:
        found |= {
            path.parent.name: path.parent for path in sorted(Path(judged).glob("*/queries.jsonl"))
        }
    return found


def _published_figures() -> int:
    """Run the tests that show that the encoder is the real one; they skip without their data."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-rs",
            "--no-header",
            "-o",
            "addopts=",
            "tests/quality",
        ],
        cwd=ROOT,
        check=False,
    )
    return done.returncode


def _evaluated(folder: Path) -> dict[str, Any]:
    """Run `passerelle evaluate` on a folder, as a user would, and return its JSON."""
    command = Path(sys.executable).with_name("passerelle")
    with tempfile.TemporaryDirectory() as scratch:
        written = Path(scratch) / "figures.json"
        subprocess.run([command, "evaluate", folder, "--json", written], check=True)
        figures: dict[str, Any] = json.loads(written.read_text(encoding="utf-8"))
    return figures


def _best(figures: dict[str, Any], metric: str) -> tuple[str, float]:
    """Return the best baseline for a metric and its score."""
    scores = {
        name: each[metric] for name, each in figures["systems"].items() if name != "passerelle"
    }
    best = max(scores, key=lambda name: (scores[name], name))
    return best, scores[best]


def _line(name: str, figures: dict[str, Any]) -> str:
    ours = figures["systems"]["passerelle"]["ndcg@10"]
    best, score = _best(figures, "ndcg@10")
    return f"{name}: passerelle {ours:.3f}, best baseline {best} {score:.3f}"


def _table(results: dict[str, dict[str, Any]]) -> str:
    head = (
        "| set | queries | docs | "
        + " | ".join(SYSTEMS)
        + " | against the best baseline, 95 % interval | Recall@100: best baseline, passerelle |"
    )
    lines = [head, "|" + "---|" * (len(SYSTEMS) + 5)]
    for name, figures in results.items():
        best, _ = _best(figures, "ndcg@10")
        gap = figures["paired"][f"passerelle-vs-{best}"]
        recalled, recall = _best(figures, "recall@100")
        cells = [
            name,
            str(figures["queries"]),
            str(figures["docs"]),
            *(_figure(figures, system) for system in SYSTEMS),
            f"{gap['delta']:+.3f} [{gap['low']:+.3f}, {gap['high']:+.3f}] ({best})",
            f"{recall:.3f} ({recalled}), {figures['systems']['passerelle']['recall@100']:.3f}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _figure(figures: dict[str, Any], system: str) -> str:
    found = figures["systems"].get(system)
    return f"{found['ndcg@10']:.3f}" if found else "–"


def _falls(results: dict[str, dict[str, Any]]) -> list[str]:
    """Return a sentence for each score of the product that fell below the stored reference."""
    known = json.loads(REFERENCE.read_text(encoding="utf-8")) if REFERENCE.exists() else {}
    falls = []
    for name, figures in results.items():
        for metric, before in known.get(name, {}).items():
            now = figures["systems"]["passerelle"][metric]
            if now < before * (1 - LARGEST_FALL):
                falls.append(f"{name} {metric}: {now:.4f}, was {before:.4f}")
    return falls


def _write(results: dict[str, dict[str, Any]], table: str) -> None:
    known = json.loads(REFERENCE.read_text(encoding="utf-8")) if REFERENCE.exists() else {}
    for name, figures in results.items():
        ours = figures["systems"]["passerelle"]
        known[name] = {metric: round(ours[metric], 4) for metric in ("ndcg@10", "recall@100")}
    REFERENCE.write_text(json.dumps(known, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(START)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{START}\n\n{table}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
