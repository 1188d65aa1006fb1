"""How often a startup may change what is matched of it: enough to work, too little to probe."""

from datetime import timedelta

from sqlalchemy import func, select

from matcher.errors import InvalidForm, WorkflowError
from matcher.store.journal import JournalRow
from matcher.workflow.context import Context

MOST_A_DAY = 40
"""A first day of writing: a profile, twenty capabilities, and most of them corrected."""
DAY = timedelta(days=1)
ACTION = "startup.versioned"


def count(context: Context, startup_id: int) -> None:
    """Count a change of what is matched; InvalidForm, under both texts, beyond those of a day."""
    seen = context.session.scalar(
        select(func.count())
        .select_from(JournalRow)
        .where(
            JournalRow.subject_kind == "startup",
            JournalRow.subject_id == startup_id,
            JournalRow.action == ACTION,
            JournalRow.at > context.now - DAY,
        )
    )
    if (seen or 0) >= MOST_A_DAY:
        told = WorkflowError(
            "What you offer was changed %(most)s times within a day: this is the most. Save this "
            "change tomorrow; suggestions are renewed once a day.",
            most=MOST_A_DAY,
        )
        raise InvalidForm({"text": told, "name": told})
    context.write(ACTION, "startup", startup_id)
