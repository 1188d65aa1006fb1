"""T06: does the time that an answer takes tell what the answer hides?"""

import itertools
import time

import pytest
from sqlalchemy import select, update

from matcher.domain.people import Role
from matcher.store.challenges import ChallengeRow
from matcher.store.journal import TaskRow
from matcher.store.organisations import UserRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import passwords
from tests.abuse.timing import interleaved, told_apart
from tests.journeys import world
from tests.web.conftest import sign_in
from tests.workflow.people import a_firm, a_person
from web.app import create_app

PEOPLE = 40
"""So many accounts, and as many unknown addresses: no account is tried so often that it waits."""
SHORT, LONG = 60, 500
LENGTHS = [SHORT, pytest.param(LONG, marks=pytest.mark.abuse_long)]


@pytest.fixture(scope="module")
def kept():
    return passwords.hashed("quatre chameaux bleus et verts")


@pytest.fixture
def house(tmp_path, kept):
    services, filled = world.copied(tmp_path / "timing", demo=False)
    with services.database.session() as session:
        firm = a_firm(session)
        for number in range(PEOPLE):
            a_person(session, Role.FIRM, firm, email=f"known{number}@x.ma", password_hash=kept)
        chief = a_person(session, Role.ADMINISTRATOR, email="chief@x.ma", password_hash=kept)
        chief_address = chief.email
    app = create_app(services=services, clock=lambda: world.NOW)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield services, filled, app, chief_address
    services.database.close()


def post(client, path, kind, data):
    places = itertools.count()

    def ask(turn):
        number = next(places)
        said = data | {"email": f"{kind}{number % PEOPLE}@x.ma"}
        network = f"10.{turn % 250}.{number % 250}.7"
        answer = client.post(path, data=said, environ_base={"REMOTE_ADDR": network})
        assert answer.status_code in {303, 403}, answer.status_code

    return ask


@pytest.mark.parametrize("times", LENGTHS)
def test_t06_signing_in_takes_as_long_for_an_unknown_address(house, times):
    """500 sign-ins each for known and unknown addresses: nothing separates their times."""
    client = house[2].test_client()
    wrong = {"password": "a wrong one"}
    known, unknown = (
        post(client, "/account/sign-in", kind, wrong) for kind in ("known", "unknown")
    )
    assert not told_apart(*interleaved(known, unknown, times))


@pytest.mark.parametrize("times", LENGTHS)
def test_t06_a_reset_takes_as_long_for_an_unknown_address(house, times):
    """500 resets each: the page leaves the same behind for all, and the worker looks them up."""
    client = house[2].test_client()
    known, unknown = (post(client, "/account/forgot", kind, {}) for kind in ("known", "unknown"))
    assert not told_apart(*interleaved(known, unknown, times))


@pytest.mark.parametrize("times", LENGTHS)
def test_t06_a_sealed_challenge_takes_as_long_as_an_absent_one(house, times):
    """500 looks each, at a page and with a search: what is sealed costs what is absent costs."""
    _, filled, app, _ = house
    client = app.test_client()
    sign_in(client, filled.person(Role.STARTUP))
    sealed = f"/startup/suggestions/{filled.ours.challenges['sealed']}"
    seen = interleaved(
        lambda _: client.get(sealed), lambda _: client.get("/startup/suggestions/987654"), times
    )
    assert client.get(sealed).status_code == 404
    assert not told_apart(*seen)


@pytest.mark.parametrize("times", LENGTHS)
def test_t06_a_search_for_sealed_words_takes_as_long_as_one_for_others(house, times):
    """500 searches each, for a word that only a sealed challenge has and for one that none has."""
    services, filled, app, _ = house
    with services.database.session() as session:
        number = filled.ours.challenges["sealed"]
        words = "zorglubite " * 400
        session.execute(update(ChallengeRow).where(ChallengeRow.id == number).values(problem=words))
    client = app.test_client()
    sign_in(client, filled.person(Role.STARTUP))
    seen = interleaved(
        lambda _: client.get("/startup/suggestions?q=zorglubite"),
        lambda _: client.get("/startup/suggestions?q=absolutene"),
        times,
    )
    assert not told_apart(*seen)


def test_t06_the_password_is_hashed_for_unknown_addresses_too(house, monkeypatch):
    """A sign-in with an unknown address is checked against a hash of the same cost."""
    seen = []
    true = passwords.is_right
    monkeypatch.setattr(
        passwords, "is_right", lambda kept, word: seen.append(bool(kept)) or true(kept, word)
    )
    client = house[2].test_client()
    for email in ("known1@x.ma", "unknown@x.ma"):
        client.post("/account/sign-in", data={"email": email, "password": "wrong"})
    assert seen == [True, False]
    assert not passwords.is_outdated(passwords._DECOY)


def test_t06_mail_is_written_and_sent_by_the_worker(house):
    """Asking for a reset writes one sealed task for any address, and no mail."""
    services, _, app, chief = house
    client = app.test_client()

    def counted():
        with services.database.session(writes=False) as session:
            tasks = session.scalars(select(TaskRow).where(TaskRow.name == "send_reset")).all()
            return len(tasks), len(session.scalars(select(OutboxRow)).all()), tasks

    before = counted()
    for email in ("known1@x.ma", "nobody@x.ma", chief):
        assert client.post("/account/forgot", data={"email": email}).status_code == 303
    tasks, letters, rows = counted()
    assert (tasks, letters) == (before[0] + 3, before[1])
    assert not any("x.ma" in str(row.payload) for row in rows)
    with services.database.session(writes=False) as session:
        assert session.scalars(select(UserRow).where(UserRow.email == chief)).one()


def test_t06_the_measure_sees_a_difference_that_is_there():
    """Two milliseconds more for one of the two are found, so that finding none means something."""

    def slow(_):
        time.sleep(0.012)

    def quick(_):
        time.sleep(0.010)

    assert told_apart(*interleaved(slow, quick, SHORT))
