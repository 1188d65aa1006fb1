"""What people agreed to: recorded with the text's version and the moment, and read back."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from matcher.store.personal import ConsentRow
from matcher.wording.consents import CURRENT, words
from matcher.workflow.context import Context


@dataclass(frozen=True, slots=True)
class Consent:
    """What somebody agreed to, word for word, and when."""

    version: str
    words: str
    at: datetime


def record(
    context: Context,
    text: str,
    language: str,
    *,
    user_id: int | None = None,
    join_request_id: int | None = None,
) -> None:
    """Keep that the current version of a text was agreed to, in the language it was read in."""
    row = ConsentRow(
        text=text,
        text_version=CURRENT,
        language=language,
        at=context.now,
        user_id=user_id,
        join_request_id=join_request_id,
    )
    context.session.add(row)
    context.session.flush()
    if user_id is not None:
        context.write("consent.given", "user", user_id, after={"key": f"{text}:{CURRENT}"})


def of_person(context: Context, user_id: int) -> tuple[Consent, ...]:
    """Return what a person agreed to, the oldest first; the caller checks who asks."""
    rows = context.session.scalars(
        select(ConsentRow).where(ConsentRow.user_id == user_id).order_by(ConsentRow.id)
    )
    return tuple(
        Consent(row.text_version, words(row.text, row.language, row.text_version), row.at)
        for row in rows
    )
