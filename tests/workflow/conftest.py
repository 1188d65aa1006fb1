"""Fixtures of workflow tests: a database, a clock that stands, services, and contexts of people.

A module that wants its tests on PostgreSQL too overrides one fixture:

    @pytest.fixture
    def database(any_database):
        return any_database
"""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy.orm import Session

from matcher.domain.people import User
from matcher.errors import NotPossible, StalePage, TooOften
from matcher.settings import Settings
from matcher.store.database import Database, connect
from matcher.store.schema import METADATA
from matcher.workflow.context import Context, Services
from tests.workflow.gate import FakeGate
from tests.workflow.people import NOW

Acting = Callable[..., Context]


class SentMail:
    """A mailer that keeps what it was given to send."""

    def __init__(self) -> None:
        self.sent: list[object] = []

    def send(self, message: object) -> None:
        """Keep the message."""
        self.sent.append(message)


@pytest.fixture
def database(empty_sqlite: Path, tmp_path: Path) -> Iterator[Database]:
    """Return a SQLite database of this test's own, with all tables."""
    file = tmp_path / "passerelle.sqlite3"
    shutil.copyfile(empty_sqlite, file)
    with closing(connect(f"sqlite:///{file}")) as opened:
        yield opened


@pytest.fixture
def any_database(database_url: str) -> Iterator[Database]:
    """Return a database with all tables: the test runs on SQLite, then on PostgreSQL."""
    with closing(connect(database_url)) as opened:
        METADATA.create_all(opened.engine)
        yield opened


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """Return a session that writes. Nobody else can write to SQLite before it commits."""
    with database.open() as opened:
        yield opened
        opened.rollback()


@pytest.fixture
def now() -> datetime:
    """Return the moment at which all happens."""
    return NOW


@pytest.fixture
def gate() -> FakeGate:
    """Return the engine of this test."""
    return FakeGate()


@pytest.fixture
def mailer() -> SentMail:
    """Return the mailer of this test."""
    return SentMail()


@pytest.fixture
def services(database: Database, gate: FakeGate, mailer: SentMail, tmp_path: Path) -> Services:
    """Return the services of this test; nothing wakes a worker."""
    settings = Settings(
        var=tmp_path / "var",
        database_url=database.engine.url.render_as_string(hide_password=False),
        secret_key="only for tests, only for tests, only for tests",
    )
    return Services(settings=settings, database=database, engine=gate, mailer=mailer)


@pytest.fixture
def acting(session: Session, services: Services, now: datetime) -> Acting:
    """Return what gives the context of a person (None: the worker), at a moment (NOW)."""

    def context(actor: User | None = None, at: datetime = now) -> Context:
        return Context(session=session, actor=actor, now=at, services=services)

    return context


@pytest.fixture
def worker(acting: Acting) -> Context:
    """Return the context of the worker: nobody acts."""
    return acting(None)


@pytest.fixture
def at_once(database, services):
    """Return what runs steps at the same moment, each in its own transaction."""

    def run(*steps):
        gate = Barrier(len(steps))

        def one(step):
            actor, work = step
            with database.session() as session:
                gate_passed = gate.wait(timeout=30)
                assert gate_passed >= 0
                return work(Context(session=session, actor=actor, now=NOW, services=services))

        def told(step):
            try:
                return one(step)
            except (StalePage, NotPossible, TooOften) as problem:
                return problem

        with ThreadPoolExecutor(len(steps)) as threads:
            return list(threads.map(told, steps))

    return run
