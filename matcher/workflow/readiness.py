"""Whether this process can serve: codes for what keeps it from it, and nothing confidential."""

import os
import shutil
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from matcher.errors import SnapshotRefused
from matcher.retrieval.manifest import Manifest, read_manifest
from matcher.retrieval.place import current_name
from matcher.settings import SHORTEST_SECRET, Settings
from matcher.store import migration
from matcher.store.database import Database
from matcher.store.matches import MatchRunRow
from matcher.workflow.context import Services

LEAST_FREE = 200_000_000
"""Bytes of free disk below which nothing more should be sent to this service."""
WARMING = "start.warming"
"""The process loads the encoder and the index; requests are better sent to it afterwards."""
BY_WORDS = "matching.by_words"
"""Startups are found by words alone at present; that is worse, and still serves."""


def faults(services: Services) -> tuple[str, ...]:
    """Return why this process cannot serve; nothing when it can."""
    settings = services.settings
    warming = (WARMING,) if services.is_warming else ()
    found = (*_of_database(services.database), *_of_disk(settings), *_of_secret(settings))
    return (*found, *warming)


def notes(services: Services) -> tuple[str, ...]:
    """Return what is worse than usual while it serves."""
    with services.database.session(writes=False) as session:
        by_words = last_was_by_words(session)
    return (BY_WORDS,) if by_words or index_manifest(services.settings) is None else ()


def index_folder(settings: Settings) -> Path:
    """Return where the index of the application is."""
    return settings.var / "indexes" / "live"


def index_manifest(settings: Settings) -> Manifest | None:
    """Return what the index on disk says of itself; None for one that is not there or broken."""
    folder = index_folder(settings)
    try:
        return read_manifest(folder / current_name(folder), verify=False)
    except (SnapshotRefused, OSError):
        return None


def last_was_by_words(session: Session) -> bool:
    """Whether the last answer of the engine was found by words alone."""
    newest = select(MatchRunRow.words_only).order_by(MatchRunRow.id.desc()).limit(1)
    return bool(session.scalar(newest))


def _of_database(database: Database) -> tuple[str, ...]:
    try:
        is_current = migration.is_current(database)
        is_other = not is_current and migration.is_of_another_version(database)
    except SQLAlchemyError:
        return ("store.away",)
    if is_current:
        return ()
    return ("store.other_version",) if is_other else ("store.empty",)


def _of_disk(settings: Settings) -> tuple[str, ...]:
    try:
        free = shutil.disk_usage(settings.var).free
    except OSError:
        return ("disk.away",)
    if not os.access(settings.var, os.W_OK):
        return ("disk.unwritable",)
    return ("disk.low",) if free < LEAST_FREE else ()


def _of_secret(settings: Settings) -> tuple[str, ...]:
    is_there = len(settings.secret_key.get_secret_value()) >= SHORTEST_SECRET
    return () if is_there or settings.demo else ("secret.missing",)
