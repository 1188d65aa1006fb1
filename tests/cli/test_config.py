"""The settings are looked at before anything starts: all faults at once, and no secret shown."""

import hashlib
import json
import os

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from matcher import configuration
from matcher.cli.config import config
from matcher.cli.serve import serve
from matcher.cli.worker import worker
from matcher.errors import InvalidSetting
from matcher.settings import Settings, settings, values_refused
from matcher.store import migration
from matcher.store.database import opened

KEY = hashlib.sha256(b"a key of these tests").hexdigest()
SOUND = {
    "SECRET_KEY": KEY,
    "BASE_URL": "https://passerelle.example",
    "PROXIES": "1",
    "SMTP_HOST": "mail.example",
    "SMTP_SENDER": "passerelle@passerelle.example",
}


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """Return the address of a database of this version."""
    url = f"sqlite:///{tmp_path_factory.mktemp('store') / 'sound.sqlite3'}"
    with opened(url) as new:
        migration.upgrade(new)
    return url


@pytest.fixture
def given(monkeypatch, tmp_path, database):
    """Return a function that sets variables; what is sound is set already."""
    for name in os.environ:
        if name.startswith("PASSERELLE_") and name != "PASSERELLE_HOME":
            monkeypatch.delenv(name)

    def put(**values):
        for name, value in values.items():
            monkeypatch.setenv(f"PASSERELLE_{name}", value)

    put(**SOUND, VAR=str(tmp_path / "var"), DATABASE_URL=database)
    settings.cache_clear()
    yield put
    settings.cache_clear()


def faulty():
    return {each.subject.removeprefix("PASSERELLE_") for each in configuration.examine()}


def test_what_is_sound_may_start(given):
    assert configuration.examine() == []
    configuration.require()
    done = CliRunner().invoke(config, ["check"])
    assert (done.exit_code, done.output) == (0, "The settings are sound.\n")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", KEY[:31]),
        ("SECRET_KEY", "s" * 48),
        ("SECRET_KEY", f"changeme-{KEY}"),
        ("METRICS_TOKEN", KEY),
        ("METRICS_TOKEN", "short"),
        ("BASE_URL", "http://passerelle.example"),
        ("BASE_URL", "passerelle.example"),
        ("PROXIES", "0"),
        ("PROXIES", "-1"),
        ("PROXIES", "yes"),
        ("SMTP_HOST", ""),
        ("SMTP_SENDER", ""),
        ("SMTP_SENDER", "Passerelle <a@b.example>"),
        ("MAIL_REPLY_TO", "nobody"),
        ("JOURNAL_HEADS_TO", "a@b.example, c@d.example"),
        ("SMTP_USER", "us"),
        ("SMTP_PASSWORD", "pw"),
        ("VAR", "/dev/null/var"),
        ("HOME", "/nowhere"),
        ("BREACHED_PASSWORDS", "/nowhere"),
        ("LOG_FORMAT", "xml"),
        ("DATABASE_URL", "sqlite:////nowhere/none.sqlite3"),
        ("DATABASE_URL", "no address"),
        ("DATABASE_URL", "postgresql://us:pw@127.0.0.1:1/none"),
    ],
)
def test_each_fault_is_found(given, name, value):
    given(**{name: value})
    found = faulty()
    assert name in found or (name, value, found) == ("SMTP_HOST", "", {"SMTP_SENDER"})


def test_a_password_is_not_sent_in_the_clear(given):
    given(SMTP_USER="us", SMTP_PASSWORD="pw", SMTP_STARTTLS="false")
    assert faulty() == {"SMTP_STARTTLS"}
    given(SMTP_PORT="465")
    assert faulty() == set()
    given(SMTP_PORT="25", SMTP_HOST="127.0.0.1")
    assert faulty() == set()


def test_a_service_on_this_machine_alone_needs_no_https(given):
    given(BASE_URL="http://127.0.0.1:8000", PROXIES="0")
    assert faulty() == set()


def test_a_database_of_another_shape_is_told_and_left_alone(given, tmp_path):
    place = tmp_path / "other.sqlite3"
    given(DATABASE_URL=f"sqlite:///{place}")
    assert faulty() == {"DATABASE_URL"}
    assert not place.exists()
    with opened(f"sqlite:///{place}") as new:
        migration.upgrade(new, "0003")
        [old] = configuration.examine()
        assert "passerelle database upgrade" in old.remedy
        with new.engine.execution_options(writes=True).begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    [newer] = configuration.examine()
    assert "store.other_version" in newer.state


def test_a_name_that_is_no_setting_is_told_with_the_nearest(given):
    given(SECRET_KY="x", SMTP_HOTS="x", Z="x", JUDGED="x", PORT="tcp://10.0.0.1:8000",
          SERVICE_HOST="10.0.0.1", PORT_8000_TCP_ADDR="10.0.0.1")  # fmt: skip
    told = {each.subject: each.remedy for each in configuration.examine()}
    assert told == {
        "PASSERELLE_SECRET_KY": "it may be meant for PASSERELLE_SECRET_KEY",
        "PASSERELLE_SMTP_HOTS": "it may be meant for PASSERELLE_SMTP_HOST",
        "PASSERELLE_Z": "take it out",
    }


def test_the_demo_needs_no_key_but_no_faulty_one_either(given, monkeypatch):
    for name in (*SOUND, "DATABASE_URL"):
        monkeypatch.delenv(f"PASSERELLE_{name}")
    assert configuration.examine(demo=True) == []
    given(SECRET_KEY="short", WEB_THREADS="900")
    found = {each.subject for each in configuration.examine(demo=True)}
    assert found == {"PASSERELLE_SECRET_KEY", "PASSERELLE_WEB_THREADS"}


BROKEN = {"SECRET_KEY": "hidden-1", "METRICS_TOKEN": "hidden-2", "SMTP_PASSWORD": "hidden-3",
          "DATABASE_URL": "postgresql://u:hidden-4@127.0.0.1:1/d", "UNKNOWN": "hidden-5",
          "PROXIES": "many", "BASE_URL": "http://passerelle.example"}  # fmt: skip


@pytest.mark.parametrize("start", [serve, worker])
def test_nothing_starts_and_all_faults_are_told_at_once(given, start):
    given(**BROKEN)
    refused = CliRunner().invoke(start, [])
    assert isinstance(refused.exception, InvalidSetting)
    told = str(refused.exception)
    assert [name for name in BROKEN if f"- PASSERELLE_{name} " not in told
            and name != "SMTP_PASSWORD"] == []  # fmt: skip
    assert "- PASSERELLE_SMTP_PASSWORD is set without PASSERELLE_SMTP_USER" in told


def test_no_secret_is_printed_whatever_is_wrong_with_it(given):
    given(**BROKEN)
    for arguments in (["check"], ["check", "--json"]):
        done = CliRunner().invoke(config, arguments)
        assert done.exit_code == 1
        assert "hidden" not in done.output
    rows = json.loads(done.output)
    assert {"setting", "fault", "remedy"} == set(rows[0])
    with pytest.raises(InvalidSetting) as refused:
        configuration.require()
    assert "hidden" not in str(refused.value)


def test_a_secret_that_is_refused_is_not_repeated(tmp_path):
    with pytest.raises(ValidationError) as refused:
        Settings(var=tmp_path, smtp_password=["hidden"], proxies="many")
    told = values_refused(refused.value)
    assert "hidden" not in str(told) + str(refused.value)
    assert "'many'" in told["proxies"]
