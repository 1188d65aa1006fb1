"""Batches of graded needs: one startup that answers and one that does not, for each need."""

import random
from typing import Final

from matcher.learning.encoder.batches import Batch, PairBatches, drawn_text, varied
from matcher.learning.encoder.pairs import Graded, GradedNeed

SIZE: Final = 16
"""Needs in a batch; it has twice as many documents."""
GRADED_SHARE: Final = 0.5
_CHANCES: Final = (1, 3, 1, 2)
"""How likely a startup is drawn, by its grade: 3 twice as likely as 2, 1 three times as 0."""


class GradedBatches:
    """Batches of 16 graded needs; every need comes once before any comes again."""

    def __init__(self, graded: Graded, chance: random.Random) -> None:
        self._graded = graded
        self._chance = chance
        self.waiting: list[int] = []
        """Places of the needs that have not come yet."""

    def next(self) -> Batch:
        """Return the next batch: the answers of its needs, then as many that are none.

        A document that answers another need of the batch too is masked there, and so is the twin
        of one: a startup of the same name.
        """
        needs = self._next_needs()
        queries = [drawn_text(each.texts, self._chance) for each in needs]
        answers = [self._drawn(each, each.answers) for each in needs]
        startups = answers + [self._drawn(each, each.others) for each in needs]
        documents = [self._graded.startups[startup].text for startup in startups]
        return Batch(
            "graded",
            [varied(text, self._chance) for text in queries],
            [varied(text, self._chance) for text in documents],
            [self._masked(each, own, startups) for own, each in enumerate(needs)],
            is_mutual=False,
        )

    def _next_needs(self) -> list[GradedNeed]:
        if len(self.waiting) < min(SIZE, len(self._graded.needs)):
            self.waiting = list(range(len(self._graded.needs)))
            self._chance.shuffle(self.waiting)
        taken, self.waiting = self.waiting[:SIZE], self.waiting[SIZE:]
        return [self._graded.needs[place] for place in taken]

    def _drawn(self, each: GradedNeed, startups: list[str]) -> str:
        chances = [_CHANCES[each.grades[startup]] for startup in startups]
        return self._chance.choices(startups, chances)[0]

    def _masked(self, each: GradedNeed, own: int, startups: list[str]) -> list[bool]:
        names = {self._name(startup) for startup in each.answers}
        return [at != own and self._name(startup) in names for at, startup in enumerate(startups)]

    def _name(self, startup: str) -> str:
        return self._graded.startups[startup].name.casefold()


class MixedBatches:
    """Graded batches and batches of pairs, half of each, in a drawn order."""

    def __init__(self, pairs: PairBatches, graded: GradedBatches, chance: random.Random) -> None:
        self.pairs = pairs
        self.graded = graded
        self._chance = chance

    def next(self) -> Batch:
        """Return the next batch of either kind."""
        is_graded = self._chance.random() < GRADED_SHARE
        return self.graded.next() if is_graded else self.pairs.next()
