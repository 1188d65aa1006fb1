"""The e-mails about accounts: each is posted once for each thing that caused it."""

from matcher.notify.message import Message
from matcher.notify.messages import (
    AccountDisabled,
    AccountExists,
    ConfirmEmail,
    EmailChanged,
    Invitation,
    JoinRequestReceived,
    JoinRequestRefused,
    PasswordChanged,
    PasswordReset,
    SecondFactorChanged,
)
from matcher.store.organisations import JoinRequestRow, TokenRow, UserRow
from matcher.workflow import outbox
from matcher.workflow.context import Context
from matcher.workflow.tokens import Purpose

FORGOT = "/account/forgot"
LINKS = {
    Purpose.JOIN: "/account/join/",
    Purpose.INVITATION: "/account/invitation/",
    Purpose.RESET: "/account/reset/",
    Purpose.EMAIL: "/account/confirm/",
}
"""Where the links of e-mails lead; each page asks before it changes anything."""


def invite(
    context: Context, to: str, language: str, *, organisation: str, link: tuple[str, TokenRow]
) -> None:
    """Send an invitation."""
    secret, token = link
    message = Invitation(
        name=str(token.payload["name"]),
        organisation=organisation,
        link=LINKS[Purpose.INVITATION] + secret,
        expires_at=token.expires_at,
    )
    _post(context, to, language, message, f"invitation:{token.id}")


def confirm(
    context: Context, to: str, language: str, name: str, link: tuple[str, TokenRow]
) -> None:
    """Ask a new address whether its owner reads it."""
    secret, token = link
    path = LINKS[Purpose(token.purpose)] + secret
    message = ConfirmEmail(name=name, link=path, expires_at=token.expires_at)
    _post(context, to, language, message, f"confirm:{token.id}")


def request_received(context: Context, row: JoinRequestRow) -> None:
    """Tell somebody that officers now look at the request."""
    message = JoinRequestReceived(name=row.name, organisation=row.organisation_name)
    _post(context, row.email, row.language, message, f"join_request:{row.id}:received")


def request_refused(context: Context, row: JoinRequestRow) -> None:
    """Tell somebody why the request was refused."""
    message = JoinRequestRefused(
        name=row.name, organisation=row.organisation_name, reason=row.reason
    )
    _post(context, row.email, row.language, message, f"join_request:{row.id}:refused")


def account_exists(context: Context, row: UserRow) -> None:
    """Tell somebody who asked to join, or was invited, that there is an account; once a day."""
    message = AccountExists(name=row.name, link=FORGOT)
    _post(context, row.email, row.language, message, f"exists:{row.id}:{context.now:%Y-%m-%d}")


def reset(context: Context, row: UserRow, link: tuple[str, TokenRow]) -> None:
    """Send the link that opens a new password."""
    secret, token = link
    path = LINKS[Purpose.RESET] + secret
    message = PasswordReset(name=row.name, link=path, expires_at=token.expires_at)
    _post(context, row.email, row.language, message, f"reset:{token.id}")


def password_changed(context: Context, row: UserRow) -> None:
    """Tell somebody that the password changed."""
    message = PasswordChanged(name=row.name, changed_at=context.now, link=FORGOT)
    key = f"password_changed:{row.id}:{row.session_epoch}"
    _post(context, row.email, row.language, message, key)


def email_changed(context: Context, row: UserRow, old_address: str, token_id: int) -> None:
    """Tell the old address that it is not the account's any more."""
    message = EmailChanged(name=row.name, changed_at=context.now)
    _post(context, old_address, row.language, message, f"email_changed:{token_id}")


def second_factor_changed(context: Context, row: UserRow, what: str) -> None:
    """Tell somebody what became of the second factor: "added", "reset" or "recovered"."""
    happened = {each: "yes" if each == what else "" for each in ("added", "reset", "recovered")}
    message = SecondFactorChanged(name=row.name, changed_at=context.now, **happened)
    key = f"second_factor:{row.id}:{what}:{context.now.isoformat()}"
    _post(context, row.email, row.language, message, key)


def account_disabled(context: Context, row: UserRow) -> None:
    """Tell somebody that the account was closed."""
    key = f"disabled:{row.id}:{row.session_epoch}"
    _post(context, row.email, row.language, AccountDisabled(name=row.name), key)


def _post(context: Context, to: str, language: str, message: Message, key: str) -> None:
    outbox.post(
        context,
        outbox.Mail(to=(to,), language=language, message=message, dedupe_key=f"account:{key}"),
    )
