"""The pages of an introduction of three, without JavaScript, and the list of support bodies."""

import re

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.people import Role
from matcher.reference import support_bodies as known_bodies
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.store.support import SupportBodyRow
from matcher.workflow.context import Context
from tests.web.conftest import NOW, sign_in
from tests.workflow import people
from tests.workflow.introduction_cases import (
    FIRM_NAME,
    STARTUP_NAME,
    SUPPORT_NAME,
    WHY,
    a_trio,
)

SIDES = (Role.FIRM, Role.STARTUP, Role.SUPPORT)
IF_ALL = {
    Role.FIRM: "Si les trois parties acceptent",
    Role.STARTUP: "إذا قبلت الأطراف الثلاثة",
    Role.SUPPORT: "If all three accept",
}
"""What each reads, in its own language."""


class Room:
    """Three at a table and an officer, each with a browser."""

    def __init__(self, app, services, challenge, **said):
        self.services = services
        self.session = services.database.open()
        self.table = a_trio(self.session, self._acting, challenge=challenge, choose=False, **said)
        self.session.commit()
        self.id = self.table.row.id
        table = self.table
        members = (table.firm_member, table.startup_member, table.support_member)
        self.browsers = {}
        for role, user in (*zip(SIDES, members, strict=True), (Role.OFFICER, table.officer)):
            self.browsers[role] = app.test_client()
            sign_in(self.browsers[role], user)

    def _acting(self, actor=None, at=NOW) -> Context:
        return Context(session=self.session, actor=actor, now=at, services=self.services)

    def text(self, role, path=""):
        answer = self.browsers[role].get(f"/introductions/{self.id}{path}")
        assert answer.status_code == 200, answer.status_code
        return answer.get_data(as_text=True)

    def post(self, role, path, **form):
        version = re.search(r'name="version" value="(\d+)"', self.text(role))
        form.setdefault("version", version[1] if version else "0")
        return self.browsers[role].post(f"/introductions/{self.id}/{path}", data=form)

    def choose(self):
        return self.post(Role.OFFICER, "support", support=self.table.support.id)

    def propose(self):
        self.choose()
        words = {"why_firm": WHY.firm, "why_startup": WHY.startup, "why_support": "Vos essais."}
        return self.post(Role.OFFICER, "propose", **words)

    def row(self):
        with self.services.database.session(writes=False) as session:
            return session.get_one(IntroductionRow, self.id)


@pytest.fixture
def make_room(app, services):
    rooms = []

    def make(challenge=people.a_challenge, **said):
        rooms.append(Room(app, services, challenge, **said))
        return rooms[-1]

    yield make
    for room in rooms:
        room.session.close()


def test_an_officer_chooses_the_third_and_proposes_and_all_accept(make_room):
    room = make_room()
    before = room.text(Role.OFFICER)
    assert SUPPORT_NAME in before
    assert 'name="why_support"' not in before
    assert room.choose().status_code == 303
    assert 'name="why_support"' in room.text(Role.OFFICER)
    assert room.propose().status_code == 303
    for role in SIDES:
        asked = room.text(role, "/answer")
        assert IF_ALL[role] in asked
        assert SUPPORT_NAME in asked
        assert room.post(role, "accept").status_code == 303
    assert room.row().stage is Stage.ACCEPTED
    assert "Acceptée par les trois" in room.text(Role.FIRM)
    table = room.table
    for role in (*SIDES, Role.OFFICER):
        shown = room.text(role)
        for member in (table.firm_member, table.startup_member, table.support_member):
            assert member.email in shown
        assert SUPPORT_NAME in room.text(role, "/sheet")


@pytest.mark.parametrize("path", ["", "/answer", "/sheet"])
def test_the_support_body_reads_no_name_before_all_accepted(make_room, path):
    room = make_room(people.an_anonymous_challenge)
    room.propose()
    shown = room.text(Role.SUPPORT, path)
    hidden = (STARTUP_NAME, "Aquaverte", FIRM_NAME, "Zellige", "Bouskoura")
    for word in (*hidden, room.table.firm_member.email, room.table.startup_member.email):
        assert word not in shown
    assert room.table.challenge.teaser_title in shown
    assert "Vos essais." in shown


def test_a_support_body_declines_on_its_page_and_the_two_go_on(make_room):
    room = make_room()
    room.propose()
    room.post(Role.FIRM, "accept")
    refused = room.post(Role.SUPPORT, "decline", reason="", note="Entre nous")
    assert refused.status_code == 422
    done = room.post(Role.SUPPORT, "decline", reason="budget", note="Entre nous")
    assert done.status_code == 303
    assert room.row().stage is Stage.ACCEPTED_BY_ONE
    shown = room.text(Role.FIRM)
    assert "Il ne prend pas part" in shown
    assert "Entre nous" not in shown + room.text(Role.STARTUP)
    assert "Entre nous" in room.text(Role.OFFICER)
    assert "You declined this introduction" in room.text(Role.SUPPORT)
    assert 'action="/introductions/' not in room.text(Role.SUPPORT)
    room.post(Role.STARTUP, "accept")
    assert room.row().stage is Stage.ACCEPTED
    assert room.table.support_member.email not in room.text(Role.FIRM)
    assert room.table.firm_member.email not in room.text(Role.SUPPORT)


def test_an_officer_takes_the_third_out(make_room):
    room = make_room()
    room.choose()
    assert room.post(Role.OFFICER, "support", support="").status_code == 303
    assert room.row().support_id is None
    room.propose()
    assert room.post(Role.OFFICER, "support", support="").status_code == 303
    assert room.row().support_said == "out"
    assert "You do not take part" in room.text(Role.SUPPORT)


def test_where_the_third_may_read_nothing_the_page_says_why_there_is_no_choice(make_room):
    shown = make_room(people.a_sealed_challenge).text(Role.OFFICER)
    assert "ne peut rien lire de ce défi" in shown
    assert 'name="support"' not in shown


def test_the_shortlist_tells_the_firm_of_the_third(make_room):
    room = make_room(stage=Stage.RELEASED)
    room.choose()
    page = f"/firm/challenges/{room.table.challenge.id}/shortlist"
    assert SUPPORT_NAME in room.browsers[Role.FIRM].get(page).get_data(as_text=True)


@pytest.mark.parametrize("language", ["ar", "en"])
def test_other_languages_count_to_three_too(make_room, language):
    room = make_room()
    room.propose()
    words = {"ar": "الأطراف الثلاثة", "en": "all three"}[language]
    for role in (*SIDES, Role.OFFICER):
        browser = room.browsers[role]
        browser.post("/language", data={"language": language, "next": "/"})
        shown = browser.get(f"/introductions/{room.id}?lang={language}").get_data(as_text=True)
        assert words in shown


def test_the_list_of_support_bodies_brings_them_in_once(signed_in, services):
    browser = signed_in(Role.OFFICER)
    assert "/desk/directory/support/bring-in" in browser.get("/desk/directory/support").text
    for _ in range(2):
        assert browser.post("/desk/directory/support/bring-in").status_code == 303
    with services.database.session(writes=False) as session:
        assert session.query(SupportBodyRow).count() == len(known_bodies())
    listed = browser.get("/desk/directory/support").text
    assert "/desk/directory/support/bring-in" not in listed
    assert "role=support" in listed


def test_a_support_body_is_disabled_after_a_question_and_enabled_again(make_room):
    room = make_room()
    room.propose()
    officer, number = room.browsers[Role.OFFICER], room.table.support.id
    asked = officer.get(f"/desk/directory/support/{number}/disable")
    assert SUPPORT_NAME in asked.text
    place = f"/desk/directory/support/{number}"
    assert officer.post(f"{place}/disable", data={"version": "1"}).status_code == 303
    assert room.row().support_said == "out"
    assert room.browsers[Role.SUPPORT].get("/introductions").status_code == 303
    assert officer.post(f"{place}/enable", data={"version": "2"}).status_code == 303
    with room.services.database.session(writes=False) as session:
        assert session.get_one(OrganisationRow, number).is_active


def test_the_form_of_an_invitation_comes_filled_from_the_list(make_room):
    room = make_room()
    number = room.table.support.id
    page = room.browsers[Role.OFFICER].get(
        f"/desk/people/invite?role=support&organisation={number}"
    )
    assert f'<option value="{number}" selected' in page.text
    assert '<option value="support" selected' in page.text


def test_a_member_of_a_support_body_starts_among_its_introductions(make_room):
    room = make_room()
    room.propose()
    shown = room.browsers[Role.SUPPORT].get("/introductions").text
    assert room.table.challenge.title in shown
    assert 'href="/introductions"' in room.browsers[Role.SUPPORT].get("/").text


@pytest.mark.parametrize(
    ("language", "waits", "noted"),
    [
        ("fr", "Organismes d&#39;appui qui ne prennent pas part", "en prends note"),
        ("ar", "هيئات دعم لا تشارك في الربط", "اطّلعت على ذلك"),
        ("en", "Support bodies that do not take part", "I took note"),
    ],
)
def test_a_no_of_the_third_waits_on_the_desk_until_an_officer_takes_note(
    make_room, language, waits, noted
):
    room = make_room()
    room.propose()
    room.post(Role.SUPPORT, "decline", reason="budget", note="")
    officer = room.browsers[Role.OFFICER]
    desk = officer.get(f"/desk?lang={language}").get_data(as_text=True)
    assert waits in desk
    assert noted in room.text(Role.OFFICER)
    assert officer.post(f"/introductions/{room.id}/support/seen").status_code == 303
    assert noted not in room.text(Role.OFFICER)
    assert waits not in officer.get("/desk").get_data(as_text=True)
