"""Support bodies that take part: brought in from data/support, with members, active or not."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.domain.introduction import OPEN
from matcher.domain.journal import checked
from matcher.domain.people import OrganisationKind, Role
from matcher.domain.support import SupportBody, SupportKind
from matcher.errors import NotFound
from matcher.reference import support_bodies as known_bodies
from matcher.store.introductions import IntroductionRow
from matcher.store.journal import JournalRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.support import SupportBodyRow
from matcher.workflow.context import Context
from matcher.workflow.directory_opening import SUBJECT, check_version, held
from matcher.workflow.introduction_moves import LEFT
from matcher.workflow.introduction_support import leave_everywhere


@dataclass(frozen=True, slots=True)
class BodyLine:
    """A support body in the officers' list."""

    id: int
    kind: SupportKind
    name: str
    city: str
    region: str
    sectors: tuple[str, ...]
    members: int
    open_introductions: int
    is_active: bool
    version: int


def bring_in(context: Context) -> int:
    """Return how many support bodies were added; those that are there stay as they are.

    Done by officers, and by what prepares a demo, when nobody acts.
    """
    if context.actor is not None:
        context.staff()
    return add_new(context.session, context.now, context.actor.id if context.actor else None)


def add_new(session: Session, now: datetime, user_id: int | None = None) -> int:
    """Return how many support bodies were added, by this person or by what prepares a database.

    Known ones are those of data/support; one that officers edited or disabled stays as it is.
    """
    keys = set(session.scalars(select(SupportBodyRow.key)))
    new = [body for body in known_bodies() if body.key not in keys]
    for body in new:
        row = _opened(session, body, now)
        session.add(
            JournalRow(
                at=now,
                user_id=user_id,
                action="organisation.opened",
                subject_kind=SUBJECT,
                subject_id=row.id,
                before={},
                after=checked({"kind": row.kind.value, "key": body.key}),
            )
        )
    session.flush()
    return len(new)


def to_bring_in(context: Context) -> int:
    """Return how many known support bodies do not take part yet; officers only."""
    context.staff()
    keys = set(context.session.scalars(select(SupportBodyRow.key)))
    return sum(body.key not in keys for body in known_bodies())


def listed(context: Context) -> tuple[BodyLine, ...]:
    """Return all support bodies: technical centres first, then by name; officers only."""
    context.staff()
    return _lines(context.session)


def line(context: Context, organisation_id: int) -> BodyLine:
    """Return a support body in short; officers only, NotFound when there is none."""
    context.staff()
    found = [each for each in _lines(context.session) if each.id == organisation_id]
    if not found:
        raise NotFound("There is no such support body.")
    return found[0]


def disable(context: Context, organisation_id: int, version: int) -> None:
    """Take a support body out: its people cannot sign in, and what it was asked goes on as two.

    Introductions that all accepted go on. Disabling twice changes nothing.
    """
    row = held(context, organisation_id, OrganisationKind.SUPPORT)
    if not row.is_active:
        return
    check_version(row, version)
    left = leave_everywhere(context, row.id)
    row.is_active = False
    row.version += 1
    context.write(
        "organisation.disabled",
        SUBJECT,
        row.id,
        before={"active": True},
        after={"active": False, "introductions": left},
    )


def enable(context: Context, organisation_id: int, version: int) -> None:
    """Bring a support body back: its people sign in as before. Twice changes nothing."""
    row = held(context, organisation_id, OrganisationKind.SUPPORT)
    if row.is_active:
        return
    check_version(row, version)
    row.is_active = True
    row.version += 1
    context.write(
        "organisation.enabled", SUBJECT, row.id, before={"active": False}, after={"active": True}
    )


def _lines(session: Session) -> tuple[BodyLine, ...]:
    members, introductions = _members(session), _open_introductions(session)
    rows = session.execute(
        select(OrganisationRow, SupportBodyRow.kind)
        .join(SupportBodyRow, SupportBodyRow.id == OrganisationRow.id)
        .order_by(SupportBodyRow.kind, func.lower(OrganisationRow.name), OrganisationRow.id)
    )
    return tuple(
        BodyLine(
            id=row.id,
            kind=kind,
            name=row.name,
            city=row.city,
            region=row.region,
            sectors=tuple(row.sectors),
            members=members.get(row.id, 0),
            open_introductions=introductions.get(row.id, 0),
            is_active=row.is_active,
            version=row.version,
        )
        for row, kind in rows
    )


def _opened(session: Session, body: SupportBody, now: datetime) -> OrganisationRow:
    row = OrganisationRow(
        kind=OrganisationKind.SUPPORT,
        name=body.label,
        city=body.city,
        region=body.region,
        sectors=list(body.sectors),
        created_at=now,
    )
    session.add(row)
    session.flush()
    session.add(SupportBodyRow(id=row.id, key=body.key, kind=body.kind))
    session.flush()
    return row


def _members(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(UserRow.organisation_id, func.count())
        .where(UserRow.role == Role.SUPPORT, UserRow.is_active)
        .group_by(UserRow.organisation_id)
    )
    return {number: count for number, count in rows if number is not None}


def _open_introductions(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(IntroductionRow.support_id, func.count())
        .where(IntroductionRow.stage.in_(OPEN), IntroductionRow.support_said.not_in(LEFT))
        .group_by(IntroductionRow.support_id)
    )
    return {number: count for number, count in rows if number is not None}
