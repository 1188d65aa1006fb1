"""passerelle database: what an upgrade brings in, and a database of another version."""

import json
import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from matcher.reference import support_bodies as known_bodies
from matcher.store import migration
from matcher.store.database import connect
from matcher.store.journal import JournalRow
from matcher.store.organisations import OrganisationRow
from matcher.store.support import SupportBodyRow

COMMAND = Path(sys.executable).with_name("passerelle")


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'passerelle.sqlite3'}"


def run(url, *arguments):
    return subprocess.run(
        [COMMAND, "database", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PASSERELLE_DATABASE_URL": url},
    )


def at_revision(url, revision):
    with closing(connect(url)) as database, database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :new"), {"new": revision})


def test_an_upgrade_brings_in_the_support_bodies_of_an_existing_database(url):
    with closing(connect(url)) as database:
        migration.upgrade(database)
    first = run(url, "upgrade", "--json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["support_bodies_added"] == len(known_bodies()) > 0
    again = run(url, "upgrade", "--json")
    assert json.loads(again.stdout)["support_bodies_added"] == 0


def test_a_new_one_is_added_and_what_officers_did_to_the_others_stays(url):
    run(url, "upgrade")
    with closing(connect(url)) as database:
        with database.session() as session:
            renamed, disabled, gone = session.scalars(
                select(SupportBodyRow).order_by(SupportBodyRow.id).limit(3)
            )
            session.get_one(OrganisationRow, renamed.id).name = "Un autre nom"
            session.get_one(OrganisationRow, disabled.id).is_active = False
            key, kept = gone.key, (renamed.id, disabled.id)
            session.execute(text("DELETE FROM support_bodies WHERE id = :id"), {"id": gone.id})
        told = run(url, "upgrade", "--json")
        assert json.loads(told.stdout)["support_bodies_added"] == 1
        with database.session(writes=False) as session:
            keys = session.scalars(select(SupportBodyRow.key)).all()
            assert sorted(keys) == sorted(body.key for body in known_bodies())
            assert key in keys
            assert session.get_one(OrganisationRow, kept[0]).name == "Un autre nom"
            assert not session.get_one(OrganisationRow, kept[1]).is_active
            lines = select(func.count()).where(
                JournalRow.action == "organisation.opened", JournalRow.user_id.is_(None)
            )
            assert session.scalar(lines) == len(known_bodies()) + 1


@pytest.mark.parametrize("verb", ["upgrade", "status"])
def test_a_revision_that_is_not_known_is_said_and_nothing_is_changed(url, verb):
    run(url, "upgrade")
    at_revision(url, "9999_draft")
    told = run(url, verb)
    assert told.returncode == 2
    assert "9999_draft" in told.stderr
    assert "does not know" in told.stderr
    assert "Traceback" not in told.stderr
    with closing(connect(url)) as database, database.engine.connect() as connection:
        assert migration.revision_of(connection) == "9999_draft"


def test_an_earlier_revision_is_told_to_upgrade(url):
    run(url, "upgrade")
    at_revision(url, "0001")
    told = run(url, "status")
    assert told.returncode == 1
    assert "upgrade" in told.stdout
