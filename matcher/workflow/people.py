"""People as officers see them, and colleagues as members see them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from matcher.domain.people import STAFF, OrganisationKind, Role
from matcher.errors import InvalidForm, NotAllowed, NotFound, NotPossible, WorkflowError
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.text.normalise import clean
from matcher.workflow import account_mail, second_factors
from matcher.workflow.context import Context
from matcher.workflow.spelling import spelt_like
from matcher.workflow.tokens import revoke

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One person in a list. `may_manage` says whether the reader may disable or enable them."""

    id: int
    name: str
    email: str
    phone: str
    role: Role
    organisation_id: int | None
    organisation: str
    language: str
    is_active: bool
    signed_in_at: datetime | None
    created_at: datetime
    may_manage: bool
    is_me: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which people to list; an empty field leaves nobody out."""

    words: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of people, and how many there are in all."""

    people: tuple[Person, ...]
    total: int
    page: int
    pages: int


def listed(context: Context, wanted: Wanted, page: int = 1) -> PeoplePage:
    """Return a page of the people who were asked for, by name; officers only."""
    context.staff()
    query = _filtered(_with_organisation(), wanted)
    total = context.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    pages = max(1, -(-total // PAGE))
    shown = min(max(page, 1), pages)
    rows = context.session.execute(
        query.order_by(func.lower(UserRow.name), UserRow.id).limit(PAGE).offset((shown - 1) * PAGE)
    )
    people = tuple(_person(context, row, name) for row, name in rows)
    return PeoplePage(people, total, shown, pages)


def person(context: Context, user_id: int) -> Person:
    """Return one person; officers only."""
    context.staff()
    found = context.session.execute(_with_organisation().where(UserRow.id == user_id)).first()
    if found is None:
        raise NotFound("There is no such person.")
    return _person(context, *found)


def colleagues(context: Context) -> tuple[Person, ...]:
    """Return the people of the own organisation, the own name among them."""
    me = context.person()
    if me.organisation_id is None:
        mine = UserRow.role.in_(STAFF) if me.is_staff else UserRow.id == me.id
    else:
        mine = UserRow.organisation_id == me.organisation_id
    rows = context.session.execute(
        _with_organisation().where(mine).order_by(func.lower(UserRow.name), UserRow.id)
    )
    return tuple(_person(context, row, name) for row, name in rows)


def organisation_choices(context: Context) -> tuple[tuple[OrganisationKind, int, str], ...]:
    """Return the open firms and startups that people can be invited to; officers only."""
    context.staff()
    table = OrganisationRow
    rows = context.session.execute(
        select(table.kind, table.id, table.name)
        .where(table.is_active, table.merged_into.is_(None), table.kind != OrganisationKind.AGENCY)
        .order_by(func.lower(table.name), table.id)
    )
    return tuple((kind, number, name) for kind, number, name in rows)


def disable(context: Context, user_id: int) -> None:
    """Close an account: its sessions and links end at once. Closing twice changes nothing."""
    row = _managed(context, user_id)
    if not row.is_active:
        return
    _not_the_last(context, row)
    row.is_active = False
    row.session_epoch += 1
    revoke(context, row.id)
    context.write(
        "account.disabled", "user", row.id, before={"active": True}, after={"active": False}
    )
    account_mail.account_disabled(context, row)


def enable(context: Context, user_id: int) -> None:
    """Open a closed account again; the person signs in as before."""
    row = _managed(context, user_id)
    if row.is_active:
        return
    row.is_active = True
    row.session_epoch += 1
    context.write(
        "account.enabled", "user", row.id, before={"active": False}, after={"active": True}
    )


def change_role(context: Context, user_id: int, role: str) -> None:
    """Make an officer an administrator, or the other way; administrators only.

    Members of firms and startups keep theirs. All sessions and links of the person end.
    """
    context.administrator()
    row = _managed(context, user_id)
    if row.role not in STAFF or role not in STAFF:
        raise InvalidForm({"role": WorkflowError("Choose officer or administrator.")})
    if row.role == role:
        return
    _not_the_last(context, row)
    before, row.role = row.role, Role(role)
    row.session_epoch += 1
    revoke(context, row.id)
    context.write(
        "account.role_changed",
        "user",
        row.id,
        before={"role": before.value},
        after={"role": row.role.value},
    )


def second_factor_of(context: Context, user_id: int) -> second_factors.Standing:
    """Return whether a person has a second factor; officers only."""
    context.staff()
    row = context.session.get(UserRow, user_id)
    if row is None:
        raise NotFound("There is no such person.")
    return second_factors.standing(context, row.user())


def reset_second_factor(context: Context, user_id: int) -> bool:
    """Whether somebody had a second factor, which is forgotten now: a telephone was lost.

    Never one's own: another administrator does it, after asking who it is by another way.
    """
    return second_factors.take_away(context, _managed(context, user_id))


def _managed(context: Context, user_id: int) -> UserRow:
    """Return the row of somebody whom the person who acts may manage."""
    context.staff()
    row = context.session.get(UserRow, user_id, with_for_update=True)
    if row is None:
        raise NotFound("There is no such person.")
    if row.id == context.staff().id:
        raise NotPossible("You cannot do this to your own account. Ask another administrator.")
    if not _may_manage(context, row):
        raise NotAllowed("Only an administrator can change accounts of the agency.")
    return row


def _may_manage(context: Context, row: UserRow) -> bool:
    me = context.person()
    if not me.is_staff or row.id == me.id:
        return False
    return row.role not in STAFF or me.role is Role.ADMINISTRATOR


def _not_the_last(context: Context, row: UserRow) -> None:
    """Raise NotPossible when nobody would be left who can manage people."""
    if row.role is not Role.ADMINISTRATOR:
        return
    others = context.session.scalars(
        select(UserRow.id)
        .where(UserRow.role == Role.ADMINISTRATOR, UserRow.is_active, UserRow.id != row.id)
        .with_for_update()
    ).first()
    if others is None:
        raise NotPossible("This is the only administrator. Name another one first.")


def _with_organisation() -> Select[UserRow, str]:
    return select(UserRow, func.coalesce(OrganisationRow.name, "")).outerjoin(
        OrganisationRow, OrganisationRow.id == UserRow.organisation_id
    )


def _filtered(query: Select[UserRow, str], wanted: Wanted) -> Select[UserRow, str]:
    words = clean(wanted.words).strip().lower()[:100]
    for word in words.split():
        query = query.where(
            spelt_like(UserRow.name, word)
            | UserRow.email_key.contains(word, autoescape=True)
            | spelt_like(OrganisationRow.name, word)
        )
    if wanted.role in set(Role):
        query = query.where(UserRow.role == Role(wanted.role))
    if wanted.state in {"active", "disabled"}:
        query = query.where(UserRow.is_active.is_(wanted.state == "active"))
    return query


def _person(context: Context, row: UserRow, organisation: str) -> Person:
    return Person(
        id=row.id,
        name=row.name,
        email=row.email,
        phone=row.phone,
        role=row.role,
        organisation_id=row.organisation_id,
        organisation=organisation,
        language=row.language,
        is_active=row.is_active,
        signed_in_at=row.signed_in_at,
        created_at=row.created_at,
        may_manage=_may_manage(context, row),
        is_me=row.id == context.person().id,
    )
