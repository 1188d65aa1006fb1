"""Matching by words alone, for as long as the encoder is away: no bands, nothing called met."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from matcher.domain.challenge import Challenge
from matcher.domain.match import Evidence, Match, MatchList, Reason, ReasonCode
from matcher.domain.startup import Startup
from matcher.errors import EmptyChallenge
from matcher.ranking.flags import flags
from matcher.ranking.ranker import refusals
from matcher.ranking.reasons import unmet_musts
from matcher.ranking.support import support_for
from matcher.retrieval.embedding import Progress
from matcher.retrieval.expansion import expanded
from matcher.retrieval.index import Probe, SentenceBatch, StartupIndex
from matcher.text.needs import complete
from matcher.text.normalise import clean
from matcher.text.tokens import terms

ENOUGH = 0.5
"""From this share of a requirement's word weight on, a sentence may concern it."""
MOST_FOUND = 300


class NoMeanings:
    """An embedder that knows no meanings: an index built with it can be searched by words."""

    name = query_name = "no-meanings"
    dimension = 8
    max_tokens = 480
    is_trained_for_needs = True

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the same unit row for each text."""
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        rows[:, 0] = 1
        return rows

    def passages(
        self, texts: Sequence[str], *, progress: Progress | None = None
    ) -> NDArray[np.float32]:
        """Return the same unit row for each text."""
        return self.queries(texts)

    def count_tokens(self, text: str) -> int:
        """Return about the number of words."""
        return len(text.split())

    def check(self) -> None:
        """Find nothing wrong."""


def match_by_words(index: StartupIndex, challenge: Challenge, *, top: int) -> MatchList:
    """Return the startups that share the rarest words with a challenge; ties by startup id.

    `index` was built with NoMeanings. Hard rules act as ever. Each requirement gets the sentence
    that shares most of its words, or nothing; no band and no chance is given. Raises EmptyChallenge
    when there are no words.
    """
    full = complete(challenge)
    whole = clean(f"{full.title}. {full.text}")
    if not any(character.isalpha() for character in whole):
        raise EmptyChallenge(
            f"Challenge {challenge.id} has no words. Describe the need in a sentence or more."
        )
    found = [index.startup(key) for key in _found(index, _probe(index, whole, full.language))]
    refused = refusals(full.facts, found)
    excluded = {each.startup_id for each in refused}
    chosen = [each for each in found if each.id not in excluded][:top]
    batch = index.sentences([each.id for each in chosen])
    matches = tuple(_match(index, full, startup, row, batch) for row, startup in enumerate(chosen))
    notes = () if matches else ("matches.none",)
    support = support_for(full)
    return MatchList(
        challenge.id, matches, tuple(refused), notes, support.called, support.alternatives
    )


def _probe(index: StartupIndex, text: str, language: str) -> Probe:
    vector = NoMeanings().queries([text])[0]
    return Probe(text, vector, expanded(index, terms(text, language), language))


def _found(index: StartupIndex, probe: Probe) -> list[str]:
    candidates = index.search((probe,), limit=max(len(index), 1))
    scored = [
        (-each.signals["lexical"], each.startup_id)
        for each in candidates
        if "lexical" in each.signals
    ]
    return [key for _, key in sorted(scored)[:MOST_FOUND]]


def _match(
    index: StartupIndex, challenge: Challenge, startup: Startup, row: int, batch: SentenceBatch
) -> Match:
    own = np.flatnonzero(batch.owners == row)
    reasons: list[Reason] = []
    for requirement in challenge.requirements:
        share, sentence = _best(index, requirement.text, challenge.language, own, batch)
        if share >= ENOUGH:
            evidence = _evidence(startup, batch, sentence)
            reasons.append(Reason(ReasonCode.REQUIREMENT_PARTLY_MET, requirement.text, evidence))
        else:
            reasons.append(Reason(ReasonCode.REQUIREMENT_NOT_FOUND, requirement.text))
    if not any(each.evidence for each in reasons):
        _, sentence = _best(index, challenge.text, challenge.language, own, batch)
        if sentence >= 0:
            evidence = _evidence(startup, batch, sentence)
            reasons.append(Reason(ReasonCode.CLOSEST_PASSAGE, None, evidence))
    return Match(
        rank=row + 1,
        startup_id=startup.id,
        name=startup.name,
        score=1 / (row + 1),
        reasons=tuple(reasons),
        unmet=unmet_musts(challenge, tuple(reasons)),
        flags=flags(startup),
    )


def _best(
    index: StartupIndex, need: str, language: str, own: NDArray[np.int64], batch: SentenceBatch
) -> tuple[float, int]:
    """Return the largest share of a need's word weight in one sentence, and which; -1 for none."""
    asked = tuple(dict.fromkeys(expanded(index, terms(need, language), language)))
    weights = index.idf(asked)
    numbers = index.term_ids(asked)
    total = float(weights.sum())
    best, sentence = 0.0, -1
    for place in own.tolist():
        held = batch.term_ids[batch.term_ptr[place] : batch.term_ptr[place + 1]]
        share = float(weights[np.isin(numbers, held)].sum()) / total if total else 0.0
        if share > best:
            best, sentence = share, place
    return best, sentence


def _evidence(startup: Startup, batch: SentenceBatch, sentence: int) -> Evidence:
    capability = startup.capabilities[int(batch.capability[sentence])]
    start, end = int(batch.starts[sentence]), int(batch.ends[sentence])
    return Evidence(capability.text[start:end], start, end, capability.id)
