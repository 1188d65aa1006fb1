"""Migrations go up, down and up again on filled databases, and make what the tables declare."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, inspect, select

from matcher.store import migration
from matcher.store.challenges import ChallengeRow
from matcher.store.database import Database, connect
from matcher.store.organisations import OrganisationRow
from matcher.store.schema import METADATA
from matcher.store.startups import CapabilityRow
from tests.workflow.people import a_challenge, a_firm, a_startup, a_startup_member, an_introduction


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    with closing(connect(database_url)) as opened:
        yield opened


def test_a_new_database_gets_every_table(database):
    assert not migration.is_current(database)

    migration.upgrade(database)

    assert migration.is_current(database)
    assert set(METADATA.tables) <= set(inspect(database.engine).get_table_names())


def test_migrations_make_what_the_tables_declare(database):
    migration.upgrade(database)

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_upgrading_twice_keeps_what_is_there(database):
    migration.upgrade(database)
    fill(database)

    migration.upgrade(database)

    assert count(database, ChallengeRow) == 1


def test_down_and_up_again_on_a_filled_database(database):
    migration.upgrade(database)
    fill(database)

    migration.downgrade(database, "base", may_drop=True)
    assert set(inspect(database.engine).get_table_names()) <= {"alembic_version"}

    migration.upgrade(database)
    fill(database)
    assert count(database, CapabilityRow) == 1


def test_one_step_back_keeps_what_it_does_not_concern(database):
    migration.upgrade(database)
    fill(database)

    migration.downgrade(database, "0001", may_drop=True)
    migration.upgrade(database)

    assert count(database, OrganisationRow) == 2
    assert count(database, ChallengeRow) == 0


def fill(database: Database) -> None:
    with database.session() as session:
        startup = a_startup(session)
        a_startup_member(session, startup)
        an_introduction(session, a_challenge(session, a_firm(session)), startup)


def count(database: Database, table: type) -> int:
    with database.session(writes=False) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0
