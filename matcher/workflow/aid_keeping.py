"""Keeping the verdicts that people were shown, so that each can be had again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain.programme import Case
from matcher.domain.programme_aid import Aid
from matcher.domain.programme_verdict import Verdict
from matcher.programmes.case_writing import case_data
from matcher.programmes.writing import digest
from matcher.store.programmes import VerdictOnAidRow
from matcher.workflow.context import Context, Services


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody was shown: of whom, on which day, from which case and versions."""

    challenge_id: int | None
    startup_id: int | None
    day: date
    case: dict[str, Any]
    programmes: list[Any]
    answers: list[Any]


def keep(
    context: Context,
    pair: tuple[int | None, int | None],
    case: Case,
    verdicts: Sequence[Verdict],
) -> None:
    """Have verdicts kept once the page is made, unless the very same ones were kept before.

    A page is only read, so it must not wait for a writer: what is kept has a session of its own.
    """
    day = context.now.date()
    programmes = [
        [each.programme.id, each.programme.version, digest(each.programme)] for each in verdicts
    ]
    answers = [answer_data(each) for each in verdicts]
    shown = Shown(*pair, day, case_data(case), programmes, answers)
    if _is_known(context.session, shown):
        return
    services, at = context.services, context.now
    user_id = context.person().id
    context.after_commit.append(lambda: _write(services, shown, user_id, at))


def answer_data(verdict: Verdict) -> dict[str, Any]:
    """Return what a verdict says, as JSON."""
    return {
        "programme": verdict.programme.id,
        "version": verdict.programme.version,
        "answer": verdict.answer.value,
        "findings": {finding.rule.id: finding.why.value for finding in verdict.findings},
        "missing": [fact.value for fact in verdict.missing],
        "aid": _aid(verdict.aid),
        "aid_if_confirmed": _aid(verdict.aid_if_confirmed),
    }


def _aid(aid: Aid | None) -> dict[str, Any] | None:
    if aid is None:
        return None
    return {
        "terms": aid.terms.id if aid.terms else None,
        "cost_dh": aid.cost_dh,
        "rate_pct": aid.rate_pct,
        "by_rate_dh": aid.by_rate_dh,
        "ceiling_dh": aid.ceiling_dh,
        "used_dh": aid.used_dh,
        "amount_dh": aid.amount_dh,
        "least_dh": aid.least_dh,
        "bounds": [bound.value for bound in aid.bounds],
        "gap": aid.gap.value if aid.gap else None,
    }


def _write(services: Services, shown: Shown, user_id: int, at: datetime) -> None:
    with services.database.session() as session:
        if _is_known(session, shown):
            return
        session.add(
            VerdictOnAidRow(
                challenge_id=shown.challenge_id,
                startup_id=shown.startup_id,
                day=shown.day,
                case=shown.case,
                programmes=shown.programmes,
                answers=shown.answers,
                user_id=user_id,
                created_at=at,
            )
        )


def _is_known(session: Session, shown: Shown) -> bool:
    """Tell whether the same case was answered by the same versions on this day already."""
    rows = session.execute(
        select(VerdictOnAidRow.case, VerdictOnAidRow.programmes).where(
            VerdictOnAidRow.challenge_id.is_not_distinct_from(shown.challenge_id),
            VerdictOnAidRow.startup_id.is_not_distinct_from(shown.startup_id),
            VerdictOnAidRow.day == shown.day,
        )
    )
    asked = (shown.case, shown.programmes)
    return any((case, list(map(list, programmes))) == asked for case, programmes in rows)
