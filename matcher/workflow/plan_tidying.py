"""Tidying plans: those that came to nothing are forgotten, those that wait in vain are given up."""

from datetime import timedelta

from sqlalchemy import exists, select, update

from matcher.store.journal import JournalRow
from matcher.store.plans import PlanRow
from matcher.workflow.context import Context
from matcher.workflow.plan_proposing import PROPOSED
from matcher.workflow.plan_settings import FailureCode, PlanState
from matcher.workflow.plan_solving import failed

LONGEST_WAIT = timedelta(days=1)
"""After so long no worker will take a plan up any more: its task was given up before."""


def tidy(context: Context) -> None:
    """Give up plans that wait in vain; forget old ones from which nothing was ever proposed.

    Old is what was asked for more than `PASSERELLE_PLAN_DAYS` days ago. A plan that followed a
    forgotten one stays, and follows none.
    """
    _give_up(context)
    before = context.now - timedelta(days=context.services.settings.plan_days)
    was_proposed_from = exists().where(
        JournalRow.action == PROPOSED,
        JournalRow.subject_kind == "plan",
        JournalRow.subject_id == PlanRow.id,
    )
    old = list(
        context.session.scalars(
            select(PlanRow)
            .where(PlanRow.created_at < before, ~was_proposed_from)
            .order_by(PlanRow.id)
        )
    )
    forgotten = [row.id for row in old]
    context.session.execute(
        update(PlanRow).where(PlanRow.base_id.in_(forgotten)).values(base_id=None)
    )
    for row in old:
        context.session.delete(row)
    context.session.flush()


def _give_up(context: Context) -> None:
    waiting = select(PlanRow).where(
        PlanRow.state == PlanState.WAITING, PlanRow.created_at < context.now - LONGEST_WAIT
    )
    for row in context.session.scalars(waiting):
        for name, value in failed(FailureCode.ABANDONED).items():
            setattr(row, name, value)
        row.solved_at = context.now
        row.version += 1
    context.session.flush()
