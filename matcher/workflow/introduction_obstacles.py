"""What stands in the way of proposing a startup to a firm; read by officers only."""

from sqlalchemy import func, select

from matcher.domain.introduction import OPEN, Side
from matcher.domain.permissions import is_public, is_staff
from matcher.domain.startup import Status
from matcher.domain.visibility import LIVE
from matcher.errors import NotPossible
from matcher.intake.organisations import distinct_name, skeleton
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.startups import StartupRow
from matcher.workflow.conflicts import conflict_between
from matcher.workflow.context import Context
from matcher.workflow.introduction_moves import Parties, asked_of


def obstacle(
    context: Context, row: IntroductionRow, who: Parties, *, forced: bool = False
) -> NotPossible | None:
    """Return why this introduction cannot be proposed now, in words for officers; None if it can.

    `forced` passes over a full capacity only.
    """
    if who.challenge.state not in LIVE:
        return NotPossible("This challenge is not open: nobody can be proposed for it.")
    if who.startup.status is not Status.ACTIVE or not who.organisation.is_active:
        return NotPossible("This startup is not active: it cannot be proposed.")
    if is_bound(who.startup, who.firm):
        return NotPossible(
            "An agreement of this startup keeps it from working with this firm. "
            "It cannot be proposed."
        )
    declared = conflict_between(context, who.firm.id, who.startup.id)
    return (
        declared
        or _nobody_to_ask(context, who)
        or _no_third(context, row, who)
        or _no_place(context, row, who.startup, forced=forced)
    )


def unreadable(challenge: ChallengeRow) -> NotPossible | None:
    """Return why a support body cannot be asked about a challenge; None if it may read of it."""
    if is_public(challenge.visibility, challenge.state, challenge.teaser_state):
        return None
    return NotPossible(
        "A support body may read nothing of this challenge: it is confidential, or its anonymous "
        "summary is not approved. Introduce the firm and the startup without a support body."
    )


def is_bound(startup: StartupRow, firm: OrganisationRow) -> bool:
    """Whether an agreement keeps a startup from working with a firm, however it is spelt."""
    names = {_key(firm.name), *([_key(firm.ice)] if firm.ice else [])}
    if startup.exclusive_with and names.isdisjoint(map(_key, startup.exclusive_with)):
        return True
    return not names.isdisjoint(map(_key, startup.excluded_firms))


def open_count(context: Context, startup_id: int, *, without: int | None = None) -> int:
    """Return how many introductions of a startup take a place in its capacity."""
    query = select(func.count()).where(
        IntroductionRow.startup_id == startup_id, IntroductionRow.stage.in_(OPEN)
    )
    if without is not None:
        query = query.where(IntroductionRow.id != without)
    return context.session.scalar(query) or 0


def members(context: Context, organisation_id: int) -> list[UserRow]:
    """Return the people who speak for an organisation and can sign in, the first to come first."""
    rows = context.session.scalars(
        select(UserRow)
        .where(
            UserRow.organisation_id == organisation_id,
            UserRow.is_active,
            UserRow.confirmed_at.is_not(None),
        )
        .order_by(UserRow.id)
    )
    return [row for row in rows if not is_staff(row.user())]


def _nobody_to_ask(context: Context, who: Parties) -> NotPossible | None:
    if not members(context, who.organisation.id):
        return NotPossible(
            "Nobody of this startup has an account, so nobody could answer. Invite someone first."
        )
    if not members(context, who.firm.id):
        return NotPossible(
            "Nobody of this firm has an account, so nobody could answer. Invite someone first."
        )
    return None


def _no_third(context: Context, row: IntroductionRow, who: Parties) -> NotPossible | None:
    """Return what keeps the support body of a trio from being asked."""
    if who.support is None or Side.SUPPORT not in asked_of(row):
        return None
    if not who.support.is_active:
        return NotPossible("This support body is disabled: it cannot be proposed.")
    if not members(context, who.support.id):
        return NotPossible(
            "Nobody of this support body has an account, so nobody could answer. Invite someone "
            "first, or introduce the firm and the startup without it."
        )
    return unreadable(who.challenge)


def _no_place(
    context: Context, row: IntroductionRow, startup: StartupRow, *, forced: bool
) -> NotPossible | None:
    """Return the error for a full startup, whose row is held: two officers never both fit."""
    if forced or startup.capacity is None:
        return None
    context.session.refresh(startup, with_for_update=True)
    taken = open_count(context, startup.id, without=row.id)
    if startup.capacity is None or taken < startup.capacity:
        return None
    return NotPossible(
        "This startup takes %(capacity)s introductions at a time and has %(taken)s open. Wait, or "
        "say in a note why you propose this one all the same.",
        capacity=startup.capacity,
        taken=taken,
    )


def _key(name: str) -> str:
    return skeleton(distinct_name(name))
