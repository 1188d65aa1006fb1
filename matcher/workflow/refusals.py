"""Tries of signed-in people at what is not open to them: one line of the journal each.

A thing that is not there and one that may not be known leave the same line, and a flood leaves a
few lines a minute only: the journal cannot be filled by asking.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.domain.people import User
from matcher.store.journal import JournalRow
from matcher.workflow.context import Context, Services

ACTION = "access.refused"
MOST = 10
"""Lines that one person leaves within `SPAN`."""
SPAN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Refused:
    """What was asked for: the page by its code, the number in its address, and the answer."""

    page: str
    method: str
    status: int
    number: int | None = None


def note(services: Services, now: datetime, person: User, asked: Refused) -> bool:
    """Whether a line was written, in a transaction of its own."""
    with services.database.session(writes=False) as session:
        if _is_flood(session, now, person):
            return False
    with services.database.session() as session:
        context = Context(session, person, now, services)
        told: dict[str, object] = {
            "endpoint": asked.page,
            "method": asked.method,
            "status": asked.status,
        }
        context.write(ACTION, "page", asked.number, after=told)
    return True


def _is_flood(session: Session, now: datetime, person: User) -> bool:
    lately = select(func.count()).where(
        JournalRow.at > now - SPAN, JournalRow.user_id == person.id, JournalRow.action == ACTION
    )
    return (session.scalar(lately) or 0) >= MOST
