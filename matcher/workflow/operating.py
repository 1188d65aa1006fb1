"""What those who run the service watch: how much waits, how old it is, how much room there is.

Numbers of the whole house alone. None is of a person, an organisation or a challenge, and none
tells how many challenges there are of a kind that others may not see.
"""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from matcher.store.journal import FactRow, JournalRow, TaskRow
from matcher.store.outbox import MailState, OutboxRow
from matcher.workflow import journal_checking, readiness, tasks
from matcher.workflow.context import Services

LOOKED_BACK = timedelta(hours=24)
"""Over how long the times of matching are taken."""
MOST_LOOKED_AT = 1_000
TASKS = (tasks.WAITING, tasks.RUNNING, tasks.FAILED)
MAILS = (MailState.WAITING, MailState.SENDING, MailState.FAILED, MailState.UNKNOWN)
REFUSALS = ("account.sign_in_refused", "account.second_factor_refused")
"""Lines of the journal for a wrong password, and for a wrong code after it."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What the database tells. Seconds are None where there is nothing to be told."""

    tasks: dict[str, int]
    oldest_task_s: float | None
    mails: dict[str, int]
    oldest_mail_s: float | None
    matching_mean_s: float | None
    matching_longest_s: float | None
    by_words: bool
    refused_sign_ins: int
    backup_age_s: float | None
    journal_is_whole: bool | None
    journal_check_age_s: float | None
    worker_age_s: float | None
    bytes: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What the folder of derived things tells; the index is None where there is none."""

    free_bytes: int
    total_bytes: int
    index: dict[str, int] = field(default_factory=dict)
    index_age_s: float | None = None


def stored(services: Services, now: datetime) -> Stored:
    """Return what the database tells at this moment."""
    with services.database.session(writes=False) as session:
        mean, longest = _matching(session, now)
        is_whole, checked_at = journal_checking.last(session)
        return Stored(
            tasks=_counted(session, TaskRow.state, TASKS),
            oldest_task_s=_age(now, _oldest_task(session, now)),
            mails=_counted(session, OutboxRow.state, MAILS),
            oldest_mail_s=_age(now, _oldest_mail(session)),
            matching_mean_s=mean,
            matching_longest_s=longest,
            by_words=readiness.last_was_by_words(session),
            refused_sign_ins=_lines(session, *REFUSALS),
            backup_age_s=_age(now, _last_line(session, "backup.made")),
            journal_is_whole=is_whole,
            journal_check_age_s=_age(now, checked_at),
            worker_age_s=_age(now, _worker_seen(session)),
            bytes=_bytes(session),
        )


def kept(services: Services, now: datetime) -> Kept:
    """Return what the folder of derived things tells at this moment."""
    settings = services.settings
    disk = shutil.disk_usage(settings.var)
    manifest = readiness.index_manifest(settings)
    if manifest is None:
        return Kept(disk.free, disk.total)
    size = _size(readiness.index_folder(settings))
    held = {"startups": manifest.startups, "capabilities": manifest.capabilities, "bytes": size}
    return Kept(disk.free, disk.total, held, _age(now, datetime.fromisoformat(manifest.created)))


def _counted(
    session: Session, column: InstrumentedAttribute[str], wanted: Sequence[str]
) -> dict[str, int]:
    """Return how many rows there are in each of these states, 0 too."""
    asked = select(column, func.count()).where(column.in_(wanted)).group_by(column)
    found = {str(name): count for name, count in session.execute(asked)}
    return {str(name): found.get(str(name), 0) for name in wanted}


def _oldest_task(session: Session, now: datetime) -> datetime | None:
    """Return since when the task that is longest due waits."""
    asked = select(func.min(TaskRow.not_before))
    return session.scalar(asked.where(TaskRow.state == tasks.WAITING, TaskRow.not_before <= now))


def _oldest_mail(session: Session) -> datetime | None:
    """Return since when the oldest e-mail waits; parts of a daily digest wait for their hour."""
    asked = select(func.min(OutboxRow.created_at))
    return session.scalar(asked.where(OutboxRow.state == MailState.WAITING, OutboxRow.digest == ""))


def _matching(session: Session, now: datetime) -> tuple[float | None, float | None]:
    """Return how long the engine took for a challenge, on average and at most.

    A task that was claimed is due again when its lease ends, which tells when it was claimed.
    """
    rows = session.execute(
        select(TaskRow.not_before, TaskRow.done_at)
        .where(TaskRow.name == "match", TaskRow.state == tasks.DONE)
        .order_by(TaskRow.id.desc())
        .limit(MOST_LOOKED_AT)
    ).all()
    ended = [(due - tasks.LEASE, done) for due, done in rows if done and done >= now - LOOKED_BACK]
    spent = [max(0.0, (done - begun).total_seconds()) for begun, done in ended]
    return (sum(spent) / len(spent), max(spent)) if spent else (None, None)


def _lines(session: Session, *actions: str) -> int:
    asked = select(func.count()).select_from(JournalRow).where(JournalRow.action.in_(actions))
    return session.scalar(asked) or 0


def _last_line(session: Session, action: str) -> datetime | None:
    return session.scalar(select(func.max(JournalRow.at)).where(JournalRow.action == action))


def _worker_seen(session: Session) -> datetime | None:
    """Return when the worker last took up a duty; one comes round every ten minutes."""
    facts = [session.get(FactRow, f"duty.{name}") for name in tasks.EVERY]
    seen = [datetime.fromisoformat(fact.value["at"]) for fact in facts if fact is not None]
    return max(seen, default=None)


def _bytes(session: Session) -> int:
    """Return how large the database is."""
    if session.get_bind().dialect.name == "postgresql":
        return session.scalar(text("SELECT pg_database_size(current_database())")) or 0
    pages = session.scalar(text("SELECT page_count FROM pragma_page_count()")) or 0
    return int(pages * (session.scalar(text("SELECT page_size FROM pragma_page_size()")) or 0))


def _size(folder: Path) -> int:
    """Return how large the files of a folder are; those that go meanwhile count as nothing."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):
            total += path.stat().st_size if path.is_file() else 0
    return total


def _age(now: datetime, since: datetime | None) -> float | None:
    if since is None:
        return None
    return max(0.0, (now - since.astimezone(UTC)).total_seconds())
