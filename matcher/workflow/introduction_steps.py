"""The steps that an introduction took, and how it was declined, as each reader may read them."""

from sqlalchemy import select
from sqlalchemy.orm import defer

from matcher.domain.introduction import AGENCY, Side, Stage
from matcher.store.challenges import AttachmentRow
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.organisations import UserRow
from matcher.workflow.context import Context
from matcher.workflow.introduction_moves import LEFT, NO, YES
from matcher.workflow.introduction_support import declined_with, step_code
from matcher.workflow.introduction_views import DeclineView, StepView

FORWARDED = "note_forwarded"
"""The reason of the step by which an officer passed on a side's note."""
_CURATED = frozenset({Stage.SUGGESTED, Stage.KEPT})


def steps_of(context: Context, row: IntroductionRow, viewer: Side | None) -> tuple[StepView, ...]:
    """Return the steps in order; a side sees those that concern it, without who and why."""
    if viewer is None:
        return _for_officers(context, row)
    hidden = _CURATED | (set() if viewer is Side.FIRM else {Stage.RELEASED})
    taken = [move for move in _moves(context, row) if move.stage_after not in hidden]
    if viewer is Side.SUPPORT and row.support_said in LEFT:
        taken = taken[: _leaving(taken) + 1]
    return tuple(
        StepView(stage=move.stage_after, side=move.side, at=move.at, code=step_code(move))
        for move in taken
        if move.stage_after != move.stage_before or _tells_more(move)
    )


def _leaving(taken: list[MoveRow]) -> int:
    """Return the place of the step by which the support body left."""
    places = (place for place, move in enumerate(taken) if step_code(move) in LEFT)
    return next(places, len(taken))


def _tells_more(move: MoveRow) -> bool:
    """Whether a step that left the stage as it was is told to the sides."""
    second_yes = move.stage_after is Stage.ACCEPTED_BY_ONE and move.reason == YES
    return second_yes or step_code(move) in LEFT


def decline_of(context: Context, row: IntroductionRow, viewer: Side | None) -> DeclineView | None:
    """Return how an introduction was declined; None when it was not.

    A side reads its own note. Of the other's it reads only what an officer passed on.
    """
    if viewer is Side.SUPPORT and row.support_said in LEFT:
        said = declined_with(context, row)
        said_no = DeclineView(Side.SUPPORT, *said, is_note_forwarded=False)
        return said_no if row.support_said == NO else None
    if row.stage is not Stage.DECLINED:
        return None
    forwarded = forwarded_note(context, row)
    if viewer is None or (viewer == row.decline_side and row.decline_side != AGENCY):
        note = row.decline_note
    else:
        note = "" if row.decline_side == AGENCY else forwarded or ""
    return DeclineView(row.decline_side, row.decline_reason, note, forwarded is not None)


def forwarded_note(context: Context, row: IntroductionRow) -> str | None:
    """Return what an officer passed on of a side's note; None when nothing was."""
    return context.session.scalar(
        select(MoveRow.note)
        .where(MoveRow.introduction_id == row.id, MoveRow.reason == FORWARDED)
        .order_by(MoveRow.id.desc())
        .limit(1)
    )


def _for_officers(context: Context, row: IntroductionRow) -> tuple[StepView, ...]:
    found = context.session.execute(
        select(MoveRow, UserRow.name, AttachmentRow.filename)
        .outerjoin(UserRow, UserRow.id == MoveRow.user_id)
        .outerjoin(AttachmentRow, AttachmentRow.id == MoveRow.attachment_id)
        .where(MoveRow.introduction_id == row.id)
        .order_by(MoveRow.id)
    )
    return tuple(
        StepView(
            stage=move.stage_after,
            side=move.side,
            at=move.at,
            who=name or "",
            reason=move.reason,
            note=move.note,
            proof_id=move.attachment_id,
            proof_name=filename or "",
            code=step_code(move),
        )
        for move, name, filename in found
    )


def _moves(context: Context, row: IntroductionRow) -> list[MoveRow]:
    return list(
        context.session.scalars(
            select(MoveRow)
            .where(MoveRow.introduction_id == row.id)
            .order_by(MoveRow.id)
            .options(defer(MoveRow.note))
        )
    )
