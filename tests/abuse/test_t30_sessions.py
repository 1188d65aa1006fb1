"""T30: can a session be planted, used after its end, or kept longer than its person may?"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.domain.people import STAFF, Role
from matcher.store.organisations import UserRow
from matcher.workflow import passwords
from tests.journeys import world
from tests.web.conftest import sign_in
from tests.workflow.people import NOW
from web.app import create_app

RIGHT, OTHER = "quatre chameaux bleus et verts", "trois lanternes au bord du port"
MINE = "/account/settings"
SECURE = "https://our.example"


@pytest.fixture(scope="module")
def kept():
    return passwords.hashed(RIGHT)


class House:
    def __init__(self, folder, kept, **settings):
        chosen = {"demo": False, "staff_second_factor": "optional"}
        self.services, self.world = world.copied(folder, **chosen | settings)
        self.now = NOW
        with self.services.database.session() as session:
            for row in session.scalars(select(UserRow)):
                row.password_hash = kept
        self.app = create_app(services=self.services, clock=lambda: self.now)
        self.app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
        self.name = self.app.config["SESSION_COOKIE_NAME"]

    def enter(self, user, password=RIGHT, client=None, **more):
        client = client or self.app.test_client()
        data = {"email": user.email, "password": password}
        answer = client.post("/account/sign-in", data=data, **more)
        assert answer.status_code == 303, answer.status_code
        return client

    def cookie(self, client, **where):
        return client.get_cookie(self.name, **where).value

    def copy(self, cookie):
        client = self.app.test_client()
        client.set_cookie(self.name, cookie)
        return client


@pytest.fixture
def house(tmp_path, kept):
    made = House(tmp_path / "t30", kept)
    yield made
    made.services.database.close()


def is_in(client):
    return client.get(MINE).status_code == 200


def test_t30_a_planted_session_is_not_the_one_that_is_signed_in(house):
    """Fixation: an attacker's cookie before sign-in is worth nothing after it."""
    planted = house.app.test_client()
    planted.get("/account/sign-in")
    with planted.session_transaction() as session:
        session["planted"] = "by somebody else"
    before = house.cookie(planted)
    house.enter(house.world.person(Role.FIRM), client=planted)
    after = house.cookie(planted)
    assert after != before
    assert not is_in(house.copy(before))
    with planted.session_transaction() as session:
        assert "planted" not in session


def test_t30_every_sign_in_has_an_id_of_its_own(house):
    """Signing in twice, also in the same browser, makes two sessions; the first one's id is new."""
    user = house.world.person(Role.FIRM)
    client = house.enter(user)
    with client.session_transaction() as session:
        first = session["_user_id"]
    house.enter(user, client=client)
    with client.session_transaction() as session:
        assert session["_user_id"] != first


def test_t30_a_copy_is_worth_nothing_after_signing_out(house):
    """Reuse after logout: refused at once."""
    client = house.enter(house.world.person(Role.FIRM))
    copy = house.copy(house.cookie(client))
    assert is_in(copy)
    client.post("/account/sign-out")
    assert not is_in(copy)


def test_t30_a_new_password_ends_all_other_sessions(house):
    """Reuse after a password change: refused; the session that changed it has a new id."""
    user = house.world.person(Role.FIRM)
    here, there = house.enter(user), house.enter(user)
    old = house.cookie(here)
    data = {"current": RIGHT, "new": OTHER}
    assert here.post("/account/settings/password", data=data).status_code == 303
    assert is_in(here)
    assert not is_in(there)
    assert not is_in(house.copy(old))


@pytest.mark.parametrize("act", ["disable", "role", "second-factor"])
def test_t30_a_disabled_or_changed_person_is_out_at_once(house, act):
    """Reuse after the account was disabled, the role changed or the factor reset: refused."""
    chief, officer = (house.world.person(role) for role in (Role.ADMINISTRATOR, Role.OFFICER))
    victim, boss = house.app.test_client(), house.app.test_client()
    sign_in(victim, officer)
    sign_in(boss, chief)
    if act == "second-factor":
        from matcher.store.factors import SecondFactorRow

        with house.services.database.session() as session:
            session.add(
                SecondFactorRow(user_id=officer.id, secret="x", last_step=0, created_at=NOW)
            )
    assert is_in(victim)
    data = {"role": "administrator"}
    answer = boss.post(f"/desk/people/{officer.id}/{act}", data=data)
    assert answer.status_code == 303
    assert not is_in(victim)


def test_t30_the_organisation_that_is_closed_takes_its_people_along(house):
    """The firm is disabled: its members' sessions are over with the next request."""
    member, boss = house.app.test_client(), house.app.test_client()
    sign_in(member, house.world.person(Role.FIRM))
    sign_in(boss, house.world.person(Role.ADMINISTRATOR))
    assert is_in(member)
    firm = house.world.ours.firm
    page = boss.get(f"/desk/directory/firms/{firm}").text
    assert f"/{firm}/disable" in page
    with house.services.database.session() as session:
        from matcher.store.organisations import OrganisationRow

        session.get_one(OrganisationRow, firm).is_active = False
    assert not is_in(member)


@pytest.mark.parametrize("role", [Role.FIRM, Role.OFFICER])
def test_t30_a_session_ends_when_nobody_comes(house, role):
    """Inactivity: half an hour for staff, twelve hours for others; a visit begins it anew."""
    idle = timedelta(minutes=30) if role in STAFF else timedelta(hours=12)
    client = house.enter(house.world.person(role))
    stolen = house.cookie(client)
    for _ in range(2):
        house.now += idle - timedelta(minutes=2)
        assert is_in(client)
    assert not is_in(house.copy(stolen)), "a copy that was not used has ended before"
    house.now += idle + timedelta(minutes=2)
    assert not is_in(client)


@pytest.mark.parametrize("role", [Role.FIRM, Role.OFFICER])
def test_t30_a_session_ends_however_often_somebody_comes(house, role):
    """Absolute life: eight hours for staff, seven days for others, whatever happens."""
    lasts = timedelta(hours=8) if role in STAFF else timedelta(days=7)
    step = timedelta(minutes=25) if role in STAFF else timedelta(hours=10)
    client, began = house.enter(house.world.person(role)), house.now
    while house.now + step <= began + lasts:
        house.now += step
        assert is_in(client)
    data = {"current": RIGHT, "new": OTHER}
    assert client.post("/account/settings/password", data=data).status_code == 303
    house.now += step
    assert not is_in(client), "a new password does not make the session longer"


def test_t30_after_an_idle_end_the_person_comes_back_to_the_page(house):
    """A form that is sent too late changes nothing; signing in leads back to the page it was on."""
    client = house.enter(house.world.person(Role.FIRM))
    house.now += timedelta(hours=13)
    before = {"Referer": "http://localhost/account/settings"}
    late = client.post("/account/settings/details", data={"name": "X"}, headers=before)
    assert late.status_code == 303
    assert late.location == "/account/sign-in?next=/account/settings"
    data = {"email": house.world.person(Role.FIRM).email, "password": RIGHT,
            "next": "/account/settings"}  # fmt: skip
    assert client.post("/account/sign-in", data=data).location == "/account/settings"
    foreign = {"Referer": "https://evil.example/account/settings"}
    client.post("/account/sign-out")
    late = client.post("/account/settings/details", data={"name": "X"}, headers=foreign)
    assert late.location == "/account/sign-in"


def test_t30_a_cookie_without_its_moments_opens_nothing(house):
    """A session that does not say since when it is one has ended: closed, not open."""
    client = house.enter(house.world.person(Role.FIRM))
    for name in ("began", "seen"):
        with client.session_transaction() as session:
            kept = session.pop(name)
        assert not is_in(client)
        with client.session_transaction() as session:
            session[name] = kept


def test_t30_the_cookie_is_ours_alone(tmp_path, kept):
    """Over https: __Host-, Secure, HttpOnly, SameSite=Lax, the whole path, and no domain."""
    house = House(tmp_path / "https", kept, base_url=SECURE)
    client = house.app.test_client()
    answer = client.post(
        "/account/sign-in",
        data={"email": house.world.person(Role.FIRM).email, "password": RIGHT},
        base_url=SECURE,
    )
    cookies = {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}
    assert set(cookies) == {"__Host-passerelle", "__Secure-passerelle_known"}
    parts = {part.strip().lower() for part in cookies["__Host-passerelle"].split(";")[1:]}
    assert {"secure", "httponly", "samesite=lax", "path=/"} <= parts
    assert not any(part.startswith("domain") for part in parts)
    for line in cookies.values():
        assert "secure" in line.lower()
        assert "httponly" in line.lower()
        assert "samesite=lax" in line.lower()
    assert client.get(MINE, base_url=SECURE).status_code == 200
    house.services.database.close()


def test_t30_a_cookie_of_another_service_opens_nothing(house, tmp_path, kept):
    """Signed with another key, or set by another host under the plain name: not believed."""
    other = House(tmp_path / "other", kept, secret_key="o" * 40)
    stranger = other.enter(other.world.person(Role.FIRM))
    assert not is_in(house.copy(other.cookie(stranger)))
    secure = House(tmp_path / "secure", kept, base_url=SECURE)
    mine = house.enter(house.world.person(Role.FIRM))
    client = secure.app.test_client()
    client.set_cookie("passerelle", house.cookie(mine), domain="our.example")
    assert client.get(MINE, base_url=SECURE).status_code == 303
    for each in (other, secure):
        each.services.database.close()
