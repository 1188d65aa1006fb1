"""One file with all that must not be lost: the database as it is at one moment, without secrets."""

import sqlite3
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from matcher.errors import BackupFailed
from matcher.notify.messages import MESSAGES
from matcher.settings import Settings
from matcher.store import archives, backup_postgres, backup_sqlite, migration
from matcher.store.backup_content import Secrets
from matcher.store.chain import End
from matcher.store.database import Database
from matcher.workflow import erasure_list, journal_heads
from matcher.workflow.context import Context, Services

ERASURES = "erasures.jsonl"
PRODUCT = "passerelle"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made: where, how large, and what its manifest says."""

    file: Path
    bytes: int
    manifest: dict[str, Any]

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return sum(self.manifest["counts"].values())


def back_up(services: Services, target: Path, now: datetime) -> Made:
    """Return the backup that was written to a new file; people may go on working meanwhile.

    BackupFailed when something is there already, or when it cannot be written.
    """
    archives.require_free(target)
    if not migration.is_current(services.database):
        raise BackupFailed("The database is of another version: run passerelle database upgrade.")
    made = write(services.settings, services.database, target, now)
    with services.database.session() as session:
        context = Context(session, None, now, services)
        context.write("backup.made", "backup", None, after={"rows": made.rows})
    return made


def write(settings: Settings, database: Database, target: Path, now: datetime) -> Made:
    """Write a backup, and nothing else."""
    try:
        with tempfile.TemporaryDirectory(prefix=".passerelle-backup-", dir=target.parent) as name:
            folder = Path(name)
            facts, parts = _kind(database).dump(database, folder, secrets_of_mails())
            manifest = facts | _circumstances(settings, facts, now)
            if erasure_list.place(settings).is_file():
                (folder / ERASURES).write_bytes(erasure_list.place(settings).read_bytes())
                parts = (*parts, ERASURES)
            archives.pack(target, manifest, folder, parts)
    except OSError as problem:
        raise BackupFailed(
            f"The backup cannot be written: {problem.strerror or problem}. Nothing was left."
        ) from problem
    except (sqlite3.Error, DBAPIError) as problem:
        why = getattr(problem, "orig", None) or problem
        raise BackupFailed(f"The copy cannot be written: {why}. Nothing was left.") from problem
    return Made(target, target.stat().st_size, manifest)


def secrets_of_mails() -> Secrets:
    """Return the kinds of e-mails that hold what opens an account, with those fields."""
    return {kind.value: each.secrets for kind, each in MESSAGES.items() if each.secrets}


def _kind(database: Database) -> Any:
    return backup_sqlite if database.engine.dialect.name == "sqlite" else backup_postgres


def _circumstances(settings: Settings, facts: dict[str, Any], now: datetime) -> dict[str, Any]:
    told: dict[str, Any] = {"made_at": now.astimezone(UTC).isoformat(), "version": version(PRODUCT)}
    if settings.secret_key.get_secret_value():
        last = End(facts["journal"]["sequence"], facts["journal"]["hash"])
        told["journal"] = journal_heads.signed(settings, last, now).told()
    return told
