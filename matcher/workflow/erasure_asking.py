"""Asking for a deletion: a person for the own account, an officer for others; and its clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from matcher.domain.introduction import OPEN, Stage
from matcher.domain.people import OrganisationKind
from matcher.domain.startup import Status
from matcher.errors import InvalidForm, NotAllowed, NotFound, NotPossible, WorkflowError
from matcher.notify.data_messages import ErasureAsked
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.personal import ErasureRow
from matcher.store.startups import StartupRow
from matcher.workflow import accounts, matching, outbox, passwords, people, tokens
from matcher.workflow.context import Context
from matcher.workflow.erasure import (
    CONFIRMED,
    DELAY,
    ORGANISATION,
    PERSON,
    SUBJECTS,
    WAITING,
    WITHDRAWN,
    note_all,
    row_of,
)
from matcher.workflow.erasure_organisations import ERASABLE, end
from matcher.workflow.erasure_people import is_last_administrator

ONLY_ADMINISTRATOR = "This is the only administrator. Name another one first."


@dataclass(frozen=True, slots=True, kw_only=True)
class Prospect:
    """What a deletion would mean: asked before it is confirmed."""

    organisation_id: int | None
    organisation: str
    is_last_member: bool
    may_take_organisation: bool
    open_introductions: int
    waits_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A deletion that was asked for, as its person and officers read it."""

    id: int
    kind: str
    subject_id: int
    name: str
    state: str
    asked_at: datetime
    due_at: datetime


def prospect(context: Context) -> Prospect:
    """Return what deleting the own account would mean."""
    return _prospect(context, accounts.own_row(context))


def ask(context: Context, password: str, *, with_organisation: bool = False) -> Asked:
    """Return the deletion of the own account, confirmed by its password.

    It is done at once, and then the account is closed; or it waits, when introductions are open
    and nobody else of the organisation could go on with them. `with_organisation` counts for the
    last member only.
    """
    row = accounts.own_row(context)
    if not passwords.is_right(row.password_hash, password):
        raise InvalidForm({"current": WorkflowError("This is not your current password.")})
    if is_last_administrator(context, row):
        raise NotPossible(ONLY_ADMINISTRATOR)
    waiting = mine(context)
    if waiting is not None:
        return waiting
    found = _prospect(context, row)
    takes_all = with_organisation and found.may_take_organisation
    kind, subject = (ORGANISATION, found.organisation_id) if takes_all else (PERSON, row.id)
    made = _written(context, kind, subject or row.id, waits=found.waits_until is not None)
    if made.state == WAITING:
        _tell_of_delay(context, row, made)
    return _asked(context, made)


def mine(context: Context) -> Asked | None:
    """Return the deletion that the person asked for and that waits, or None."""
    row = context.session.scalar(
        select(ErasureRow).where(
            ErasureRow.asked_by == context.person().id, ErasureRow.state == WAITING
        )
    )
    return None if row is None else _asked(context, row)


def withdraw(context: Context) -> None:
    """Take back the own deletion while it waits; nothing was deleted yet."""
    waiting = mine(context)
    if waiting is None:
        return
    row = row_of(context, waiting.id)
    row.state = WITHDRAWN
    context.write("erasure.withdrawn", SUBJECTS[row.kind], row.subject_id)


def waiting(context: Context) -> tuple[Asked, ...]:
    """Return the deletions that wait for officers, the most urgent first; officers only."""
    context.staff()
    rows = context.session.scalars(
        select(ErasureRow)
        .where(ErasureRow.state == WAITING)
        .order_by(ErasureRow.due_at, ErasureRow.id)
    )
    return tuple(_asked(context, row) for row in rows)


def do_now(context: Context, erasure_id: int) -> None:
    """Confirm a deletion that waits: what is open is ended, and the other sides are told."""
    context.staff()
    row = row_of(context, erasure_id)
    if row.state == WAITING:
        _confirm(context, row)


def erase_person(context: Context, user_id: int) -> None:
    """Have an account deleted; officers for members, administrators for the agency's people."""
    if not people.person(context, user_id).may_manage:
        raise NotAllowed("You cannot delete this account. Ask another administrator.")
    row = context.session.get_one(UserRow, user_id, with_for_update=True)
    if row.erased_at is not None:
        return
    if is_last_administrator(context, row):
        raise NotPossible(ONLY_ADMINISTRATOR)
    _replace(context, PERSON, user_id)


def erase_organisation(context: Context, organisation_id: int) -> None:
    """Have a firm or a startup deleted with its people; officers only."""
    context.staff()
    row = context.session.get(OrganisationRow, organisation_id, with_for_update=True)
    if row is None or row.kind not in ERASABLE:
        raise NotFound("There is no such organisation.")
    if row.erased_at is None:
        _replace(context, ORGANISATION, organisation_id)


def confirm_due(context: Context) -> int:
    """Return how many deletions that waited take place now: in time, or as nothing is open."""
    rows = context.session.scalars(select(ErasureRow).where(ErasureRow.state == WAITING)).all()
    due = [row for row in rows if row.due_at <= context.now or not _open_around(context, row)]
    for row in due:
        _confirm(context, row)
    note_all(context.services, context.session)
    return len(due)


def _prospect(context: Context, row: UserRow) -> Prospect:
    home = context.session.get(OrganisationRow, row.organisation_id or 0)
    others = context.session.scalar(
        select(func.count()).where(
            UserRow.organisation_id == row.organisation_id,
            UserRow.is_active,
            UserRow.erased_at.is_(None),
            UserRow.id != row.id,
        )
    )
    is_last = home is not None and home.kind is not OrganisationKind.AGENCY and not others
    count = _open(context, home.id) if home is not None and is_last else 0
    return Prospect(
        organisation_id=home.id if home else None,
        organisation=home.name if home else "",
        is_last_member=is_last,
        may_take_organisation=is_last and home is not None and home.kind in ERASABLE,
        open_introductions=count,
        waits_until=context.now + DELAY if count else None,
    )


def _open(context: Context, organisation_id: int) -> int:
    """Return the introductions under way that the organisation knows of."""
    found = context.session.scalar(
        select(func.count())
        .select_from(IntroductionRow)
        .join(ChallengeRow, ChallengeRow.id == IntroductionRow.challenge_id)
        .where(
            or_(
                and_(
                    IntroductionRow.startup_id == organisation_id,
                    IntroductionRow.stage.in_(OPEN),
                ),
                and_(
                    ChallengeRow.firm_id == organisation_id,
                    IntroductionRow.stage.in_(OPEN | {Stage.RELEASED}),
                ),
            ),
        )
    )
    return found or 0


def _open_around(context: Context, row: ErasureRow) -> int:
    if row.kind == ORGANISATION:
        return _open(context, row.subject_id)
    person = context.session.get(UserRow, row.subject_id)
    return _open(context, person.organisation_id or 0) if person else 0


def _written(context: Context, kind: str, subject_id: int, *, waits: bool) -> ErasureRow:
    row = ErasureRow(
        kind=kind,
        subject_id=subject_id,
        state=WAITING,
        asked_by=context.person().id,
        asked_at=context.now,
        due_at=context.now + DELAY if waits else context.now,
    )
    context.session.add(row)
    context.session.flush()
    context.write("erasure.asked", SUBJECTS[kind], subject_id, after={"state": row.state})
    if not waits:
        _confirm(context, row)
    return row


def _replace(context: Context, kind: str, subject_id: int) -> None:
    """Confirm the deletion that waits for this subject, or a new one."""
    known = context.session.scalar(
        select(ErasureRow).where(
            ErasureRow.kind == kind,
            ErasureRow.subject_id == subject_id,
            ErasureRow.state == WAITING,
        )
    )
    if known is not None:
        _confirm(context, known)
    else:
        _written(context, kind, subject_id, waits=False)


def _confirm(context: Context, row: ErasureRow) -> None:
    """Close the accounts, and leave the rest to the worker."""
    row.state = CONFIRMED
    for person in _people(context, row):
        person.is_active = False
        person.session_epoch += 1
        tokens.revoke(context, person.id)
    if row.kind == PERSON:
        _leave_alone(context, row.subject_id)
    context.session.flush()
    context.later("erase", key=str(row.id), erasure_id=row.id)


def _people(context: Context, row: ErasureRow) -> list[UserRow]:
    mine = UserRow.id if row.kind == PERSON else UserRow.organisation_id
    return list(context.session.scalars(select(UserRow).where(mine == row.subject_id)))


def _leave_alone(context: Context, user_id: int) -> None:
    """Have nobody wait for an organisation whose last member goes: it is no longer proposed."""
    row = context.session.get_one(UserRow, user_id)
    found = _prospect(context, row)
    home = context.session.get(OrganisationRow, row.organisation_id or 0)
    if home is None or not found.is_last_member or home.kind not in ERASABLE:
        return
    end(context, home)
    startup = context.session.get(StartupRow, home.id)
    if startup is not None and startup.status is Status.ACTIVE:
        startup.status = Status.PAUSED
        startup.version += 1
        matching.startup_changed(context, home.id)


def _tell_of_delay(context: Context, row: UserRow, asked: ErasureRow) -> None:
    message = ErasureAsked(name=row.name, done_by=asked.due_at.date(), link="/account/data")
    outbox.post(
        context,
        outbox.Mail(
            to=(row.email,),
            language=row.language,
            message=message,
            dedupe_key=f"erasure:{asked.id}:asked",
        ),
    )


def _asked(context: Context, row: ErasureRow) -> Asked:
    table: Any = UserRow if row.kind == PERSON else OrganisationRow
    subject = context.session.get(table, row.subject_id)
    return Asked(
        id=row.id,
        kind=row.kind,
        subject_id=row.subject_id,
        name=subject.name if subject is not None else "",
        state=row.state,
        asked_at=row.asked_at,
        due_at=row.due_at,
    )
