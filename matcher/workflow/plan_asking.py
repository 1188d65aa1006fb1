"""Asking for plans: with settings, or from another one with a pair marked."""

from dataclasses import replace

from sqlalchemy import select

from matcher.domain.plan import Pair
from matcher.errors import NotFound, NotPossible
from matcher.store.plans import PlanRow
from matcher.workflow.context import Context
from matcher.workflow.plan_kept import check_version, kept, plan_row, state_of
from matcher.workflow.plan_settings import Mark, PlanSettings, PlanState, checked

TASK = "plan"


def ask(context: Context, settings: PlanSettings, base_id: int | None = None) -> int:
    """Return the id of a plan that the worker works out; of one that waits for the same already.

    `base_id` names the plan that this one is to be compared with.
    """
    context.staff()
    if base_id is not None:
        plan_row(context, base_id)
    return _asked(context, checked(settings), base_id, "plan.asked")


def mark(context: Context, plan_id: int, version: int, pair: Pair, how: Mark | str) -> int:
    """Return the id of a new plan, asked with a pair forced, forbidden or freed of its mark.

    The plan itself stays as it is. The same click twice asks once. A mark can be taken from a pair
    that is no option any more.
    """
    context.staff()
    known = kept(context, plan_id)
    check_version(known.row, version)
    if state_of(known.row) not in {PlanState.SOLVED, PlanState.IMPOSSIBLE}:
        raise NotPossible("This plan is not ready yet: nothing in it can be marked.")
    is_marked = pair in known.settings.forced | known.settings.forbidden
    if how not in set(Mark) or not (known.has(pair) or (is_marked and how == Mark.FREE)):
        raise NotFound("This pair is not in the plan.")
    asked = known.settings
    settings = replace(
        asked,
        forced=asked.forced - {pair} | ({pair} if how == Mark.FORCE else set()),
        forbidden=asked.forbidden - {pair} | ({pair} if how == Mark.FORBID else set()),
    )
    return _asked(context, settings, plan_id, "plan.marked")


def _asked(context: Context, settings: PlanSettings, base_id: int | None, action: str) -> int:
    officer = context.staff()
    told = settings.as_json()
    waiting = context.session.scalars(
        select(PlanRow)
        .where(PlanRow.state == PlanState.WAITING, PlanRow.officer_id == officer.id)
        .order_by(PlanRow.id.desc())
    )
    for row in waiting:
        if row.settings == told and row.base_id == base_id:
            return row.id
    row = PlanRow(
        officer_id=officer.id,
        base_id=base_id,
        state=PlanState.WAITING.value,
        settings=told,
        created_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    context.later(TASK, key=str(row.id), plan_id=row.id)
    context.write(action, "plan", row.id, after={"base": base_id})
    return row.id
