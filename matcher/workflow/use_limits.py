"""How often an organisation may do what costs others time, in a day or a week.

Counted in the journal, in the transaction that adds to it, so that two at once are counted too.
Officers work in bulk and are not counted.
"""

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from matcher.errors import TooOften
from matcher.store.journal import JournalRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.workflow.context import Context

DAY: Final = timedelta(days=1)
WEEK: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Limit:
    """Lines of the journal that are counted, for how long, and the setting that says how many."""

    setting: str
    actions: tuple[str, ...]
    period: timedelta


CHALLENGES: Final = Limit("challenges_a_day", ("challenge.submitted",), DAY)
WISHES: Final = Limit("wishes_a_week", ("introduction.wanted", "introduction.proposed"), WEEK)
INTERESTS: Final = Limit("interests_a_day", ("interest.said",), DAY)
INVITATIONS: Final = Limit("invitations_a_day", ("invitation.sent",), DAY)
FILES: Final = Limit("files_a_day", ("attachment.added", "deck.read"), DAY)
LIMITS: Final = (CHALLENGES, WISHES, INTERESTS, INVITATIONS, FILES)


def check(context: Context, limit: Limit) -> None:
    """Raise TooOften when the person's organisation did this as often as it may.

    Call it before the line of the journal is written, in the same transaction.
    """
    person = context.person()
    if person.is_staff:
        return
    home = person.organisation_id
    context.session.scalar(
        select(OrganisationRow.id).where(OrganisationRow.id == home).with_for_update()
    )
    most = int(getattr(context.services.settings, limit.setting))
    done = context.session.scalars(
        select(JournalRow.at)
        .where(
            JournalRow.user_id.in_(select(UserRow.id).where(UserRow.organisation_id == home)),
            JournalRow.action.in_(limit.actions),
            JournalRow.at > context.now - limit.period,
        )
        .order_by(JournalRow.at.desc())
        .limit(most)
    ).all()
    if len(done) < most:
        return
    wait = done[-1] + limit.period - context.now
    raise TooOften(
        "Your organisation has done this %(most)s times in %(hours)s hours: this is the most. "
        "Nothing was changed. It opens again in %(wait)s hours.",
        seconds=math.ceil(wait.total_seconds()),
        most=most,
        hours=int(limit.period / timedelta(hours=1)),
        wait=math.ceil(wait / timedelta(hours=1)),
    )
