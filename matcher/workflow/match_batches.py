"""When startups see what the engine says anew: once a day, however often they change their words.

Who could edit a profile and read at once what it changes could ask the engine about a challenge
word by word. So suggestions, with their bands and reasons, stay as they are between two batches.
"""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from matcher.store.matches import MatchRunRow
from matcher.store.startups import StartupRow
from matcher.workflow.engine_texts import PUBLIC

HOUR = 3
"""When a new day of suggestions begins, in UTC."""


def began(now: datetime) -> datetime:
    """Return when the batch of this moment began."""
    today = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return today if today <= now else today - timedelta(days=1)


def is_frozen(session: Session, challenge_id: int, digest: str, now: datetime) -> bool:
    """Whether startups keep what they were suggested of a challenge until the next batch.

    Not when what they may read of it changed, when only words could be compared, or when a startup
    joined since.
    """
    last = session.scalar(
        select(MatchRunRow)
        .where(MatchRunRow.challenge_id == challenge_id, MatchRunRow.reading == PUBLIC)
        .order_by(MatchRunRow.id.desc())
        .limit(1)
    )
    if last is None or last.text_sha256 != digest or last.words_only:
        return False
    answered = last.asked_at or last.created_at
    if answered < began(now):
        return False
    newcomer = exists().where(StartupRow.created_at > answered)
    return not session.scalar(select(newcomer))
