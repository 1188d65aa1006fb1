"""Deleting a draft that was never submitted, with its files."""

from matcher.domain.visibility import ChallengeState
from matcher.errors import NotPossible, StalePage
from matcher.workflow.aid_facts import forget_project
from matcher.workflow.attachments import remove_all
from matcher.workflow.challenges import SUBJECT, firm_of, held
from matcher.workflow.context import Context


def discard(context: Context, challenge_id: int, version: int) -> None:
    """Delete a draft that was never submitted; nothing of it stays but a line in the journal."""
    firm_of(context)
    row = held(context, challenge_id)
    if row.state is not ChallengeState.DRAFT or row.submitted_at is not None:
        raise NotPossible("Only a draft that was never submitted can be deleted.")
    if row.version != version:
        raise StalePage("This draft changed since you opened the page. Nothing was deleted.")
    remove_all(context, row.id)
    forget_project(context, row.id)
    context.write("challenge.discarded", SUBJECT, row.id)
    context.session.delete(row)
