"""T28: rows of the journal are edited, deleted, reordered or inserted in SQL, or the end is cut."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from matcher.cli.journal import journal
from matcher.errors import HeadRefused
from matcher.settings import Settings
from matcher.store.chain import End, end, link
from matcher.store.chain_checking import Break, check
from matcher.store.database import Database, connect
from matcher.store.schema import METADATA
from matcher.workflow import journal_checking, journal_heads
from matcher.workflow.context import Context, Services
from tests.workflow.gate import FakeGate
from tests.workflow.people import NOW

ROWS = 12
SECRET = "only for tests, only for tests, only for tests"


@pytest.fixture
def services(database_url: str, tmp_path: Path) -> Iterator[Services]:
    settings = Settings(var=tmp_path / "var", database_url=database_url, secret_key=SECRET)
    with closing(connect(database_url)) as opened:
        METADATA.create_all(opened.engine)
        yield Services(settings, opened, FakeGate(), None)


@pytest.fixture
def written(services) -> Database:
    for number in range(1, ROWS + 1):
        write(services, number)
    return services.database


def write(services, number):
    with services.database.session() as session:
        context = Context(session, None, NOW, services)
        context.write("challenge.edited", "challenge", number, after={"state": "draft"})


def sql(database, statement, **values):
    with database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text(statement), values)


def first_broken(database, *heads):
    with database.session(writes=False) as session:
        return check(session.connection(), heads).broken


def found(database, *heads):
    broken = first_broken(database, *heads)
    return broken and (broken.kind, broken.sequence)


def head_of(services):
    with services.database.session(writes=False) as session:
        return journal_heads.head(Context(session, None, NOW, services))


def test_a_journal_that_nobody_touched_is_whole(written):
    assert found(written) is None


@pytest.mark.parametrize(
    "change",
    [
        "action = 'challenge.closed'",
        "subject_id = 99",
        "subject_kind = 'user'",
        "at = '2020-01-01 00:00:00+00:00'",
        "hash = ''",
    ],
)
def test_an_edited_row_is_named(written, change):
    """Attack: change one column of one row. Expected: that row is named."""
    if written.engine.dialect.name == "sqlite":
        change = change.replace("+00:00", ".000000")
    sql(written, f"UPDATE journal SET {change} WHERE sequence = 5")

    assert found(written) == (Break.CHANGED, 5)
    assert first_broken(written).id == 5


def test_edited_values_before_and_after_are_named(written):
    sql(written, "UPDATE journal SET after = :told WHERE sequence = 7", told='{"state": "closed"}')

    assert found(written) == (Break.CHANGED, 7)


def test_who_did_it_cannot_be_changed(written, services):
    sql(
        written,
        "INSERT INTO users (id, email, email_key, name, phone, password_hash, role, language,"
        " is_active, session_epoch, shortcuts_on, suggestions_on, created_at)"
        " VALUES (3, 'a@b.example', 'a@b.example', 'A', '', '', 'officer', 'fr', true, 0, true,"
        " true, '2026-01-01 00:00:00.000000')",
    )
    sql(written, "UPDATE journal SET user_id = 3 WHERE sequence = 2")

    assert found(written) == (Break.CHANGED, 2)


def test_a_deleted_row_is_named(written):
    sql(written, "DELETE FROM journal WHERE sequence = 4")

    assert found(written) == (Break.MISSING, 4)


def test_a_deleted_row_whose_place_others_take_is_named(written):
    """Attack: delete a row and close the gap. Expected: the first row that moved is named."""
    sql(written, "DELETE FROM journal WHERE sequence = 4")
    for place in range(5, ROWS + 1):
        sql(
            written,
            "UPDATE journal SET sequence = :to WHERE sequence = :at",
            to=place - 1,
            at=place,
        )

    assert found(written) == (Break.CHANGED, 4)


def test_two_rows_that_change_places_are_named(written):
    for one, two in ((6, 100), (9, 6), (100, 9)):
        sql(written, "UPDATE journal SET sequence = :two WHERE sequence = :one", one=one, two=two)

    assert found(written) == (Break.CHANGED, 6)


def test_two_rows_that_change_numbers_are_named(written):
    for one, two in ((6, 100), (9, 6), (100, 9)):
        sql(written, "UPDATE journal SET id = :two WHERE id = :one", one=one, two=two)

    assert found(written) == (Break.CHANGED, 6)


def test_a_row_that_is_put_in_is_named(written):
    """Attack: insert a row beside the application, without a place and with one."""
    columns = "id, at, action, subject_kind, before, after, hash"
    values = "500, '2026-03-02 09:00:00.000000', 'challenge.closed', 'challenge', '{}', '{}', ''"
    sql(written, f"INSERT INTO journal ({columns}) VALUES ({values})")
    broken = first_broken(written)
    assert (broken.kind, broken.id) == (Break.ADDED, 500)

    sql(written, "UPDATE journal SET sequence = 13 WHERE id = 500")
    assert found(written) == (Break.CHANGED, 13)


def test_a_cut_end_is_found_by_a_kept_head(written, services):
    """Attack: delete the last rows. Expected: the chain alone agrees, the kept head does not."""
    head = head_of(services)
    sql(written, "DELETE FROM journal WHERE sequence > 9")

    assert found(written) is None
    assert found(written, head.end) == (Break.CUT, 10)


def test_a_cut_end_that_grew_again_is_found_by_a_kept_head(written, services):
    head = head_of(services)
    sql(written, "DELETE FROM journal WHERE sequence > 9")
    for number in range(3):
        write(services, 50 + number)

    assert found(written) is None
    assert found(written, head.end) == (Break.REWRITTEN, 12)


def test_a_chain_that_is_computed_anew_is_found_by_a_kept_head(written, services):
    """Attack: edit a row and hash all that follow again, as whoever reads the source can."""
    head = head_of(services)
    sql(written, "UPDATE journal SET action = 'challenge.closed' WHERE sequence = 5")
    rehash(written)

    assert found(written) is None
    assert found(written, head.end) == (Break.REWRITTEN, 12)


def rehash(database):
    from matcher.store.chain import START, TABLE

    with database.engine.execution_options(writes=True).begin() as connection:
        previous = START
        for row in connection.execute(TABLE.select().order_by(TABLE.c.sequence)).all():
            previous = link(previous, row.sequence, row._mapping)
            connection.execute(TABLE.update().where(TABLE.c.id == row.id).values(hash=previous))


def one_row(database, sequence):
    with database.session(writes=False) as session:
        return session.execute(
            text("SELECT sequence, hash FROM journal WHERE sequence = :at"), {"at": sequence}
        ).one()


def test_whoever_holds_the_database_alone_makes_no_head(written, services, tmp_path):
    """Attack: after cutting the end, bring a head of one's own. Expected: it is refused."""
    head = head_of(services)
    last = End(*one_row(written, 9))
    forged = journal_heads.signed(
        services.settings.model_copy(
            update={"secret_key": type(services.settings.secret_key)("x" * 40)}
        ),
        last,
        NOW,
    )
    for wrong in (forged, journal_heads.Head(9, last.hash, head.at, head.signature)):
        file = tmp_path / "head.json"
        file.write_text(wrong.text(), encoding="utf-8")
        with pytest.raises(HeadRefused):
            journal_checking.verify(services.settings, written, [file])


def test_the_worker_keeps_a_head_a_day_and_the_check_reads_it(written, services):
    with services.database.session() as session:
        journal_heads.keep(Context(session, None, NOW, services))
    assert journal_checking.verify(services.settings, written).heads == 1

    sql(written, "DELETE FROM journal WHERE sequence > 10")

    broken = journal_checking.verify(services.settings, written).broken
    assert (broken.kind, broken.sequence) == (Break.CUT, 11)


def test_the_head_goes_by_mail_once_a_day_and_is_read_from_the_mail(written, services, tmp_path):
    services.settings = services.settings.model_copy(update={"journal_heads_to": "dpo@b.example"})
    for _ in range(2):
        with services.database.session() as session:
            journal_heads.keep(Context(session, None, NOW, services))
    from matcher.notify.messages import message_of
    from matcher.notify.rendering import letter
    from matcher.store.outbox import OutboxRow

    with services.database.session(writes=False) as session:
        [mail] = session.query(OutboxRow).all()
        shown = letter(message_of(mail.kind, mail.payload), mail.language, "https://b.example")
    assert mail.recipients == ["dpo@b.example"]
    saved = tmp_path / "mail.txt"
    saved.write_text(shown.text, encoding="utf-8")
    assert journal_heads.read(saved) == head_of(services)
    sql(written, "DELETE FROM journal WHERE sequence > 11")
    broken = journal_checking.verify(services.settings, written, [saved]).broken
    assert (broken.kind, broken.sequence) == (Break.CUT, 12)


def test_the_command_names_the_row_and_fails(written, services, tmp_path, monkeypatch):
    monkeypatch.setattr("matcher.settings.settings", lambda: services.settings)
    run = CliRunner().invoke
    head = run(journal, ["head", "--json"])
    assert json.loads(head.output)["sequence"] == ROWS
    kept = tmp_path / "kept.json"
    kept.write_text(head.output, encoding="utf-8")
    assert run(journal, ["verify", "--head", str(kept)]).exit_code == 0

    sql(written, "UPDATE journal SET action = 'teaser.approved' WHERE sequence = 3")

    said = run(journal, ["verify"])
    assert said.exit_code == 1
    assert "row 3 (teaser.approved), place 3" in said.output
    told = json.loads(run(journal, ["verify", "--json"]).output)
    assert (told["is_whole"], told["broken"]["sequence"]) == (False, 3)


def test_the_end_is_where_the_last_row_is(written):
    with written.session(writes=False) as session:
        assert end(session.connection()) == End(*one_row(written, ROWS))
