"""The desk and the curation pages, as an officer's browser gets them."""

import pytest

from matcher.domain.people import Role
from matcher.store.introductions import IntroductionRow
from matcher.workflow import matching
from matcher.workflow.context import Context
from tests.workflow.gate import FakeGate
from tests.workflow.people import NOW, a_challenge, a_firm, a_startup

WATER = "Nous savons traiter les eaux de rinçage des ateliers."
FILTERS = "Nos filtres pour traiter les eaux sont compacts."
PARTIAL = {"HX-Request": "true"}


@pytest.fixture
def filled(services, users):
    """Return the ids of two challenges and two startups, once the first challenge was matched."""
    services.engine = FakeGate()
    with services.database.session() as session:
        firm = a_firm(session, name="Atelier du Nord")
        row, other = a_challenge(session, firm), a_challenge(session, firm, title="Autre")
        one = a_startup(session, WATER, organisation={"name": "Eau claire"})
        two = a_startup(session, FILTERS, trl=7, organisation={"name": "Filtrex"})
        matching.run(Context(session, None, NOW, services), row.id)
        return {"challenge": row.id, "other": other.id, "one": one.id, "two": two.id}


@pytest.fixture
def officer(filled, signed_in):
    return signed_in(Role.OFFICER)


@pytest.fixture
def address(filled):
    return f"/desk/challenges/{filled['challenge']}"


def test_the_desk_names_what_waits(officer):
    shown = officer.get("/desk").get_data(as_text=True)
    assert "Nouveaux défis à étudier" in shown
    assert "Eaux de rinçage" in shown


def test_an_empty_desk_says_so(users, signed_in):
    assert "Rien n'attend" in signed_in(Role.OFFICER).get("/desk").get_data(as_text=True)


def test_the_queue_links_to_each_challenge(officer, address):
    assert f'href="{address}"' in officer.get("/desk/queue").get_data(as_text=True)
    assert officer.get("/desk/queue?whose=mine&page=9").status_code == 200


def test_the_page_quotes_the_words_that_answer(officer, address):
    shown = officer.get(address).get_data(as_text=True)
    assert f"<q>{WATER}</q>" in shown
    assert "Partenaire probable" in shown
    assert "sur 100 de cette sorte" in shown


def test_a_decision_without_javascript_leads_to_the_next_card(officer, filled, address):
    answer = officer.post(f"{address}/keep", data={"startup": filled["one"], "mark": 0})
    assert answer.status_code == 303
    assert answer.location.endswith(f"#startup-{filled['two']}")
    answer = officer.post(
        f"{address}/reject", data={"startup": filled["two"], "mark": 0, "reason": "off_topic"}
    )
    assert answer.location.endswith("#curation-done")
    assert "Hors sujet" in officer.get(address).get_data(as_text=True)


def test_htmx_gets_the_card_the_counts_and_the_shortlist(officer, filled, address):
    answer = officer.post(
        f"{address}/keep", data={"startup": filled["one"], "mark": 0}, headers=PARTIAL
    )
    assert answer.headers["HX-Retarget"] == f"#startup-{filled['one']}"
    body = answer.get_data(as_text=True)
    assert "<html" not in body
    for part in ("curation-tools", "curation-shortlist", "curation-said"):
        assert f'id="{part}"' in body
    assert "Filtrex" not in body


def test_a_stale_decision_is_told_and_changes_nothing(officer, filled, address):
    officer.post(f"{address}/keep", data={"startup": filled["one"], "mark": 0})
    late = {"startup": filled["one"], "mark": 0, "reason": "other"}
    answer = officer.post(f"{address}/reject", data=late, headers=PARTIAL)
    assert answer.status_code == 409
    assert "a été écrasé" in answer.get_data(as_text=True)


def test_undo_by_the_toolbar(officer, filled, address, services):
    officer.post(f"{address}/keep", data={"startup": filled["one"], "mark": 0})
    assert officer.post(f"{address}/undo", data={"verdict": 1}).status_code == 303
    with services.database.session(writes=False) as session:
        assert session.query(IntroductionRow.stage).scalar() == "suggested"


def test_a_form_without_its_numbers_is_refused(officer, address):
    assert officer.post(f"{address}/keep", data={"startup": "x"}).status_code == 400
    assert officer.post(f"{address}/undo").status_code == 400
    data = {"startup": 1, "to": "sideways"}
    assert officer.post(f"{address}/shift", data=data).status_code == 400


def test_the_prefetched_part_is_the_work_only(officer, address):
    body = officer.get(address, headers=PARTIAL).get_data(as_text=True)
    assert 'id="curation"' in body
    assert "<html" not in body


def test_two_startups_side_by_side(officer, filled, address):
    shown = officer.get(f"{address}?compare={filled['one']}&compare={filled['two']}")
    body = shown.get_data(as_text=True)
    assert "Deux startups comparées" in body
    assert WATER in body
    assert FILTERS in body


def test_by_hand_release_and_no_partner(officer, filled, address):
    found = officer.get(f"{address}/add?words=filtres").get_data(as_text=True)
    assert "Filtrex" in found
    officer.post(f"{address}/add", data={"startup": filled["two"], "mark": 0})
    page = officer.get(f"{address}/release").get_data(as_text=True)
    version = page.split('name="version" value="')[1].split('"')[0]
    assert officer.post(f"{address}/release", data={"version": version}).status_code == 303
    other = f"/desk/challenges/{filled['other']}"
    assert officer.get(f"{other}/no-partner").status_code == 200
    assert officer.post(f"{other}/no-partner", data={"version": 1}).status_code == 422
    data = {"version": 1, "fallback": "Le centre technique."}
    assert officer.post(f"{other}/no-partner", data=data).status_code == 303
    assert "Le centre technique." in officer.get(other).get_data(as_text=True)


def test_claiming(officer, address):
    assert officer.post(f"{address}/claim", data={"version": 1}).status_code == 303
    assert "Test officer" in officer.get(address).get_data(as_text=True)


def test_refusals_come_as_a_part_or_as_a_page(officer, address):
    assert "<html" in officer.get(f"{address}/refusals").get_data(as_text=True)
    part = officer.get(f"{address}/refusals", headers=PARTIAL).get_data(as_text=True)
    assert "<html" not in part


@pytest.mark.parametrize("role", [Role.FIRM, Role.STARTUP])
def test_others_are_kept_out(filled, signed_in, address, role):
    browser = signed_in(role)
    for path in ("/desk", "/desk/queue", address, f"{address}/add", f"{address}/refusals"):
        assert browser.get(path).status_code == 403
    assert browser.post(f"{address}/keep", data={"startup": 1, "mark": 0}).status_code == 403


@pytest.mark.parametrize("language", ["ar", "en"])
def test_the_rooms_speak_other_languages(officer, address, language):
    for path in ("/desk", "/desk/queue", address, f"{address}/add", f"{address}/no-partner"):
        assert f'lang="{language}"' in officer.get(f"{path}?lang={language}").get_data(as_text=True)
