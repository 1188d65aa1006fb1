"""A PostgreSQL server of the tests' own: a temporary folder, a free port, and nothing kept.

It never waits for the disk, listens on the loopback only and asks for a password of its own. Where
PostgreSQL is not installed, the tests that need it are skipped and the end of the run says so.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from benchmarks.loopback import free_port

DEBIAN = Path("/usr/lib/postgresql")
NOT_THERE = "PostgreSQL: it is not installed here; install Debian's package postgresql"
USER = "passerelle"
SECONDS_TO_START = 60
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "unix_socket_directories": "",
    "listen_addresses": "127.0.0.1",
}
"""Settings that make the server quick and keep it to this machine; data need not survive."""


class PostgresServer:
    """A server that runs, and the databases on it."""

    def __init__(self, port: int, password: str) -> None:
        self.port, self.password = port, password
        self._made = 0

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database, as SQLAlchemy and psycopg both read it."""
        return f"postgresql://{USER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template0") -> str:
        """Return the name of a new database, a copy of the template."""
        self._made += 1
        name = f"test_{self._made}"
        self._run(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )
        return name

    def template(self, name: str, fill: Callable[[str], None]) -> str:
        """Return the name of a template; `fill` gets its URL and fills it the first time."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            is_new = found.fetchone() is None
        if is_new:
            self._run(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            fill(self.url(name))
        return name

    def drop(self, name: str) -> None:
        """Remove a database, with whoever is still connected to it."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(statement)


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest version's, or None."""
    versions = [path.parent for path in DEBIAN.glob("*/bin/initdb")]
    if versions:
        return max(versions, key=lambda path: float(path.parent.name))
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def another_person() -> dict[str, Any]:
    """Return what makes a program run as someone else; PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    known = {each.pw_name: each for each in pwd.getpwall()}
    person = known.get("postgres") or known["nobody"]
    return {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}


@contextmanager
def running(where: Path) -> Iterator[PostgresServer]:
    """Give a server that is ready, with its data in a folder that is removed at the end."""
    # Not under pytest's own folder: that one is closed to the person who runs the server.
    folder = Path(tempfile.mkdtemp(prefix="passerelle-postgres-"))
    person = another_person()
    password = secrets.token_hex(16)
    secret = folder / "password"
    secret.write_text(password, encoding="utf-8")
    secret.chmod(0o600)
    if person:
        for path in (folder, secret):
            shutil.chown(path, person["user"], person["group"])
    log = folder / "log"
    try:
        subprocess.run(
            [where / "initdb", "--pgdata", folder / "data", "--username", USER, "--pwfile", secret,
             "--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C", "--no-sync"],
            check=True, capture_output=True, cwd="/", **person,
        )  # fmt: skip
        server = PostgresServer(free_port(), password)
        options = [part for name, value in FAST.items() for part in ("-c", f"{name}={value}")]
        command = [where / "postgres", "-D", folder / "data", "-p", str(server.port), *options]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", **person
            )
        try:
            _wait(server, process, log)
            yield server
        finally:
            process.send_signal(signal.SIGINT)  # "fast": connections are cut, nothing is lost
            process.wait(SECONDS_TO_START)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            psycopg.connect(server.url(), connect_timeout=5).close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > until:
                pytest.fail("PostgreSQL does not start:\n" + log.read_text(encoding="utf-8"))
            time.sleep(0.05)
        else:
            return


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """Give the PostgreSQL server of this run."""
    where = programs()
    if where is None:
        pytest.skip(NOT_THERE)
    with running(where) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """Give the URL of a new and empty PostgreSQL database."""
    name = postgres_server.new_database()
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a new and empty database: the test runs on SQLite, then on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'passerelle.sqlite3'}"
    return str(request.getfixturevalue("postgres_url"))
