"""The card of trained layers: from what, how, with which losses."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from statistics import fmean
from typing import Any

from matcher.learning.encoder.pairs import fingerprint
from matcher.learning.encoder.sources import LICENCES, WEIGHTS, Material, split_note
from matcher.learning.encoder.training import Losses, TrainingSettings

_LIBRARIES = ("torch", "transformers", "tokenizers", "safetensors", "numpy")
_MEAN_OF = 20
"""Steps whose losses are given as one figure in the card."""


def card_of(
    material: Material, settings: TrainingSettings, losses: Losses, origin: str
) -> dict[str, Any]:
    """Return what the card says of a run; `origin` names the encoder that it started from."""
    graded = material.graded.needs if material.graded else ()
    has_judged = any(name.startswith("sbir") for name in material.sources)
    counts = {name: len(pairs) for name, pairs in material.sources.items()}
    return {
        "origin": origin,
        "trained_with_judged_sets": has_judged,
        "data_sha256": fingerprint(material.sources, material.graded),
        "pairs": counts,
        "graded_needs": len(graded),
        "graded_pairs": sum(len(each.grades) for each in graded),
        "weights": {name: share for name, share in WEIGHTS.items() if name in counts},
        "licences": {name: LICENCES[name] for name in (*counts, "graded")},
        "split": split_note(),
        "settings": asdict(settings),
        "stages": [asdict(stage) for stage in settings.stages()],
        "losses": {name: means(each) for name, each in losses.items()},
        "versions": library_versions(),
    }


def card_text(card: Mapping[str, Any]) -> str:
    """Return the card as a page for people."""
    rows = "\n".join(
        f"| {name} | {count:,} | {card['weights'].get(name, 0):.2f} | {card['licences'][name]} |"
        for name, count in card["pairs"].items()
    )
    stages = "\n".join(
        f"- {stage['name']}: {stage['steps']} steps, learning rate {stage['rate']:g}; "
        f"loss {_first_and_last(card['losses'].get(stage['name'], []))}"
        for stage in card["stages"]
    )
    settings, judged = card["settings"], card["trained_with_judged_sets"]
    start = settings["start"]
    mean = "".join(f"- {_part_text(part)}\n" for part in card.get("mean_of", ()))
    given = f"\nIt started from given weights (sha256 `{start}`), not from the first stage.\n"
    versions = ", ".join(f"{name} {each}" for name, each in card["versions"].items())
    if mean:
        mean = f"The weights are the mean of these; what follows is of the first:\n\n{mean}\n"
    return f"""# {card["version"]}

Layers of `{card["origin"]}`, trained to bring an industrial need close to the startups that
answer it. They take the place of the encoder's own; the embeddings and the first
{_frozen(card)} layers are as they were. {card["megabytes"]} MB in half precision, sha256
`{card["sha256"]}`.

Trained {"with" if judged else "without"} the training part of the judged sets, with the seed
{settings["seed"]}.

## Stages

{mean}{stages}
{given if start else ""}
The second stage draws half of its batches from graded needs: {card["graded_needs"]:,} needs, \
{card["graded_pairs"]:,} grades.

## Data

Fingerprint (sha256): `{card["data_sha256"]}`

| source | pairs | share of batches | texts |
|---|---|---|---|
{rows}
| graded | {card["graded_pairs"]:,} | – | {card["licences"]["graded"]} |

The needs and grades were written for this project; places and figures in them are invented, and
their Arabic was not reviewed by a native speaker.

{card["split"]}

## Libraries

{versions}
"""


def _frozen(card: Mapping[str, Any]) -> int:
    """Return how many of the lowest layers no training of the card changed."""
    parts = card.get("mean_of") or [card]
    return min(int(part["settings"]["frozen"]) for part in parts)


def _part_text(part: Mapping[str, Any]) -> str:
    steps = ", ".join(f"{stage['steps']} steps on {stage['name']}" for stage in part["stages"])
    settings = part["settings"]
    return (
        f"`{part['version']}`: {steps}, the first {settings['frozen']} layers as they were, seed "
        f"{settings['seed']}, sha256 `{part['sha256']}`"
    )


def _first_and_last(means: Sequence[float]) -> str:
    return f"{means[0]:.3f} at first, {means[-1]:.3f} at last" if means else "not kept"


def means(losses: Sequence[float]) -> list[float]:
    """Return the mean of every twenty losses, as cards keep them."""
    parts = [losses[at : at + _MEAN_OF] for at in range(0, len(losses), _MEAN_OF)]
    return [round(fmean(part), 4) for part in parts]


def library_versions() -> dict[str, str]:
    """Return library → version, of those that a training depends on."""
    return {name: version(name) for name in _LIBRARIES}
