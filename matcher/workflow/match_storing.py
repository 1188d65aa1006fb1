"""The engine's answer into rows."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain.challenge import Challenge
from matcher.domain.match import Flag, Match, MatchList, Reason
from matcher.domain.support import SupportMatch
from matcher.store.matches import MatchRow, MatchRunRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.text.needs import complete
from matcher.workflow.engine_gate import EngineAnswer

MOST_REFUSALS = 200
"""Refused startups that a run remembers."""


def keep_answer(
    session: Session, run: MatchRunRow, challenge: Challenge, answer: EngineAnswer
) -> bool:
    """Store an answer under a run; tell whether it is new. The same answer is not stored twice."""
    run.snapshot, run.encoder, run.ranker = answer.snapshot, answer.encoder, answer.ranker
    run.words_only, run.notes = answer.words_only, list(answer.matches.notes)
    run.support = _support(answer.matches)
    known = _known(session, run)
    if known is not None:
        known.support, known.asked_at = run.support, run.created_at
        return False
    ids = _startup_ids(session, answer)
    run.requirements = [
        {"text": each.text, "importance": each.importance.value}
        for each in complete(challenge).requirements
    ]
    run.refusals = [
        {"startup_id": ids[each.startup_id], "code": each.code.value}
        for each in answer.matches.refusals[:MOST_REFUSALS]
        if each.startup_id in ids
    ]
    session.add(run)
    session.flush()
    session.add_all(
        _row(run.id, ids[match.startup_id], match)
        for match in answer.matches.matches
        if match.startup_id in ids
    )
    session.flush()
    return True


def _known(session: Session, run: MatchRunRow) -> MatchRunRow | None:
    """Return the latest run of the same reading, if the same text and engine made it."""
    latest = session.scalar(
        select(MatchRunRow)
        .where(MatchRunRow.challenge_id == run.challenge_id, MatchRunRow.reading == run.reading)
        .order_by(MatchRunRow.id.desc())
        .limit(1)
    )
    return latest if latest is not None and _source(latest) == _source(run) else None


def _source(run: MatchRunRow) -> tuple[str, str, str, str, bool]:
    return run.text_sha256, run.snapshot, run.encoder, run.ranker, run.words_only


def _support(matches: MatchList) -> list[dict[str, Any]]:
    return [_body(each) for each in (*matches.support, *matches.alternatives)]


def _body(match: SupportMatch) -> dict[str, Any]:
    reasons = [
        {
            "code": each.code.value,
            "quote": asdict(each.quote) if each.quote else None,
            "service": each.service.value if each.service else None,
            "sector": each.sector,
        }
        for each in match.reasons
    ]
    return {"key": match.body.key, "is_called_for": match.is_called_for, "reasons": reasons}


def _startup_ids(session: Session, answer: EngineAnswer) -> dict[str, int]:
    """Return the rows of startups that take part now, whatever the index holds still."""
    keys = {each.startup_id for each in answer.matches.matches}
    keys.update(each.startup_id for each in answer.matches.refusals)
    found = session.execute(
        select(StartupRow.key, StartupRow.id)
        .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
        .where(StartupRow.key.in_(keys), OrganisationRow.is_active)
        .where(OrganisationRow.merged_into.is_(None))
    )
    return dict(found.all())


def _row(run_id: int, startup_id: int, match: Match) -> MatchRow:
    return MatchRow(
        run_id=run_id,
        startup_id=startup_id,
        rank=match.rank,
        score=match.score,
        band=match.band,
        chance=asdict(match.chance) if match.chance else {},
        reasons=[_reason(each) for each in match.reasons],
        unmet=list(match.unmet),
        features=dict(match.features),
        flags=[_flag(each) for each in match.flags],
        is_far=match.is_far,
        is_young=match.is_young,
    )


def _reason(reason: Reason) -> dict[str, Any]:
    evidence = asdict(reason.evidence) if reason.evidence else None
    return {"code": reason.code.value, "requirement": reason.requirement, "evidence": evidence}


def _flag(flag: Flag) -> dict[str, Any]:
    return {"code": flag.code.value, "evidence": asdict(flag.evidence) if flag.evidence else None}
