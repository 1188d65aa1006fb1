"""What a monitoring system reads: who may, what is there, and nothing of anybody."""

import re
from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families as parsed
from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from matcher.domain.people import Role
from matcher.domain.visibility import Visibility
from matcher.store.challenges import ChallengeRow
from matcher.store.journal import FactRow, JournalRow, TaskRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import journal_checking, operating, tasks
from tests.abuse.filled_forms import House
from tests.web.conftest import NOW
from tests.workflow.people import a_challenge, a_firm

TOKEN = "m3tr1cs-Token-of-the-Tests-0123456789-xyz"
SHOWN = {"Authorization": f"Bearer {TOKEN}"}
LABELS = {"route", "method", "status", "state", "le", "version"}


@pytest.fixture
def app(make_app):
    return make_app(metrics_token=SecretStr(TOKEN), config={"PROPAGATE_EXCEPTIONS": False})


def samples(answer):
    assert answer.status_code == 200
    return {
        (each.name, *sorted(each.labels.items())): each.value
        for family in parsed(answer.text)
        for each in family.samples
    }


def read(client):
    return samples(client.get("/metrics", headers=SHOWN))


@pytest.mark.parametrize(
    "shown",
    [None, "", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN[:-1]}", f"Bearer {TOKEN}x", "Bearer é"],
)
@pytest.mark.parametrize("sender", ["127.0.0.1", "198.51.100.7"])
def test_without_the_token_there_is_no_such_page_not_even_on_this_machine(client, shown, sender):
    headers = {} if shown is None else {"Authorization": shown}
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": sender})
    absent = client.get("/nowhere", environ_base={"REMOTE_ADDR": sender})
    assert answer.status_code == 404
    assert _page(answer) == _page(absent)
    assert "passerelle_" not in answer.text


def _page(answer):
    """Return a page without the token of its forms and the path that was asked for."""
    without = re.sub(r'(csrf[^>]*?")[\w.\-]{40,}(")', r"\1\2", answer.text)
    return without.replace("/metrics", "/nowhere")


@pytest.mark.parametrize("token", ["", "short", TOKEN[:31]])
def test_without_a_long_token_in_the_settings_it_is_closed(make_app, token):
    browser = make_app(metrics_token=SecretStr(token)).test_client()
    assert browser.get("/metrics", headers=SHOWN).status_code == 404
    assert browser.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code == 404


def test_an_administrator_without_the_token_reads_nothing(signed_in):
    assert signed_in(Role.ADMINISTRATOR).get("/metrics").status_code == 404


def test_who_scrapes_is_never_asked_to_wait(make_app):
    from web.extensions import limiter

    browser = make_app(metrics_token=SecretStr(TOKEN), rate_limits=True).test_client()
    limiter.reset()
    answers = {browser.get("/metrics", headers=SHOWN).status_code for _ in range(620)}
    assert answers == {200}


def test_answers_are_counted_by_rule_and_class_of_status(client):
    client.get("/healthz")
    client.get("/healthz?strange=1")
    client.get("/nowhere/at/all")
    client.open("/healthz", method="BREW")
    client.open("/healthz", method="DELETE")
    found = read(client)
    count = "passerelle_requests_total"
    health = (("method", "GET"), ("route", "/healthz"))
    assert found[(count, *health, ("status", "2xx"))] == 1
    assert found[(count, *health, ("status", "4xx"))] == 1
    assert found[(count, ("method", "GET"), ("route", "-"), ("status", "4xx"))] == 1
    assert found[(count, ("method", "other"), ("route", "-"), ("status", "4xx"))] == 1
    assert found[("passerelle_request_seconds_count", ("route", "/healthz"))] == 2
    assert found[("passerelle_request_seconds_bucket", ("le", "+Inf"), ("route", "/healthz"))] == 2
    assert found[("passerelle_answers_total", ("status", "404"))] == 1
    assert found[("passerelle_answers_total", ("status", "500"))] == 0


def test_an_unexpected_error_is_counted(app, client, monkeypatch):
    def broken(*_):
        raise RuntimeError

    monkeypatch.setitem(app.view_functions, "health.alive", _public(broken))
    assert client.get("/healthz").status_code == 500
    assert read(client)[("passerelle_answers_total", ("status", "500"))] == 1


def _public(view):
    view.access = frozenset()
    return view


def test_a_wrong_password_is_counted(client, users):
    before = read(client)[("passerelle_sign_in_refusals_total",)]
    client.post("/account/sign-in", data={"email": "firm@example.org", "password": "wrong"})
    assert read(client)[("passerelle_sign_in_refusals_total",)] == before + 1


def _task(**values):
    return TaskRow(**{"name": "match", "key": "", "created_at": NOW, "not_before": NOW} | values)


def _mail(number, **values):
    usual = {"kind": "reset", "language": "fr", "recipients": ["a@b.example"], "payload": {},
             "dedupe_key": str(number), "message_token": "x", "not_before": NOW}  # fmt: skip
    return OutboxRow(**usual | {"created_at": NOW} | values)


def test_what_waits_and_for_how_long_is_told(client, services):
    hour = timedelta(hours=1)
    with services.database.session() as session:
        session.add_all(
            [
                _task(not_before=NOW - hour),
                _task(not_before=NOW + hour),
                _task(state="failed"),
                _task(state="done", not_before=NOW - hour + tasks.LEASE, done_at=NOW - hour / 2),
                _task(state="done", not_before=NOW - hour + tasks.LEASE, done_at=NOW - hour * 0.9),
                _task(state="done", not_before=NOW - 50 * hour, done_at=NOW - 48 * hour),
                _mail(1, created_at=NOW - hour),
                _mail(2, created_at=NOW - 9 * hour, digest="daily"),
                _mail(3, state="unknown"),
                JournalRow(at=NOW - 2 * hour, action="backup.made", subject_kind="backup"),
                FactRow(name="duty.remind", value={"at": (NOW - hour / 4).isoformat()}),
            ]
        )
    found = read(client)
    told = {name: found[(f"passerelle_{name}",)] for name in (
        "oldest_task_seconds", "oldest_email_seconds", "matching_mean_seconds",
        "matching_longest_seconds", "backup_age_seconds", "worker_seen_seconds")}  # fmt: skip
    assert told == {
        "oldest_task_seconds": 3600,
        "oldest_email_seconds": 3600,
        "matching_mean_seconds": 1080,
        "matching_longest_seconds": 1800,
        "backup_age_seconds": 7200,
        "worker_seen_seconds": 900,
    }
    assert found[("passerelle_tasks", ("state", "waiting"))] == 2
    assert found[("passerelle_tasks", ("state", "failed"))] == 1
    assert found[("passerelle_emails", ("state", "waiting"))] == 2
    assert found[("passerelle_emails", ("state", "unknown"))] == 1
    assert found[("passerelle_database_bytes",)] > 100_000
    assert found[("passerelle_disk_free_bytes",)] > 0
    assert found[("passerelle_index_present",)] == 0
    assert ("passerelle_journal_broken",) not in found


def test_a_broken_journal_is_told_once_the_worker_looked(client, services, caplog):
    with services.database.session() as session:
        for number in range(3):
            session.add(JournalRow(at=NOW, action="user.added", subject_kind="user",
                                   subject_id=number))  # fmt: skip
    journal_checking.check_daily(services, NOW - timedelta(hours=1))
    found = read(client)
    assert found[("passerelle_journal_broken",)] == 0
    assert found[("passerelle_journal_check_age_seconds",)] == 3600
    with services.database.session() as session:
        session.connection().exec_driver_sql("UPDATE journal SET subject_id = 9 WHERE id = 2")
    journal_checking.check_daily(services, NOW)
    assert read(client)[("passerelle_journal_broken",)] == 1
    assert "journal is broken" in caplog.text
    assert "check_journal" in tasks.EVERY


def test_what_cannot_be_read_is_told_and_the_rest_stays(client, services, monkeypatch):
    def away(*_args, **_more):
        raise OperationalError("select 'confidential'", {}, Exception("away"))

    monkeypatch.setattr(services.database, "session", away)
    found = read(client)
    assert found[("passerelle_database_up",)] == 0
    assert found[("passerelle_disk_up",)] == 1
    assert ("passerelle_tasks", ("state", "waiting")) not in found


@pytest.mark.parametrize("visibility", list(Visibility))
def test_no_number_tells_of_a_challenge_whoever_may_read_it(services, visibility):
    with services.database.session() as session:
        firm = a_firm(session)
    before = operating.stored(services, NOW)
    with services.database.session() as session:
        row = a_challenge(session, session.get(OrganisationRow, firm.id))
        row.visibility = visibility
    after = operating.stored(services, NOW)
    assert {**_facts(before), "bytes": 0} == {**_facts(after), "bytes": 0}


def _facts(found):
    return {name: getattr(found, name) for name in operating.Stored.__slots__}


def test_no_label_holds_anything_of_anybody(tmp_path):
    """Every page is opened once; then no label has a number of a row, a name or a text."""
    house = House(tmp_path, metrics_token=SecretStr(TOKEN))
    for path, role in house.pages():
        house.browser(role).get(path)
    house.browser(None).get("/firm/challenges/4711/k.alami@firm.example?x=sondage")
    page = house.browser(None).get("/metrics", headers=SHOWN).text
    with house.services.database.session(writes=False) as session:
        columns = (OrganisationRow.name, UserRow.name, UserRow.email, ChallengeRow.title)
        said = [word for column in columns for word in session.scalars(select(column))]
    house.close()
    rules = {rule.rule for rule in house.app.url_map.iter_rules()} | {"-"}
    families = [family for family in parsed(page) if family.name.startswith("passerelle_")]
    labels = [each.labels for family in families for each in family.samples]
    assert {name for each in labels for name in each} <= LABELS
    assert {each["route"] for each in labels if "route" in each} <= rules
    assert len({each["route"] for each in labels if "route" in each}) > 60
    for each in labels:
        for name, value in each.items():
            if name not in {"route", "le", "version"}:
                assert re.fullmatch(r"[A-Za-z]+|[1-5]xx|[1-5]\d\d", value), (name, value)
    assert len(said) > 20
    assert [word for word in said if word and word in page] == []
