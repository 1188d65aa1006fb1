"""The pages on aid: what each reader sees of verdicts, sources and arithmetic, and the forms."""

import pytest

from matcher.domain.people import Role
from tests.journeys import world
from tests.journeys.reading import read
from tests.web.conftest import sign_in
from tests.workflow.aid_cases import FIRM, PROJECT
from web.app import ROOMS, create_app

LE360 = "https://fr.le360.ma/societe/programme-tatwir-rd-et-innovation-ryad-mezzour"
AMOUNT = {
    "fr": "3\u202f500\u202f000 DH",
    "en": "DH 3,500,000",
    "ar": "\u20683\u202f500\u202f000\u2069 درهم",
}


@pytest.fixture
def filled(tmp_path):
    services, here = world.copied(tmp_path)
    yield services, here
    services.database.close()


@pytest.fixture
def browse(filled):
    services, here = filled
    app = create_app(services=services, clock=lambda: world.NOW, rooms=ROOMS)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)

    def browser(role, spoken="fr", *, theirs=False):
        opened = app.test_client()
        sign_in(opened, here.person(role, theirs=theirs))
        with opened.session_transaction() as session:
            session["language"] = spoken
        return opened

    return browser


def answered(browse, here):
    """Have our firm answer both forms for the released challenge, and return that one."""
    firm, challenge = browse(Role.FIRM), here.ours.challenges["released"]
    flat = [{name: given[0] for name, given in form.items()} for form in (FIRM, PROJECT)]
    assert firm.post("/firm/facts", data=flat[0] | {"version": 0}).status_code == 303
    place = f"/firm/challenges/{challenge}/aid"
    sent = firm.post(f"{place}/facts", data=flat[1] | {"version": 0})
    assert (sent.status_code, sent.location) == (303, place)
    return challenge, place


@pytest.mark.parametrize("spoken", ["fr", "ar", "en"])
def test_a_firm_reads_the_amount_its_arithmetic_and_its_source(browse, filled, spoken):
    challenge, place = answered(browse, filled[1])
    firm = browse(Role.FIRM, spoken)
    shown = firm.get(place).text
    assert AMOUNT[spoken] in shown
    assert LE360 in shown
    words = " ".join(read(shown).ours)
    for part in ("60", "10", "6", "4", "500"):
        assert part in words
    for page in (f"/firm/challenges/{challenge}", f"/firm/challenges/{challenge}/shortlist"):
        line = firm.get(page).text
        assert AMOUNT[spoken] in line
        assert place in line


def test_a_firm_looks_at_a_startup_that_it_was_shown_and_at_no_other(browse, filled):
    here = filled[1].ours
    firm = browse(Role.FIRM)
    place = f"/firm/challenges/{here.challenges['released']}/aid"
    known = here.introductions["released"]
    shown = firm.get(f"{place}?introduction={known}")
    assert shown.status_code == 200
    assert 'aria-current="page"' in shown.text
    assert "Startup filtration" not in shown.text
    theirs = filled[1].theirs.introductions["released"]
    for other in (here.introductions["accepted"], theirs, 10**6):
        assert firm.get(f"{place}?introduction={other}").status_code == 404
    assert browse(Role.FIRM, theirs=True).get(place).status_code == 404


def test_an_officer_reads_any_pair_and_finds_the_way_there(browse, filled):
    here = filled[1].ours
    officer = browse(Role.OFFICER)
    challenge = here.challenges["proposed"]
    place = f"/desk/challenges/{challenge}/aid"
    introduction = officer.get(f"/introductions/{here.introductions['proposed']}").text
    assert f"{place}?startup={here.startup}" in introduction
    assert place in officer.get(f"/desk/challenges/{challenge}").text
    shown = officer.get(f"{place}?startup={here.startup}")
    assert "Startup filtration" in shown.text
    assert officer.get(f"{place}?startup={10**6}").status_code == 404


def test_a_startup_reads_its_own_programmes_and_answers_its_form(browse, filled):
    startup = browse(Role.STARTUP)
    assert "/startup/aid" in startup.get("/startup").text
    assert "/startup/aid" in startup.get("/startup/profile").text
    assert "Tatwir – Startup" in startup.get("/startup/aid").text
    sent = {
        "version": 0,
        "startup-activity": "industry",
        "project-purpose": "equipment",
        "project-cost_dh": "3 000 000",
    }
    assert startup.post("/startup/aid/facts", data=sent).location == "/startup/aid"
    shown = startup.get("/startup/aid").text
    assert "900\u202f000 DH" in shown
    assert "Entreprise laiterie" not in shown


def test_a_refused_answer_comes_back_beside_its_field(browse, filled):
    firm = browse(Role.FIRM)
    back = firm.post("/firm/facts", data={"version": 0, "firm-turnover_dh-least": "beaucoup"})
    assert back.status_code == 422
    assert 'value="beaucoup"' in back.text
    assert 'href="#firm-turnover_dh-least"' in back.text
    assert "Écrivez un nombre en chiffres" in back.text
    kept = {"version": 0, "firm-legal_form": "sarl"}
    assert firm.post("/firm/facts", data=kept).status_code == 303
    stale = firm.post("/firm/facts", data={"version": 0, "firm-legal_form": "sa"})
    assert stale.status_code == 409
    assert 'value="sarl" selected' in stale.text


def test_the_form_of_the_firm_leads_back_to_the_challenge_it_came_from(browse, filled):
    challenge = filled[1].ours.challenges["released"]
    firm = browse(Role.FIRM)
    assert (
        f'name="challenge" value="{challenge}"'
        in firm.get(f"/firm/facts?challenge={challenge}").text
    )
    sent = firm.post("/firm/facts", data={"version": 0, "challenge": challenge})
    assert sent.location == f"/firm/challenges/{challenge}/aid"
