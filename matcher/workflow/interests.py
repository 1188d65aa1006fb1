"""What a startup says to a challenge: interested, or not for us, because."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from matcher.domain.introduction import DeclineReason, Side
from matcher.domain.permissions import is_public
from matcher.errors import InvalidForm, NotFound, NotPossible, StalePage, WorkflowError
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.startups import InterestRow
from matcher.workflow import startups, use_limits
from matcher.workflow.context import Context
from matcher.workflow.introduction_moves import known_to
from matcher.workflow.startup_limits import tidy_text

REASONS = tuple(each for each in DeclineReason if each is not DeclineReason.ALREADY_SOLVED)
"""Why a challenge is not for a startup."""
LONGEST_NOTE = 1_000


@dataclass(frozen=True, slots=True)
class AnswerView:
    """What the startup said; a form that changes it carries `version`."""

    challenge_id: int
    is_interested: bool
    reason: str
    note: str
    at: datetime
    version: int


def answers(context: Context, startup_id: int) -> dict[int, AnswerView]:
    """Return challenge id → what a startup said; callers checked who asks."""
    rows = context.session.scalars(
        select(InterestRow)
        .where(InterestRow.startup_id == startup_id)
        .order_by(InterestRow.created_at, InterestRow.challenge_id)
    )
    return {row.challenge_id: _view(row) for row in rows}


def begun(context: Context, startup_id: int) -> dict[int, int]:
    """Return challenge id → the introduction that the startup knows of."""
    rows = context.session.execute(
        select(IntroductionRow.challenge_id, IntroductionRow.id).where(
            IntroductionRow.startup_id == startup_id, known_to(Side.STARTUP)
        )
    )
    return dict(rows.all())


def say(
    context: Context,
    challenge_id: int,
    version: int,
    *,
    interested: bool,
    reason: str = "",
    note: str = "",
) -> AnswerView:
    """Return what is kept of an answer; saying the same again changes nothing.

    `version` is that of the answer on the page, 0 where there was none. It can be changed until
    the startup is asked in an introduction.
    """
    row, _ = startups.held(context)
    _require_readable(context, challenge_id)
    because, words = _checked(interested=interested, reason=reason, note=note)
    known = context.session.scalar(
        select(InterestRow)
        .where(InterestRow.challenge_id == challenge_id, InterestRow.startup_id == row.id)
        .execution_options(populate_existing=True)
    )
    if known and (known.is_interested, known.reason, known.note) == (interested, because, words):
        return _view(known)
    if challenge_id in begun(context, row.id):
        raise NotPossible("An introduction has begun for this challenge: answer there.")
    if (known.version if known else 0) != version:
        raise StalePage(
            "A colleague answered since you opened the page. Nothing was overwritten: look at the "
            "answer, then decide."
        )
    use_limits.check(context, use_limits.INTERESTS)
    kept = known or InterestRow(challenge_id=challenge_id, startup_id=row.id, version=0)
    kept.is_interested, kept.reason, kept.note = interested, because, words
    kept.user_id, kept.created_at = context.person().id, context.now
    kept.version += 1
    context.session.add(kept)
    context.session.flush()
    context.write(
        "interest.said",
        "challenge",
        challenge_id,
        after={"startup": row.id, "is_interested": interested, "reason": because},
    )
    return _view(kept)


def _require_readable(context: Context, challenge_id: int) -> None:
    row = context.session.execute(
        select(ChallengeRow.visibility, ChallengeRow.state, ChallengeRow.teaser_state).where(
            ChallengeRow.id == challenge_id
        )
    ).one_or_none()
    if row is None or not is_public(*row):
        raise NotFound("There is no such challenge, or it is no longer open.")


def _checked(*, interested: bool, reason: str, note: str) -> tuple[str, str]:
    """Return the reason and the note as they are kept; InvalidForm when one is missing or wrong."""
    words = tidy_text(note)
    problems: dict[str, WorkflowError] = {}
    if not interested and reason not in set(REASONS):
        problems["reason"] = WorkflowError("Choose a reason: it helps to suggest better ones.")
    if not interested and reason == DeclineReason.OTHER and not words:
        problems["note"] = WorkflowError("Say in a few words why.")
    if len(words) > LONGEST_NOTE:
        problems["note"] = WorkflowError(
            "This text has %(length)s characters; at most %(most)s fit. Shorten it.",
            length=len(words),
            most=LONGEST_NOTE,
        )
    if problems:
        raise InvalidForm(problems)
    return ("" if interested else reason), words


def _view(row: InterestRow) -> AnswerView:
    return AnswerView(
        row.challenge_id, row.is_interested, row.reason, row.note, row.created_at, row.version
    )
