"""Copies of a SQLite database: taken while others write, and put in its place as a whole."""

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select

from matcher.errors import BackupFailed, BackupRefused
from matcher.store.archives import flush_folder
from matcher.store.backup_content import (
    EMPTIED,
    FACTS_LEFT_OUT,
    HIDDEN,
    UNSENT,
    Secrets,
    fields_to_hide,
    told,
)
from matcher.store.database import BUSY_MS, Database, opened
from matcher.store.schema import METADATA

PART = "database.sqlite3"
DERIVED = frozenset({"facts", "tasks"})
"""Tables that an empty installation may have rows in."""


def file_of(database: Database) -> Path:
    """Return the file of a database; BackupFailed when it is not in one."""
    name = database.engine.url.database
    if not name or name == ":memory:":
        raise BackupFailed("A database in memory cannot be backed up or restored.")
    return Path(name)


def dump(
    database: Database, folder: Path, secrets: Secrets
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the manifest's facts and the parts of a copy, as the database is at one moment."""
    copy = folder / PART
    waits = BUSY_MS / 1000
    with (
        closing(sqlite3.connect(file_of(database), timeout=waits)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target)
        _clean(target, secrets)
    copy.chmod(0o600)
    with opened(f"sqlite:///{copy}") as copied, copied.engine.connect() as connection:
        facts = told(connection)
    _settle(copy)
    return facts, (PART,)


def _clean(copy: sqlite3.Connection, secrets: Secrets) -> None:
    """Take out what opens something, so that no byte of it is left in the file."""
    copy.execute("PRAGMA secure_delete=ON")
    for table in EMPTIED:
        copy.execute(f"DELETE FROM {table}")  # noqa: S608 (a name of ours)
    for begins in FACTS_LEFT_OUT:
        copy.execute("DELETE FROM facts WHERE substr(name, 1, ?) = ?", (len(begins), begins))
    states = ",".join("?" * len(UNSENT))
    for field, kinds in fields_to_hide(secrets).items():
        marks = ",".join("?" * len(kinds))
        copy.execute(
            f"UPDATE outbox SET state = 'cancelled', payload = json_set(payload, ?, ?)"  # noqa: S608
            f" WHERE kind IN ({marks}) AND state IN ({states})",
            (f"$.{field}", HIDDEN, *kinds, *UNSENT),
        )
    copy.commit()
    copy.execute("VACUUM")


def check(file: Path) -> None:
    """Raise BackupRefused when SQLite finds a copy damaged."""
    with closing(sqlite3.connect(file)) as copy:
        try:
            found = [
                *copy.execute("PRAGMA integrity_check"),
                *copy.execute("PRAGMA foreign_key_check"),
            ]
        except sqlite3.DatabaseError as problem:
            raise BackupRefused(f"The database in the backup is damaged: {problem}.") from problem
    if found != [("ok",)]:
        raise BackupRefused(f"The database in the backup is damaged: {found[0]}.")


def is_empty(database: Database) -> bool:
    """Whether there is no row in it but what an installation makes by itself."""
    known = set(inspect(database.engine).get_table_names()) & set(METADATA.tables)
    with database.engine.connect() as connection:
        return not any(
            connection.execute(select(METADATA.tables[name].c[0]).limit(1)).first()
            for name in known - DERIVED
        )


def install(fresh: Path, place: Path, now: datetime) -> Path | None:
    """Put a file in the place of a database; return where the one that was there is kept aside.

    At every moment the place holds the one or the other as a whole.
    """
    _settle(fresh)
    aside = None
    if place.exists():
        _settle(place)
        aside = place.with_name(f"{place.name}.before-restore-{now:%Y%m%d-%H%M%S}")
        _keep(place, aside)
    fresh.replace(place)
    flush_folder(place.parent)
    return aside


def _keep(place: Path, aside: Path) -> None:
    try:
        os.link(place, aside)
    except OSError:
        shutil.copy2(place, aside)


def _settle(file: Path) -> None:
    """Bring all that was written into the file itself, so that it stands alone."""
    with closing(sqlite3.connect(file, timeout=1)) as connection:
        try:
            [mode] = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
        except sqlite3.OperationalError:
            mode = "busy"
    if mode != "delete":
        raise BackupRefused(
            "Somebody uses the database: stop passerelle serve and passerelle worker first."
        )
    with file.open("rb") as opened_file:
        os.fsync(opened_file.fileno())
