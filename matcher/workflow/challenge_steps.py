"""What a firm does with its challenge as a whole: submit it, withdraw it, close it, reopen it."""

from matcher.domain.people import User
from matcher.domain.permissions import is_staff
from matcher.domain.visibility import LIVE, ChallengeState, TeaserState, Visibility
from matcher.errors import InvalidForm, NotPossible, WorkflowError
from matcher.notify.message import Message
from matcher.notify.messages import ChallengeReceived, TeaserApproved, TeaserRefused
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.workflow import introductions, matching, outbox, use_limits
from matcher.workflow.challenge_checks import Check, missing
from matcher.workflow.challenges import check_version, draft_of, firm_of, held, move, readable
from matcher.workflow.context import Context
from matcher.workflow.introduction_obstacles import members

_ENDED = frozenset({ChallengeState.CLOSED, ChallengeState.WITHDRAWN})
_REOPENED = {
    ChallengeState.WITHDRAWN: ChallengeState.DRAFT,
    ChallengeState.CLOSED: ChallengeState.CURATION,
    ChallengeState.NO_PARTNER: ChallengeState.CURATION,
}


def what_is_missing(context: Context, challenge_id: int) -> tuple[Check, ...]:
    """Return what the text of a challenge lacks, what keeps it from being submitted first."""
    row = readable(context, challenge_id)
    firm = context.session.get_one(OrganisationRow, row.firm_id)
    found = missing(draft_of(row), firm, context.now.date())
    return tuple(sorted(found, key=lambda check: not check.blocks))


def submit(context: Context, challenge_id: int, version: int) -> ChallengeState:
    """Return the state after a draft went to the agency; the same click twice sends it once.

    InvalidForm names what must be said first, by field; each problem's code is in its `params`.
    """
    firm = firm_of(context)
    row = held(context, challenge_id)
    if row.state is ChallengeState.SUBMITTED:
        return row.state
    check_version(row, version)
    if row.state is not ChallengeState.DRAFT:
        raise NotPossible("This challenge was submitted already.")
    blocking = [each for each in missing(draft_of(row), firm, context.now.date()) if each.blocks]
    if blocking:
        raise InvalidForm(
            {each.field: WorkflowError("Not ready yet.", check=each.code) for each in blocking}
        )
    use_limits.check(context, use_limits.CHALLENGES)
    row.submitted_at = context.now
    anonymous = row.visibility is Visibility.ANONYMOUS
    row.teaser_state = TeaserState.PENDING if anonymous else TeaserState.NONE
    row.teaser_reason = ""
    move(context, row, ChallengeState.SUBMITTED)
    matching.ask(context, row.id)
    for person in members(context, row.firm_id):
        received = ChallengeReceived(
            name=person.name, challenge_title=row.title, link=f"/firm/challenges/{row.id}"
        )
        tell_firm(context, row, person, received, f"received:v{row.version}")
    return row.state


def withdraw(context: Context, challenge_id: int, version: int, note: str = "") -> ChallengeState:
    """Return the state after the firm took its challenge back; nobody is asked any more."""
    return _end(context, challenge_id, version, ChallengeState.WITHDRAWN, note)


def close(context: Context, challenge_id: int, version: int, note: str = "") -> ChallengeState:
    """Return the state after a challenge was closed: it is answered, or no longer needed.

    Introductions that both sides accepted go on.
    """
    return _end(context, challenge_id, version, ChallengeState.CLOSED, note)


def reopen(context: Context, challenge_id: int, version: int) -> ChallengeState:
    """Return the state of a challenge that is worked on again, and matched anew."""
    _theirs_or_staff(context, challenge_id)
    row = held(context, challenge_id)
    to = _REOPENED.get(row.state)
    if to is None:
        return row.state
    check_version(row, version)
    row.fallback = ""
    if to is ChallengeState.DRAFT:
        row.teaser_state = TeaserState.NONE
    move(context, row, to)
    if to in LIVE:
        matching.ask(context, row.id)
    return row.state


def tell_firm(
    context: Context, row: ChallengeRow, person: UserRow, message: Message, what: str
) -> None:
    """Post an e-mail on a challenge to one of its firm."""
    outbox.post(
        context,
        outbox.Mail(
            to=(person.email,),
            language=person.language,
            message=message,
            dedupe_key=f"challenge:{row.id}:{what}:{person.id}",
            about=f"challenge:{row.id}:firm",
        ),
    )


def tell_teaser(context: Context, row: ChallengeRow, *, reason: str = "") -> None:
    """Tell the firm what an officer said of its teaser; without a reason, that it is approved."""
    link = f"/firm/challenges/{row.id}"
    for person in members(context, row.firm_id):
        message: Message = (
            TeaserRefused(name=person.name, challenge_title=row.title, link=link, reason=reason)
            if reason
            else TeaserApproved(name=person.name, challenge_title=row.title, link=link)
        )
        tell_firm(context, row, person, message, f"teaser:v{row.version}")


def _end(
    context: Context, challenge_id: int, version: int, to: ChallengeState, note: str
) -> ChallengeState:
    _theirs_or_staff(context, challenge_id)
    row = held(context, challenge_id)
    if row.state is to:
        return row.state
    check_version(row, version)
    if row.state in _ENDED:
        raise NotPossible("This challenge has ended already.")
    was_submitted = row.state is not ChallengeState.DRAFT
    move(context, row, to)
    if was_submitted:
        introductions.withdraw_all(context, row.id, note[: introductions.LONGEST_WHY])
        outbox.withdraw(context, f"challenge:{row.id}")
        matching.ask(context, row.id)
    return row.state


def _theirs_or_staff(context: Context, challenge_id: int) -> User:
    person = context.person()
    readable(context, challenge_id)
    if not is_staff(person):
        firm_of(context)
    return person
