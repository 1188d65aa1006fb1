"""Bringing a database to the shape that this version needs, a step at a time."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from matcher.errors import OtherSchema
from matcher.store.database import Database

_FOLDER = Path(__file__).with_name("migrations")


def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database up to a revision; one that is there already is left alone.

    Raises OtherSchema for a database whose own revision this version does not know.
    """
    check_known(database)
    with database.engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def upgrade_on(connection: Connection) -> None:
    """Bring the database of an open transaction up to this version, within the transaction."""
    command.upgrade(_config(connection), "head")


def stamp(connection: Connection, revision: str) -> None:
    """Write down which revision the tables of an open transaction have, within it."""
    command.stamp(_config(connection), revision)


def known() -> frozenset[str]:
    """Return the revisions that this version can start from."""
    script = ScriptDirectory(str(_FOLDER))
    return frozenset(each.revision for each in script.walk_revisions())


def downgrade(database: Database, revision: str) -> None:
    """Take the database back to an earlier revision ("base": to nothing)."""
    with database.engine.begin() as connection:
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


def newest() -> str | None:
    """Return the last revision that this version knows."""
    return ScriptDirectory(str(_FOLDER)).get_current_head()


def revision_of(connection: object) -> str | None:
    """Return the revision of an open connection's database; None when it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision()  # type: ignore[arg-type]


def _known() -> frozenset[str]:
    return frozenset(each.revision for each in ScriptDirectory(str(_FOLDER)).walk_revisions())


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    config.attributes["connection"] = connection
    return config
