"""Bringing a backup back: all of it is checked first, and the database changes at one stroke.

Whoever was signed in must sign in again, e-mails that waited are not sent again by themselves, and
people who were deleted after the backup was made are deleted again.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, update

from matcher.errors import BackupRefused
from matcher.settings import Settings
from matcher.store import archives, backup_content, backup_postgres, backup_sqlite, migration
from matcher.store.chain import End
from matcher.store.chain_checking import check
from matcher.store.database import Database, opened
from matcher.store.organisations import UserRow
from matcher.store.outbox import MailState, OutboxRow
from matcher.workflow import backups, erasure, erasure_list, indexing
from matcher.workflow.context import Context, Services

ServicesOn = Callable[[Settings, Database], Services]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was brought back; `aside` is where the database that was there is kept."""

    manifest: dict[str, Any]
    rows: int
    erased_again: int
    aside: Path | None


@dataclass(frozen=True, slots=True)
class _Work:
    """What a restore is done with."""

    settings: Settings
    services_on: ServicesOn
    manifest: dict[str, Any]
    folder: Path
    now: datetime
    replace: bool


def restore(
    settings: Settings, services_on: ServicesOn, file: Path, now: datetime, *, replace: bool = False
) -> Restored:
    """Return what was restored from a backup into an empty database.

    With `replace`, what is in the database is kept aside first. BackupRefused when the file is
    damaged, the database is not empty or is in use; nothing was changed then.
    """
    manifest = archives.manifest_of(file)
    with opened(settings.database_url) as database:
        _require_fitting(database, manifest)
        if not replace and not _kind(database).is_empty(database):
            raise BackupRefused(
                "The database is not empty. Restore into a new one, or say --replace: what is "
                "there is kept aside then."
            )
    folder = _room(settings)
    try:
        archives.unpack(file, manifest, folder)
        work = _Work(settings, services_on, manifest, folder, now, replace)
        is_file = manifest["database"] == "sqlite"
        return _into_a_file(work) if is_file else _into_a_server(work)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _room(settings: Settings) -> Path:
    """Return an empty folder beside the database, so that a file of it can be moved into place."""
    place = settings.var
    with opened(settings.database_url) as database:
        if database.engine.dialect.name == "sqlite":
            place = backup_sqlite.file_of(database).parent
    folder = place / ".restoring"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    return folder


def _require_fitting(database: Database, manifest: dict[str, Any]) -> None:
    name = database.engine.dialect.name
    if manifest["database"] != name:
        raise BackupRefused(
            f"The backup is of {manifest['database']}, and PASSERELLE_DATABASE_URL names {name}."
        )
    if manifest["revision"] not in migration.known():
        raise BackupRefused(
            "The backup was made by a later version of Passerelle: install that one first."
        )


def _into_a_file(work: _Work) -> Restored:
    fresh = work.folder / backup_sqlite.PART
    backup_sqlite.check(fresh)
    with opened(f"sqlite:///{fresh}") as copy:
        erased = _finished(work, copy)
    with opened(work.settings.database_url) as database:
        place = backup_sqlite.file_of(database)
        has_rows = place.exists() and not backup_sqlite.is_empty(database)
    aside = backup_sqlite.install(fresh, place, work.now)
    if aside is not None and not has_rows:
        aside.unlink()
        aside = None
    return _told(work, erased, aside)


def _into_a_server(work: _Work) -> Restored:
    with opened(work.settings.database_url) as database:
        aside = None
        if not backup_postgres.is_empty(database):
            aside = work.settings.var / f"passerelle-before-restore-{work.now:%Y%m%d-%H%M%S}.tar.gz"
            backups.write(work.settings, database, aside, work.now)
        backup_postgres.clear(database)
        backup_postgres.load(database, work.folder)
        try:
            erased = _finished(work, database)
        except BaseException:
            backup_postgres.clear(database)
            raise
    return _told(work, erased, aside)


def _finished(work: _Work, database: Database) -> int:
    """Check what was brought in and make it ready, in one transaction; return who was erased."""
    with database.engine.execution_options(writes=True).begin() as connection:
        if database.engine.dialect.name == "postgresql":
            backup_postgres.fill(connection, work.folder)
            migration.stamp(connection, work.manifest["revision"])
        _require_whole(connection, work.manifest)
        migration.upgrade_on(connection)
        services = work.services_on(work.settings, database)
        with database.open_on(connection) as session:
            erased = _made_ready(Context(session, None, work.now, services), work)
            session.commit()
    return erased


def _require_whole(connection: Connection, manifest: dict[str, Any]) -> None:
    counted = backup_content.counts(connection)
    for table, rows in manifest["counts"].items():
        if counted.get(table) != rows:
            raise BackupRefused(
                f"The backup does not hold what its manifest says: {table} has "
                f"{counted.get(table)} rows, not {rows}. Nothing was changed."
            )
    last = End(manifest["journal"]["sequence"], manifest["journal"]["hash"])
    found = check(connection, [last] if last.sequence else [])
    if found.broken is not None or found.end != last:
        raise BackupRefused(
            "The journal in the backup is not what was written. Nothing was changed."
        )


def _made_ready(context: Context, work: _Work) -> int:
    """Change what may not be as it was; return how many deletions were done again."""
    session = context.session
    session.execute(update(UserRow).values(session_epoch=UserRow.session_epoch + 1))
    unsent = (MailState.WAITING, MailState.SENDING)
    session.execute(
        update(OutboxRow).where(OutboxRow.state.in_(unsent)).values(state=MailState.UNKNOWN)
    )
    indexing.count_up(session)
    _remember_erasures(work)
    erased = erasure.reapply(context)
    rows = sum(work.manifest["counts"].values())
    context.write("backup.restored", "backup", None, after={"rows": rows})
    session.flush()
    return erased


def _remember_erasures(work: _Work) -> None:
    """Add the deletions that the backup knew to those that this machine knows."""
    kept = work.folder / backups.ERASURES
    if kept.is_file():
        erasure_list.add(work.settings, *erasure_list.read(kept))


def _told(work: _Work, erased: int, aside: Path | None) -> Restored:
    return Restored(work.manifest, sum(work.manifest["counts"].values()), erased, aside)


def _kind(database: Database) -> Any:
    return backup_sqlite if database.engine.dialect.name == "sqlite" else backup_postgres
