"""One evaluation: every system measured on the same queries, and compared in pairs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from matcher.errors import UnreadableInput
from matcher.learning.comparison import Difference, paired_bootstrap
from matcher.learning.evaluation import METRICS, evaluable, measure
from matcher.learning.rankings import Qrels, Queries, Run
from matcher.learning.systems import opponents

COMPARED = "ndcg@10"


@dataclass(frozen=True)
class Report:
    """The figures of one evaluation, ready to be shown or written."""

    queries: int
    """Queries measured: those with a relevant document."""
    without_relevant: int
    docs: int
    systems: Mapping[str, Mapping[str, float]]
    paired: Mapping[str, Difference]
    about: Mapping[str, Any] = field(default_factory=dict)
    """Where the figures come from: folder, encoder, versions."""

    def as_json(self) -> dict[str, Any]:
        """Return the report in the shape that `passerelle evaluate --json` writes."""
        return {
            "queries": self.queries,
            "docs": self.docs,
            "systems": {name: dict(figures) for name, figures in self.systems.items()},
            "paired": {
                pair: {"delta": found.delta, "low": found.low, "high": found.high}
                for pair, found in self.paired.items()
            },
            "without_relevant": self.without_relevant,
            **self.about,
        }


def report(
    runs: Mapping[str, Run],
    queries: Queries,
    qrels: Qrels,
    *,
    docs: int,
    about: Mapping[str, Any] | None = None,
) -> Report:
    """Measure every run on the queries that have a relevant document, and compare in pairs.

    Pairs are passerelle (or, without it, the first run) against each other run, on nDCG@10.
    UnreadableInput when no query has a relevant document.
    """
    kept, left_out = evaluable(queries, qrels)
    if not kept:
        raise UnreadableInput(
            f"None of the {left_out} queries has a relevant document (a score of 1 or more) in the "
            "judgements: check that the ids in qrels.tsv are those of the queries."
        )
    measured = {name: measure(run, qrels, kept) for name, run in runs.items()}
    return Report(
        queries=len(kept),
        without_relevant=left_out,
        docs=docs,
        systems={name: found.means() for name, found in measured.items()},
        paired={
            f"{ours}-vs-{other}": paired_bootstrap(
                measured[ours].values[COMPARED], measured[other].values[COMPARED]
            )
            for ours, other in opponents(measured)
        },
        about=about or {},
    )


def gaps(found: Report) -> tuple[str, dict[str, str]]:
    """Return the system that was compared, and its gap to each other one in figures.

    A gap reads "+0.070 [-0.006, +0.159]": the mean difference in nDCG@10 and its interval.
    """
    names = list(found.systems)
    pairs = opponents(names)
    written = {
        other: f"{gap.delta:+.3f} [{gap.low:+.3f}, {gap.high:+.3f}]"
        for ours, other in pairs
        for gap in (found.paired[f"{ours}-vs-{other}"],)
    }
    return (pairs[0][0] if pairs else names[0]), written


def markdown_table(found: Report) -> str:
    """Return the figures as a Markdown table, a line a system, with the gaps."""
    ours, written = gaps(found)
    lines = [
        f"| system | {' | '.join(METRICS)} | {ours} minus it, nDCG@10, 95 % interval |",
        "|---|" + "---:|" * len(METRICS) + "---|",
    ]
    for name, figures in found.systems.items():
        numbers = " | ".join(f"{figures[metric]:.3f}" for metric in METRICS)
        lines.append(f"| {name} | {numbers} | {written.get(name, '')} |")
    return "\n".join(lines) + "\n"
