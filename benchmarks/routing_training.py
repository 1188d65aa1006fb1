"""Learns when a need calls for a support body: run `python -m benchmarks.routing_training`.

Learns from data/training/support_needs.jsonl and from ordinary needs, which call for none. The
strength of the penalty and the thresholds are chosen by cross-validation, whose figures are kept in
models/support/routing.json beside the weights. `--no-write` only prints them.
"""

import hashlib
import json
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from matcher import assembly
from matcher.domain.challenge import Challenge, Facts
from matcher.domain.taxonomy import LANGUAGES
from matcher.engine import Matcher
from matcher.ranking.support_learned import CLASSES, features, folder
from matcher.ranking.support_words import read_words
from matcher.reference import sample_challenges_path
from matcher.settings import settings
from matcher.text.needs import complete
from matcher.text.support_phrases import cue_patterns

FOLDS: Final = 8
ORDINARY: Final = 600
ORDINARY_WEIGHT: Final = 0.5
"""An ordinary need counts for half of a labelled one."""
PENALTIES: Final = (0.1, 0.3, 1.0)
THRESHOLDS: Final = (0.3, 0.35, 0.4, 0.45, 0.5)
CLUSTER_FROM: Final = 0.5
MOST_ROUTED: Final = 0.025
"""Share of ordinary needs that may be sent to a centre."""

Table = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A need with the place of its class among CLASSES, and whether it is an ordinary need."""

    challenge: Challenge
    label: int
    is_ordinary: bool


def main(*, write: bool) -> None:
    """Choose, learn, print the figures and keep the model."""
    lessons = [*_labelled(), *_ordinary()]
    cues = _cues()
    rows, labels = _rows(lessons, cues), np.array([each.label for each in lessons])
    tried = [
        (_figures(lessons, shares, threshold), penalty, threshold)
        for penalty in PENALTIES
        for shares in [_cross_validated(rows, labels, lessons, penalty)]
        for threshold in THRESHOLDS
    ]
    allowed = [each for each in tried if each[0]["ordinary_routed"] <= MOST_ROUTED] or tried
    figures, penalty, threshold = max(allowed, key=lambda each: each[0]["centre_or_none"])
    chosen = {"penalty": penalty, "centre_from": threshold} | figures
    sys.stdout.write(json.dumps(chosen, indent=1) + "\n")
    if write:
        _write(_fitted(rows, labels, lessons, penalty), cues, penalty, threshold, figures)


def _labelled() -> Iterator[Lesson]:
    for row in _lines(_data() / "training/support_needs.jsonl"):
        yield _lesson(row, CLASSES.index(row["label"]), is_ordinary=False)


def _ordinary() -> Iterator[Lesson]:
    """Yield the samples, the judged needs of Moroccan industry and some training needs."""
    for row in _lines(sample_challenges_path()):
        yield _lesson(row, 0, is_ordinary=True)
    for language in LANGUAGES:
        for row in _lines(_data() / f"judgements/maroc_{language}/queries.jsonl"):
            own = {"id": row["_id"], "language": language, "text": row["text"]}
            yield _lesson(own, 0, is_ordinary=True)
    needs = _lines(_data() / "training/needs.jsonl")
    drawn = random.Random(7).sample(range(len(needs)), ORDINARY)  # noqa: S311
    for place, number in enumerate(drawn):
        language = LANGUAGES[place % len(LANGUAGES)]
        own = {"id": str(number), "language": language, "text": needs[number][language]}
        yield _lesson(own, 0, is_ordinary=True)


def _lesson(row: Mapping[str, Any], label: int, *, is_ordinary: bool) -> Lesson:
    facts = Facts() if is_ordinary else Facts(sectors=tuple(row.get("sectors", ())))
    challenge = Challenge(str(row["id"]), row["text"], row["language"], facts=facts)
    return Lesson(complete(challenge), label, is_ordinary)


def _rows(lessons: Sequence[Lesson], cues: tuple[str, ...]) -> Table:
    matcher = Matcher(assembly.embedder())
    matcher.prepare([each.challenge for each in lessons])
    rows = []
    for each in lessons:
        near = matcher.margins(each.challenge)
        if near.readings is not None:
            found = read_words(each.challenge)
            rows.append(features(found, cues, near.readings, (near.centre, near.cluster)))
    return np.vstack(rows)


def _cues() -> tuple[str, ...]:
    """Return the families of cues that are no service: each is a feature of its own."""
    names = {name for language in LANGUAGES for name in cue_patterns(language)}
    return tuple(sorted(each for each in names if not each.startswith(("ask_", "mention_"))))


def _fitted(rows: Table, labels: NDArray[Any], lessons: Sequence[Lesson], penalty: float) -> Any:
    from sklearn.linear_model import LogisticRegression

    weights = [ORDINARY_WEIGHT if each.is_ordinary else 1.0 for each in lessons]
    return LogisticRegression(C=penalty, max_iter=3_000).fit(rows, labels, sample_weight=weights)


def _cross_validated(
    rows: Table, labels: NDArray[Any], lessons: Sequence[Lesson], penalty: float
) -> Table:
    """Return the shares of each class for each lesson, by a model that did not see it."""
    from sklearn.model_selection import StratifiedKFold

    strata = [f"{each.label}{each.challenge.language}{each.is_ordinary}" for each in lessons]
    shares = np.zeros((len(rows), len(CLASSES)), dtype=np.float32)
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    for learned, held in folds.split(rows, strata):
        part = [lessons[place] for place in learned]
        model = _fitted(rows[learned], labels[learned], part, penalty)
        shares[held] = model.predict_proba(rows[held])
    return shares


def _figures(lessons: Sequence[Lesson], shares: Table, threshold: float) -> dict[str, float]:
    """Return shares of right answers on the labelled needs, and of ordinary needs routed.

    The needs that the cues were tuned on (`r...`) are learned from, and left out of the figures.
    """
    labels = np.array([each.label for each in lessons])
    ordinary = np.array([each.is_ordinary for each in lessons])
    new = np.array([each.challenge.id.startswith("tr-") for each in lessons])
    languages = np.array([each.challenge.language for each in lessons])
    centre = (shares[:, 1] >= threshold) & (shares[:, 1] >= shares[:, 2])
    cluster = (shares[:, 2] >= CLUSTER_FROM) & (shares[:, 2] > shares[:, 1])
    right = centre == (labels == 1)
    found = {"centre_or_none": right[new].mean()}
    found |= {f"centre_or_none_{each}": right[new & (languages == each)].mean()
              for each in LANGUAGES}  # fmt: skip
    found["cluster_or_none"] = (cluster == (labels == CLASSES.index("cluster")))[new].mean()
    found["ordinary_routed"] = centre[ordinary].mean()
    found["ordinary_to_cluster"] = cluster[ordinary].mean()
    return {name: round(float(value), 4) for name, value in found.items()}


def _write(
    model: Any,
    cues: tuple[str, ...],
    penalty: float,
    threshold: float,
    figures: Mapping[str, float],
) -> None:
    place = folder(settings().home)
    place.mkdir(parents=True, exist_ok=True)
    weights = place / "routing.npz"
    np.savez_compressed(
        weights,
        weights=model.coef_.astype(np.float16),
        bias=model.intercept_.astype(np.float32),
    )
    card = {
        "encoder": assembly.embedder().query_name,
        "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
        "classes": CLASSES,
        "cues": cues,
        "centre_from": threshold,
        "cluster_from": CLUSTER_FROM,
        "penalty": penalty,
        "cross_validated": figures,
    }
    text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
    (place / "routing.json").write_text(text, encoding="utf-8")


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def _data() -> Path:
    return settings().home / "data"


if __name__ == "__main__":
    main(write="--no-write" not in sys.argv[1:])
