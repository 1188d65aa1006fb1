"""A support body that left a trio: it waits on the officers' desk until one of them acts on it."""

from sqlalchemy import ColumnElement, and_, exists, or_, select

from matcher.domain.introduction import AGENCY, OPEN
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.workflow.context import Context
from matcher.workflow.introduction_moves import NO, SEEN, SILENT, locked


def awaits_officer() -> ColumnElement[bool]:
    """Return the condition on introductions whose support body left and nobody acted since.

    One that an officer took out is known to officers. Acting is any step of the agency after the
    leaving, or `see_leaving`.
    """
    acted = exists().where(
        MoveRow.introduction_id == IntroductionRow.id,
        MoveRow.side == AGENCY,
        or_(MoveRow.reason == SEEN, MoveRow.at > IntroductionRow.support_said_at),
    )
    return and_(
        IntroductionRow.support_said.in_((NO, SILENT)),
        IntroductionRow.stage.in_(OPEN),
        ~acted,
    )


def awaits_officer_here(context: Context, row: IntroductionRow) -> bool:
    """Whether an introduction goes on without its support body and nobody acted on it yet."""
    found = select(IntroductionRow.id).where(IntroductionRow.id == row.id, awaits_officer())
    return context.session.scalar(found) is not None


def see_leaving(context: Context, introduction_id: int) -> None:
    """Take a leaving off the desk: an officer looked, and the two go on. Twice changes nothing.

    The sides' pages do not become stale, for nothing changed for them.
    """
    officer = context.staff()
    row = locked(context, introduction_id)
    if not awaits_officer_here(context, row):
        return
    context.session.add(
        MoveRow(
            introduction_id=row.id,
            stage_before=row.stage,
            stage_after=row.stage,
            side=AGENCY,
            user_id=officer.id,
            reason=SEEN,
            at=context.now,
        )
    )
    context.session.flush()
    context.write("introduction.leaving_seen", "introduction", row.id)
