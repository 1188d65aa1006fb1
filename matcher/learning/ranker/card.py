"""The card of a version: what it learned from, how good it is, and how that is known."""

import json
from collections.abc import Mapping, Sequence
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from matcher.learning.ranker.card_text import card_markdown
from matcher.learning.ranker.figures import Figures, Slice, figures
from matcher.learning.ranker.folds import ndcg_at_10
from matcher.learning.ranker.heldout import FILE as HELD_OUT
from matcher.learning.ranker.heldout import held_out_text
from matcher.learning.ranker.plot import reliability_svg
from matcher.learning.ranker.reliability import by_name, reliability
from matcher.learning.ranker.sources import Source, fingerprint_of_all
from matcher.learning.ranker.training import Trained
from matcher.ranking.calibration import WIDEST
from matcher.ranking.features import FEATURES
from matcher.ranking.scorer import COLD_START

PLOT = "reliability.svg"
RANKER, FORMULA, TREES = "ranker", "cold_start", "boosted_trees"
_LIBRARIES = ("passerelle", "numpy", "scipy", "scikit-learn")


def files_of(
    trained: Trained, version: str, sources: Sequence[Source], encoder: str
) -> dict[str, str]:
    """Return the texts that go beside model.json, by file name."""
    examples = trained.examples
    card = card_of(trained, version, sources, encoder)
    files = {
        "card.json": json.dumps(card, ensure_ascii=False, indent=2, allow_nan=False) + "\n",
        "card.md": card_markdown(card),
        HELD_OUT: held_out_text(
            examples,
            ndcg_at_10(examples, trained.held_out.scores),
            ndcg_at_10(examples, examples.cold_start()),
            {source.name: source.fingerprint for source in sources},
        ),
    }
    if trained.chances is not None:
        shown = trained.shown
        told = reliability(trained.chances[:, 0], shown.kept, shown.groups)
        files[PLOT] = reliability_svg(told.bins, f"Ranker {version}: do its chances come true?")
    return files


def card_of(
    trained: Trained, version: str, sources: Sequence[Source], encoder: str
) -> dict[str, Any]:
    """Return the card as JSON; every figure is of needs that the weights had not learned from."""
    found = figures(
        trained.examples,
        {
            RANKER: trained.held_out.scores,
            FORMULA: trained.examples.cold_start(),
            TREES: trained.trees,
        },
        trained.seed,
    )
    return {
        "version": version,
        "method": "linear score learned from pairs (logistic loss), weights not below 0",
        "seed": trained.seed,
        "encoder": encoder,
        "trained_on": _trained_on(trained, sources),
        "strength_by_fold": list(trained.held_out.strengths),
        "features": _features(trained),
        "held_out": _held_out(found),
        "calibration": _calibration(trained),
        "versions": {name: installed(name) for name in _LIBRARIES},
    }


def _trained_on(trained: Trained, sources: Sequence[Source]) -> dict[str, Any]:
    needs = trained.examples.needs
    return {
        "fingerprint": fingerprint_of_all(sources),
        "needs": len(needs),
        "groups": len({need.group for need in needs}),
        "candidates": len(trained.examples.table),
        "sets": {
            source.name: {
                "needs": source.needs,
                "with_partner": sum(
                    need.has_partner for need in needs if need.set_name == source.name
                ),
                "documents": source.documents,
                "judgements": source.judgements,
                "weight": trained.set_weights.get(source.name, 1.0),
                "fingerprint": source.fingerprint,
            }
            for source in sources
        },
    }


def _features(trained: Trained) -> dict[str, Any]:
    """Return each weight, beside the formula's and the least and most that a fold learned."""
    folds = trained.held_out.weights
    return {
        name: {
            "weight": weight,
            "fold_low": min(each[name] for each in folds),
            "fold_high": max(each[name] for each in folds),
            "cold_start": COLD_START.get(name, 0.0),
            "measures": FEATURES.get(name, ""),
        }
        for name, weight in trained.weights.items()
    }


def _held_out(found: Figures) -> dict[str, Any]:
    return {
        "all": _slice(found.everything),
        "sets": {name: _slice(each) for name, each in found.sets.items()},
        "languages": {name: _slice(each) for name, each in found.languages.items()},
    }


def _slice(part: Slice) -> dict[str, Any]:
    def table(values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: interval.as_json() for name, interval in values.items()}

    return {
        "needs": part.needs,
        "systems": {metric: table(values) for metric, values in part.systems.items()},
        "ranker_minus": {metric: table(values) for metric, values in part.gaps.items()},
    }


def _calibration(trained: Trained) -> dict[str, Any] | None:
    if trained.chances is None:
        return None
    shown, chances = trained.shown, trained.chances
    middle = chances[:, 0]
    languages = by_name(middle, shown.kept, shown.groups, shown.languages)
    sets = by_name(middle, shown.kept, shown.groups, shown.sets)
    sure = chances[:, 2] - chances[:, 1] <= WIDEST
    return {
        "all": reliability(middle, shown.kept, shown.groups).as_json(),
        "languages": {name: each.as_json() for name, each in languages.items()},
        "sets": {name: each.as_json() for name, each in sets.items()},
        "told_as_number": round(float(np.mean(sure)), 4),
    }
