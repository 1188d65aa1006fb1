"""Accounts of the demo: entered with one click, and only where the settings say "demo"."""

from dataclasses import dataclass

from sqlalchemy import select

from matcher.domain.people import KIND_OF_ROLE, Role, User
from matcher.errors import NotFound
from matcher.store.organisations import OrganisationRow, UserRow, email_key
from matcher.workflow import accounts
from matcher.workflow.context import Context

DOMAIN = "@demo.passerelle.invalid"
"""Every account with such an address is a demo account; no mail reaches it."""
_ORDER = (Role.FIRM, Role.STARTUP, Role.SUPPORT, Role.OFFICER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account that a visitor of the demo may enter; `key` names it to `enter`."""

    key: str
    label: str
    role: Role
    email: str
    is_current: bool


def demo_accounts(context: Context) -> tuple[DemoAccount, ...]:
    """Return the demo accounts, by role; none when this is not a demo."""
    if not context.services.settings.demo:
        return ()
    rows = context.session.scalars(
        select(UserRow).where(UserRow.email_key.endswith(DOMAIN), UserRow.is_active)
    ).all()
    me = context.actor.id if context.actor else None
    ordered = sorted(rows, key=lambda row: (_ORDER.index(row.role), row.id))
    return tuple(
        DemoAccount(str(row.id), row.name, row.role, row.email, row.id == me) for row in ordered
    )


def enter(context: Context, key: str) -> User:
    """Return the person of a demo account, signed in; NotFound for any other account."""
    known = {account.key for account in demo_accounts(context)}
    if key not in known:
        raise NotFound("There is no such demo account.")
    return accounts.entered_by_demo(context, context.session.get_one(UserRow, int(key)))


def add(
    context: Context, role: Role, name: str, organisation: OrganisationRow, language: str = "fr"
) -> UserRow:
    """Return a demo account of this role; the one that is there when it was added before.

    It has no password: only the click opens it, and only in the demo.
    """
    if organisation.kind is not KIND_OF_ROLE[role]:
        raise ValueError(f"A {role} does not speak for a {organisation.kind}.")
    email = f"{role.value}-{organisation.id}{DOMAIN}"
    known = accounts.row_of_address(context, email_key(email))
    if known is not None:
        return known
    row = UserRow(
        organisation_id=organisation.id,
        email=email,
        email_key=email_key(email),
        name=name,
        role=role,
        language=language,
        confirmed_at=context.now,
        created_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    return row
