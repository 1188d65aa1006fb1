"""The pages of introductions, as each role meets them; a browser without JavaScript."""

import re

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.people import Role
from matcher.workflow.context import Context
from tests.web.conftest import NOW, sign_in
from tests.workflow import people
from tests.workflow.introduction_cases import (
    FIRM_NAME,
    STARTUP_NAME,
    WHY,
    a_table,
)

SECRET = "Bouskoura"


class Room:
    """A table, a browser for each who sits at it, and what a page of it says."""

    def __init__(self, app, services, challenge, stage=Stage.KEPT):
        self.services = services
        self.session = services.database.open()
        self.table = a_table(self.session, self._acting, challenge=challenge, stage=stage)
        self.session.commit()
        self.id = self.table.row.id
        self.browsers = {}
        for role, user in (
            (Role.FIRM, self.table.firm_member),
            (Role.STARTUP, self.table.startup_member),
            (Role.OFFICER, self.table.officer),
        ):
            self.browsers[role] = app.test_client()
            sign_in(self.browsers[role], user)

    def _acting(self, actor=None, at=NOW) -> Context:
        return Context(session=self.session, actor=actor, now=at, services=self.services)

    def get(self, role, path=""):
        return self.browsers[role].get(f"/introductions/{self.id}{path}")

    def post(self, role, path, **form):
        page = self.get(role)
        version = re.search(r'name="version" value="(\d+)"', page.get_data(as_text=True))
        form.setdefault("version", version[1] if version else "0")
        return self.browsers[role].post(f"/introductions/{self.id}/{path}", data=form)

    def text(self, role, path=""):
        answer = self.get(role, path)
        assert answer.status_code == 200, answer.status_code
        return answer.get_data(as_text=True)

    def propose(self):
        return self.post(Role.OFFICER, "propose", why_firm=WHY.firm, why_startup=WHY.startup)


@pytest.fixture
def make_room(app, services):
    rooms = []

    def make(challenge=people.a_challenge, stage=Stage.KEPT):
        rooms.append(Room(app, services, challenge, stage))
        return rooms[-1]

    yield make
    for room in rooms:
        room.session.close()


def test_from_a_proposal_to_a_pilot_without_javascript(make_room):
    room = make_room()
    assert room.propose().status_code == 303
    for role in (Role.STARTUP, Role.FIRM):
        assert 'action="/introductions/' in room.text(role, "/answer")
        assert room.post(role, "accept").status_code == 303
    for role in (Role.STARTUP, Role.FIRM, Role.OFFICER):
        shown = room.text(role)
        assert room.table.firm_member.email in shown
        assert room.table.startup_member.email in shown
        assert FIRM_NAME in room.text(role, "/sheet")
    refused = room.post(Role.OFFICER, "record", outcome="pilot")
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.get_data(as_text=True)
    assert room.post(Role.OFFICER, "record", outcome="pilot", note="Vu.").status_code == 303


@pytest.mark.parametrize("path", ["", "/answer", "/sheet"])
def test_nobody_is_named_before_both_accepted(make_room, path):
    room = make_room(people.an_anonymous_challenge)
    room.propose()
    firm, startup = room.text(Role.FIRM, path), room.text(Role.STARTUP, path)
    for hidden in (STARTUP_NAME, "Aquaverte", "aquaverte.ma", room.table.startup_member.email):
        assert hidden not in firm
    for hidden in (FIRM_NAME, "Zellige", room.table.firm_member.email, SECRET):
        assert hidden not in startup
    assert room.table.challenge.teaser_title in startup
    assert room.table.challenge.title not in startup


def test_the_firm_reads_that_its_challenge_opens_when_both_accept(make_room):
    room = make_room(people.a_sealed_challenge)
    room.propose()
    assert "intégralité de votre défi" in room.text(Role.FIRM, "/answer")
    assert SECRET not in room.text(Role.STARTUP)
    for role in (Role.FIRM, Role.STARTUP):
        room.post(role, "accept")
    assert SECRET in room.text(Role.STARTUP)


@pytest.mark.parametrize("path", ["", "/answer", "/sheet"])
def test_a_side_without_words_reads_no_heading_for_them(make_room, path):
    room = make_room(people.a_sealed_challenge)
    room.propose()
    assert "why-title" in room.text(Role.STARTUP, path)
    room.session.refresh(room.table.row)
    room.table.row.why = ""
    room.session.commit()
    assert "why-title" not in room.text(Role.STARTUP, path)


def test_a_no_needs_a_reason_and_keeps_what_was_typed(make_room):
    room = make_room()
    room.propose()
    refused = room.post(Role.FIRM, "decline", note="Mes mots")
    assert refused.status_code == 422
    assert "Mes mots" in refused.get_data(as_text=True)
    assert room.post(Role.FIRM, "decline", reason="budget", note="Mes mots").status_code == 303
    assert "Mes mots" not in room.text(Role.STARTUP)
    assert "Mes mots" in room.text(Role.OFFICER)
    room.post(Role.OFFICER, "forward", forwarded="Mots choisis")
    assert "Mots choisis" in room.text(Role.STARTUP)


def test_a_double_click_and_a_stale_page(make_room):
    room = make_room()
    room.propose()
    version = str(room.table.row.version + 1)
    for _ in range(2):
        answer = room.post(Role.FIRM, "accept", version=version)
        assert answer.status_code == 303
    stale = room.post(Role.FIRM, "decline", version=version, reason="budget")
    assert stale.status_code == 409


@pytest.mark.parametrize("stage", [Stage.SUGGESTED, Stage.KEPT, Stage.RELEASED])
def test_a_startup_sees_no_trace_before_it_is_asked(make_room, stage):
    room = make_room(stage=stage)
    assert room.get(Role.STARTUP).status_code == 404
    listed = room.browsers[Role.STARTUP].get("/introductions?shown=all").get_data(as_text=True)
    assert f"/introductions/{room.id}" not in listed


@pytest.mark.parametrize("action", ["propose", "renew", "withdraw", "record", "forward"])
@pytest.mark.parametrize("role", [Role.FIRM, Role.STARTUP])
def test_sides_cannot_act_as_officers(make_room, role, action):
    room = make_room()
    room.propose()
    assert room.post(role, action).status_code == 403


def test_strangers_find_nothing(make_room, signed_in):
    room = make_room()
    room.propose()
    for role in (Role.FIRM, Role.STARTUP):
        stranger = signed_in(role)
        assert stranger.get(f"/introductions/{room.id}").status_code == 404
        body = stranger.get("/introductions?shown=all").get_data(as_text=True)
        assert f"/introductions/{room.id}" not in body


def test_lists_show_what_waits(make_room):
    room = make_room()
    room.propose()
    for role in (Role.FIRM, Role.STARTUP, Role.OFFICER):
        body = room.browsers[role].get("/introductions").get_data(as_text=True)
        assert f"/introductions/{room.id}" in body
    assert "Vous attend" in room.browsers[Role.FIRM].get("/introductions").get_data(as_text=True)


def test_a_proof_is_kept_and_read_by_officers_only(make_room):
    from io import BytesIO

    room = make_room()
    room.propose()
    for role in (Role.FIRM, Role.STARTUP):
        room.post(role, "accept")
    sent = (BytesIO(b"%PDF-1.4 preuve"), "preuve.pdf")
    assert room.post(Role.OFFICER, "record", outcome="contract", proof=sent).status_code == 303
    link = re.search(r"/introductions/\d+/proof/\d+", room.text(Role.OFFICER))[0]
    assert room.browsers[Role.OFFICER].get(link).data == b"%PDF-1.4 preuve"
    assert room.browsers[Role.FIRM].get(link).status_code == 403
