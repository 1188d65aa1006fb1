"""Services over a database of SQLite in a folder, its tables made once for all tests."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from matcher.notify.mailer import Agency, DemoMailer
from matcher.settings import Settings
from matcher.store import migration
from matcher.store.database import Database, connect
from matcher.store.schema import METADATA
from matcher.workflow.context import Services
from tests.workflow.gate import FakeGate

FILE = "world.sqlite3"


def services_in(folder: Path, **settings: Any) -> Services:
    """Return services over a new SQLite database in a folder; its engine ranks by shared words."""
    url = f"sqlite:///{folder / FILE}"
    chosen = {"var": folder, "secret_key": "w" * 40, "demo": True, "rate_limits": False}
    return Services(
        settings=Settings(database_url=url, **chosen | settings),
        database=with_tables(url),
        engine=FakeGate(),
        mailer=DemoMailer(Agency("agence@essai.invalid", "http://localhost")),
    )


def with_tables(url: str) -> Database:
    """Return an open database with all tables: a new one has no row, another one what it holds."""
    file = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///"):
        return _made(url)
    if not file.exists():
        file.write_bytes(_with_tables())
    return connect(url)


@cache
def _with_tables() -> bytes:
    """Return a file of SQLite with all tables: making them takes longer than most tests."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / FILE
        _made(f"sqlite:///{file}").close()
        return file.read_bytes()


def _made(url: str) -> Database:
    database = connect(url)
    METADATA.create_all(database.engine)
    with database.engine.execution_options(writes=True).begin() as connection:
        migration.stamp(connection, str(migration.newest()))
    return database
