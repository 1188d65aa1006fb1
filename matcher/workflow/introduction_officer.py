"""What officers see of an introduction besides, and which of their steps are open."""

from sqlalchemy import func, select

from matcher.domain.introduction import (
    AGENCY,
    ASKED,
    NAMED,
    OUTCOMES,
    Stage,
    next_stages,
)
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.startups import InterestRow
from matcher.workflow.context import Context
from matcher.workflow.history import firm_load, loads
from matcher.workflow.introduction_drafts import draft, side_languages
from matcher.workflow.introduction_moves import Parties, all_said_yes, asked_of, said_yes
from matcher.workflow.introduction_obstacles import obstacle
from matcher.workflow.introduction_steps import forwarded_note
from matcher.workflow.introduction_support_choice import support_part
from matcher.workflow.introduction_views import OfficerPart


def officer_part(context: Context, row: IntroductionRow, who: Parties) -> OfficerPart:
    """Return load and history of firm and startup, drafts, and what an officer may do now."""
    may_propose = row.stage in {Stage.KEPT, Stage.RELEASED}
    may_renew = _may_renew(context, row)
    return OfficerPart(
        startup_id=row.startup_id,
        firm_id=who.firm.id,
        startup_load=loads(context, [row.startup_id])[row.startup_id],
        firm_load=firm_load(context, who.firm.id),
        obstacle=obstacle(context, row, who) if may_propose or may_renew else None,
        drafts=draft(context, who),
        languages=side_languages(context, who),
        outcomes=_outcomes(row),
        may_propose=may_propose,
        may_renew=may_renew,
        may_withdraw=row.stage in {Stage.RELEASED, *ASKED},
        may_forward_note=_may_forward(context, row),
        is_interested=_interest(context, row),
        support=support_part(context, row, who),
        reminded_at=row.reminded_at,
    )


def renewals(context: Context, introduction_id: int) -> int:
    """Return how often an expired introduction was proposed anew."""
    return (
        context.session.scalar(
            select(func.count()).where(
                MoveRow.introduction_id == introduction_id,
                MoveRow.stage_before == Stage.EXPIRED,
                MoveRow.stage_after == Stage.PROPOSED,
            )
        )
        or 0
    )


def _may_renew(context: Context, row: IntroductionRow) -> bool:
    if row.stage is not Stage.EXPIRED or all_said_yes(row):
        return False
    return renewals(context, row.id) == 0


def _outcomes(row: IntroductionRow) -> tuple[Stage, ...]:
    if row.stage not in NAMED and not all_said_yes(row):
        return ()
    after = next_stages(row.stage, said_yes(row), asked_of(row)) & OUTCOMES
    return tuple(stage for stage in Stage if stage in after)


def _may_forward(context: Context, row: IntroductionRow) -> bool:
    if row.stage is not Stage.DECLINED or row.decline_side == AGENCY or not row.decline_note:
        return False
    return forwarded_note(context, row) is None


def _interest(context: Context, row: IntroductionRow) -> bool | None:
    return context.session.scalar(
        select(InterestRow.is_interested).where(
            InterestRow.challenge_id == row.challenge_id,
            InterestRow.startup_id == row.startup_id,
        )
    )
