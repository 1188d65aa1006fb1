"""An index of made-up startups with vectors given: what building and matching take.

Each startup has two capabilities of three sentences. Building starts from startups in memory and
vectors in the cache on disk, and ends with an index that answers; writing it to disk is told apart.
A match is the whole path of `Matcher.match`: reading the need, retrieval, 200 candidates ranked by
each requirement, 20 explained. The vectors of needs are given, so no encoder works.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.corpus import Corpus, make_corpus, make_queries
from benchmarks.given import GivenVectors
from benchmarks.timing import Spent, race, timed
from matcher.domain.challenge import Challenge
from matcher.domain.startup import Startup
from matcher.engine import Matcher
from matcher.retrieval.digest import whole
from matcher.retrieval.index import StartupIndex
from matcher.text.segments import sentences

CANDIDATES, EXPLAINED = 200, 20
CHALLENGES, ROUNDS = 100, 3
_AT_A_TIME = 5_000


@dataclass(frozen=True)
class Built:
    """An index, the embedder it was built with, and the seconds that building and writing took."""

    index: StartupIndex
    embedder: GivenVectors
    capabilities: int
    wall: float
    processor: float
    saving: float


def build(folder: Path, count: int, *, encoder: str = "given-vectors") -> Built:
    """Build an index of `count` capabilities under the name of an encoder, saved in a folder."""
    corpus = make_corpus(count)
    startups = corpus.startups(2)
    embedder = GivenVectors(folder / "given", name=encoder, near=corpus.vectors)
    _give(embedder, corpus, startups)
    index, wall, processor = timed(lambda: StartupIndex.build(startups, embedder))
    _, saving, _ = timed(lambda: index.save(folder / "index"))
    return Built(index, embedder, count, wall, processor, saving)


def challenges(count: int, capabilities: int) -> list[Challenge]:
    """Return needs in French: context, what is sought, and five requirements, 80 words or so."""
    corpus = make_corpus(capabilities)
    asked = make_queries(corpus, count, 60).words
    return [_challenge(number, corpus, row) for number, row in enumerate(asked)]


def match(built: Built, asked: list[Challenge], *, rounds: int = ROUNDS) -> Spent:
    """Return what each match took, after one round to warm up."""
    matcher = Matcher(built.embedder, built.index)

    def matched(challenge: Challenge) -> object:
        found = matcher.match(challenge, top=EXPLAINED, candidates=CANDIDATES)
        if len(found.matches) != min(EXPLAINED, len(built.index)):
            raise RuntimeError(f"{challenge.id} found only {len(found.matches)} startups.")
        return found

    for challenge in asked:
        matched(challenge)
    return race([matched], asked, rounds=rounds)[0]


def _challenge(number: int, corpus: Corpus, words: NDArray[np.int64]) -> Challenge:
    spelled = [corpus.vocabulary[word] for word in words]
    parts = [" ".join(spelled[start : start + 10]) for start in range(0, 60, 10)]
    text = (
        f"Notre usine produit {parts[0]} depuis vingt ans. Nous recherchons {parts[1]}. "
        f"La solution doit {parts[2]}. Il faut {parts[3]}. Elle doit aussi {parts[4]}. "
        f"Idéalement, la solution devrait {parts[5]}."
    )
    return Challenge(id=f"n{number}", text=text, language="fr")


def _give(embedder: GivenVectors, corpus: Corpus, startups: list[Startup]) -> None:
    """Put a vector for every passage, and for every sentence one near its passage's."""
    chance = np.random.default_rng(3)
    texts: list[str] = []
    near: list[int] = []
    for number, text in _passages(startups):
        texts += text
        near += [number] * len(text)
        if len(texts) >= _AT_A_TIME:
            embedder.give(texts, _around(corpus.vectors[near], chance))
            texts, near = [], []
    embedder.give(texts, _around(corpus.vectors[near], chance))
    embedder.give((text[0] for _, text in _passages(startups)), corpus.vectors)


def _passages(startups: list[Startup]) -> Iterator[tuple[int, list[str]]]:
    """Yield each capability's number with its passage and its sentences."""
    capabilities = (each for startup in startups for each in startup.capabilities)
    for number, capability in enumerate(capabilities):
        spans = sentences(capability.text)
        yield number, [whole(capability), *(capability.text[at.start : at.end] for at in spans)]


def _around(vectors: NDArray[np.float32], chance: np.random.Generator) -> NDArray[np.float32]:
    spread = 0.6 / vectors.shape[1] ** 0.5
    rows = vectors + spread * chance.standard_normal(vectors.shape, dtype=np.float32)
    unit: NDArray[np.float32] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit
