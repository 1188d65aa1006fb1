"""Batches of texts, drawn from the sources and varied as people write.

Everything that is drawn comes from one `random.Random`, in a fixed order: the same seed and the
same sources give the same batches, whatever the network makes of them.
"""

import random
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from matcher.learning.encoder.pairs import Pair
from matcher.learning.encoder.sources import BETWEEN_QUERIES, WEIGHTS

SIZE: Final = 32
SMALLEST: Final = 12
_BUCKET: Final = 8 * SIZE
"""So many shuffled pairs are sorted by length before they are cut into batches."""
_LENGTH_NOISE: Final = 150
"""Characters of chance in that order, so that the same pairs do not meet again."""
LANGUAGE_SHARES: Final = (0.40, 0.35, 0.25)
"""How often a need is asked in French, Arabic and English."""
_WITHOUT_ACCENTS, _WITHOUT_PUNCTUATION = 0.1, 0.2
"""Below the first, a text loses its accents; from there to the second, its punctuation."""
_PUNCTUATION = re.compile(r'[.,;:!?()«»"،؛؟]+')


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts for one step; document i answers query i.

    `masked[i][j]` says that document j must not count as wrong for query i. With `is_mutual` each
    document must find its query too, and there are as many documents as queries.
    """

    source: str
    queries: list[str]
    documents: list[str]
    masked: list[list[bool]]
    are_documents_queries: bool = False
    is_mutual: bool = True


def drawn_text(texts: Sequence[str], chance: random.Random) -> str:
    """Return one of the texts: by language when there are three, else each as often."""
    if len(texts) == len(LANGUAGE_SHARES):
        return chance.choices(texts, LANGUAGE_SHARES)[0]
    return chance.choice(texts)


def varied(text: str, chance: random.Random) -> str:
    """Return the text in small letters and single spaces, at times without accents or punctuation.

    A tenth of the texts lose their accents (in Arabic, vowel signs and hamzas), another tenth their
    punctuation.
    """
    drawn = chance.random()
    if drawn < _WITHOUT_ACCENTS:
        text = without_accents(text)
    elif drawn < _WITHOUT_PUNCTUATION:
        text = _PUNCTUATION.sub(" ", text)
    return " ".join(text.lower().split())


def without_accents(text: str) -> str:
    """Return the text without combining marks."""
    letters = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


class Queues:
    """Batches of pairs, a queue for each source, filled again when it is empty.

    Pairs of a like length meet in a batch, so that little is spent on padding.
    """

    def __init__(self, sources: Mapping[str, Sequence[Pair]], chance: random.Random) -> None:
        self._sources = sources
        self._chance = chance
        self._waiting: dict[str, list[list[int]]] = {name: [] for name in sources}

    def next(self, source: str) -> list[Pair]:
        """Return the next batch of a source: 12 to 32 pairs."""
        if not self._waiting[source]:
            self._waiting[source] = self._filled(self._sources[source])
        return [self._sources[source][place] for place in self._waiting[source].pop()]

    def state(self) -> dict[str, list[list[int]]]:
        """Return what is waiting, to be given to `restore` of queues over the same sources."""
        return {name: [list(batch) for batch in queue] for name, queue in self._waiting.items()}

    def restore(self, state: Mapping[str, list[list[int]]]) -> None:
        """Put back what was waiting."""
        self._waiting = {name: [list(batch) for batch in queue] for name, queue in state.items()}

    def _filled(self, pairs: Sequence[Pair]) -> list[list[int]]:
        order = list(range(len(pairs)))
        self._chance.shuffle(order)

        def length(place: int) -> float:
            return len(pairs[place].document) + self._chance.random() * _LENGTH_NOISE

        batches: list[list[int]] = []
        for start in range(0, len(order), _BUCKET):
            alike = sorted(order[start : start + _BUCKET], key=length)
            cut = [alike[at : at + SIZE] for at in range(0, len(alike), SIZE)]
            batches += [batch for batch in cut if len(batch) >= SMALLEST]
        self._chance.shuffle(batches)
        return batches


class PairBatches:
    """Batches of pairs from all sources, mixed by their weights."""

    def __init__(self, sources: Mapping[str, Sequence[Pair]], chance: random.Random) -> None:
        self._names = [name for name in WEIGHTS if len(sources.get(name, ())) >= SMALLEST]
        self._weights = [WEIGHTS[name] for name in self._names]
        self._chance = chance
        self.queues = Queues(sources, chance)

    def next(self) -> Batch:
        """Return the next batch; its source is drawn by weight."""
        source = self._chance.choices(self._names, self._weights)[0]
        pairs = self.queues.next(source)
        drawn = [drawn_text(pair.queries, self._chance) for pair in pairs]
        return Batch(
            source,
            [varied(text, self._chance) for text in drawn],
            [varied(pair.document, self._chance) for pair in pairs],
            _same_group([pair.group for pair in pairs]),
            are_documents_queries=source in BETWEEN_QUERIES,
        )


def _same_group(groups: Sequence[str]) -> list[list[bool]]:
    return [
        [i != j and mine == other for j, other in enumerate(groups)]
        for i, mine in enumerate(groups)
    ]
