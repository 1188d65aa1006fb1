"""The most common edit: the sources of a programme were read again, and nothing changed."""

from datetime import date
from typing import Any

from matcher.errors import StalePage, WorkflowError
from matcher.programmes.documents import Document, document_of
from matcher.programmes.editing import EditedPart, parts_of
from matcher.programmes.toml import toml_of
from matcher.programmes.writing import as_toml
from matcher.workflow import programme_drafts
from matcher.workflow.account_fields import refuse
from matcher.workflow.context import Context
from matcher.workflow.programme_versions import kept_versions

LONGEST_DAYS = 731
"""A review date lies at most so many days ahead."""


def read_again(
    context: Context,
    programme_id: str,
    version: str,
    days: tuple[date | None, date | None],
    note: str,
) -> str:
    """Publish the latest version anew with the day its sources were read and the next review.

    `version` is the one that was read again; StalePage when there is a later one. `days` are the
    day of reading and the next review date. Returns the name of the new version. A draft that is
    open stays: it is told then that it stands on an older version.
    """
    context.staff()
    read_on, review_by = days
    today = context.now.date()
    refuse(read_on=_read_mistake(read_on, today), review_by=_review_mistake(review_by, today))
    found = kept_versions(context, programme_id)
    if not found or found[-1].programme.version != version:
        raise StalePage(
            "There is a later version of this programme. Nothing was published: look at it first."
        )
    document = _dated(document_of(as_toml(found[-1].programme)), read_on, review_by)
    new = programme_drafts.next_version(context, document, found)
    return programme_drafts.publish_text(context, programme_id, toml_of(new), note)


def _dated(document: Document, read_on: Any, review_by: Any) -> Document:
    """Return the document with these days everywhere; what the sources say keeps its own date."""
    for _, source in parts_of(document, EditedPart.SOURCE):
        source["read_on"] = read_on
    for part in (EditedPart.RULE, EditedPart.AID):
        for _, table in parts_of(document, part):
            table.pop("review_by", None)
    return {**document, "review_by": review_by}


def _read_mistake(read_on: date | None, today: date) -> WorkflowError | None:
    if read_on is None:
        return WorkflowError("Write the day on which the sources were read.")
    return WorkflowError("This day is still to come.") if read_on > today else None


def _review_mistake(review_by: date | None, today: date) -> WorkflowError | None:
    if review_by is None or review_by <= today:
        return WorkflowError("Write a day that is still to come.")
    if (review_by - today).days > LONGEST_DAYS:
        return WorkflowError("Rules change: choose a day within two years.")
    return None
