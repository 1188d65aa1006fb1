"""Matcher: the whole pipeline, without a database.

    matcher = Matcher(embedder).index(startups)
    matcher.match(Challenge(id="c1", text="Nous cherchons ...", language="fr"))
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.domain.challenge import Challenge
from matcher.domain.match import MatchList
from matcher.domain.startup import Startup
from matcher.errors import EmptyChallenge
from matcher.ranking.ranker import Question, Ranking, explain, rank, refusals
from matcher.retrieval.embedding import Embedder
from matcher.retrieval.filters import Filters
from matcher.retrieval.index import Probe, StartupIndex
from matcher.text.needs import complete
from matcher.text.normalise import fold
from matcher.text.tokens import terms

CANDIDATES = 200
"""How many startups retrieval hands to ranking."""


class Matcher:
    """Finds, ranks and explains the startups that answer a challenge."""

    def __init__(self, embedder: Embedder, startups: StartupIndex | None = None) -> None:
        self._embedder = embedder
        self._index = startups or StartupIndex.build((), embedder)

    def index(
        self,
        startups: Iterable[Startup],
        *,
        progress: Callable[[int, int], None] | None = None,
    ) -> Self:
        """Replace what is indexed by these startups, and return this matcher."""
        self._index = StartupIndex.build(startups, self._embedder, progress=progress)
        return self

    def match(
        self,
        challenge: Challenge,
        *,
        filters: Filters | None = None,
        top: int = 5,
        candidates: int = CANDIDATES,
    ) -> MatchList:
        """Return the best startups for a challenge, each with its reasons and their evidence.

        The same input gives the same output; ties go to the lower startup id. Startups that a hard
        rule excludes are listed as refusals, never as matches. Raises EmptyChallenge without text.
        """
        question = self.ask(challenge)
        found = self._index.search(
            question_probes(question), filters=filters or Filters(), limit=candidates
        )
        startups = [self._index.startup(candidate.startup_id) for candidate in found]
        refused = refusals(question.challenge, startups)
        excluded = {refusal.startup_id for refusal in refused}
        allowed = [startup for startup in startups if startup.id not in excluded]
        ranking = rank(self._index, question, [startup.id for startup in allowed])
        return MatchList(
            challenge_id=challenge.id,
            matches=tuple(
                explain(question.challenge, allowed[int(row)], ranking, place)
                for place, row in enumerate(ranking.order[:top])
            ),
            refusals=tuple(refused),
        )

    def rank(self, challenge: Challenge, *, depth: int) -> Ranking:
        """Return the order of up to `depth` startups, without reasons and without hard rules."""
        question = self.ask(challenge)
        found = self._index.search(question_probes(question), filters=Filters(), limit=depth)
        return rank(self._index, question, [candidate.startup_id for candidate in found])

    def prepare(self, challenges: Sequence[Challenge]) -> None:
        """Embed everything that these challenges will ask, in one go, into the embedder's cache."""
        self._embedder.queries(
            [text for challenge in challenges for text in _texts(complete(challenge))]
        )

    def ask(self, challenge: Challenge) -> Question:
        """Read a challenge into the probes that the index is asked with."""
        if not fold(challenge.text) and not challenge.requirements:
            raise EmptyChallenge(
                f"Challenge {challenge.id} has no text. Describe the need in a sentence or more."
            )
        full = complete(challenge)
        texts = _texts(full)
        vectors = self._centred(texts, full.language)
        probes = [
            Probe(text, vector, tuple(terms(text, full.language)))
            for text, vector in zip(texts, vectors, strict=True)
        ]
        return Question(full, probes[0], probes[1], tuple(probes[2:]))

    def _centred(self, texts: list[str], language: str) -> NDArray[np.float32]:
        raw = self._embedder.queries(texts)
        return self._index.centring.queries(raw, [language] * len(texts))


def question_probes(question: Question) -> tuple[Probe, ...]:
    """Return what retrieval is asked with: the whole need and what is sought."""
    return (question.whole, question.sought)


def _texts(challenge: Challenge) -> list[str]:
    title = challenge.title if challenge.title not in challenge.text else ""
    whole = ". ".join(part for part in (title, challenge.text) if part)
    return [whole, challenge.sought or whole, *(each.text for each in challenge.requirements)]
