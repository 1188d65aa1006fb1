"""The PostgreSQL server of the tests, and the two kinds of databases."""

import socket

import psycopg
import pytest
from sqlalchemy import create_engine, text

from tests import postgres


def test_each_database_starts_empty_and_keeps_what_is_written(database_url):
    engine = create_engine(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE words (word TEXT)"))
        connection.execute(text("INSERT INTO words VALUES ('تجفيف')"))
    with engine.connect() as connection:
        assert connection.scalars(text("SELECT word FROM words")).all() == ["تجفيف"]
    engine.dispose()


def test_a_template_is_filled_once_and_copied(postgres_server):
    fills = []

    def fill(url):
        fills.append(url)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE filled (id INT)")

    for _ in range(2):
        name = postgres_server.new_database(postgres_server.template("a_template", fill))
        with psycopg.connect(postgres_server.url(name)) as connection:
            assert connection.execute("SELECT count(*) FROM filled").fetchone() == (0,)
        postgres_server.drop(name)
    assert len(fills) == 1


def test_without_postgresql_the_run_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert postgres.programs() is None
    assert "postgresql" in postgres.NOT_THERE


def test_other_machines_stay_out_of_reach(loopback):
    assert loopback == "127.0.0.1"
    with socket.socket() as other, pytest.raises(UserWarning, match=r"192\.0\.2\.1"):
        other.connect(("192.0.2.1", 80))
