"""A card in words and tables, for people."""

from collections.abc import Mapping
from typing import Any

_NAMES = {"ranker": "ranker", "cold_start": "cold-start formula", "boosted_trees": "boosted trees"}


def card_markdown(card: Mapping[str, Any]) -> str:
    """Return card.md from the content of card.json."""
    parts = [
        f"# Ranker {card['version']}",
        f"A {card['method']}; encoder `{card['encoder']}`; seed {card['seed']}.",
        _trained_on(card["trained_on"]),
        _features(card["features"]),
        _held_out(card["held_out"]),
        _calibration(card["calibration"]),
        "## Made with\n\n" + ", ".join(f"{name} {v}" for name, v in card["versions"].items()) + ".",
    ]
    return "\n\n".join(parts) + "\n"


def _trained_on(told: Mapping[str, Any]) -> str:
    rows = [
        [
            name,
            each["needs"],
            each["with_partner"],
            each["documents"],
            each["judgements"],
            f"{each['weight']:g}",
            f"`{each['fingerprint'][:12]}`",
        ]
        for name, each in told["sets"].items()
    ]
    heads = ["set", "needs", "with a partner", "startups", "judgements", "weight", "SHA-256"]
    return (
        "## What it learned from\n\n"
        f"{told['needs']} judged needs in {told['groups']} groups (a need told in several "
        f"languages is one group), {told['candidates']} candidates. Fingerprint of the data: "
        f"`{told['fingerprint']}`.\n\n" + _table(heads, rows)
    )


def _features(features: Mapping[str, Any]) -> str:
    rows = [
        [
            f"`{name}`",
            f"{each['weight']:.3f}",
            f"{each['fold_low']:.3f} to {each['fold_high']:.3f}",
            f"{each['cold_start']:.2f}",
            each["measures"],
        ]
        for name, each in features.items()
    ]
    heads = ["feature", "weight", "in the folds", "cold start", "what it measures"]
    return "## Weights\n\n" + _table(heads, rows)


def _held_out(found: Mapping[str, Any]) -> str:
    slices = {"all": found["all"]}
    slices |= {f"set {name}": each for name, each in found["sets"].items()}
    slices |= {f"language {name}": each for name, each in found["languages"].items()}
    rows = []
    for name, part in slices.items():
        for system in part["systems"].get("ndcg@10", ()):
            metrics = [_interval(values[system]) for values in part["systems"].values()]
            gap = part["ranker_minus"]["ndcg@10"].get(system)
            told = _interval(gap, sign="+") if gap else ""
            rows.append([name, part["needs"], _NAMES.get(system, system), *metrics, told])
    heads = ["needs of", "count", "order by", *found["all"]["systems"], "ranker minus it, nDCG@10"]
    return (
        "## How good it is on needs that it had not learned from\n\n"
        "Five folds by group; weights, and how strongly they are drawn to the formula, are "
        "chosen without the fold that is measured. In brackets: 95 % interval over groups drawn "
        "again. The boosted trees are a trial on the same folds and do not ship.\n\n"
        + _table(heads, rows)
    )


def _calibration(told: Mapping[str, Any] | None) -> str:
    if told is None:
        return (
            "## Chances\n\nToo few pairs were kept to learn chances from: this version gives none."
        )
    slices = {"all": told["all"]}
    slices |= {f"language {name}": each for name, each in told["languages"].items()}
    slices |= {f"set {name}": each for name, each in told["sets"].items()}
    rows = [
        [
            name,
            each["pairs"],
            f"{each['kept']:.3f}",
            f"{each['mean_chance']:.3f}",
            f"{each['error']:.3f} [{each['error_low']:.3f}, {each['error_high']:.3f}]",
            f"{each['error_equal_width']:.3f}",
            f"{each['brier']:.3f}",
            f"{each['brier_of_the_mean']:.3f}",
        ]
        for name, each in slices.items()
    ]
    heads = [
        *("pairs of", "count", "kept", "mean chance", "calibration error", "equal-width bins"),
        *("Brier", "Brier of the mean"),
    ]
    bins = [
        [f"{each['chance']:.3f}", f"{each['kept']:.3f}", _range(each), each["pairs"]]
        for each in told["all"]["bins"]
    ]
    return (
        "## Chances\n\n"
        "The chance that a curator keeps a pair, on the first ten places of every list; scores and "
        "chances both out of fold. Calibration error: ten bins of as many pairs (Naeini et al., "
        "2015), beside ten of equal width (Guo et al., 2017).\n\n"
        f"{_table(heads, rows)}\n\n"
        f"{100 * told['told_as_number']:.0f} % of these pairs have an interval narrow enough for a "
        "number; the others are told in words.\n\n"
        "![Chances told against shares kept](reliability.svg)\n\n"
        + _table(["chance told", "share kept", "95 % interval", "pairs"], bins)
    )


def _interval(value: Mapping[str, float], *, sign: str = "") -> str:
    return " ".join([f"{value['mean']:{sign}.3f}", _range(value, sign=sign)])


def _range(value: Mapping[str, float], *, sign: str = "") -> str:
    return f"[{value['low']:{sign}.3f}, {value['high']:{sign}.3f}]"


def _table(heads: list[str], rows: list[list[Any]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)
