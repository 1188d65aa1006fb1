"""The second step of signing in: asked for, not reached around, and shown in three languages."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.domain.people import Role
from matcher.store.organisations import UserRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import passwords, tasks
from tests.telephone import Telephone
from tests.web.conftest import NOW, sign_in
from web.app import create_app

RIGHT, OTHER = "quatre chameaux bleus et verts", "trois lanternes au bord du port"
SET_UP, STEP, DESK = "/account/second-factor", "/account/second-step", "/desk"


@pytest.fixture(scope="module")
def kept():
    return passwords.hashed(RIGHT)


@pytest.fixture
def known(services, users, kept):
    with services.database.session() as session:
        for row in session.scalars(select(UserRow)):
            row.password_hash = kept
    return users


class House:
    """A service of its own, not the demo, with a clock that moves."""

    def __init__(self, services):
        services.settings = services.settings.model_copy(update={"demo": False})
        self.now = NOW
        self.app = create_app(services=services, clock=lambda: self.now)
        self.app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)

    def enter(self, user, client=None, **more):
        client = client or self.app.test_client()
        data = {"email": user.email, "password": RIGHT} | more
        return client, client.post("/account/sign-in", data=data)

    def set_up(self, client, page=None):
        page = page or client.get(SET_UP).get_data(as_text=True)
        offered = page.split('name="offered" value="')[1].split('"')[0]
        telephone = Telephone.reading(page)
        data = {"offered": offered, "code": telephone.code(self.now)}
        return telephone, client.post(SET_UP, data=data)

    def equipped(self, user):
        client, answer = self.enter(user)
        assert answer.location == SET_UP
        telephone, shown = self.set_up(client)
        assert shown.status_code == 200
        return client, telephone, shown.get_data(as_text=True)


@pytest.fixture
def house(services):
    return House(services)


def is_in(client):
    return client.get("/account/settings").status_code == 200


def codes_of(page):
    return [part.split("</code>")[0] for part in page.split("<li><code>")[1:]]


def test_staff_set_up_a_telephone_before_anything_else(house, known):
    client, answer = house.enter(known[Role.OFFICER], next="/desk/people")
    assert answer.location == SET_UP
    assert client.get("/desk/people").location.startswith("/account/sign-in")
    assert not is_in(client)
    page = client.get(SET_UP)
    assert page.headers["Cache-Control"] == "no-store"
    assert "<svg" in page.text
    assert client.post(SET_UP, data={"code": "000000", "offered": "x"}).status_code in {410, 422}
    assert not is_in(client)
    _, shown = house.set_up(client)
    assert len(codes_of(shown.text)) == 10
    assert 'href="/desk/people"' in shown.text, "on to where the person wanted to go"
    assert shown.headers["Cache-Control"] == "no-store"
    assert is_in(client)
    assert len(codes_of(client.get(SET_UP).text)) == 0, "shown once"


def test_later_only_the_code_opens(house, known):
    user = known[Role.OFFICER]
    _, telephone, _ = house.equipped(user)
    client, answer = house.enter(user, next="/desk/people")
    assert answer.location == STEP
    assert client.get(SET_UP).text.count('name="offered"') == 0, "no second telephone"
    assert client.post(SET_UP, data={"code": "000000", "offered": "x"}).status_code == 410
    assert client.post(STEP, data={"code": "123456"}).status_code == 403
    assert client.post(STEP, data={"code": ""}).status_code == 422
    assert not is_in(client)
    code = telephone.code(house.now)
    answer = client.post(STEP, data={"code": code})
    assert answer.location == "/desk/people"
    assert is_in(client)
    other, _ = house.enter(user)
    assert other.post(STEP, data={"code": code}).status_code == 403, "a code is used once"


def test_a_recovery_code_opens_where_the_telephone_is_lost(house, known):
    user = known[Role.ADMINISTRATOR]
    _, _, page = house.equipped(user)
    for code, status in ((codes_of(page)[0], 303), (codes_of(page)[0], 403), ("x" * 28, 403)):
        client, _ = house.enter(user)
        assert client.post(STEP, data={"code": code}).status_code == status


def test_guessing_codes_is_asked_to_wait(house, known):
    user = known[Role.OFFICER]
    _, telephone, _ = house.equipped(user)
    client, _ = house.enter(user)
    for _ in range(5):
        assert client.post(STEP, data={"code": "000000"}).status_code == 403
    held = client.post(STEP, data={"code": telephone.code(house.now)})
    assert held.status_code == 429
    assert int(held.headers["Retry-After"]) > 0


def test_there_are_ten_minutes_for_the_second_step(house, known):
    user = known[Role.OFFICER]
    _, telephone, _ = house.equipped(user)
    client, _ = house.enter(user)
    house.now += timedelta(minutes=11)
    assert client.get(STEP).location == "/account/sign-in"
    answer = client.post(STEP, data={"code": telephone.code(house.now)})
    assert answer.location == "/account/sign-in"
    assert not is_in(client)


def test_a_new_password_does_not_reach_around_the_telephone(house, services, known):
    """A reset by e-mail leads to the second step, not in (ASVS 6.4.3)."""
    user = known[Role.OFFICER]
    mine, telephone, _ = house.equipped(user)
    client = house.app.test_client()
    client.post("/account/forgot", data={"email": user.email})
    tasks.work(services, lambda: house.now)
    with services.database.session(writes=False) as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "password_reset"))
        link = rows.one().payload["link"]
    answer = client.post(link, data={"password": OTHER})
    assert answer.location == STEP
    assert not is_in(client)
    assert not is_in(mine), "the reset ended all sessions"
    answer = client.post(STEP, data={"code": telephone.code(house.now)})
    assert answer.status_code == 303
    assert is_in(client)


def test_a_reset_link_is_good_for_half_an_hour(house, services, known):
    client = house.app.test_client()
    client.post("/account/forgot", data={"email": known[Role.FIRM].email})
    tasks.work(services, lambda: house.now)
    with services.database.session(writes=False) as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "password_reset"))
        link = rows.one().payload["link"]
    house.now += timedelta(minutes=31)
    assert client.post(link, data={"password": OTHER}).status_code == 410


def test_an_administrator_resets_it_and_the_person_begins_anew(house, known):
    victim, _, _ = house.equipped(known[Role.OFFICER])
    boss = house.app.test_client()
    sign_in(boss, known[Role.ADMINISTRATOR])
    person = f"/desk/people/{known[Role.OFFICER].id}"
    assert f"{person}/second-factor" in boss.get(person).text
    colleague = house.app.test_client()
    sign_in(colleague, known[Role.OFFICER])
    assert boss.post(f"{person}/second-factor").status_code == 303
    assert not is_in(victim)
    assert f"{person}/second-factor" not in boss.get(person).text
    assert house.enter(known[Role.OFFICER])[1].location == SET_UP


def test_members_are_asked_when_they_want_to_be(house, known):
    user = known[Role.FIRM]
    client, answer = house.enter(user)
    assert answer.location != SET_UP
    assert is_in(client)
    assert SET_UP in client.get("/account/settings").text
    telephone, shown = house.set_up(client)
    assert shown.status_code == 200
    assert house.enter(user)[1].location == STEP
    again = client.post(f"{SET_UP}/codes", data={"code": telephone.code(house.now)})
    assert len(codes_of(again.text)) == 10
    assert client.post(f"{SET_UP}/codes", data={"code": "000000"}).status_code == 422


def test_the_service_may_leave_the_choice_to_its_staff(house, services, known):
    services.settings = services.settings.model_copy(update={"staff_second_factor": "optional"})
    client, answer = house.enter(known[Role.OFFICER])
    assert answer.location.startswith(DESK)
    assert is_in(client)


def test_the_demo_asks_nobody(app, known):
    client = app.test_client()
    data = {"email": known[Role.OFFICER].email, "password": RIGHT}
    assert client.post("/account/sign-in", data=data).location.startswith(DESK)
    assert SET_UP not in client.get("/account/settings").text


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_each_page_is_shown_in_each_language(house, known, language):
    client = house.app.test_client()
    client.post("/language", data={"language": language})
    house.enter(known[Role.OFFICER], client)
    pages = [client.get(SET_UP).text]
    telephone, shown = house.set_up(client, pages[0])
    pages += [shown.text, client.get(SET_UP).text]
    other = house.app.test_client()
    other.post("/language", data={"language": language})
    house.enter(known[Role.OFFICER], other)
    pages += [other.get(STEP).text, other.post(STEP, data={"code": "000000"}).text]
    assert telephone.last
    spoken = [page.split('<html lang="')[1][:2] for page in pages]
    assert spoken[0] == spoken[3] == spoken[4] == language
    assert all('id="main"' in page for page in pages)


@pytest.mark.parametrize("role", [Role.FIRM, Role.STARTUP, Role.SUPPORT])
def test_where_everybody_must_a_member_sets_up_a_telephone_first(house, services, known, role):
    chosen = {"second_factor": "everyone", "staff_second_factor": "optional"}
    services.settings = services.settings.model_copy(update=chosen)
    client, answer = house.enter(known[role])
    assert answer.location == SET_UP
    assert not is_in(client)
    assert client.post(SET_UP, data={"code": "000000", "offered": "x"}).status_code in {410, 422}
    assert not is_in(client)
    _, shown = house.set_up(client)
    assert len(codes_of(shown.text)) == 10
    assert is_in(client)
    again, answer = house.enter(known[role])
    assert answer.location == STEP
    assert not is_in(again)
    house.now += timedelta(minutes=1)
    assert again.post(STEP, data={"code": codes_of(shown.text)[0]}).status_code == 303
    assert is_in(again)


def test_where_everybody_must_staff_must_too(house, services, known):
    chosen = {"second_factor": "everyone", "staff_second_factor": "optional"}
    services.settings = services.settings.model_copy(update=chosen)
    _, answer = house.enter(known[Role.OFFICER])
    assert answer.location == SET_UP
