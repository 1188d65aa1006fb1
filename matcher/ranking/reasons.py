"""Why this match: reason codes, each with the words it rests on."""

from matcher.domain.challenge import Challenge, Importance
from matcher.domain.match import Evidence, Reason, ReasonCode
from matcher.domain.startup import Startup
from matcher.ranking import shared
from matcher.ranking.answers import Answers
from matcher.retrieval.index import SentenceBatch
from matcher.text.cues import is_negative

MET = 4.0
"""From this strength on, a sentence seems to answer a requirement. Of the twenty startups nearest
to a need without being partners, 4 in 100 get here (docs/decisions/0006)."""
PARTLY = 3.3
"""From this strength on, a sentence may concern a requirement: of those twenty, about 1 in 7 do."""


def reasons(
    challenge: Challenge,
    startup: Startup,
    row: int,
    answers: Answers,
    batch: SentenceBatch,
    *,
    doubtful: bool = False,
) -> tuple[Reason, ...]:
    """Return one reason for each requirement, then the facts of both sides.

    `row` is the startup's row in `answers`. Requirements whose best sentence is too weak keep their
    place with the code REQUIREMENT_NOT_FOUND and no evidence; so do those whose sentence stands
    aside of the whole need. When none is answered, the sentence closest to the whole need is shown
    as what it is: the closest, not an answer. `doubtful` says that the need is in
    a language that the encoder reads badly, or that the startup is no likely partner: then nothing
    is said to be answered.
    """
    strengths = answers.strength[row]
    found = []
    for column, requirement in enumerate(challenge.requirements):
        evidence = _evidence(startup, batch, int(answers.sentence[row, column]))
        code = _code(float(strengths[column]), evidence, aside=bool(answers.aside[row, column]))
        if (
            code is ReasonCode.REQUIREMENT_MET
            and evidence
            and (
                doubtful or _only_speaks_of_it(requirement.text, evidence.text, challenge.language)
            )
        ):
            code = ReasonCode.REQUIREMENT_PARTLY_MET
        shown = None if code is ReasonCode.REQUIREMENT_NOT_FOUND else evidence
        found.append(Reason(code, requirement.text, shown))
    closest = _closest(startup, found, int(answers.closest[row]), batch)
    return (*found, *closest, *_shared(challenge, startup))


def _code(strength: float, evidence: Evidence | None, *, aside: bool) -> ReasonCode:
    if evidence is None or aside or strength < PARTLY:
        return ReasonCode.REQUIREMENT_NOT_FOUND
    return ReasonCode.REQUIREMENT_MET if strength >= MET else ReasonCode.REQUIREMENT_PARTLY_MET


def _only_speaks_of_it(requirement: str, sentence: str, language: str) -> bool:
    """Tell whether "without chlorine" found a sentence that speaks of chlorine without a "without".

    Vectors hardly see a negation, so such a sentence may say the very contrary.
    """
    return is_negative(requirement, language) and not is_negative(sentence, language)


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


def _closest(
    startup: Startup, found: list[Reason], closest: int, batch: SentenceBatch
) -> list[Reason]:
    if any(reason.evidence for reason in found):
        return []
    evidence = _evidence(startup, batch, closest)
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
    if facts.trl_min is not None and startup.trl is None:
        given.append(Reason(ReasonCode.TRL_NOT_SAID))
    elif facts.trl_min is not None and startup.trl and startup.trl >= facts.trl_min:
        given.append(Reason(ReasonCode.TRL_REACHED))
    if shared.regions([facts.region]) & shared.regions(startup.regions):
        given.append(Reason(ReasonCode.REGION_SERVED))
    return given
