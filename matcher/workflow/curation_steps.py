"""The steps that every decision of a curator takes: hold, check, write."""

from dataclasses import dataclass

from sqlalchemy import select

from matcher.domain.people import User
from matcher.domain.visibility import LIVE, ChallengeState
from matcher.errors import InvalidForm, NotFound, NotPossible, StalePage, WorkflowError
from matcher.store.challenges import ChallengeRow
from matcher.store.matches import MatchRow, MatchRunRow, VerdictRow
from matcher.store.startups import StartupRow
from matcher.workflow import challenges, verdicts
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import FULL
from matcher.workflow.verdicts import KEEP, Verdict

LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class Said:
    """What a decision says: its kind, and why; `plan_id` names the plan that it came from."""

    kind: str
    reason: str = ""
    note: str = ""
    by_hand: bool = False
    plan_id: int | None = None


def opened(context: Context, challenge_id: int) -> tuple[ChallengeRow, User]:
    """Return a challenge on which decisions may be made, held, and the officer who acts."""
    officer = context.staff()
    row = held(context, challenge_id)
    if row.state not in LIVE:
        raise closed()
    return row, officer


def held(context: Context, challenge_id: int) -> ChallengeRow:
    """Return a challenge, held until the commit: one officer decides on it at a time."""
    row = context.session.scalar(
        select(ChallengeRow)
        .where(ChallengeRow.id == challenge_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None or row.submitted_at is None:
        raise NotFound("There is no such challenge.")
    return row


def closed() -> NotPossible:
    """Return the error for a challenge that is not open."""
    return NotPossible("This challenge is not open: nothing can be decided on it now.")


def check_version(row: ChallengeRow, version: int) -> None:
    """Raise StalePage when the page was loaded before the last change of the challenge."""
    if row.version != version:
        raise StalePage(
            "This challenge changed since you opened the page. Nothing was overwritten: look at "
            "it again, then decide."
        )


def decide(context: Context, row: ChallengeRow, startup_id: int, said: Said, mark: int) -> int:
    """Return the id of a decision; of the one that stands, when it says the same."""
    if context.session.get(StartupRow, startup_id) is None:
        raise NotFound("There is no such startup.")
    now = verdicts.standing(context, row.id, startup_id)
    if now.verdict and _same(now.verdict, said):
        return now.verdict.id
    if now.mark != mark:
        raise StalePage(
            "Someone decided on this startup since you opened the page. Nothing was overwritten: "
            "look at what stands now, then decide."
        )
    if now.verdict:
        verdicts.set_aside(context, now.verdict, context.staff().id)
    return written(context, row, startup_id, said)


def _same(verdict: Verdict, said: Said) -> bool:
    if verdict.kind != said.kind:
        return False
    return said.kind == KEEP or (verdict.reason, verdict.note) == (said.reason, said.note)


def written(context: Context, row: ChallengeRow, startup_id: int | None, said: Said) -> int:
    """Return the id of a decision, now kept and in the journal."""
    decided = VerdictRow(
        challenge_id=row.id,
        startup_id=startup_id,
        match_id=match_id(context, row.id, startup_id) if startup_id else None,
        kind=said.kind,
        reason=said.reason,
        note=said.note,
        by_hand=said.by_hand,
        user_id=context.staff().id,
        created_at=context.now,
    )
    context.session.add(decided)
    context.session.flush()
    context.write(
        f"verdict.{said.kind}",
        "challenge",
        row.id,
        after={
            "verdict": decided.id,
            "startup": startup_id,
            "reason": said.reason,
            "by_hand": said.by_hand,
            **({"plan": said.plan_id} if said.plan_id is not None else {}),
        },
    )
    return decided.id


def match_id(context: Context, challenge_id: int, startup_id: int) -> int | None:
    """Return the match of a startup in the last full run; None when it is not listed."""
    latest = (
        select(MatchRunRow.id)
        .where(MatchRunRow.challenge_id == challenge_id, MatchRunRow.reading == FULL)
        .order_by(MatchRunRow.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return context.session.scalar(
        select(MatchRow.id).where(MatchRow.run_id == latest, MatchRow.startup_id == startup_id)
    )


def taken_up(context: Context, row: ChallengeRow, officer: User) -> None:
    """Begin the curation of a challenge at its first decision, led by who decided."""
    row.officer_id = row.officer_id or officer.id
    if row.state is ChallengeState.SUBMITTED:
        challenges.move(context, row, ChallengeState.CURATION)


def checked_note(note: str) -> str:
    """Return a note without blanks around it; InvalidForm when it is too long."""
    words = note.strip()
    if len(words) > LONGEST_NOTE:
        raise InvalidForm(
            {"note": WorkflowError("Write at most %(count)s characters.", count=LONGEST_NOTE)}
        )
    return words
