"""Two versions of the ranker on the same judged needs."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matcher.errors import TooFewVerdicts
from matcher.learning.comparison import Difference, paired_bootstrap
from matcher.learning.ranker.examples import Examples
from matcher.learning.ranker.folds import measured
from matcher.ranking.model import RankerModel

METRICS = ("ndcg@10", "recall@10", "recall@100", "mrr@10")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of two versions by metric, and the first minus the second in each."""

    needs: int
    first: Mapping[str, float]
    second: Mapping[str, float]
    differences: Mapping[str, Difference]


def compare(examples: Examples, first: RankerModel, second: RankerModel) -> Comparison:
    """Measure two versions on the needs that have a partner; TooFewVerdicts when none has."""
    if not any(need.has_partner for need in examples.needs):
        raise TooFewVerdicts(
            "None of these needs has a relevant startup (a score of 1 or more): nothing tells the "
            "versions apart. Give a folder with relevant judgements."
        )
    ours = measured(examples, examples.scored(first.weights))
    theirs = measured(examples, examples.scored(second.weights))
    return Comparison(
        len(ours.queries),
        {metric: ours.means()[metric] for metric in METRICS},
        {metric: theirs.means()[metric] for metric in METRICS},
        {
            metric: paired_bootstrap(ours.values[metric], theirs.values[metric])
            for metric in METRICS
        },
    )


def taught(folder: Path, version: str, fingerprint: str) -> bool:
    """Say whether a version learned from the judged folder with this fingerprint.

    A version without a readable card, as the cold-start formula, is taken to have learned nothing.
    """
    try:
        card: dict[str, Any] = json.loads((folder / version / "card.json").read_text("utf-8"))
        sets = card["trained_on"]["sets"].values()
        return any(each["fingerprint"] == fingerprint for each in sets)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
