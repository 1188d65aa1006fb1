"""Links that open something once: only the hash of the secret is kept."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select, update

from matcher.errors import ExpiredLink
from matcher.store.base import Json
from matcher.store.organisations import TokenRow
from matcher.workflow.context import Context


class Purpose(StrEnum):
    """What a link is for; a link opens nothing else."""

    JOIN = "join"
    INVITATION = "invitation"
    RESET = "reset"
    EMAIL = "email"


LASTS = {
    Purpose.JOIN: timedelta(days=7),
    Purpose.INVITATION: timedelta(days=14),
    Purpose.RESET: timedelta(minutes=30),
    Purpose.EMAIL: timedelta(days=2),
}
"""How long each kind of link can be used."""

_BYTES = 32
_LONGEST = 100


def issue(
    context: Context, purpose: Purpose, *, user_id: int | None = None, payload: Json | None = None
) -> tuple[str, TokenRow]:
    """Return a new secret for a link, which nobody can read again, and the row that knows it."""
    secret = secrets.token_urlsafe(_BYTES)
    row = TokenRow(
        purpose=purpose,
        token_hash=_hashed(secret),
        user_id=user_id,
        payload=payload or {},
        created_by=context.actor.id if context.actor else None,
        created_at=context.now,
        expires_at=context.now + LASTS[purpose],
    )
    context.session.add(row)
    context.session.flush()
    return secret, row


def find(context: Context, purpose: Purpose, secret: str) -> TokenRow:
    """Return what a link stands for; ExpiredLink when it is used, too old or unknown."""
    row = None
    if 0 < len(secret) <= _LONGEST:
        row = context.session.scalar(
            select(TokenRow).where(
                TokenRow.token_hash == _hashed(secret), TokenRow.purpose == purpose
            )
        )
    if row is None or row.used_at is not None or row.expires_at <= context.now:
        raise ExpiredLink("This link was used already, or it is too old. Ask for a new one.")
    return row


def use(context: Context, purpose: Purpose, secret: str) -> TokenRow:
    """Return what a link stands for, and let nobody use it again."""
    row = find(context, purpose, secret)
    taken = context.session.scalar(
        update(TokenRow)
        .where(TokenRow.id == row.id, TokenRow.used_at.is_(None))
        .values(used_at=context.now)
        .returning(TokenRow.id)
    )
    if taken is None:
        raise ExpiredLink("This link was used already, or it is too old. Ask for a new one.")
    return row


def revoke(context: Context, user_id: int, *purposes: Purpose) -> None:
    """Make a person's links of these kinds, or of all kinds, open nothing any more."""
    wanted = update(TokenRow).where(TokenRow.user_id == user_id, TokenRow.used_at.is_(None))
    if purposes:
        wanted = wanted.where(TokenRow.purpose.in_(purposes))
    context.session.execute(wanted.values(used_at=context.now))


def open_rows(context: Context, purpose: Purpose) -> Sequence[TokenRow]:
    """Return the links of a kind that can still be used, the newest first."""
    return context.session.scalars(
        select(TokenRow)
        .where(
            TokenRow.purpose == purpose,
            TokenRow.used_at.is_(None),
            TokenRow.expires_at > context.now,
        )
        .order_by(TokenRow.created_at.desc(), TokenRow.id)
    ).all()


def _hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
