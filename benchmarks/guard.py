"""What quality may not fall below: the stored reference, and what fell."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.no_partner import pooled
from benchmarks.targets import NDCG, RECALL, Figures, Sets, product

REFERENCE = Path(__file__).with_name("quality_reference.json")
LARGEST_FALL = 0.02
"""The part of a score that may be lost."""
LARGEST_SHARE_FALL = 0.02
"""What a share of robustness may lose."""
LARGEST_ERROR_RISE = 0.01
"""By how much chances may get worse."""

Reference = dict[str, dict[str, Any]]


def read(path: Path | None = None) -> Reference:
    """Return the reference; an empty one when there is none."""
    empty: Reference = {"sets": {}, "shares": {}, "calibration": {}}
    place = path or REFERENCE
    if not place.exists():
        return empty
    stored: Reference = json.loads(place.read_text(encoding="utf-8"))
    return empty | stored


def updated(known: Reference, sets: Sets, robustness: Mapping[str, Any]) -> Reference:
    """Return the reference with the figures of these sets and parts in place of older ones."""
    now = _now(sets, robustness)
    return {kind: dict(sorted((known[kind] | now[kind]).items())) for kind in known}


def write(reference: Reference, path: Path | None = None) -> None:
    """Store a reference."""
    (path or REFERENCE).write_text(json.dumps(reference, indent=2) + "\n", encoding="utf-8")


def falls(
    known: Reference, sets: Sets, robustness: Mapping[str, Any], *, is_full: bool = False
) -> list[str]:
    """Return a sentence for each figure that is worse than the reference allows.

    After a full run, a share of robustness or an error of chances that is known and missing now
    has fallen too. Sets may always be missing: not everybody has all of them.
    """
    now = _now(sets, robustness)
    return [
        *(_missing(known, now) if is_full else ()),
        *_fallen_scores(known["sets"], now["sets"]),
        *_fallen_shares(known["shares"], now["shares"]),
        *_worse_errors(known["calibration"], now["calibration"]),
    ]


def shares(robustness: Mapping[str, Any]) -> dict[str, float]:
    """Return the shares of robustness that are watched, each the higher the better."""
    stability, evidence, stuffing = (
        robustness.get(name) or {} for name in ("stability", "evidence", "stuffing")
    )
    areas = {name: each for name, each in robustness.items() if name.startswith("no_partner/")}
    found = {
        "stability: overlap": stability.get("overlap"),
        "stability: bands that do not jump": _rest(stability.get("jumps")),
        "evidence: exact": evidence.get("exact"),
        "evidence: lowered": evidence.get("lowered"),
        "stuffing: kept out": _rest(stuffing.get("entered")),
        "stuffing: flagged": stuffing.get("flagged"),
        "no partner: area": pooled(areas),
    }
    return {name: round(value, 4) for name, value in found.items() if value is not None}


def _now(sets: Sets, robustness: Mapping[str, Any]) -> Reference:
    calibration: Figures = robustness.get("calibration") or {}
    return {
        "sets": {name: _scores(figures) for name, figures in sets.items()},
        "shares": dict(shares(robustness)),
        "calibration": {"error": calibration["error"]} if calibration else {},
    }


def _scores(figures: Figures) -> dict[str, float]:
    return {metric: round(product(figures, metric), 4) for metric in (NDCG, RECALL)}


def _rest(share: float | None) -> float | None:
    return None if share is None else 1.0 - share


def _fallen_scores(known: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name, metrics in now.items():
        for metric, before in known.get(name, {}).items():
            if metrics[metric] < before * (1 - LARGEST_FALL):
                yield f"{name} {metric}: {metrics[metric]:.4f}, was {before:.4f}"


def _fallen_shares(known: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name, share in now.items():
        if name in known and share < known[name] - LARGEST_SHARE_FALL:
            yield f"{name}: {share:.4f}, was {known[name]:.4f}"


def _missing(known: Reference, now: Reference) -> Iterator[str]:
    for kind, label in (("shares", ""), ("calibration", "calibration ")):
        for name, before in known[kind].items():
            if name not in now[kind]:
                yield f"{label}{name}: missing, was {before:.4f}"


def _worse_errors(known: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for name, error in now.items():
        if name in known and error > known[name] + LARGEST_ERROR_RISE:
            yield f"calibration {name}: {error:.4f}, was {known[name]:.4f}"
