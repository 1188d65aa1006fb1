"""T26: a backup taken under load is restored on a clean machine by the written steps."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select, text

from matcher.cli.backup import backup
from matcher.cli.restore import restore
from matcher.domain.people import Role
from matcher.errors import BackupFailed, BackupRefused
from matcher.notify.messages import PasswordReset
from matcher.store import archives, migration
from matcher.store.chain_checking import check
from matcher.store.challenges import ChallengeRow
from matcher.store.database import connect, opened
from matcher.store.journal import FactRow, JournalRow
from matcher.store.organisations import TokenRow, UserRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import backups, ended_sessions, erasure_list, outbox, restoring, tokens
from matcher.workflow.context import Context
from matcher.workflow.erasure_list import Erased
from matcher.workflow.outbox import Mail
from tests.abuse.backup_drill import (
    KILLED,
    LATER,
    PASSWORD,
    SECRET,
    content_of,
    people_writing,
    restored_counts,
    services_on,
    settings_at,
)
from tests.workflow.people import (
    NOW,
    a_challenge,
    a_firm,
    a_person,
    a_startup,
    an_agency,
    an_introduction,
)


@pytest.fixture
def services(database_url, tmp_path):
    with closing(connect(database_url)) as database:
        migration.upgrade(database)
        yield services_on(settings_at(tmp_path / "var", database_url), database)


@pytest.fixture
def elsewhere(services, tmp_path, request):
    """Return the settings of a clean machine."""
    var = tmp_path / "elsewhere"
    if services.database.engine.dialect.name == "sqlite":
        yield settings_at(var, f"sqlite:///{var / 'passerelle.sqlite3'}")
        return
    server = request.getfixturevalue("postgres_server")
    name = server.new_database()
    yield settings_at(var, server.url(name))
    server.drop(name)


@pytest.fixture
def filled(services):
    with services.database.session() as session:
        firm, startup = a_firm(session), a_startup(session, "filtration membranaire des eaux")
        agency = an_agency(session)
        a_person(session, Role.OFFICER, agency, password_hash="$argon2id$kept")
        an_introduction(session, a_challenge(session, firm), startup)
        context = Context(session, None, NOW, services)
        secret, _ = tokens.issue(context, tokens.Purpose.RESET, user_id=1)
        outbox.post(
            context,
            Mail(
                to=("a@b.example",),
                language="fr",
                message=PasswordReset(link=f"/account/reset/{secret}", expires_at=LATER),
                dedupe_key="reset:1",
            ),
        )
        ended_sessions.end(context, "a-session-that-ended")
        session.add(FactRow(name="sign_in:2026-03-02:abc", value={"tries": 3}))
        session.add(FactRow(name="index", value={"number": 4}))
        for number in range(5):
            context.write("challenge.edited", "challenge", number)
    return services, secret


def test_a_backup_under_load_comes_back_with_its_counts_and_its_journal(
    filled, elsewhere, tmp_path
):
    """Attack: four people write while the backup is taken. Expected: one moment, whole."""
    services, _ = filled
    started = time.monotonic()
    with people_writing(services):
        made = backups.back_up(services, tmp_path / "night.backup", NOW)

    done = restoring.restore(elsewhere, services_on, made.file, LATER)

    taken = time.monotonic() - started
    assert taken < 30 * 60
    counts = restored_counts(elsewhere)
    expected = made.manifest["counts"] | {
        "journal": made.manifest["counts"]["journal"] + 1  # the restore itself is written down
    }
    # the index of the restored database counts as changed: its fact was there before
    assert {name: counts[name] for name in expected} == expected
    assert done.rows == made.rows
    assert made.manifest["counts"]["challenges"] > 1
    with opened(elsewhere.database_url) as database, database.session(writes=False) as session:
        found = check(session.connection())
        last = session.scalars(select(JournalRow).order_by(JournalRow.id.desc())).first()
        linked = session.scalar(
            select(JournalRow.hash).where(
                JournalRow.sequence == made.manifest["journal"]["sequence"]
            )
        )
        paired = session.scalar(select(func.count()).select_from(ChallengeRow))
        told = session.scalar(select(func.count()).where(JournalRow.action == "challenge.created"))
    assert found.broken is None
    assert linked == made.manifest["journal"]["hash"]
    assert (last.action, last.after) == ("backup.restored", {"rows": made.rows})
    assert paired == told + 1, "a challenge without its line in the journal: two moments"
    with opened(elsewhere.database_url) as database:
        assert migration.is_current(database)


def test_secrets_are_not_in_a_backup(filled, tmp_path):
    """Expected: no link, no ended session, no count of tries, no setting is in any byte of it."""
    services, secret = filled
    with services.database.session(writes=False) as session:
        hashed = session.scalar(select(TokenRow.token_hash))

    made = backups.back_up(services, tmp_path / "b.backup", NOW)

    everything = gzip.decompress(made.file.read_bytes())
    content = content_of(made.file)
    for wrong in (secret, hashed, SECRET, PASSWORD, "signed_out:", "sign_in:2026"):
        assert wrong.encode() not in everything, wrong
    assert b"/hidden" in everything
    assert b"$argon2id$kept" in everything
    assert made.manifest["counts"]["tokens"] == 0
    assert set(content) <= {
        "manifest.json", "database.sqlite3", "database.dump", "facts.copy", "outbox.copy"
    }  # fmt: skip
    assert made.file.stat().st_mode & 0o777 == 0o600


def test_after_a_restore_everybody_signs_in_again_and_no_mail_goes_twice(
    filled, elsewhere, tmp_path
):
    services, _ = filled
    with services.database.session() as session:
        context = Context(session, None, NOW, services)
        from matcher.notify.messages import AccountDisabled

        outbox.post(
            context,
            Mail(to=("c@d.example",), language="fr", message=AccountDisabled(), dedupe_key="d:1"),
        )
        [epoch] = session.scalars(select(UserRow.session_epoch)).all()
    made = backups.back_up(services, tmp_path / "b.backup", NOW)

    restoring.restore(elsewhere, services_on, made.file, LATER)

    with opened(elsewhere.database_url) as database:
        with database.session(writes=False) as session:
            [person] = session.scalars(select(UserRow)).all()
            mails = {row.dedupe_key: row for row in session.scalars(select(OutboxRow))}
            facts = set(session.scalars(select(FactRow.name)))
        assert person.session_epoch == epoch + 1
        assert person.password_hash == "$argon2id$kept"
        assert mails["d:1"].state == "unknown"
        assert (mails["reset:1"].state, mails["reset:1"].payload["link"]) == (
            "cancelled", "/hidden",
        )  # fmt: skip
        assert facts == {"index"}
        with database.session() as session:  # numbers go on where they were
            a_firm(session)
            context = Context(session, None, LATER, services_on(elsewhere, database))
            outbox.post(
                context,
                Mail(to=("e@f.example",), language="fr", message=AccountDisabled(), dedupe_key="e"),
            )


def test_deletions_are_done_again_after_a_restore(filled, elsewhere, tmp_path):
    """Attack: restore a backup that still knows a deleted person. Expected: deleted again."""
    services, _ = filled
    made = backups.back_up(services, tmp_path / "b.backup", NOW)
    with services.database.session(writes=False) as session:
        person = session.scalars(select(UserRow)).one()
    elsewhere.var.mkdir(exist_ok=True)
    erasure_list.add(elsewhere, Erased("person", person.id, person.created_at.date(), LATER.date()))

    done = restoring.restore(elsewhere, services_on, made.file, LATER)

    assert done.erased_again == 1
    with opened(elsewhere.database_url) as database, database.session(writes=False) as session:
        left = session.get_one(UserRow, person.id)
        assert left.erased_at is not None
        assert person.email not in (left.email, left.email_key)
        assert check(session.connection()).broken is None


def nothing_there(settings):
    with opened(settings.database_url) as database:
        return restoring._kind(database).is_empty(database)


@pytest.mark.parametrize("at", [0.01, 0.3, 0.6, 0.999])
def test_a_damaged_backup_is_refused_before_anything_is_touched(filled, elsewhere, tmp_path, at):
    services, _ = filled
    made = backups.back_up(services, tmp_path / "b.backup", NOW)
    content = bytearray(made.file.read_bytes())
    content[int(len(content) * at)] ^= 0xFF
    made.file.write_bytes(content)

    with pytest.raises(BackupRefused):
        restoring.restore(elsewhere, services_on, made.file, LATER)

    assert nothing_there(elsewhere)
    assert not list(Path(elsewhere.var).glob(".restoring*"))


def test_a_backup_that_was_cut_off_or_is_something_else_is_refused(filled, elsewhere, tmp_path):
    services, _ = filled
    made = backups.back_up(services, tmp_path / "b.backup", NOW)
    content = made.file.read_bytes()
    for wrong in (b"", b"not a backup", content[: len(content) // 2], content[:-20]):
        made.file.write_bytes(wrong)
        with pytest.raises(BackupRefused):
            restoring.restore(elsewhere, services_on, made.file, LATER)
    assert nothing_there(elsewhere)


def test_a_backup_whose_rows_were_changed_is_refused(filled, elsewhere, tmp_path):
    """Attack: edit the journal inside a backup, with new checksums. Expected: the chain tells."""
    services, _ = filled
    made = backups.back_up(services, tmp_path / "b.backup", NOW)
    if (
        "database.sqlite3" not in made.manifest
        and services.database.engine.dialect.name != "sqlite"
    ):
        edited = repacked_counts(made.file, tmp_path)
    else:
        folder = tmp_path / "open"
        folder.mkdir()
        manifest = archives.manifest_of(made.file)
        archives.unpack(made.file, manifest, folder)
        with closing(sqlite3.connect(folder / "database.sqlite3")) as copy:
            copy.execute("UPDATE journal SET action = 'challenge.closed' WHERE sequence = 2")
            copy.commit()
        edited = tmp_path / "edited.backup"
        archives.pack(edited, manifest, folder, ("database.sqlite3",))

    with pytest.raises(BackupRefused, match=r"not what was written|does not hold"):
        restoring.restore(elsewhere, services_on, edited, LATER)
    assert nothing_there(elsewhere)


def repacked_counts(file, tmp_path):
    folder = tmp_path / "open"
    folder.mkdir()
    manifest = archives.manifest_of(file)
    archives.unpack(file, manifest, folder)
    manifest["counts"]["challenges"] += 1
    edited = tmp_path / "edited.backup"
    archives.pack(edited, manifest, folder, tuple(manifest["parts"]))
    return edited


def test_nothing_is_written_over(filled, elsewhere, tmp_path):
    services, _ = filled
    target = tmp_path / "b.backup"
    made = backups.back_up(services, target, NOW)
    before = target.read_bytes()
    with pytest.raises(BackupFailed, match="exists already"):
        backups.back_up(services, target, NOW)
    assert target.read_bytes() == before
    restoring.restore(elsewhere, services_on, made.file, LATER)

    with pytest.raises(BackupRefused, match="not empty"):
        restoring.restore(elsewhere, services_on, made.file, LATER)

    with opened(elsewhere.database_url) as database, database.session() as session:
        a_firm(session, name="Depuis")
    done = restoring.restore(elsewhere, services_on, made.file, LATER, replace=True)
    with opened(elsewhere.database_url) as database, database.session(writes=False) as session:
        assert session.scalar(text("SELECT count(*) FROM organisations WHERE name = 'Depuis'")) == 0
    assert done.aside is not None
    assert b"Depuis" in (
        done.aside.read_bytes()
        if done.aside.suffix != ".gz"
        else gzip.decompress(done.aside.read_bytes())
    )


def test_a_database_in_use_is_not_replaced(filled, tmp_path):
    services, _ = filled
    if services.database.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL: DROP TABLE waits for whoever reads; nothing to refuse")
    made = backups.back_up(services, tmp_path / "b.backup", NOW)
    with services.database.session() as session:
        a_firm(session, name="Depuis")
        with pytest.raises(BackupRefused, match="stop passerelle serve"):
            restoring.restore(services.settings, services_on, made.file, LATER, replace=True)
    with services.database.session(writes=False) as session:
        assert session.scalar(text("SELECT count(*) FROM organisations WHERE name = 'Depuis'")) == 1


@pytest.mark.parametrize(
    ("step", "when"),
    [("_made_ready", "before"), ("_require_whole", "after"), ("_finished", "after")],
)
def test_a_restore_that_is_killed_leaves_nothing_half_written(
    filled, elsewhere, tmp_path, step, when
):
    """Attack: kill -9 half-way. Expected: the application does not start on it; again works."""
    services, _ = filled
    made = backups.back_up(services, tmp_path / "b.backup", NOW)
    killed = subprocess.run(
        [
            sys.executable,
            "-c",
            KILLED,
            elsewhere.var,
            elsewhere.database_url,
            made.file,
            step,
            when,
        ],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[2])},
        capture_output=True,
        timeout=300,
        check=False,
    )
    assert killed.returncode == -9, killed.stderr.decode()[-500:]

    is_file = services.database.engine.dialect.name == "sqlite"
    with opened(elsewhere.database_url) as database:
        served = migration.is_current(database)
    assert served is (step == "_finished" and not is_file)
    if is_file:
        assert nothing_there(elsewhere)
    done = restoring.restore(elsewhere, services_on, made.file, LATER, replace=not is_file)
    assert done.rows == made.rows


def test_the_commands_tell_what_they_did(filled, elsewhere, tmp_path, monkeypatch):
    services, _ = filled
    file = tmp_path / "b.backup"
    monkeypatch.setattr("matcher.settings.settings", lambda: services.settings)
    made = CliRunner().invoke(backup, [str(file), "--json"], catch_exceptions=False)
    told = json.loads(made.output)
    assert told["counts"]["users"] == 1
    assert told["journal"]["signature"]
    monkeypatch.setattr("matcher.settings.settings", lambda: elsewhere)
    done = CliRunner().invoke(restore, [str(file), "--json"], catch_exceptions=False)
    assert json.loads(done.output)["rows"] == sum(told["counts"].values())
    with services.database.session(writes=False) as session:
        newest = select(JournalRow.action).order_by(JournalRow.id.desc())
        assert session.scalars(newest).first() == "backup.made"
