"""T07: can somebody find out which addresses have an account?"""

import re

import pytest
from sqlalchemy import select

from matcher.domain.people import Role
from matcher.store.organisations import UserRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import passwords, tasks
from tests.journeys import world
from tests.web.conftest import sign_in
from tests.workflow.people import NOW
from web.app import create_app

PASSWORD = "quatre chameaux bleus et verts"
JOIN = {"kind": "startup", "organisation": "Atelier Atlas", "name": "N. B.", "language": "fr",
        "consent": "yes"}  # fmt: skip


@pytest.fixture
def house(tmp_path):
    services, filled = world.copied(tmp_path / "house", demo=False)
    with services.database.session() as session:
        kept = passwords.hashed(PASSWORD)
        for row in session.scalars(select(UserRow)):
            row.password_hash = kept
    app = create_app(services=services, clock=lambda: NOW)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield services, filled, app
    services.database.close()


def same(answer):
    """Return all that an answer tells, without what differs at each request."""
    headers = {
        name: value
        for name, value in answer.headers
        if name not in {"X-Request-ID", "Content-Security-Policy", "Set-Cookie", "Content-Length"}
    }
    typed = r'nonce="[^"]*"|value="[^"]*"'
    return answer.status_code, headers, re.sub(typed, "", answer.get_data(as_text=True))


def letters(services, kind, to):
    with services.database.session(writes=False) as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == kind))
        return [row for row in rows if to in row.recipients]


def addresses(filled):
    return {
        "member": filled.person(Role.FIRM).email,
        "staff": filled.person(Role.OFFICER).email,
        "new": "personne@essai.ma",
    }


@pytest.mark.parametrize("path", ["/account/forgot", "/account/join", "/account/sign-in"])
def test_t07_public_forms_answer_the_same_for_every_address(house, path):
    """Sign-up, reset and sign-in with a member's, an officer's and a new address: one answer."""
    _, filled, app = house
    seen = []
    for email in addresses(filled).values():
        data = JOIN | {"email": email, "password": "wrong"}
        answer = app.test_client().post(path, data=data)
        followed = app.test_client().get(answer.location) if answer.location else answer
        seen.append((same(answer), same(followed)))
    assert seen[0] == seen[1] == seen[2]


def test_t07_the_owner_is_told_of_what_somebody_tried_with_the_address(house):
    """Sign-up and a colleague's invitation with a known address: its owner gets a notice."""
    services, filled, app = house
    owner = filled.person(Role.STARTUP).email
    app.test_client().post("/account/join", data=JOIN | {"email": owner})
    assert len(letters(services, "account_exists", owner)) == 1
    officer = filled.person(Role.OFFICER).email
    member = app.test_client()
    sign_in(member, filled.person(Role.FIRM))
    answers = [
        member.post("/account/colleagues", data={"name": "B", "email": email, "language": "fr"})
        for email in (officer, "nouveau@essai.ma")
    ]
    assert answers[0].status_code == answers[1].status_code == 303
    assert answers[0].location == answers[1].location
    assert len(letters(services, "account_exists", officer)) == 1
    assert len(letters(services, "invitation", "nouveau@essai.ma")) == 1


def test_t07_a_new_address_of_the_own_account_answers_the_same(house):
    """Changing one's address to one that is taken: the same page, and a notice to its owner."""
    services, filled, app = house
    taken = filled.person(Role.FIRM, theirs=True).email
    seen = []
    for email in (taken, "libre@essai.ma"):
        member = app.test_client()
        sign_in(member, filled.person(Role.FIRM))
        data = {"email": email, "current": PASSWORD}
        answer = member.post("/account/settings/address", data=data)
        shown = member.get("/account/settings")
        seen.append((same(answer), same(shown)[0], shown.text.count(email)))
    assert seen[0] == seen[1]
    assert len(letters(services, "account_exists", taken)) == 1


def test_t07_a_reset_for_staff_does_not_look_different(house):
    """The link for an officer is asked for, sent and opened as that of a member."""
    services, filled, app = house
    pages = []
    for role in (Role.OFFICER, Role.FIRM):
        email = filled.person(role).email
        asked = app.test_client().post("/account/forgot", data={"email": email})
        tasks.work(services, lambda: NOW)
        [letter] = letters(services, "password_reset", email)
        pages.append(same(asked))
        assert "officer" not in str(letter.payload)
    assert pages[0] == pages[1]
