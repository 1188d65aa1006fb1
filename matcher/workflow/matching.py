"""Matching challenges in the background: asked for by use cases, done by the worker.

None of these functions checks who acts: use cases call them after they did.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from matcher.domain.challenge import Challenge
from matcher.domain.visibility import LIVE, MatchingState
from matcher.errors import EmptyChallenge, NotFound
from matcher.store.challenges import ChallengeRow
from matcher.store.matches import MatchRow, MatchRunRow
from matcher.store.organisations import OrganisationRow
from matcher.workflow import indexing
from matcher.workflow.context import Context, Services
from matcher.workflow.engine_gate import EngineAnswer, EngineGate
from matcher.workflow.engine_texts import FULL, PUBLIC, full_challenge, public_challenge
from matcher.workflow.match_batches import is_frozen
from matcher.workflow.match_storing import keep_answer

TOP = 40
"""Startups that a run keeps."""
PATIENCE = timedelta(minutes=10)
"""How long after a startup's change all challenges are asked anew: several changes, one round."""


@dataclass(frozen=True, slots=True)
class Question:
    """What the engine is asked for one challenge: each reading that is due."""

    challenge_id: int
    text_version: int
    readings: Mapping[str, Challenge]


def ask(context: Context, challenge_id: int) -> None:
    """Have a challenge matched after this transaction; call it at every change of text or face.

    Public runs that come from words that startups may no longer read go at once.
    """
    row, firm = _rows(context.session, challenge_id)
    _drop_old_faces(context.session, row, firm)
    row.matching = MatchingState.WAITING
    context.later("match", key=str(challenge_id), challenge_id=challenge_id)


def ask_for_all(context: Context) -> None:
    """Have every live challenge matched anew."""
    for challenge_id in context.session.scalars(
        select(ChallengeRow.id).where(ChallengeRow.state.in_(LIVE)).order_by(ChallengeRow.id)
    ):
        context.later("match", key=str(challenge_id), challenge_id=challenge_id)


def retry_words_only(context: Context) -> None:
    """Have challenges matched anew that were matched by words alone, once the encoder is back."""
    waiting = select(ChallengeRow.id).where(
        ChallengeRow.matching == MatchingState.WORDS_ONLY, ChallengeRow.state.in_(LIVE)
    )
    found = context.session.scalars(waiting.order_by(ChallengeRow.id)).all()
    if not found or not context.services.engine.encoder_is_up():
        return
    for challenge_id in found:
        context.later("match", key=str(challenge_id), challenge_id=challenge_id)


def startup_changed(context: Context, startup_id: int) -> None:
    """Have the index take over a startup, and all live challenges matched anew in a while.

    Call it when a startup's texts, facts, terms or status change, and when it joins or goes.
    """
    indexing.refresh_soon(context)
    context.later("rematch", key="all", not_before=context.now + PATIENCE)


def run(context: Context, challenge_id: int) -> None:
    """Match a challenge within this transaction; the worker uses several short ones instead."""
    asked = question(context.session, challenge_id, context.now)
    if asked is None:
        return
    indexing.bring_up_to_date(context)
    store(context, asked, answers(context.services.engine, asked))


def match_in_the_background(services: Services, now: datetime, *, challenge_id: int) -> None:
    """Match a challenge; no transaction is open while the engine thinks."""
    with services.database.session(writes=False) as session:
        asked = question(session, challenge_id, now)
    if asked is None:
        with services.database.session() as session:
            row, firm = _rows(session, challenge_id)
            _drop_old_faces(session, row, firm)
        return
    try:
        indexing.catch_up(services)
        found = answers(services.engine, asked)
    except Exception:
        with services.database.session() as session:
            _rows(session, challenge_id)[0].matching = MatchingState.FAILED
        raise
    with services.database.session() as session:
        store(Context(session, None, now, services), asked, found)


def question(session: Session, challenge_id: int, now: datetime) -> Question | None:
    """Return what is asked for a challenge; None when it is not to be matched.

    What startups are suggested is left as it is until the next batch.
    """
    row, firm = _rows(session, challenge_id)
    if row.state not in LIVE:
        return None
    readings = _readings(row, firm)
    public = readings.get(PUBLIC)
    if public is not None and is_frozen(session, challenge_id, digest_of(public), now):
        del readings[PUBLIC]
    return Question(challenge_id, row.text_version, readings)


def answers(engine: EngineGate, asked: Question) -> dict[str, EngineAnswer]:
    """Return the engine's answer to each reading; none for one without words.

    Two readings of the same words are asked once.
    """
    found: dict[str, EngineAnswer] = {}
    by_text: dict[str, EngineAnswer] = {}
    for reading, challenge in asked.readings.items():
        digest = digest_of(challenge)
        try:
            if digest not in by_text:
                by_text[digest] = engine.match(challenge, top=TOP)
        except EmptyChallenge:
            continue
        found[reading] = by_text[digest]
    return found


def store(context: Context, asked: Question, found: Mapping[str, EngineAnswer]) -> None:
    """Keep the answers, if the challenge still says what was asked; else it is asked again."""
    session = context.session
    row, firm = _rows(session, asked.challenge_id, locked=True)
    _drop_old_faces(session, row, firm)
    if row.state not in LIVE:
        return
    current = _readings(row, firm)
    digests = {reading: digest_of(challenge) for reading, challenge in asked.readings.items()}
    known = {reading: digest_of(current[reading]) for reading in digests if reading in current}
    if known != digests:
        ask(context, row.id)
        return
    for reading, answer in found.items():
        run_row = MatchRunRow(
            challenge_id=row.id,
            reading=reading,
            text_version=row.text_version,
            text_sha256=digests[reading],
            created_at=context.now,
        )
        keep_answer(session, run_row, asked.readings[reading], answer)
    row.matching = _state(found.get(FULL))
    if PUBLIC in found:
        context.later("announce", challenge_id=row.id)


def digest_of(challenge: Challenge) -> str:
    """Return what changes when anything changes of what the engine reads of a challenge."""
    told = json.dumps(asdict(challenge), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(told.encode()).hexdigest()


def _state(answer: EngineAnswer | None) -> MatchingState:
    if answer is None:
        return MatchingState.FAILED
    return MatchingState.WORDS_ONLY if answer.words_only else MatchingState.DONE


def _rows(
    session: Session, challenge_id: int, *, locked: bool = False
) -> tuple[ChallengeRow, OrganisationRow]:
    session.flush()
    row = session.get(
        ChallengeRow, challenge_id, with_for_update=locked or None, populate_existing=locked
    )
    if row is None:
        raise NotFound("This challenge does not exist.")
    return row, session.get_one(OrganisationRow, row.firm_id)


def _readings(row: ChallengeRow, firm: OrganisationRow) -> dict[str, Challenge]:
    readings = {FULL: full_challenge(row, firm)}
    public = public_challenge(row, firm)
    if public is not None:
        readings[PUBLIC] = public
    return readings


def _drop_old_faces(session: Session, row: ChallengeRow, firm: OrganisationRow) -> None:
    """Delete public runs of words that startups may not read, or may read no longer."""
    public = public_challenge(row, firm)
    old = select(MatchRunRow.id).where(
        MatchRunRow.challenge_id == row.id, MatchRunRow.reading == PUBLIC
    )
    if public is not None:
        old = old.where(MatchRunRow.text_sha256 != digest_of(public))
    gone = session.scalars(old).all()
    if gone:
        session.execute(delete(MatchRow).where(MatchRow.run_id.in_(gone)))
        session.execute(delete(MatchRunRow).where(MatchRunRow.id.in_(gone)))
