"""The card of a query adapter: from what, how, with which losses."""

from collections.abc import Mapping, Sequence
from typing import Any

from matcher.learning.encoder.adapting import FALL, RATE, WARMUP, Course
from matcher.learning.encoder.card import library_versions, means
from matcher.learning.encoder.lessons import (
    DOUBTS,
    JUDGED_PULL,
    LABELS,
    NEEDS_PULL,
    NEEDS_SHARE,
    TEMPERATURE,
)
from matcher.learning.encoder.low_rank import RANK
from matcher.learning.encoder.sources import LICENCES, WEIGHTS, split_note


def adapter_card(
    course: Course, losses: Sequence[float], origin: str, seed: int, seen: int
) -> dict[str, Any]:
    """Return what the card says of a run.

    `origin` names the layers that are changed, `seen` says how many different needs came.
    """
    graded = [need for need in course.needs if need.grades]
    return {
        "kind": "adapter",
        "origin": origin,
        "data_sha256": course.fingerprint(),
        "needs": len(course.needs),
        "needs_seen": seen,
        "blind_needs": sum(not need.startup for need in course.needs),
        "graded_needs": len(graded),
        "grades": sum(len(need.grades) for need in graded),
        "startups": len(course.startups.ids),
        "judged": {name: len(each.queries) for name, each in course.judged.items()},
        "shares": {name: WEIGHTS[name] for name in course.judged},
        "licences": {name: LICENCES[name] for name in ("need", "graded", *course.judged)},
        "split": split_note(),
        "settings": {
            "steps": len(losses),
            "seed": seed,
            "rank": RANK,
            "rate": RATE,
            "warmup": WARMUP,
            "fall": FALL,
            "temperature": TEMPERATURE,
            "labels": LABELS,
            "doubts": {str(grade): left for grade, left in DOUBTS.items()},
            "needs_share": NEEDS_SHARE,
            "needs_pull": NEEDS_PULL,
            "judged_pull": JUDGED_PULL,
        },
        "losses": means(losses),
        "versions": library_versions(),
    }


def adapter_text(card: Mapping[str, Any]) -> str:
    """Return the card as a page for people."""
    settings = card["settings"]
    rows = "\n".join(
        f"| {name} | {count:,} | {card['shares'][name]:.2f} | {card['licences'][name]} |"
        for name, count in card["judged"].items()
    )
    told = ", ".join(f"{name} {value}" for name, value in settings.items())
    first, last = card["losses"][0], card["losses"][-1]
    versions = ", ".join(f"{name} {each}" for name, each in card["versions"].items())
    return f"""# {card["version"]}

How needs are read: a low-rank change (LoRA) of every map of `{card["origin"]}`, for queries alone.
Capabilities are read by `{card["origin"]}` as it is. {card["megabytes"]} MB in half precision,
sha256 `{card["sha256"]}`.

It learned that a need is the same in French, Arabic and English: each is to be where the mean of
the three is, and to order {card["startups"]:,} startups as that mean does, corrected by grades.

{told}; loss {first:.3f} at first, {last:.3f} at last.

## Data

Fingerprint (sha256): `{card["data_sha256"]}`

{card["needs"]:,} needs in three languages, of which {card["needs_seen"]:,} came in these steps;
{card["blind_needs"]:,} were written before any startup was read; {card["graded_needs"]:,} have
{card["grades"]:,} grades.
{card["licences"]["graded"]}.

| judged set, training part | queries | share of its lessons | texts |
|---|---|---|---|
{rows}

The needs and grades were written for this project; places and figures in them are invented, and
their Arabic was not reviewed by a native speaker.

{card["split"]}

## Libraries

{versions}
"""
