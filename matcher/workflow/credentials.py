"""Changing what opens an account: the password, forgotten or not, and the e-mail address."""

import hashlib
from datetime import timedelta

from matcher.domain.people import User
from matcher.errors import ExpiredLink, InvalidForm, WorkflowError
from matcher.store.organisations import OrganisationRow, TokenRow, UserRow, email_key
from matcher.workflow import (
    account_fields,
    account_mail,
    accounts,
    passwords,
    sealing,
    sign_in_tries,
)
from matcher.workflow.context import Context
from matcher.workflow.tokens import Purpose, find, issue, open_rows, revoke, use

RESET_TASK = "send_reset"
_ASKED = "reset asked"
_APART = timedelta(minutes=5)
"""A second reset link is not sent sooner, so that nobody can flood a person's mailbox."""


def change_password(context: Context, current: str, new: str) -> User:
    """Return the person with the new password; every other session of theirs has ended."""
    row = accounts.own_row(context)
    _check_current(row, current)
    about = accounts.words_about(context, row)
    passwords.check_new(context.services.settings, new, row.role, about, field="new")
    return _renewed(context, row, new)


def ask_reset_later(context: Context, email: str) -> None:
    """Have the worker look the address up and write to it: the page does the same for all.

    The address waits sealed, so that nobody reads in the table what was asked for whom.
    """
    key = email_key(account_fields.address(email))
    mark = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:40]
    address = sealing.sealed(context.services.settings, _ASKED, key)
    context.later(RESET_TASK, key=mark, address=address)


def send_reset(context: Context, *, address: str) -> None:
    """Do what was asked for an address, as the worker."""
    email = sealing.opened(context.services.settings, _ASKED, address)
    if email is not None:
        ask_reset(context, email)


def ask_reset(context: Context, email: str) -> None:
    """Send a link for a new password when the address has an open account; say nothing else."""
    row = accounts.row_of_address(context, email_key(account_fields.address(email)))
    if row is None or not accounts.user_of(context, row).is_active:
        return
    sent = [each for each in open_rows(context, Purpose.RESET) if each.user_id == row.id]
    if sent and sent[0].created_at > context.now - _APART:
        return
    revoke(context, row.id, Purpose.RESET)
    account_mail.reset(context, row, issue(context, Purpose.RESET, user_id=row.id))
    context.write("account.reset_asked", "user", row.id)


def reset_length(context: Context, secret: str) -> int:
    """Return the fewest characters of the new password; ExpiredLink when the link is spent."""
    return passwords.shortest(_owner(context, find(context, Purpose.RESET, secret)).role)


def reset(context: Context, secret: str, new: str) -> User:
    """Return the person of a reset link, with the new password; all their sessions have ended."""
    row = _owner(context, find(context, Purpose.RESET, secret))
    about = accounts.words_about(context, row)
    passwords.check_new(context.services.settings, new, row.role, about)
    use(context, Purpose.RESET, secret)
    row.confirmed_at = row.confirmed_at or context.now
    sign_in_tries.forget(context, row.email_key)
    return _renewed(context, row, new)


def ask_new_address(context: Context, email: str, current: str) -> None:
    """Ask a new address to confirm itself; until then the old one stays.

    The same happens on the page when the address has an account already: its owner is told.
    """
    row = accounts.own_row(context)
    new = account_fields.address(email)
    account_fields.refuse(email=account_fields.address_mistake(new))
    _check_current(row, current)
    if email_key(new) == row.email_key:
        raise InvalidForm({"email": WorkflowError("This is your address already.")})
    revoke(context, row.id, Purpose.EMAIL)
    link = issue(context, Purpose.EMAIL, user_id=row.id, payload={"email": new})
    context.write("account.new_address_asked", "user", row.id)
    taken = accounts.row_of_address(context, email_key(new))
    if taken is None:
        account_mail.confirm(context, new, row.language, row.name, link)
    else:
        account_mail.account_exists(context, taken)


def address_to_confirm(context: Context, secret: str) -> str:
    """Return the address that a link confirms; ExpiredLink when it is spent."""
    token = find(context, Purpose.EMAIL, secret)
    _owner(context, token)
    return str(token.payload["email"])


def confirm_address(context: Context, secret: str) -> User:
    """Return the person with the confirmed address; the old address is told."""
    token = use(context, Purpose.EMAIL, secret)
    row = _owner(context, token)
    new, old = str(token.payload["email"]), row.email
    if accounts.row_of_address(context, email_key(new)) is not None:
        raise ExpiredLink("This address cannot be used. Ask for another one on your account page.")
    row.email, row.email_key, row.confirmed_at = new, email_key(new), context.now
    revoke(context, row.id, Purpose.RESET, Purpose.EMAIL)
    context.session.flush()
    context.write("account.address_changed", "user", row.id)
    account_mail.email_changed(context, row, old, token.id)
    return accounts.user_of(context, row)


def _renewed(context: Context, row: UserRow, new: str) -> User:
    row.password_hash = passwords.hashed(new)
    row.session_epoch += 1
    revoke(context, row.id, Purpose.RESET, Purpose.EMAIL)
    context.write("account.password_changed", "user", row.id)
    account_mail.password_changed(context, row)
    return accounts.user_of(context, row)


def _check_current(row: UserRow, current: str) -> None:
    if not passwords.is_right(row.password_hash, current):
        raise InvalidForm({"current": WorkflowError("This is not your current password.")})


def _owner(context: Context, token: TokenRow) -> UserRow:
    """Return whose link it is; ExpiredLink when the account was closed since."""
    row = context.session.get(UserRow, token.user_id or 0, with_for_update=True)
    home = context.session.get(OrganisationRow, row.organisation_id or 0) if row else None
    if row is None or not row.is_active or (home is not None and not home.is_active):
        raise ExpiredLink("This link was used already, or it is too old. Ask for a new one.")
    return row
