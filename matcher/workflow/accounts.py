"""Accounts: who somebody is, signing in, and what a person may change about the own account."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from matcher.domain.people import Role, User
from matcher.errors import SignInRefused
from matcher.store.journal import JournalRow
from matcher.store.organisations import OrganisationRow, UserRow, email_key
from matcher.workflow import account_fields, attacks, passwords, second_factors, sign_in_tries
from matcher.workflow.context import Context
from matcher.workflow.tokens import Purpose, open_rows

SIGNED_IN = "account.signed_in"
_SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MyAccount:
    """What the own page shows: `signed_in` holds the last times, the newest first."""

    email: str
    name: str
    phone: str
    language: str
    role: Role
    organisation: str
    shortcuts_on: bool
    signed_in: tuple[datetime, ...]
    new_email: str
    shortest_password: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """What a person may change without being asked for the password."""

    name: str
    phone: str
    language: str
    shortcuts_on: bool


def user_by_id(context: Context, user_id: int) -> User | None:
    """Return a person; not active when the account or its organisation is closed."""
    row = context.session.get(UserRow, user_id)
    return None if row is None else user_of(context, row)


def user_of(context: Context, row: UserRow) -> User:
    """Return the person of a row; not active when the organisation is closed."""
    user = row.user()
    if user.is_active and not _is_open(context, row):
        return User(**{name: getattr(user, name) for name in User.__slots__} | {"is_active": False})
    return user


@dataclass(frozen=True, slots=True)
class Proof:
    """What a look at an address and a password found; nothing was written for it."""

    user_id: int | None
    kept: str
    is_right: bool


def prove(
    context: Context, email: str, password: str, *, network: str = "", known_browser: bool = False
) -> Proof:
    """Return whether a password is right; TooManyTries while it is too early to look.

    Checking takes long and writes nothing: whoever can calls this outside of a transaction that
    writes, and hands the answer to `sign_in`.
    """
    key = email_key(account_fields.address(email))
    counted = sign_in_tries.counts(key, network, known_browser=known_browser)
    sign_in_tries.refuse_early(context, counted)
    found = context.session.execute(
        select(UserRow.id, UserRow.password_hash).where(UserRow.email_key == key)
    ).first()
    user_id, kept = (found.id, found.password_hash) if found else (None, "")
    return Proof(user_id, kept, passwords.is_right(kept, password))


def sign_in(
    context: Context,
    email: str,
    password: str,
    *,
    network: str = "",
    known_browser: bool = False,
    proof: Proof | None = None,
) -> User:
    """Return the person whose address and password these are; some are then asked for a code.

    SignInRefused tells nothing about whether the address is known, and what is done before it is
    the same; whoever calls commits also then, for the count of tries. `known_browser` says that
    this person signed in with this browser before.
    """
    key = email_key(account_fields.address(email))
    counted = sign_in_tries.counts(key, network, known_browser=known_browser)
    sign_in_tries.refuse_early(context, counted)
    if proof is None:
        proof = prove(context, email, password, network=network, known_browser=known_browser)
    row = row_of_address(context, key) if proof.is_right else None
    if row is None or row.password_hash != proof.kept or not _may_enter(context, row):
        for alarm in sign_in_tries.note_failure(context, counted):
            is_network = alarm.key.startswith("from|")
            attacks.notice(context, proof.user_id, network if is_network else "")
        context.write("account.sign_in_refused", "user", proof.user_id)
        raise SignInRefused("The address or the password is not right. Check both and try again.")
    if passwords.is_outdated(row.password_hash):
        row.password_hash = passwords.hashed(password)
    sign_in_tries.forget(context, key, network)
    user = user_of(context, row)
    if second_factors.step_of(context, user) is second_factors.Step.NONE:
        return _entered(context, row)
    return user


def entered(context: Context, user_id: int) -> User:
    """Return the person whose second step is done, and note that they are in."""
    return _entered(context, context.session.get_one(UserRow, user_id))


def entered_by_demo(context: Context, row: UserRow) -> User:
    """Return the person of a demo account, who signs in without a password."""
    return _entered(context, row)


def my_account(context: Context) -> MyAccount:
    """Return what the person who acts sees about the own account."""
    row = own_row(context)
    home = context.session.get(OrganisationRow, row.organisation_id or 0)
    return MyAccount(
        email=row.email,
        name=row.name,
        phone=row.phone,
        language=row.language,
        role=row.role,
        organisation=home.name if home else "",
        shortcuts_on=row.shortcuts_on,
        signed_in=_last_times(context, row.id),
        new_email=_awaited_address(context, row.id),
        shortest_password=passwords.shortest(row.role),
    )


def save_details(context: Context, details: Details) -> User:
    """Change the own name, telephone, language and shortcuts; InvalidForm names what is wrong."""
    row = own_row(context)
    name, phone = account_fields.line(details.name), account_fields.line(details.phone)
    account_fields.refuse(
        name=account_fields.name_mistake(name),
        phone=account_fields.phone_mistake(phone),
        language=account_fields.language_mistake(details.language),
    )
    wanted: dict[str, object] = {
        "name": name,
        "phone": phone,
        "language": details.language,
        "shortcuts_on": details.shortcuts_on,
    }
    changed = [field for field, value in wanted.items() if getattr(row, field) != value]
    for field in changed:
        setattr(row, field, wanted[field])
    if changed:
        context.write("account.details_changed", "user", row.id, after={"fields": changed})
    return user_of(context, row)


def own_row(context: Context) -> UserRow:
    """Return the row of the person who acts, held until the end of the transaction."""
    return context.session.get_one(UserRow, context.person().id, with_for_update=True)


def row_of_address(context: Context, key: str) -> UserRow | None:
    """Return the account of an address, given by its key (`email_key`)."""
    found: UserRow | None = context.session.scalar(select(UserRow).where(UserRow.email_key == key))
    return found


def words_about(context: Context, row: UserRow) -> tuple[str, ...]:
    """Return what a guesser of this person's password would try first."""
    home = context.session.get(OrganisationRow, row.organisation_id or 0)
    return (row.name, row.email, home.name if home else "")


def _entered(context: Context, row: UserRow) -> User:
    row.signed_in_at = context.now
    context.session.add(
        JournalRow(
            at=context.now,
            user_id=row.id,
            action=SIGNED_IN,
            subject_kind="user",
            subject_id=row.id,
            before={},
            after={},
        )
    )
    return user_of(context, row)


def _may_enter(context: Context, row: UserRow) -> bool:
    return row.is_active and row.confirmed_at is not None and _is_open(context, row)


def _is_open(context: Context, row: UserRow) -> bool:
    home = context.session.get(OrganisationRow, row.organisation_id or 0)
    return home is None or home.is_active


def _last_times(context: Context, user_id: int) -> tuple[datetime, ...]:
    return tuple(
        context.session.scalars(
            select(JournalRow.at)
            .where(
                JournalRow.action == SIGNED_IN,
                JournalRow.subject_kind == "user",
                JournalRow.subject_id == user_id,
            )
            .order_by(JournalRow.id.desc())
            .limit(_SHOWN)
        )
    )


def _awaited_address(context: Context, user_id: int) -> str:
    waiting = [row for row in open_rows(context, Purpose.EMAIL) if row.user_id == user_id]
    return str(waiting[0].payload["email"]) if waiting else ""
