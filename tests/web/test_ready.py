"""Alive and ready: who watches is told in codes, and strangers learn nothing more."""

import shutil
from collections import namedtuple

import pytest
from pydantic import SecretStr
from sqlalchemy.exc import OperationalError

from matcher.retrieval.index import StartupIndex
from matcher.store import migration
from matcher.store.matches import MatchRunRow
from matcher.workflow import readiness, warming
from tests.builders import a_startup
from tests.fakes import HashEmbedder
from tests.web.conftest import NOW
from tests.workflow.gate import FakeGate
from tests.workflow.people import a_challenge, a_firm

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def whole(services):
    """Write down that the database is of this version."""
    with services.database.engine.execution_options(writes=True).begin() as connection:
        migration.stamp(connection, migration.newest())


def told(client):
    answer = client.get("/readyz")
    return answer.status_code, answer.text.split("\n")[:-1]


def _set_revision(services, revision):
    with services.database.engine.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("DELETE FROM alembic_version")
        if revision:
            connection.exec_driver_sql(f"INSERT INTO alembic_version VALUES ('{revision}')")


def test_it_is_ready_and_says_that_there_is_no_index_yet(client):
    assert told(client) == (200, ["ready", "matching.by_words"])


def test_with_an_index_it_is_simply_ready(client, services):
    folder = readiness.index_folder(services.settings)
    StartupIndex.build([a_startup()], HashEmbedder(64)).save(folder, created=NOW.isoformat())
    assert told(client) == (200, ["ready"])
    with services.database.session() as session:
        row = a_challenge(session, a_firm(session))
        run = {"text_version": 1, "text_sha256": "", "created_at": NOW}
        session.add(MatchRunRow(challenge_id=row.id, words_only=True, **run))
    assert told(client) == (200, ["ready", "matching.by_words"])


@pytest.mark.parametrize(
    ("revision", "code"),
    [("0001", "store.other_version"), ("9999", "store.other_version"), ("", "store.empty")],
)
def test_a_database_of_another_shape_cannot_serve(client, services, revision, code):
    _set_revision(services, revision)
    assert told(client) == (503, ["not ready", code])


def test_a_database_that_is_away_is_a_code_and_nothing_more(client, services, monkeypatch):
    def away(*_args, **_more):
        raise OperationalError("SELECT 'confidential'", {}, Exception("away at 10.0.0.1"))

    monkeypatch.setattr(services.database.engine, "connect", away, raising=False)
    assert told(client) == (503, ["not ready", "store.away"])
    assert client.get("/healthz").text == "ok\n"


def test_a_process_that_still_loads_says_so(client, services):
    services.is_warming = True
    assert told(client) == (503, ["not ready", "start.warming"])
    assert client.get("/healthz").status_code == 200
    services.engine = FakeGate()
    warming.warm(services)
    assert told(client) == (200, ["ready", "matching.by_words"])


def test_a_disk_that_is_nearly_full_cannot_serve(client, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 9, readiness.LEAST_FREE - 1))
    assert told(client) == (503, ["not ready", "disk.low"])


def test_a_service_without_its_secret_cannot_serve(make_app):
    client = make_app(demo=False, secret_key=SecretStr("short")).test_client()
    assert told(client) == (503, ["not ready", "secret.missing"])


def test_everything_that_is_wrong_is_told_at_once(make_app, services, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10, 9, 1))
    _set_revision(services, "")
    client = make_app(demo=False, secret_key=SecretStr("")).test_client()
    assert told(client) == (503, ["not ready", "store.empty", "disk.low", "secret.missing"])


def test_being_alive_never_looks_at_the_database(client, services, monkeypatch):
    def away(*_args, **_more):
        raise AssertionError

    for name in ("open", "session"):
        monkeypatch.setattr(services.database, name, away)
    monkeypatch.setattr(services.database.engine, "connect", away, raising=False)
    assert client.get("/healthz").status_code == 200
