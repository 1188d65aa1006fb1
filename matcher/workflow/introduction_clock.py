"""The clock of introductions: one reminder, then an end that all sides hear of."""

from sqlalchemy import ColumnElement, select

from matcher.domain.introduction import ASKED, CLOCKS, Side, Stage, waits_for
from matcher.store.introductions import IN_TIME, IntroductionRow
from matcher.workflow import introduction_letters as letters
from matcher.workflow.context import Context
from matcher.workflow.introduction_moves import (
    SILENT,
    Parties,
    Step,
    asked_of,
    in_order,
    move,
    parties,
    said_yes,
)
from matcher.workflow.introduction_support import leave

BATCH = 200
"""How many introductions one turn of the worker handles; the next turn takes the others."""


def remind_due(context: Context) -> int:
    """Return how many introductions were reminded of, each for the only time in its stage.

    When the reminder comes late, because nothing ran meanwhile, the end moves too: a side always
    has the days between the two.
    """
    due = _due(
        context, IntroductionRow.remind_at <= context.now, IntroductionRow.reminded_at.is_(None)
    )
    for row in due:
        clock = CLOCKS[row.stage]
        row.reminded_at = context.now
        if row.ends_at is not None and row.ends_at <= context.now:
            row.ends_at = context.now + (clock.ends_after - clock.remind_after)
        _remind(context, row, parties(context, row))
        context.write(
            "introduction.reminded", "introduction", row.id, after={"stage": row.stage.value}
        )
    context.session.flush()
    return len(due)


def expire_due(context: Context) -> int:
    """Return how many introductions ended for want of an answer; never one without its reminder.

    One that waits for its support body alone does not end: the two others go on without it.
    """
    due = _due(
        context, IntroductionRow.ends_at <= context.now, IntroductionRow.reminded_at.is_not(None)
    )
    ended = 0
    for row in due:
        who = parties(context, row)
        before = row.stage
        if before in ASKED and waits_for(before, said_yes(row), asked_of(row)) == {Side.SUPPORT}:
            leave(context, row, who, SILENT)
            continue
        move(context, row, Step(Stage.EXPIRED))
        ended += 1
        for side in in_order(asked_of(row)) if before is not Stage.RELEASED else (Side.FIRM,):
            letters.tell_expired(context, row, who, side)
    return ended


def _remind(context: Context, row: IntroductionRow, who: Parties) -> None:
    """Write to whoever is awaited; when that is an officer, the desk says so."""
    if row.stage in {Stage.RELEASED, *ASKED}:
        for side in sorted(waits_for(row.stage, said_yes(row), asked_of(row))):
            letters.remind(context, row, who, side)
        return
    for side in in_order(asked_of(row)):
        letters.ask_outcome(context, row, who, side)


def _due(context: Context, *when: ColumnElement[bool]) -> list[IntroductionRow]:
    return list(
        context.session.scalars(
            select(IntroductionRow)
            .where(*when)
            .order_by(*IN_TIME)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
    )
