"""A database of another version is told as such: it is not a busy one."""

import pytest
from sqlalchemy import text

from matcher.assembly_web import require_current
from matcher.domain.people import Role
from matcher.errors import InvalidSetting, OtherSchema
from matcher.store import migration


@pytest.fixture
def at_revision(services):
    """Return what writes a revision into the database, and takes a column of its users away."""

    def write(revision, *, broken=True):
        with services.database.engine.begin() as connection:
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32))"))
            connection.execute(
                text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision}
            )
            if broken:
                connection.execute(text("ALTER TABLE users RENAME COLUMN language TO tongue"))

    return write


@pytest.mark.parametrize("revision", ["9999_newer", "0001"])
@pytest.mark.parametrize("path", ["/", "/desk"])
def test_another_version_is_told_in_three_languages_with_what_to_do(
    signed_in, at_revision, revision, path
):
    browser = signed_in(Role.OFFICER)
    at_revision(revision)
    answer = browser.get(path)
    assert answer.status_code == 503
    assert "store.other_version" in answer.text
    assert "store.busy" not in answer.text
    for language in ("fr", "ar", "en"):
        assert f'lang="{language}"' in answer.text
    assert answer.text.count("passerelle database upgrade") == 3
    assert "Retry-After" not in answer.headers


def test_a_failure_on_a_database_of_this_version_is_still_a_busy_one(signed_in, at_revision):
    browser = signed_in(Role.OFFICER)
    at_revision(migration.newest())
    answer = browser.get("/desk")
    assert answer.status_code == 503
    assert "store.other_version" not in answer.text


def test_the_start_says_that_no_upgrade_helps_a_revision_that_is_not_known(services, at_revision):
    at_revision("9999_newer", broken=False)
    with pytest.raises(OtherSchema, match="9999_newer"):
        require_current(services)
    with pytest.raises(OtherSchema):
        migration.upgrade(services.database)


def test_the_start_asks_for_an_upgrade_of_an_earlier_one(services, at_revision):
    at_revision("0001", broken=False)
    with pytest.raises(InvalidSetting, match="upgrade"):
        require_current(services)
