"""Curation: what an officer decides on the startups of a challenge, and the door to the room.

Every decision carries the `mark` of what the page showed (see `verdicts.Standing`): the same
decision sent twice is made once, and one made on an older page overwrites nothing.
"""

from collections.abc import Sequence

from matcher.domain.introduction import RejectReason
from matcher.domain.people import User
from matcher.domain.visibility import LIVE, ChallengeState
from matcher.errors import InvalidForm, NotFound, NotPossible, WorkflowError
from matcher.store.matches import VerdictRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow import challenges, introductions, support_reading, verdicts
from matcher.workflow.conflicts import conflict_between
from matcher.workflow.context import Context
from matcher.workflow.curation_no_partner import no_partner, reopen
from matcher.workflow.curation_queue import Whose, following, queue
from matcher.workflow.curation_reading import look_up, page, refusals
from matcher.workflow.curation_steps import (
    Said,
    check_version,
    checked_note,
    closed,
    decide,
    held,
    match_id,
    opened,
    taken_up,
)
from matcher.workflow.introduction_obstacles import is_bound
from matcher.workflow.introduction_shortlist import shortlist_rows
from matcher.workflow.verdicts import KEEP, NO_PARTNER, REJECT

__all__ = [
    "Whose",
    "add_by_hand",
    "claim",
    "following",
    "keep",
    "look_up",
    "no_partner",
    "page",
    "queue",
    "refusals",
    "reject",
    "release",
    "reorder",
    "shift",
    "undo",
]


def keep(context: Context, challenge_id: int, startup_id: int, mark: int) -> int:
    """Return the id of the decision that put a startup on the shortlist.

    One that an officer noted must not meet the firm cannot be kept.
    """
    row, officer = opened(context, challenge_id)
    declared = conflict_between(context, row.firm_id, startup_id)
    if declared is not None:
        raise declared
    by_hand = match_id(context, challenge_id, startup_id) is None
    decided = decide(context, row, startup_id, Said(KEEP, by_hand=by_hand), mark)
    introductions.keep(context, challenge_id, startup_id)
    taken_up(context, row, officer)
    return decided


def reject(
    context: Context,
    challenge_id: int,
    startup_id: int,
    mark: int,
    reason: RejectReason | str,
    note: str = "",
) -> int:
    """Return the id of the decision that left a startup out, with why; it leaves the shortlist."""
    row, officer = opened(context, challenge_id)
    said = Said(REJECT, _checked_reason(reason), checked_note(note))
    decided = decide(context, row, startup_id, said, mark)
    introductions.take_back(context, challenge_id, startup_id)
    taken_up(context, row, officer)
    return decided


def add_by_hand(context: Context, challenge_id: int, startup_id: int, mark: int) -> int:
    """Return the id of the decision that kept a startup which the officer looked up.

    The engine's rules may be passed over; an agreement that binds the startup may not.
    """
    row, _ = opened(context, challenge_id)
    startup = context.session.get(StartupRow, startup_id)
    firm = context.session.get_one(OrganisationRow, row.firm_id)
    organisation = context.session.get(OrganisationRow, startup_id)
    if startup is None or organisation is None or organisation.merged_into is not None:
        raise NotFound("There is no such startup.")
    if not organisation.is_active:
        raise NotPossible("This startup is not active: it cannot be proposed.")
    if is_bound(startup, firm):
        raise NotPossible(
            "An agreement of this startup keeps it from working with this firm. "
            "It cannot be proposed."
        )
    return keep(context, challenge_id, startup_id, mark)


def undo(context: Context, challenge_id: int, verdict_id: int | None = None) -> int | None:
    """Return the startup that is undecided again: that of the last decision, or of a given one.

    The last one is the officer's own. None when the decision was that no partner suits. Undoing a
    given decision twice undoes it once.
    """
    officer = context.staff()
    row = held(context, challenge_id)
    decided = _to_undo(context, challenge_id, officer, verdict_id)
    if decided.undone_at is not None:
        return decided.startup_id
    if decided.kind == NO_PARTNER:
        reopen(context, row, decided)
    elif row.state not in LIVE:
        raise closed()
    elif decided.kind == KEEP and decided.startup_id is not None:
        introductions.take_back(context, challenge_id, decided.startup_id)
    decided.undone_at, decided.undone_by = context.now, officer.id
    context.write(
        "verdict.undone",
        "challenge",
        challenge_id,
        before={"verdict": decided.id, "kind": decided.kind, "startup": decided.startup_id},
    )
    context.session.flush()
    return decided.startup_id


def claim(context: Context, challenge_id: int, version: int) -> None:
    """Make the officer the one who leads a challenge; the others see it."""
    officer = context.staff()
    row = held(context, challenge_id)
    if row.officer_id == officer.id:
        return
    check_version(row, version)
    if row.state not in LIVE:
        raise closed()
    before = row.officer_id
    row.officer_id = officer.id
    row.version += 1
    if row.state is ChallengeState.SUBMITTED:
        challenges.move(context, row, ChallengeState.CURATION)
    context.write(
        "challenge.claimed",
        "challenge",
        challenge_id,
        before={"officer": before},
        after={"officer": officer.id},
    )


def reorder(context: Context, challenge_id: int, startup_ids: list[int]) -> None:
    """Put the shortlist in this order; those that are not named come after."""
    opened(context, challenge_id)
    introductions.reorder(context, challenge_id, startup_ids)


def shift(context: Context, challenge_id: int, startup_id: int, to: str) -> None:
    """Move a startup in the shortlist: "up", "down" or "first"."""
    opened(context, challenge_id)
    order = [row.startup_id for row in shortlist_rows(context, challenge_id)]
    if startup_id not in order:
        raise NotFound("This startup is not on the shortlist.")
    at = order.index(startup_id)
    places = {"up": max(at - 1, 0), "down": at + 1, "first": 0}
    order.insert(places[to], order.pop(at))
    introductions.reorder(context, challenge_id, order)


def release(context: Context, challenge_id: int, version: int, support: Sequence[str] = ()) -> int:
    """Return how many startups were shown to the firm, in the order of the shortlist.

    With them it is shown those of the suggested support bodies whose keys are given.
    """
    officer = context.staff()
    count = introductions.release(context, challenge_id, version)
    row = held(context, challenge_id)
    row.officer_id = row.officer_id or officer.id
    if count:
        support_reading.show(context, row, support)
    return count


def _to_undo(
    context: Context, challenge_id: int, officer: User, verdict_id: int | None
) -> VerdictRow:
    if verdict_id is None:
        last = verdicts.last_of(context, challenge_id, officer.id)
        if last is None:
            raise NotPossible("You have no decision to undo on this challenge.")
        return last
    given = context.session.get(VerdictRow, verdict_id, populate_existing=True)
    if given is None or given.challenge_id != challenge_id:
        raise NotFound("There is no such decision.")
    return given


def _checked_reason(reason: RejectReason | str) -> str:
    try:
        return RejectReason(reason).value
    except ValueError as unknown:
        raise InvalidForm({"reason": WorkflowError("Choose a reason.")}) from unknown
