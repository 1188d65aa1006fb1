"""The decision that no startup suits, and who may help the firm instead."""

from datetime import timedelta

from sqlalchemy import select

from matcher.domain.introduction import OPEN, Stage
from matcher.domain.visibility import LIVE, ChallengeState
from matcher.errors import InvalidForm, NotPossible, WorkflowError
from matcher.notify.messages import NoPartner
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.matches import VerdictRow
from matcher.workflow import challenges, outbox, verdicts
from matcher.workflow.context import Context
from matcher.workflow.curation_steps import (
    Said,
    check_version,
    checked_note,
    closed,
    held,
    taken_up,
    written,
)
from matcher.workflow.introduction_obstacles import members
from matcher.workflow.outbox import Mail
from matcher.workflow.verdicts import NO_PARTNER

LONGEST_FALLBACK = 3_000
TAKE_BACK = timedelta(minutes=10)
"""How long the e-mail that says "no partner" waits, so that the decision can be undone unsaid."""


def no_partner(
    context: Context, challenge_id: int, version: int, fallback: str, reason: str = ""
) -> int:
    """Return the id of the decision that no startup suits; the firm is told who may help instead.

    The e-mail leaves after a few minutes, so that an undo can still hold it back.
    """
    officer = context.staff()
    row = held(context, challenge_id)
    words, why = _checked_fallback(fallback), checked_note(reason)
    standing = verdicts.standing(context, challenge_id, None).verdict
    if row.state is ChallengeState.NO_PARTNER and standing and row.fallback == words:
        return standing.id
    check_version(row, version)
    if row.state not in LIVE:
        raise closed()
    _check_nobody_waits(context, challenge_id)
    if standing:
        verdicts.set_aside(context, standing, officer.id)
    taken_up(context, row, officer)
    decided = written(context, row, None, Said(NO_PARTNER, note=why))
    row.fallback = words
    challenges.move(context, row, ChallengeState.NO_PARTNER)
    _tell_no_partner(context, row, decided, words, why)
    return decided


def reopen(context: Context, row: ChallengeRow, decided: VerdictRow) -> None:
    """Open a challenge again that had no partner; the e-mail is held back if it did not leave."""
    if row.state is not ChallengeState.NO_PARTNER:
        raise NotPossible("This challenge moved on since. The decision cannot be undone any more.")
    outbox.withdraw(context, _about(decided.id))
    row.fallback = ""
    challenges.move(context, row, ChallengeState.CURATION)


def _check_nobody_waits(context: Context, challenge_id: int) -> None:
    waiting = context.session.scalar(
        select(IntroductionRow.id)
        .where(
            IntroductionRow.challenge_id == challenge_id,
            IntroductionRow.stage.in_(OPEN | {Stage.KEPT, Stage.RELEASED}),
        )
        .limit(1)
    )
    if waiting is not None:
        raise NotPossible(
            "Some startups are kept or proposed for this challenge. Undo or end these first."
        )


def _checked_fallback(fallback: str) -> str:
    words = fallback.strip()
    if not words:
        raise InvalidForm({"fallback": WorkflowError("Say who may help the firm instead.")})
    if len(words) > LONGEST_FALLBACK:
        problem = WorkflowError("Write at most %(count)s characters.", count=LONGEST_FALLBACK)
        raise InvalidForm({"fallback": problem})
    return words


def _about(verdict_id: int) -> str:
    return f"no_partner:{verdict_id}"


def _tell_no_partner(
    context: Context, row: ChallengeRow, decided: int, fallback: str, reason: str
) -> None:
    for person in members(context, row.firm_id):
        message = NoPartner(
            name=person.name,
            challenge_title=row.title,
            link=f"/firm/challenges/{row.id}",
            fallback=fallback,
            reason=reason,
        )
        mail = Mail(
            to=(person.email,),
            language=person.language,
            message=message,
            dedupe_key=f"{_about(decided)}:{person.id}",
            about=_about(decided),
            not_before=context.now + TAKE_BACK,
        )
        outbox.post(context, mail)
