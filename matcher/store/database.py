"""Opening the database: SQLite by default, PostgreSQL by its URL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

from matcher.store import chain

BUSY_MS = 10_000
"""How long a writer waits for another one, in milliseconds."""


class Database:
    """A database that is open, and the sessions on it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        writer = engine.execution_options(writes=True)
        self._readers = sessionmaker(engine, expire_on_commit=False)
        self._writers = sessionmaker(writer, expire_on_commit=False)
        chain.watch((self._readers, self._writers))

    def open(self, *, writes: bool = True) -> Session:
        """Return a new session; whoever opens it commits or rolls back, and closes it.

        One that only reads never waits for a writer.
        """
        return self._writers() if writes else self._readers()

    def open_on(self, connection: Connection) -> Session:
        """Return a session within the transaction of a connection, which is committed by itself."""
        return self._writers(bind=connection)

    @contextmanager
    def session(self, *, writes: bool = True) -> Iterator[Session]:
        """Give a session that is committed at the end, or rolled back on an error."""
        with self.open(writes=writes) as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def scrub(self) -> None:
        """Write the file anew, so that nothing of deleted rows is left in it or beside it."""
        engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            raw = connection.connection.cursor()
            try:
                raw.execute("VACUUM")
                if engine.dialect.name == "sqlite":
                    raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                raw.close()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def connect(url: str) -> Database:
    """Return the database at this URL; a SQLite file's folder is made when it is missing."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return Database(
            create_engine(
                parsed, pool_pre_ping=True, pool_size=8, max_overflow=8, hide_parameters=True
            )
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": BUSY_MS / 1000}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return Database(engine)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Give the database at this URL, open, and close it at the end."""
    database = connect(url)
    try:
        yield database
    finally:
        database.close()


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Turn on what SQLite leaves off; transactions are begun by us, not by the driver."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
        f"busy_timeout={BUSY_MS}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Any) -> None:
    """Begin a transaction; one that will write takes its turn first, so it never fails half-way."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
