"""Made-up capabilities for the speed benchmarks: words and vectors, from a seed.

Words follow Zipf's law with the most common ones taken off, as after stop words, and each text also
draws on the words of its topic. Vectors lie around their topic with noise of falling spectrum, so
that a vector has near neighbours and many dimensions matter little, as with real sentence encoders.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.startup import Capability, Startup

_ONSETS = ("b", "br", "c", "ch", "cr", "d", "f", "g", "gr", "j", "l", "m", "n", "p", "pr", "r", "s")
_NUCLEI = ("a", "e", "é", "i", "o", "ou", "u", "ai", "eau")


@dataclass(frozen=True)
class Corpus:
    """Texts as word numbers, (pointers[i], pointers[i + 1]) of `words`, with a unit vector each."""

    vocabulary: tuple[str, ...]
    words: NDArray[np.int64]
    pointers: NDArray[np.int64]
    topics: NDArray[np.int64]
    vectors: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.topics)

    def text(self, number: int) -> str:
        """Return one text, its words in order, as three sentences."""
        words = [self.vocabulary[word] for word in self.document(number)]
        third = -(-len(words) // 3)
        parts = [words[start : start + third] for start in range(0, len(words), third)]
        return " ".join(" ".join(part).capitalize() + "." for part in parts)

    def document(self, number: int) -> NDArray[np.int64]:
        """Return the word numbers of one text."""
        return self.words[self.pointers[number] : self.pointers[number + 1]]

    def documents(self) -> list[NDArray[np.int64]]:
        """Return the word numbers of every text."""
        return np.split(self.words, self.pointers[1:-1])

    def startups(self, capabilities_each: int = 1) -> list[Startup]:
        """Return the texts as capabilities, so many to a startup, titled by their first words."""
        starts = range(0, len(self), capabilities_each)
        return [self._startup(start, min(start + capabilities_each, len(self))) for start in starts]

    def _startup(self, start: int, stop: int) -> Startup:
        capabilities = tuple(
            Capability(f"c{number}", self._title(number), self.text(number))
            for number in range(start, stop)
        )
        return Startup(id=f"s{start:07d}", name=f"Startup {start}", capabilities=capabilities)

    def _title(self, number: int) -> str:
        return " ".join(self.vocabulary[word] for word in self.document(number)[:4])


@dataclass(frozen=True)
class Queries:
    """Needs as word numbers, (n, words), with a unit vector each, (n, dimension)."""

    words: NDArray[np.int64]
    vectors: NDArray[np.float32]


def make_corpus(
    count: int = 100_000, *, dimension: int = 384, vocabulary: int = 50_000, seed: int = 7
) -> Corpus:
    """Return `count` texts of 12 to 60 words, alike for the same arguments."""
    chance = np.random.default_rng(seed)
    topics = chance.integers(0, max(count // 50, 1), count)
    lengths = chance.integers(12, 61, count)
    words = _words(chance, np.repeat(topics, lengths), vocabulary)
    pointers = np.concatenate(([0], np.cumsum(lengths))).astype(np.int64)
    centres = _noise(chance, int(topics.max(initial=0)) + 1, dimension)
    vectors = _unit(centres[topics] + _noise(chance, count, dimension))
    return Corpus(_spelled(vocabulary), words, pointers, topics, vectors)


def make_queries(corpus: Corpus, count: int, words: int, *, seed: int = 11) -> Queries:
    """Return needs of so many words, half of them taken from one text, half from the language."""
    chance = np.random.default_rng(seed)
    about = chance.integers(0, len(corpus), count)
    asked = _words(chance, np.repeat(corpus.topics[about], words), len(corpus.vocabulary))
    asked = asked.reshape(count, words)
    for row, number in zip(asked, about.tolist(), strict=True):
        row[: words // 2] = chance.choice(corpus.document(number), words // 2)
    near = corpus.vectors[about] + 0.8 * _noise(chance, count, corpus.vectors.shape[1])
    return Queries(asked, _unit(near))


def _words(
    chance: np.random.Generator, topics: NDArray[np.int64], vocabulary: int
) -> NDArray[np.int64]:
    """Return one word for each place: one in four is one of 40 words of the place's topic."""
    weights = 1.0 / (np.arange(vocabulary) + 10.0) ** 1.05
    ends = np.cumsum(weights / weights.sum())
    words = np.minimum(np.searchsorted(ends, chance.random(len(topics))), vocabulary - 1)
    own = (topics * 7_919 + chance.integers(0, 40, len(topics)) * 104_729) % vocabulary
    return np.where(chance.random(len(topics)) < 0.25, own, words).astype(np.int64)


def _noise(chance: np.random.Generator, count: int, dimension: int) -> NDArray[np.float32]:
    """Return rows of length about 1 whose spread falls from dimension to dimension."""
    spread = (np.arange(dimension) + 8.0) ** -0.5
    spread /= np.linalg.norm(spread)
    rows = chance.standard_normal((count, dimension), dtype=np.float32)
    rows *= spread.astype(np.float32)
    return rows


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def _spelled(count: int) -> tuple[str, ...]:
    """Return `count` distinct words that sound French; the common ones are short."""
    syllables = [
        onset + nucleus + coda
        for coda in ("", "n", "r")
        for nucleus in _NUCLEI
        for onset in _ONSETS
    ]
    base = len(syllables)

    def spelled(number: int) -> str:
        word = ""
        number += base
        while number:
            number, place = divmod(number, base)
            word += syllables[place]
        return word

    return tuple(spelled(number) for number in range(count))
