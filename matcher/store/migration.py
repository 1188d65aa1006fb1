"""Bringing a database to the shape that this version needs, a step at a time."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event

from matcher.errors import DropRefused, OtherSchema
from matcher.store.database import Database

_FOLDER = Path(__file__).with_name("migrations")
_LOSES = re.compile(
    r"\s*(drop\s+table|truncate|delete\s+from|alter\s+table\s.*\sdrop\s+column)", re.I
)
_OWN = "alembic_version"


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database up to a revision; one that is there already is left alone.

    It is one transaction: killed half-way, the database is as it was, and it is done again.

    Raises OtherSchema for a database whose own revision this version does not know; DropRefused
    for a step that would drop or empty something: no upgrade does.
    """
    check_known(database)
    with _changing(database) as connection, _losing_nothing(connection):
        command.upgrade(_config(connection), revision)


def upgrade_on(connection: Connection) -> None:
    """Bring the database of an open transaction up to this version, within the transaction."""
    with _losing_nothing(connection):
        command.upgrade(_config(connection), "head")


def stamp(connection: Connection, revision: str) -> None:
    """Write down which revision the tables of an open transaction have, within it."""
    command.stamp(_config(connection), revision)


def known() -> frozenset[str]:
    """Return the revisions that this version can start from."""
    script = ScriptDirectory(str(_FOLDER))
    return frozenset(each.revision for each in script.walk_revisions())


def downgrade(database: Database, revision: str, *, may_drop: bool = False) -> None:
    """Take the database back to an earlier revision ("base": to nothing).

    Raises DropRefused, with nothing changed, where that drops tables or columns, unless it may.
    """
    with _changing(database) as connection:
        if may_drop:
            command.downgrade(_config(connection), revision)
            return
        with _losing_nothing(connection):
            command.downgrade(_config(connection), revision)


def check_known(database: Database) -> None:
    """Raise OtherSchema when the database is at a revision that this version does not know."""
    with database.engine.connect() as connection:
        found = revision_of(connection)
    if found is not None and found not in _known():
        raise OtherSchema(
            f"The database is at revision {found}, which this version of Passerelle does not know: "
            "a newer version made it, or a draft. Start the version that made it, or use the copy "
            "that was kept before. Nothing was changed."
        )


def is_of_another_version(database: Database) -> bool:
    """Whether the database has a shape, but not the one that this version needs."""
    with database.engine.connect() as connection:
        return revision_of(connection) not in {None, newest()}


def is_current(database: Database) -> bool:
    """Whether the database has the shape that this version needs."""
    with database.engine.connect() as connection:
        return revision_of(connection) == newest()


@cache
def newest() -> str | None:
    """Return the last revision that this version knows."""
    return ScriptDirectory(str(_FOLDER)).get_current_head()


def revision_of(connection: object) -> str | None:
    """Return the revision of an open connection's database; None when it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()  # type: ignore[arg-type]


@contextmanager
def _changing(database: Database) -> Iterator[Connection]:
    """Give a transaction that takes its turn as a writer first: two upgrades never meet."""
    with database.engine.execution_options(writes=True).begin() as connection:
        yield connection


@contextmanager
def _losing_nothing(connection: Connection) -> Iterator[None]:
    """Refuse every statement that drops or empties a table or a column."""

    def check(*said: Any) -> None:
        statement = str(said[2])
        if _LOSES.match(statement) and _OWN not in statement:
            told = " ".join(statement.split())[:80]
            raise DropRefused(
                f"A migration would lose data ({told}). Nothing was changed. "
                "Keep a copy, then allow it (may_drop)."
            )

    event.listen(connection, "before_cursor_execute", check)
    try:
        yield
    finally:
        event.remove(connection, "before_cursor_execute", check)


def _known() -> frozenset[str]:
    return frozenset(each.revision for each in ScriptDirectory(str(_FOLDER)).walk_revisions())


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
