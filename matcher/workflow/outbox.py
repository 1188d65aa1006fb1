"""E-mails before and after they are sent: what use cases post, and what officers see and do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from matcher.errors import NotFound, NotPossible
from matcher.notify.addresses import checked_addresses
from matcher.notify.kinds import Kind
from matcher.notify.letters import LETTERS
from matcher.notify.mailer import Mailer
from matcher.notify.message import Message
from matcher.notify.messages import (
    message_of,
    payload_of,
    without_secrets,
)
from matcher.notify.rendering import letter
from matcher.notify.wording.languages import WORDS
from matcher.store import outbox as rows
from matcher.store.outbox import MailState, OutboxRow, Wanted
from matcher.workflow.context import Context

PAGE = 50
"""How many e-mails an officer sees at once."""
STATES = tuple(state.value for state in MailState)
KINDS = tuple(kind.value for kind in LETTERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """An e-mail to post. All recipients of one mail see each other's addresses.

    `dedupe_key` names what caused it ("introduction:7:proposed:firm:3"): the same key is posted
    once, for ever. `about` names the thing ("challenge:12"), so that it can be withdrawn. A mail
    with a `digest` has one recipient, and waits to be joined with the others of that day.
    """

    to: tuple[str, ...]
    language: str
    message: Message
    dedupe_key: str
    about: str = ""
    digest: str = ""
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class MailLine:
    """An e-mail in the officers' list."""

    id: int
    kind: str
    language: str
    recipients: tuple[str, ...]
    delivered: tuple[str, ...]
    refused: Mapping[str, str]
    about: str
    state: str
    attempts: int
    created_at: datetime
    not_before: datetime
    sent_at: datetime | None
    last_error: str
    may_resend: bool
    may_cancel: bool


@dataclass(frozen=True, slots=True)
class MailShown:
    """An e-mail as its recipients read it; links that open an account are hidden.

    One that was emptied after its time, or with its person, has no subject and no text.
    """

    line: MailLine
    subject: str
    text: str
    html: str


RESENDABLE = (MailState.FAILED, MailState.UNKNOWN)
CANCELLABLE = (MailState.WAITING, MailState.FAILED, MailState.UNKNOWN)


def post(context: Context, mail: Mail) -> int | None:
    """Return the id of the new e-mail, written in this transaction; None if it was posted before.

    InvalidForm when an address cannot be written to.
    """
    recipients = checked_addresses(mail.to)
    if mail.language not in WORDS:
        raise ValueError(f"No letter is written in {mail.language!r}.")
    if mail.digest and len(recipients) != 1:
        raise ValueError("A digest has one recipient.")
    mail_id = rows.add(
        context.session,
        {
            "kind": mail.message.kind.value,
            "language": mail.language,
            "recipients": recipients,
            "payload": payload_of(mail.message),
            "dedupe_key": mail.dedupe_key,
            "about": mail.about,
            "digest": mail.digest,
            "message_token": uuid4().hex,
            "not_before": mail.not_before or context.now,
            "created_at": context.now,
        },
    )
    if context.services.nudge not in context.after_commit:
        context.after_commit.append(context.services.nudge)
    return mail_id


def withdraw(context: Context, about: str) -> int:
    """Return how many e-mails about a thing will not go out after all; sent ones stay sent.

    Those to one side about it ("challenge:12:startup:7") are withdrawn with "challenge:12".

    A digest that has not gone out loses this part, and its other parts wait for the next day.
    """
    withdrawn = 0
    for row in rows.unsent_about(context.session, about):
        if row.state == MailState.COMBINED and row.combined_into is not None:
            if not _cancelled(context, row.combined_into, (MailState.WAITING,)):
                continue
            rows.release_parts(context.session, row.combined_into)
        withdrawn += _cancelled(context, row.id, CANCELLABLE)
    return withdrawn


def rows_for_officers(
    context: Context, *, state: str = "", kind: str = "", about: str = "", page: int = 1
) -> tuple[MailLine, ...]:
    """Return a page of e-mails, the newest first; one more than PAGE means that others follow."""
    context.staff()
    offset = (max(page, 1) - 1) * PAGE
    found = rows.listed(context.session, Wanted(state, kind, about), PAGE + 1, offset)
    return tuple(_line(row) for row in found)


def mail_for_officers(context: Context, mail_id: int) -> MailShown:
    """Return one e-mail as its recipients read it; NotFound when there is none."""
    context.staff()
    row = _row(context, mail_id)
    if not row.payload:
        return MailShown(_line(row), "", "", "")
    mailer: Mailer = context.services.mailer
    shown = row.payload
    if row.state != MailState.SENT or not mailer.keeps_links:
        shown = without_secrets(row.kind, row.payload)
    written = letter(message_of(row.kind, shown), row.language, mailer.agency.base_url)
    return MailShown(_line(row), written.subject, written.text, written.html)


def without_links(kind: str, payload: Mapping[str, object]) -> dict[str, object]:
    """Return what an e-mail said, without the links that open an account."""
    return without_secrets(kind, payload) if payload else {}


def undelivered(context: Context) -> int:
    """Return how many e-mails need an officer: failed, or perhaps not arrived."""
    context.staff()
    return rows.count(context.session, RESENDABLE)


def resend(context: Context, mail_id: int) -> None:
    """Send a failed or unknown e-mail again, to those only who are not known to have it."""
    context.staff()
    before = _row(context, mail_id).state
    again = {
        "state": MailState.WAITING,
        "attempts": 0,
        "not_before": context.now,
        "refused": {},
        "claim": None,
        "last_error": "",
    }
    if not rows.move(context.session, mail_id, RESENDABLE, again):
        raise NotPossible(
            "Only an e-mail that failed, or whose fate is unknown, can be sent again."
        )
    context.write("mail.resent", "mail", mail_id, before={"state": before})
    context.after_commit.append(context.services.nudge)


def cancel(context: Context, mail_id: int) -> None:
    """Stop an e-mail that has not gone out."""
    context.staff()
    before = _row(context, mail_id).state
    if not _cancelled(context, mail_id, CANCELLABLE):
        raise NotPossible("This e-mail has gone out, or was stopped already.")
    context.write("mail.cancelled", "mail", mail_id, before={"state": before})


def _cancelled(context: Context, mail_id: int, allowed: tuple[MailState, ...]) -> bool:
    row = _row(context, mail_id)
    payload = without_links(row.kind, row.payload)
    values = {"state": MailState.CANCELLED, "payload": payload, "claim": None}
    return rows.move(context.session, mail_id, allowed, values)


def _row(context: Context, mail_id: int) -> OutboxRow:
    row = rows.get(context.session, mail_id)
    if row is None:
        raise NotFound("There is no such e-mail.")
    return row


def _line(row: OutboxRow) -> MailLine:
    return MailLine(
        id=row.id,
        kind=Kind(row.kind).value,
        language=row.language,
        recipients=tuple(row.recipients),
        delivered=tuple(row.delivered),
        refused={address: str(why) for address, why in row.refused.items()},
        about=row.about,
        state=row.state,
        attempts=row.attempts,
        created_at=row.created_at,
        not_before=row.not_before,
        sent_at=row.sent_at,
        last_error=row.last_error,
        may_resend=row.state in RESENDABLE,
        may_cancel=row.state in CANCELLABLE,
    )
