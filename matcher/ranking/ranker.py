"""From candidates to an ordered list: hard rules, features, score, reasons."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matcher.domain.challenge import Challenge, Facts, Importance
from matcher.domain.match import Band, Match, Refusal
from matcher.domain.startup import Startup
from matcher.ranking import shared
from matcher.ranking.answers import Answers, Asked, best_answers, in_context, weighed
from matcher.ranking.calibration import CALIBRATED_ON, LEAST_POOL, band, field_of, inputs_of, shown
from matcher.ranking.eligibility import refusal
from matcher.ranking.features import FEATURES, WholeTextSignals, damped, features
from matcher.ranking.model import RankerModel
from matcher.ranking.reasons import reasons, unmet_musts
from matcher.ranking.sides import startup_lean
from matcher.retrieval.index import Probe, SentenceBatch, StartupIndex

NICE_WEIGHT = 0.5
"""How much a wish counts in the order, against 1 for a must."""


@dataclass(frozen=True, slots=True)
class Question:
    """A challenge as the index is asked: the whole need, what is sought, and its requirements."""

    challenge: Challenge
    whole: Probe
    sought: Probe
    requirements: tuple[Probe, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Startups in order, with what explains the order; row i belongs to startup_ids[i].

    `chances` (n, 3) are the calibrated chance that a curator keeps each and its 90 % interval, None
    when the model has no calibration, or where the pool is too small to have a field;
    `known_share` (0 to 1) says how many of the need's words the index has ever seen; `pool` is how
    many startups it holds.
    """

    startup_ids: tuple[str, ...]
    scores: NDArray[np.float64]
    features: NDArray[np.float32]
    answers: Answers
    sentences: SentenceBatch
    order: NDArray[np.int64]
    known_share: float
    chances: NDArray[np.float64] | None = None
    pool: int = CALIBRATED_ON


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list: its rank, from 1; whether it is kept for another field or the young."""

    rank: int
    is_far: bool = False
    is_young: bool = False


def rank(
    index: StartupIndex, question: Question, startups: Sequence[Startup], model: RankerModel
) -> Ranking:
    """Score candidates and order them: highest score first, ties by startup id."""
    ids = [startup.id for startup in startups]
    known = _known_share(index, question.whole)
    batch = index.sentences(ids)
    (asked,) = _asked(index, (question.whole,), question.whole)
    whole = best_answers([asked], batch, len(ids))
    answers = best_answers(_asked(index, question.requirements, question.whole), batch, len(ids))
    answers = weighed(answers, whole, asked, batch)
    table = features(
        _signals(index, question, ids, known),
        whole,
        answers,
        _requirement_weights(question.challenge),
        _shared_sector(question.challenge, startups),
        np.array([startup_lean(each, question.challenge.facts) for each in startups], np.float32),
    )
    scores = model.scores(table)
    order = np.lexsort((np.array(ids, dtype=np.str_), -scores))
    chances = None
    pool = len(index)
    if model.calibration is not None and pool >= LEAST_POOL and len(ids) >= field_of(pool).stop:
        chances = model.calibration.chances(inputs_of(scores, known, pool))
    return Ranking(tuple(ids), scores, table, answers, batch, order, known, chances, pool)


def refusals(facts: Facts, startups: Sequence[Startup]) -> list[Refusal]:
    """Return the candidates that a hard rule excludes, each with its rule."""
    found = ((startup.id, refusal(startup, facts)) for startup in startups)
    return [Refusal(startup_id, code) for startup_id, code in found if code is not None]


def explain(
    challenge: Challenge,
    startup: Startup,
    ranking: Ranking,
    row: int,
    place: Place,
    *,
    doubtful: bool = False,
) -> Match:
    """Turn a row of a ranking into the match at a place; see `reasons` for `doubtful`."""
    chance = None if ranking.chances is None or doubtful else ranking.chances[row]
    said = None if chance is None else band(float(chance[0]))
    given = reasons(
        challenge,
        startup,
        row,
        ranking.answers,
        ranking.sentences,
        doubtful=doubtful or said is Band.UNLIKELY,
    )
    return Match(
        rank=place.rank,
        startup_id=startup.id,
        name=startup.name,
        score=float(ranking.scores[row]),
        reasons=given,
        unmet=unmet_musts(challenge, given),
        features=dict(zip(FEATURES, map(float, ranking.features[row]), strict=True)),
        chance=None if chance is None else shown(chance),
        band=said,
        is_far=place.is_far,
        is_young=place.is_young,
    )


def _asked(index: StartupIndex, probes: Sequence[Probe], whole: Probe) -> list[Asked]:
    if not probes:
        return []
    alone = np.stack([probe.vector for probe in probes])
    turned = in_context(alone, whole.vector)
    alone = alone / index.spreads(alone)[:, None]
    turned = turned / index.spreads(turned)[:, None]
    asked = []
    for row, probe in enumerate(probes):
        terms = tuple(dict.fromkeys(probe.terms))
        asked.append(Asked(alone[row], turned[row], index.term_ids(terms), index.idf(terms)))
    return asked


def _signals(
    index: StartupIndex, question: Question, startup_ids: Sequence[str], known_share: float
) -> WholeTextSignals:
    found = index.signals((question.whole, question.sought), startup_ids)
    dense, lexical = found["dense"], found["lexical"]
    return WholeTextSignals(
        dense[:, 0],
        damped(lexical[:, 0], known_share),
        damped(lexical[:, 1], _known_share(index, question.sought)),
    )


def _known_share(index: StartupIndex, probe: Probe) -> float:
    """Return the share, by rarity, of a probe's distinct words that the index has ever seen."""
    terms = tuple(dict.fromkeys(probe.terms))
    rarity = index.idf(terms)
    total = float(rarity.sum())
    return float(rarity[index.term_ids(terms) >= 0].sum()) / total if total > 0 else 0.0


def _requirement_weights(challenge: Challenge) -> NDArray[np.float32]:
    return np.array(
        [
            1.0 if requirement.importance is Importance.MUST else NICE_WEIGHT
            for requirement in challenge.requirements
        ],
        dtype=np.float32,
    )


def _shared_sector(challenge: Challenge, startups: Sequence[Startup]) -> NDArray[np.float32]:
    wanted = shared.sectors(challenge.facts.sectors)
    return np.array(
        [bool(wanted & shared.sectors(each.sectors)) for each in startups], dtype=np.float32
    )
