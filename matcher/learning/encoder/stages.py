"""The two stages of a training run: how long, how fast, and on which batches."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matcher.errors import ReferenceUnreadable
from matcher.learning.encoder.batches import Batch, PairBatches
from matcher.learning.encoder.graded import GradedBatches, MixedBatches
from matcher.learning.encoder.sources import Material

PAIRS, GRADED = "pairs", "graded"


@dataclass(frozen=True, slots=True)
class Stage:
    """One pass of training, with an optimiser of its own."""

    name: str
    steps: int
    rate: float
    """The learning rate after warming up."""
    warmup: int
    """Steps in which the rate rises; 1 is none."""
    fall: float
    """The share of the rate that is gone at the end; it falls evenly."""

    def rate_at(self, step: int) -> float:
        """Return the learning rate of a step, counted from 0."""
        return self.rate * min(1, (step + 1) / self.warmup) * (1 - self.fall * step / self.steps)


def stages(steps: int, graded_steps: int) -> list[Stage]:
    """Return the stages that have steps: pairs first, then graded needs mixed with pairs."""
    both = [Stage(PAIRS, steps, 5e-5, 30, 0.6), Stage(GRADED, graded_steps, 2e-5, 1, 1.0)]
    return [stage for stage in both if stage.steps]


class Draws:
    """What a stage draws its batches from; its state can be kept and put back."""

    def __init__(self, stage: Stage, material: Material, seed: int) -> None:
        self._chance = random.Random(seed + (stage.name == GRADED))  # noqa: S311 (no secret)
        self._pairs = PairBatches(material.sources, self._chance)
        self._graded: GradedBatches | None = None
        self._mixed: MixedBatches | None = None
        if stage.name == GRADED:
            if material.graded is None or not material.graded.needs:
                raise ReferenceUnreadable(
                    "data/training holds no graded needs. Restore them, or use --graded-steps 0."
                )
            self._graded = GradedBatches(material.graded, self._chance)
            self._mixed = MixedBatches(self._pairs, self._graded, self._chance)

    def next(self) -> Batch:
        """Return the next batch of the stage."""
        return self._mixed.next() if self._mixed else self._pairs.next()

    def state(self) -> dict[str, Any]:
        """Return plain values from which `restore` goes on with the same draws."""
        waiting = list(self._graded.waiting) if self._graded else []
        return {
            "random": self._chance.getstate(),
            "queues": self._pairs.queues.state(),
            "graded": waiting,
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where `state` was taken."""
        version, numbers, gauss = state["random"]
        self._chance.setstate((version, tuple(numbers), gauss))
        self._pairs.queues.restore(state["queues"])
        if self._graded:
            self._graded.waiting = list(state["graded"])
