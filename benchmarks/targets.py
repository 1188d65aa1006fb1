"""The targets, computed from what was measured: reached, or missed and by how much."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.judged import MAROC, SHIPPED_PREFIX
from benchmarks.no_partner import pooled
from matcher.learning.comparison import RESAMPLES, SEED, Difference
from matcher.learning.systems import PRODUCT

HEADLINE = ("sbir_en", "sbir_en_short", "cordis_he_en", "tee_fr", "services_fr")
GUARDS = ("xquad_ar2en", "arcd_ar", "cpv_fr2en", "ilab_fr_hard")
NDCG, RECALL = "ndcg@10", "recall@100"

_ROUNDING = 1e-9

Figures = Mapping[str, Any]
Sets = Mapping[str, Figures]


@dataclass(frozen=True)
class Target:
    """One target: what was found, and by how much it is missed, 0 when it is reached."""

    what: str
    target: str
    found: str
    missed_by: float | None
    """None when it was not measured."""
    note: str = ""

    @property
    def verdict(self) -> str:
        """Return the verdict in words."""
        if self.missed_by is None:
            return "not measured"
        return "reached" if self.missed_by <= 0 else f"missed by {self.missed_by:.3g}"


def best_baseline(figures: Figures, metric: str) -> tuple[str, float]:
    """Return the best baseline of a set for a metric, and its score."""
    scores = {name: each[metric] for name, each in figures["systems"].items() if name != PRODUCT}
    best = max(scores, key=lambda name: (scores[name], name))
    return best, float(scores[best])


def product(figures: Figures, metric: str) -> float:
    """Return the product's score on a set."""
    return float(figures["systems"][PRODUCT][metric])


def ratio(figures: Figures) -> float:
    """Return the product's nDCG@10 over that of the best baseline; infinite against nothing."""
    _, baseline = best_baseline(figures, NDCG)
    return product(figures, NDCG) / baseline if baseline > 0 else float("inf")


def of_set(sets: Sets, name: str) -> Figures | None:
    """Return the figures of a set, or of the one that ships in its place."""
    return sets.get(name) or sets.get(f"{SHIPPED_PREFIX}{name}")


def mean_gain(sets: Sequence[Figures], *, resamples: int = RESAMPLES) -> Difference:
    """Return the mean over sets of the product's gain on each set's best baseline, nDCG@10.

    Each set weighs the same. The interval (95 %) draws the queries of each set again with
    replacement, product and baseline together.
    """
    draw = np.random.default_rng(SEED)
    means, drawn = [], np.zeros(resamples)
    for figures in sets:
        best, _ = best_baseline(figures, NDCG)
        ours, theirs = (np.array(figures["per_query"][name][NDCG]) for name in (PRODUCT, best))
        gains = ours - theirs
        places = draw.integers(0, len(gains), size=(resamples, len(gains)))
        means.append(float(gains.mean()))
        drawn += gains[places].mean(axis=1) / len(sets)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Difference(float(np.mean(means)), float(low), float(high))


def targets(sets: Sets, robustness: Mapping[str, Any], model_megabytes: float) -> list[Target]:
    """Return every target with what was found."""
    return [
        *_the_job(sets),
        *_headline(sets),
        *_guards(sets),
        _recall(sets),
        *_chances(robustness.get("calibration")),
        *_evidence(robustness.get("evidence")),
        *_stuffing(robustness.get("stuffing")),
        *_stability(robustness.get("stability")),
        *_no_partner(robustness),
        _cost(robustness.get("cost")),
        _at_most("model files in the repository", 50, model_megabytes, "{:.1f} MB"),
    ]


def _at_least(
    what: str, goal: float, found: float | None, shape: str = "{:.3f}", note: str = ""
) -> Target:
    missed = None if found is None else max(0.0, goal - found)
    return Target(what, "≥ " + shape.format(goal), _written(found, shape), missed, note)


def _at_most(
    what: str, goal: float, found: float | None, shape: str = "{:.3f}", note: str = ""
) -> Target:
    missed = None if found is None else max(0.0, found - goal)
    return Target(what, "≤ " + shape.format(goal), _written(found, shape), missed, note)


def _written(found: float | None, shape: str) -> str:
    return "–" if found is None else shape.format(found)


def _the_job(sets: Sets) -> list[Target]:
    found = {name: of_set(sets, name) for name in MAROC}
    scores = {name: product(each, NDCG) if each else None for name, each in found.items()}
    recalls = {name: product(each, RECALL) if each else None for name, each in found.items()}
    french = scores["maroc_fr"]
    rows = [
        _at_least("maroc_fr, nDCG@10", 0.45, french),
        _at_least("maroc_fr, Recall@100", 0.90, recalls["maroc_fr"]),
    ]
    for name in MAROC[1:]:
        score = scores[name]
        share = score / french if french and score is not None else None
        rows.append(_at_least(f"{name}, nDCG@10 over that of maroc_fr", 0.90, share))
        rows.append(_at_least(f"{name}, Recall@100", 0.85, recalls[name]))
    return rows


def _headline(sets: Sets) -> list[Target]:
    found = {name: sets[name] for name in HEADLINE if name in sets}
    what = f"mean over {', '.join(HEADLINE)}"
    if not found:
        return [_at_least(f"{what}: nDCG@10 over the best baseline", 1.15, None)]
    few = "" if len(found) == len(HEADLINE) else f"{len(found)} of {len(HEADLINE)} sets"
    mean = float(np.mean([ratio(each) for each in found.values()]))
    gain = mean_gain(list(found.values()))
    told = f"{gain.delta:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"
    below = {name: ratio(each) for name, each in found.items() if ratio(each) < 1}
    worst = max((_shortfall(each, NDCG) for each in found.values()), default=0.0)
    return [
        _at_least(f"{what}: nDCG@10 over the best baseline", 1.15, mean, note=few),
        Target("the same: mean gain, 95 % interval", "above 0", told, max(0.0, -gain.low), few),
        Target(
            "the same: no set below its best baseline",
            "none",
            ", ".join(f"{name} × {each:.3f}" for name, each in below.items()) or "none",
            worst,
            few,
        ),
    ]


def _guards(sets: Sets) -> list[Target]:
    rows = []
    for name in GUARDS:
        figures = sets.get(name)
        what = f"{name}, nDCG@10 against the best baseline"
        if figures is None:
            rows.append(Target(what, "not below", "–", None))
            continue
        best, baseline = best_baseline(figures, NDCG)
        told = f"{product(figures, NDCG):.3f} against {baseline:.3f} ({best})"
        rows.append(Target(what, "not below", told, _shortfall(figures, NDCG)))
    return rows


def _shortfall(figures: Figures, metric: str) -> float:
    short = best_baseline(figures, metric)[1] - product(figures, metric)
    return short if short > _ROUNDING else 0.0


def _recall(sets: Sets) -> Target:
    what, target = "Recall@100 on every set", "≥ the best baseline"
    short = {name: _shortfall(each, RECALL) for name, each in sets.items()}
    named = {name: by for name, by in short.items() if by > 0}
    told = ", ".join(f"{name} −{by:.3f}" for name, by in named.items()) or "everywhere"
    worst = max(short.values(), default=None)
    return Target(what, target, told if short else "–", worst)


def _chances(found: Figures | None) -> list[Target]:
    error = None if found is None else float(found["error"])
    note = (
        "" if found is None else f"95 % interval {found['error_low']:.3f}–{found['error_high']:.3f}"
    )
    wide = None if found is None else float(found["too_wide"])
    return [
        _at_most("calibration error (expected, ten bins)", 0.05, error, note=note),
        _at_most("chances shown as numbers though not sure to ±15 points", 0, wide, "{:.0f}"),
    ]


def _evidence(found: Figures | None) -> list[Target]:
    value = found or {}
    return [
        _at_least("quotes that are exact", 1.0, value.get("exact"), "{:.1%}"),
        _at_least("quotes without which the score falls", 0.9, value.get("lowered"), "{:.1%}"),
    ]


def _stuffing(found: Figures | None) -> list[Target]:
    value = found or {}
    return [
        _at_most("stuffed profiles that enter a top 10", 0.0, value.get("entered"), "{:.1%}"),
        _at_least("stuffed profiles that are flagged", 1.0, value.get("flagged"), "{:.1%}"),
    ]


def _stability(found: Figures | None) -> list[Target]:
    value = found or {}
    steps = value.get("one_step")
    note = "" if steps is None else f"{steps:.1%} change by one step"
    return [
        _at_least("stability: mean overlap of the top 10", 0.9, value.get("overlap")),
        _at_most("stability: bands that jump", 0.0, value.get("jumps"), "{:.1%}", note),
    ]


def _no_partner(robustness: Mapping[str, Any]) -> list[Target]:
    found = {
        name.removeprefix("no_partner/"): each
        for name, each in robustness.items()
        if name.startswith("no_partner/")
    }
    job = {name: each for name, each in found.items() if name in MAROC}
    what = "no partner: area under the curve of the top chance"
    return [
        _at_least(f"{what}, maroc_*", 0.8, pooled(job)),
        _at_least(f"{what}, all sets measured", 0.8, pooled(found)),
    ]


def _cost(found: Figures | None) -> Target:
    what = "one match, p95 over that of the formula"
    if found is None:
        return _at_most(what, 1.5, None)
    ours, formula = found["passerelle"]["p95"], found["formula"]["p95"]
    note = f"{ours:.0f} ms against {formula:.0f} ms"
    return _at_most(what, 1.5, ours / formula, "{:.2f}", note)
