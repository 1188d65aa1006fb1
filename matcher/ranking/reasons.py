"""Why this match: reason codes, each with the words it rests on."""

import numpy as np
from numpy.typing import NDArray

from matcher.domain.challenge import Challenge, Importance, Requirement
from matcher.domain.match import Evidence, Reason, ReasonCode
from matcher.domain.startup import Startup
from matcher.ranking import shared
from matcher.ranking.answers import Answers
from matcher.retrieval.index import SentenceBatch

MET = 3.5
"""From this strength on, a sentence is said to answer a requirement: of startups drawn at random,
99 in 100 have only weaker sentences (docs/decisions/0002)."""
PARTLY = 2.2
"""From this strength on, a sentence is said to touch a requirement: of startups drawn at random,
9 in 10 have only weaker sentences."""


def reasons(
    challenge: Challenge, startup: Startup, row: int, answers: Answers, batch: SentenceBatch
) -> tuple[Reason, ...]:
    """Return one reason for each requirement, then the facts that both sides share.

    `row` is the startup's row in `answers`. Requirements whose best sentence is too weak keep their
    place with the code REQUIREMENT_NOT_FOUND and no evidence. When none is answered, the closest
    sentence is shown as what it is: the closest, not an answer.
    """
    strengths = answers.strength[row]
    found = [
        _answer(requirement, float(strengths[column]), _evidence(startup, batch, int(sentence)))
        for column, (requirement, sentence) in enumerate(
            zip(challenge.requirements, answers.sentence[row], strict=True)
        )
    ]
    return (
        *found,
        *_closest(startup, found, strengths, answers.sentence[row], batch),
        *_shared(challenge, startup),
    )


def unmet_musts(challenge: Challenge, given: tuple[Reason, ...]) -> tuple[str, ...]:
    """Return the texts of the musts for which nothing was found, in the order of the challenge."""
    missing = {
        reason.requirement for reason in given if reason.code is ReasonCode.REQUIREMENT_NOT_FOUND
    }
    return tuple(
        requirement.text
        for requirement in challenge.requirements
        if requirement.importance is Importance.MUST and requirement.text in missing
    )


def _answer(requirement: Requirement, strength: float, evidence: Evidence | None) -> Reason:
    if evidence is None or strength < PARTLY:
        return Reason(ReasonCode.REQUIREMENT_NOT_FOUND, requirement.text)
    code = ReasonCode.REQUIREMENT_MET if strength >= MET else ReasonCode.REQUIREMENT_PARTLY_MET
    return Reason(code, requirement.text, evidence)


def _closest(
    startup: Startup,
    found: list[Reason],
    strengths: NDArray[np.float32],
    sentences: NDArray[np.int64],
    batch: SentenceBatch,
) -> list[Reason]:
    if any(reason.evidence for reason in found) or not len(strengths):
        return []
    evidence = _evidence(startup, batch, int(sentences[int(strengths.argmax())]))
    return [Reason(ReasonCode.CLOSEST_PASSAGE, None, evidence)] if evidence else []


def _evidence(startup: Startup, batch: SentenceBatch, sentence: int) -> Evidence | None:
    if sentence < 0:
        return None
    capability = startup.capabilities[int(batch.capability[sentence])]
    start, end = int(batch.starts[sentence]), int(batch.ends[sentence])
    return Evidence(capability.text[start:end], start, end, capability.id)


def _shared(challenge: Challenge, startup: Startup) -> list[Reason]:
    facts = challenge.facts
    given = []
    if shared.sectors(facts.sectors) & shared.sectors(startup.sectors):
        given.append(Reason(ReasonCode.SHARED_SECTOR))
    if facts.trl_min is not None and startup.trl is not None and startup.trl >= facts.trl_min:
        given.append(Reason(ReasonCode.TRL_REACHED))
    if shared.regions([facts.region]) & shared.regions(startup.regions):
        given.append(Reason(ReasonCode.REGION_SERVED))
    return given
