"""E-mails of somebody who goes, and those that speak of them: emptied, their lines stay."""

from sqlalchemy import ColumnElement, Text, cast, or_, select
from sqlalchemy.orm import Session

from matcher.notify.kinds import Kind
from matcher.store.outbox import MailState, OutboxRow

UNSENT = frozenset(
    {MailState.WAITING, MailState.FAILED, MailState.UNKNOWN, MailState.COMBINED, MailState.SENDING}
)


def empty(row: OutboxRow) -> None:
    """Leave of an e-mail only its kind, its state and its moments; one that waits is stopped."""
    row.payload, row.recipients, row.delivered, row.refused = {}, [], [], {}
    if row.state in UNSENT:
        row.state, row.claim = MailState.CANCELLED, None


def forget_address(session: Session, address: str) -> int:
    """Empty the e-mails to an address; from those to several, take it out. Return how many."""
    wanted = address.casefold()
    rows = session.scalars(
        select(OutboxRow).where(
            cast(OutboxRow.recipients, Text).icontains(address, autoescape=True)
        )
    ).all()
    touched = 0
    for row in rows:
        if wanted not in {each.casefold() for each in row.recipients}:
            continue
        touched += 1
        others = [each for each in row.recipients if each.casefold() != wanted]
        if not others:
            empty(row)
            continue
        row.recipients = others
        row.delivered = [each for each in row.delivered if each.casefold() != wanted]
        row.refused = {key: why for key, why in row.refused.items() if key.casefold() != wanted}
    session.flush()
    return touched


def forget_about(session: Session, *subjects: str) -> int:
    """Empty the e-mails about things ("challenge:7", "introduction:9") or sides of them."""
    if not subjects:
        return 0
    rows = session.scalars(select(OutboxRow).where(or_(*map(_about, subjects)))).all()
    for row in rows:
        if row.state != MailState.WAITING:
            empty(row)
    session.flush()
    return len(rows)


def forget_farewells(session: Session) -> int:
    """Empty the letters that told people of their deletion, once they went out."""
    rows = session.scalars(
        select(OutboxRow).where(
            OutboxRow.kind == Kind.DATA_ERASED,
            OutboxRow.state.in_((MailState.SENT, MailState.FAILED, MailState.UNKNOWN)),
        )
    ).all()
    for row in rows:
        empty(row)
    return len(rows)


def _about(subject: str) -> ColumnElement[bool]:
    return or_(
        OutboxRow.about == subject, OutboxRow.about.startswith(f"{subject}:", autoescape=True)
    )
