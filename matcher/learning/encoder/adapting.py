"""Trains the reading of needs: a low-rank change of the encoder, for queries alone.

Documents stay as the encoder sees them, so their vectors are computed once, and a lesson compares
with all of them at once.
"""

import hashlib
import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.intake.beir import BeirSet, read_beir
from matcher.learning.encoder.batches import SMALLEST
from matcher.learning.encoder.lessons import (
    NEEDS_SHARE,
    JudgedLessons,
    JudgedQueries,
    Lesson,
    NeedLessons,
)
from matcher.learning.encoder.low_rank import AdaptedNetwork
from matcher.learning.encoder.pairs import Profile
from matcher.learning.encoder.shelf import Shelf, shelved
from matcher.learning.encoder.sources import JUDGED_SETS, WEIGHTS, training_part
from matcher.learning.encoder.stages import Stage
from matcher.learning.encoder.told import ToldNeed
from matcher.retrieval.embedding import Embedder, Progress

if TYPE_CHECKING:
    from torch import Tensor

RATE, WARMUP, FALL = 5e-4, 15, 0.95
_AT_ONCE = 96
_TOLD_EVERY = 20


@dataclass(frozen=True, slots=True)
class JudgedTexts:
    """The training part of a judged set: (query, document id → gain), and the documents' shelf."""

    queries: Sequence[tuple[str, Mapping[str, float]]]
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class Course:
    """All that is learned from."""

    needs: Sequence[ToldNeed]
    startups: Shelf
    judged: Mapping[str, JudgedTexts]

    def fingerprint(self) -> str:
        """Return the SHA-256 of every text and grade and of the encoder's name, in order."""
        digest = hashlib.sha256()

        def add(shelf: Shelf, *values: object) -> None:
            told = [values, shelf.ids, shelf.content]
            digest.update(json.dumps(told, ensure_ascii=False).encode())

        add(self.startups, [asdict(need) for need in self.needs])
        for name, each in self.judged.items():
            add(each.shelf, name, [[text, dict(gains)] for text, gains in each.queries])
        return digest.hexdigest()


def course_of(
    needs: Sequence[ToldNeed],
    profiles: Mapping[str, Profile],
    judged: Path | None,
    embedder: Embedder,
    progress: Progress | None = None,
) -> Course:
    """Return what to learn from; documents are embedded as the index does it, or cached."""
    texts = {name: ("", each.text) for name, each in profiles.items()}
    startups = shelved(texts, embedder, progress)
    sets: dict[str, JudgedTexts] = {}
    if judged is not None:
        shelves: dict[str, Shelf] = {}

        @cache
        def read(name: str) -> BeirSet:
            return read_beir(judged / name)

        for name in JUDGED_SETS:
            documents = {key: (each[0], each[1]) for key, each in read(name).documents.items()}
            content = hashlib.sha256(json.dumps(documents).encode()).hexdigest()
            if content not in shelves:
                shelves[content] = shelved(documents, embedder, progress)
            queries = list(training_part(name, read))
            if len(queries) >= SMALLEST:
                sets[name] = JudgedTexts(queries, shelves[content])
    return Course(needs, startups, sets)


class Adapting:
    """A run over a course, from the encoder as it is to the last step."""

    def __init__(self, network: AdaptedNetwork, course: Course, prompt: str, seed: int) -> None:
        self._network, self._prompt = network, prompt
        self._chance = random.Random(seed)  # noqa: S311 (no secret)
        teacher = self._teacher(course.needs)
        self._needs = NeedLessons(course.needs, course.startups, teacher, self._chance)
        sets = {name: self._asked(each) for name, each in course.judged.items()}
        self._judged = JudgedLessons(sets, WEIGHTS, self._chance) if sets else None

    @property
    def needs_seen(self) -> int:
        """How many different needs have come so far."""
        return self._needs.seen

    def run(self, steps: int, told: Callable[[int, float], None]) -> list[float]:
        """Do the steps; return the loss of each. `told` hears (step, mean of the last losses)."""
        import torch

        parameters = self._network.parameters()
        optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01)
        stage = Stage("reading", steps, RATE, WARMUP, FALL)
        losses: list[float] = []
        for step in range(steps):
            for group in optimiser.param_groups:
                group["lr"] = stage.rate_at(step)
            lesson = self._next()
            loss = lesson.loss(self._network.embed(lesson.texts, self._prompt))
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimiser.step()
            losses.append(loss.item())
            if (step + 1) % _TOLD_EVERY == 0 or step + 1 == steps:
                recent = losses[-_TOLD_EVERY:]
                told(step + 1, sum(recent) / len(recent))
        return losses

    def _next(self) -> Lesson:
        if self._judged is None or self._chance.random() < NEEDS_SHARE:
            return self._needs.next()
        return self._judged.next()

    def _teacher(self, needs: Sequence[ToldNeed]) -> "Tensor":
        import torch

        tongues = [self._as_it_was([need.texts[tongue] for need in needs]) for tongue in range(3)]
        return torch.nn.functional.normalize(torch.stack(tongues).mean(0), dim=1)

    def _asked(self, judged: JudgedTexts) -> JudgedQueries:
        places = {name: place for place, name in enumerate(judged.shelf.ids)}
        texts = [text for text, _ in judged.queries]
        gains = [{places[name]: gain for name, gain in each.items()} for _, each in judged.queries]
        return JudgedQueries(texts, gains, judged.shelf, self._as_it_was(texts))

    def _as_it_was(self, texts: Sequence[str]) -> "Tensor":
        import torch

        read = [" ".join(text.lower().split()) for text in texts]
        with self._network.as_it_was():
            rows = [
                self._network.embed(read[at : at + _AT_ONCE], self._prompt)
                for at in range(0, len(read), _AT_ONCE)
            ]
        return torch.cat(rows)
