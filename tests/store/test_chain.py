"""The journal's chain while people write: parts of transactions, two writers at once, old rows."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from threading import Barrier

import pytest
from sqlalchemy import select, text

from matcher.domain.journal import reduced
from matcher.store import migration
from matcher.store.chain import link_existing
from matcher.store.chain_checking import Break, check
from matcher.store.database import Database, connect
from matcher.store.journal import JournalRow
from matcher.store.schema import METADATA

AT = datetime(2026, 3, 2, 9, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(connect(database_url)) as opened:
        METADATA.create_all(opened.engine)
        yield opened


def line(number=1, **columns):
    values = {"at": AT, "action": "challenge.edited", "subject_kind": "challenge"}
    return JournalRow(**values | {"subject_id": number} | columns)


def rows(database):
    with database.session(writes=False) as session:
        return session.scalars(select(JournalRow).order_by(JournalRow.id)).all()


def broken(database):
    with database.session(writes=False) as session:
        return check(session.connection()).broken


def test_rows_of_one_transaction_follow_each_other(database):
    with database.session() as session:
        session.add_all([line(1), line(2)])
        session.flush()
        session.add(line(3, after={"startups": [3, 1], "state": "draft", "by_hand": True}))

    assert [row.sequence for row in rows(database)] == [1, 2, 3]
    assert broken(database) is None


def test_what_was_rolled_back_leaves_no_gap(database):
    with database.session() as session:
        session.add(line(1))
    with database.open() as session:
        session.add(line(2))
        session.flush()
        session.rollback()
        session.add(line(3))
        session.commit()

    assert [(row.subject_id, row.sequence) for row in rows(database)] == [(1, 1), (3, 2)]
    assert broken(database) is None


def test_a_part_that_was_undone_leaves_no_gap(database):
    with database.session() as session:
        with session.begin_nested():
            session.add(line(1))
        part = session.begin_nested()
        session.add(line(2))
        session.flush()
        part.rollback()
        session.add(line(3))

    assert [(row.subject_id, row.sequence) for row in rows(database)] == [(1, 1), (3, 2)]
    assert broken(database) is None


def test_writers_at_once_make_one_chain(database):
    writers, each = 4, 15
    gate = Barrier(writers)

    def write(writer):
        gate.wait(timeout=30)
        for number in range(each):
            with database.session() as session:
                session.add(line(100 * writer + number))

    with ThreadPoolExecutor(writers) as threads:
        list(threads.map(write, range(writers)))

    assert sorted(row.sequence for row in rows(database)) == list(range(1, writers * each + 1))
    assert broken(database) is None


def test_a_moment_is_the_same_in_every_zone(database):
    with database.session() as session:
        session.add(line(1, at=AT))
        session.add(line(2, at=AT.astimezone(UTC)))

    assert broken(database) is None


def test_rows_from_before_the_chain_are_linked_without_names_and_texts(database_url):
    with closing(connect(database_url)) as opened:
        migration.upgrade(opened, "0003")
        with opened.engine.execution_options(writes=True).begin() as connection:
            for number in range(1, 8):
                connection.execute(
                    text(
                        "INSERT INTO journal (subject_id, at, action, subject_kind, before, after)"
                        " VALUES (:id, '2026-01-01 08:00:00.123456', 'organisation.edited',"
                        " 'organisation', :before, '{}')"
                    ),
                    {"id": number, "before": '{"name": "Filature Atlas", "region": "MA-01"}'},
                )

        migration.upgrade(opened)

        assert broken(opened) is None
        found = rows(opened)
        assert [row.sequence for row in found] == list(range(1, 8))
        assert found[0].before == {"region": "MA-01", "fields": ["name"]}
        with opened.session() as session:
            session.add(line(9))
        assert broken(opened) is None

        migration.downgrade(opened, "0003", may_drop=True)
        migration.upgrade(opened)
        assert [row.sequence for row in rows(opened)] == list(range(1, 9))


def test_linking_goes_batch_by_batch(database, monkeypatch):
    monkeypatch.setattr("matcher.store.chain.BATCH", 2)
    with database.engine.execution_options(writes=True).begin() as connection:
        table = JournalRow.__table__
        for number in range(1, 6):
            values = {"at": AT, "action": "a", "subject_kind": "user", "subject_id": number}
            connection.execute(table.insert().values(**values, before={}, after={}, hash=""))
    assert broken(database).kind is Break.ADDED

    with database.engine.execution_options(writes=True).begin() as connection:
        assert link_existing(connection, reduced) == 5

    assert broken(database) is None
