"""The curator's shortlist of a challenge: kept, ordered, released to the firm."""

from collections.abc import Sequence

from sqlalchemy import func, select

from matcher.domain.introduction import CLOCKS, Stage
from matcher.domain.visibility import LIVE, ChallengeState
from matcher.errors import NotFound, NotPossible, StalePage
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.startups import StartupRow
from matcher.workflow import challenges
from matcher.workflow.context import Context
from matcher.workflow.introduction_letters import tell_released
from matcher.workflow.introduction_moves import Step, locked, move


def keep(context: Context, challenge_id: int, startup_id: int) -> int:
    """Return the id of the introduction of a startup that is now on the shortlist, at its end.

    One that was kept already, or that went further, is left as it is.
    """
    officer = context.staff()
    _held(context, challenge_id)
    row = _row(context, challenge_id, startup_id)
    if row is not None and row.stage is not Stage.SUGGESTED:
        return row.id
    if context.session.get(StartupRow, startup_id) is None:
        raise NotFound("There is no such startup.")
    position = _last_position(context, challenge_id) + 1
    if row is None:
        row = IntroductionRow(
            challenge_id=challenge_id,
            startup_id=startup_id,
            stage=Stage.SUGGESTED,
            created_at=context.now,
            updated_at=context.now,
            version=0,
        )
        context.session.add(row)
        context.session.flush()
    row.position, row.officer_id = position, officer.id
    move(context, row, Step(Stage.KEPT))
    return row.id


def take_back(context: Context, challenge_id: int, startup_id: int) -> None:
    """Take a startup off a shortlist that was not released; one that is not on it stays off."""
    context.staff()
    _held(context, challenge_id)
    row = _row(context, challenge_id, startup_id)
    if row is None or row.stage is Stage.SUGGESTED:
        return
    if row.stage is not Stage.KEPT:
        raise NotPossible(
            "This startup was released to the firm. Withdraw the introduction instead."
        )
    move(context, row, Step(Stage.SUGGESTED))


def reorder(context: Context, challenge_id: int, startup_ids: Sequence[int]) -> None:
    """Put the startups of a shortlist in this order; those that are not named come after."""
    context.staff()
    _held(context, challenge_id)
    rows = {row.startup_id: row for row in shortlist_rows(context, challenge_id)}
    named = [rows[each] for each in dict.fromkeys(startup_ids) if each in rows]
    rest = [row for row in rows.values() if row not in named]
    before = [row.startup_id for row in rows.values()]
    after = [row.startup_id for row in (*named, *rest)]
    if before == after:
        return
    for place, row in enumerate((*named, *rest), start=1):
        row.position = place
    context.write(
        "shortlist.reordered",
        "challenge",
        challenge_id,
        before={"startups": before},
        after={"startups": after},
    )


def release(context: Context, challenge_id: int, version: int) -> int:
    """Return how many startups were released to the firm, in the order of the shortlist.

    The same click twice releases once, and returns 0.
    """
    context.staff()
    challenge = _held(context, challenge_id)
    kept = [row for row in shortlist_rows(context, challenge_id) if row.stage is Stage.KEPT]
    if not kept and challenge.state is ChallengeState.SHORTLISTED:
        return 0
    if challenge.version != version:
        raise StalePage(
            "This challenge changed since you opened the page. Nothing was released: look at it "
            "again, then decide."
        )
    if challenge.state not in LIVE:
        raise NotPossible("This challenge is not open: no shortlist can be released.")
    if not kept:
        raise NotPossible("Keep at least one startup before you release the shortlist.")
    for row in kept:
        move(context, locked(context, row.id), Step(Stage.RELEASED))
    _shortlisted(context, challenge)
    answer_by = (context.now + CLOCKS[Stage.RELEASED].ends_after).date()
    tell_released(context, challenge, len(kept), answer_by)
    return len(kept)


def shortlist_rows(context: Context, challenge_id: int) -> list[IntroductionRow]:
    """Return what is kept for a challenge or went further, in the curator's order."""
    return list(
        context.session.scalars(
            select(IntroductionRow)
            .where(
                IntroductionRow.challenge_id == challenge_id,
                IntroductionRow.stage != Stage.SUGGESTED,
            )
            .order_by(IntroductionRow.position, IntroductionRow.startup_id)
        )
    )


def _shortlisted(context: Context, challenge: ChallengeRow) -> None:
    if challenge.state is ChallengeState.SUBMITTED:
        challenges.move(context, challenge, ChallengeState.CURATION)
    if challenge.state is not ChallengeState.SHORTLISTED:
        challenges.move(context, challenge, ChallengeState.SHORTLISTED)
    challenge.released_at = context.now


def _held(context: Context, challenge_id: int) -> ChallengeRow:
    """Return a challenge, held until the commit: one curator changes its shortlist at a time."""
    row = context.session.scalar(
        select(ChallengeRow)
        .where(ChallengeRow.id == challenge_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is None:
        raise NotFound("There is no such challenge.")
    return row


def _row(context: Context, challenge_id: int, startup_id: int) -> IntroductionRow | None:
    return context.session.scalar(
        select(IntroductionRow)
        .where(
            IntroductionRow.challenge_id == challenge_id,
            IntroductionRow.startup_id == startup_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _last_position(context: Context, challenge_id: int) -> int:
    return (
        context.session.scalar(
            select(func.max(IntroductionRow.position)).where(
                IntroductionRow.challenge_id == challenge_id
            )
        )
        or 0
    )
