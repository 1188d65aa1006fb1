"""What the reading of needs is taught: where a need belongs, and which documents it should find.

The mean of a need's vectors over its three languages finds startups far better than the vector of
any one of them (docs/decisions/0008). That mean teaches: each language is to be near it, and to
order all startups as it does, corrected by what readers graded. Judged queries are to find what was
judged, and to stay near where they were.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from matcher.learning.encoder.batches import varied
from matcher.learning.encoder.shelf import Shelf
from matcher.learning.encoder.told import ToldNeed

if TYPE_CHECKING:
    from torch import Tensor

TEMPERATURE = 0.02
NEEDS_SIZE, JUDGED_SIZE = 16, 32
"""Needs (in three languages each), or judged queries, of a lesson."""
NEEDS_SHARE = 0.68
"""How many lessons are of needs, where there are judged sets."""
LABELS = 0.4
"""How much of a target is what was graded; the rest is what the teacher finds."""
DOUBTS: Final[Mapping[int, float]] = {0: 0.1, 1: 0.3}
"""What is left of the teacher's belief in a startup that was graded so."""
NEEDS_PULL, JUDGED_PULL = 5.0, 3.0
"""What a cosine of 0 to the anchor costs."""


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """Texts, what each should find, and where each should be.

    `targets` (n, documents) are distributions over the documents of the shelf; `anchors` (n, d)
    are unit rows.
    """

    texts: list[str]
    targets: "Tensor"
    anchors: "Tensor"
    shelf: Shelf
    pull: float

    def loss(self, queries: "Tensor") -> "Tensor":
        """Return cross-entropy with the targets + pull × (1 - cosine to the anchors), as means."""
        from torch.nn.functional import log_softmax

        found = log_softmax(self.shelf.likeness(queries) / TEMPERATURE, dim=1)
        away = 1 - (queries * self.anchors).sum(1)
        return -(self.targets * found).sum(1).mean() + self.pull * away.mean()


class NeedLessons:
    """Lessons of needs; every need comes before any comes again."""

    def __init__(
        self, needs: Sequence[ToldNeed], shelf: Shelf, teacher: "Tensor", chance: random.Random
    ) -> None:
        self._needs, self._shelf, self._teacher = needs, shelf, teacher
        self._places = {name: place for place, name in enumerate(shelf.ids)}
        self._chance = chance
        self._waiting: list[int] = []
        self._seen: set[int] = set()
        self._targets: dict[int, Tensor] = {}

    @property
    def seen(self) -> int:
        """How many different needs have come so far."""
        return len(self._seen)

    def next(self) -> Lesson:
        """Return the next lesson: each need in French, then Arabic, then English."""
        import torch

        if len(self._waiting) < min(NEEDS_SIZE, len(self._needs)):
            again = [at for at, need in enumerate(self._needs) for _ in range(need.times)]
            self._chance.shuffle(again)
            self._waiting += again
        taken, self._waiting = self._waiting[:NEEDS_SIZE], self._waiting[NEEDS_SIZE:]
        drawn = list(dict.fromkeys(taken))
        self._seen.update(drawn)
        texts = [
            varied(self._needs[at].texts[tongue], self._chance)
            for tongue in range(3)
            for at in drawn
        ]
        targets = torch.stack([self._target(at) for at in drawn]).repeat(3, 1)
        anchors = self._teacher[drawn].repeat(3, 1)
        return Lesson(texts, targets, anchors, self._shelf, NEEDS_PULL)

    def _target(self, at: int) -> "Tensor":
        import torch

        if at not in self._targets:
            need = self._needs[at]
            seen = self._shelf.likeness(self._teacher[at : at + 1])[0]
            target = torch.softmax(seen / TEMPERATURE, 0)
            for name, grade in need.grades.items():
                target[self._places[name]] *= DOUBTS.get(grade, 1.0)
            target /= target.sum()
            if need.gains:
                told = {self._places[name]: gain for name, gain in need.gains.items()}
                target = LABELS * spread(told, len(target)) + (1 - LABELS) * target
            self._targets[at] = target
        return self._targets[at]


@dataclass(frozen=True, slots=True, eq=False)
class JudgedQueries:
    """The training part of a judged set: texts, the gains of each by place, and old vectors."""

    texts: Sequence[str]
    gains: Sequence[Mapping[int, float]]
    shelf: Shelf
    anchors: "Tensor"


class JudgedLessons:
    """Lessons of judged sets, drawn by their shares."""

    def __init__(
        self,
        sets: Mapping[str, JudgedQueries],
        shares: Mapping[str, float],
        chance: random.Random,
    ) -> None:
        self._sets = sets
        self._shares = [shares[name] for name in sets]
        self._chance = chance
        self._waiting: dict[str, list[int]] = {name: [] for name in sets}

    def next(self) -> Lesson:
        """Return the next lesson: up to 32 queries of one set."""
        import torch

        name = self._chance.choices(list(self._sets), self._shares)[0]
        asked, waiting = self._sets[name], self._waiting[name]
        if len(waiting) < JUDGED_SIZE:
            waiting = self._chance.sample(range(len(asked.texts)), len(asked.texts))
        drawn, self._waiting[name] = waiting[:JUDGED_SIZE], waiting[JUDGED_SIZE:]
        texts = [varied(asked.texts[at], self._chance) for at in drawn]
        count = len(asked.shelf.ids)
        targets = torch.stack([spread(asked.gains[at], count) for at in drawn])
        return Lesson(texts, targets, asked.anchors[drawn], asked.shelf, JUDGED_PULL)


def spread(gains: Mapping[int, float], count: int) -> "Tensor":
    """Return a distribution (count,) in proportion to gains by place."""
    import torch

    found = torch.zeros(count)
    for place, gain in gains.items():
        found[place] = gain
    return found / found.sum()
