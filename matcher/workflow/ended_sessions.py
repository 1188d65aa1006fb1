"""Sessions that their person ended by signing out: a copy of the cookie opens nothing any more.

Only the hash of a session's id is kept, for as long as its cookie could be used.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import select

from matcher.store.journal import FactRow
from matcher.workflow.context import Context

_NAME = "signed_out:"
_LATE = timedelta(hours=1)
"""A request under way while its person signs out may still renew the cookie."""


def end(context: Context, session_id: str) -> None:
    """Let nobody use this session again; ending it twice changes nothing."""
    if is_ended(context, session_id):
        return
    chosen = context.services.settings
    lasts = max(timedelta(hours=chosen.session_hours), timedelta(minutes=chosen.staff_idle_minutes))
    until = context.now + lasts + _LATE
    context.session.add(FactRow(name=_name(session_id), value={"until": until.isoformat()}))
    context.session.flush()


def is_ended(context: Context, session_id: str) -> bool:
    """Whether the person of this session signed out of it."""
    return context.session.get(FactRow, _name(session_id)) is not None


def forget_old(context: Context) -> None:
    """Forget the sessions whose cookies are too old to be used anyway."""
    ended = select(FactRow).where(FactRow.name.startswith(_NAME, autoescape=True))
    for row in context.session.scalars(ended):
        if datetime.fromisoformat(str(row.value["until"])) < context.now:
            context.session.delete(row)
    context.session.flush()


def _name(session_id: str) -> str:
    return _NAME + hashlib.sha256(session_id.encode()).hexdigest()
