"""What went wrong between writers, for callers that may not know the database."""

import errno

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.orm.exc import StaleDataError

from matcher.store import migration
from matcher.store.database import Database

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
_NO_ROOM_SQLITE = ("SQLITE_FULL", "SQLITE_READONLY", "SQLITE_IOERR", "SQLITE_CANTOPEN")
_NO_ROOM_SQL = frozenset({"53100", "25006", "58030"})
"""PostgreSQL: the disk is full, the transaction may only read, the disk fails."""


def is_busy(problem: BaseException) -> bool:
    """Whether the database was locked or away: nothing was kept, and trying again may help."""
    return isinstance(problem, OperationalError)


def has_no_room(problem: BaseException) -> bool:
    """Whether a disk or a database is full, may not be written, or fails: nothing was kept."""
    if isinstance(problem, OSError):
        return problem.errno in _NO_ROOM
    if not isinstance(problem, DBAPIError):
        return False
    name = str(getattr(problem.orig, "sqlite_errorname", ""))
    return name.startswith(_NO_ROOM_SQLITE) or getattr(problem.orig, "sqlstate", "") in _NO_ROOM_SQL


def is_of_another_version(problem: BaseException, database: Database) -> bool:
    """Whether a question failed because the database is of another version than the program.

    It is asked only then; a database that is locked or away cannot say it.
    """
    if not isinstance(problem, (OperationalError, ProgrammingError)):
        return False
    try:
        return migration.is_of_another_version(database)
    except SQLAlchemyError:
        return False


def is_of_the_database(problem: BaseException) -> bool:
    """Whether reading or writing what is stored went wrong."""
    return isinstance(problem, SQLAlchemyError)


def is_out_of_range(problem: BaseException) -> bool:
    """Whether a number was asked for that no row can have."""
    return isinstance(problem, (OverflowError, DataError))


def is_overtaken(problem: BaseException) -> bool:
    """Whether somebody else changed the same row first: nothing was overwritten."""
    return isinstance(problem, StaleDataError)
