"""The startup's pages, without a script: profile, deck, suggestions, answers."""

import io
import re

import pytest

from matcher.domain.people import Role
from matcher.domain.visibility import TeaserState, Visibility
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import InterestRow, StartupRow
from tests.web.conftest import NOW
from tests.workflow.people import a_challenge, an_anonymous_challenge
from tests.workflow.test_startup_decks import a_docx

PAGES = ("", "/profile", "/suggestions", "/capabilities/new", "/deck")
TEXT = "Nous traitons les eaux de rinçage dans un conteneur posé chez le client."


@pytest.fixture
def app(make_app):
    return make_app(rooms=("home", "account", "startup", "introductions"))


@pytest.fixture
def browser(signed_in):
    return signed_in(Role.STARTUP)


@pytest.fixture
def challenges(services, users):
    """Return the ids of an open, an anonymous and a sealed challenge of the firm."""
    with services.database.session() as session:
        firm = session.get(OrganisationRow, users[Role.FIRM].organisation_id)
        rows = [
            a_challenge(session, firm, title="Eaux de rinçage", trl_min=6),
            an_anonymous_challenge(session, firm, title="Titre secret", problem="Texte secret"),
            a_challenge(session, firm, visibility=Visibility.SEALED, title="Titre scellé"),
        ]
        return [row.id for row in rows]


def _mark(page):
    return re.search(r'name="mark" value="([^"]*)"', page.text)[1]


def _fields(services, users, model=StartupRow):
    with services.database.session(writes=False) as session:
        return session.get(model, users[Role.STARTUP].organisation_id)


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_every_page_opens_in_each_language(browser, challenges, language):
    for page in PAGES:
        answer = browser.get(f"/startup{page}", query_string={"lang": language})
        assert answer.status_code == 200
        assert f'lang="{language}"' in answer.text


@pytest.mark.parametrize("role", [Role.FIRM, Role.OFFICER])
def test_others_do_not_come_in(signed_in, role):
    browser = signed_in(role)
    assert {browser.get(f"/startup{page}").status_code for page in PAGES} == {403}


def test_the_profile_is_saved(browser, services, users):
    mark = _mark(browser.get("/startup/profile"))
    sent = {
        "mark": mark, "name": "Atelier", "regions": ["all"], "trl": "7", "capacity": "2",
        "status": "paused", "name_shown": "yes", "certifications": "ISO 9001\r\nISO 14001",
        "excluded_firms": "Firme A",
    }  # fmt: skip
    assert browser.post("/startup/profile", data=sent).status_code == 303
    row = _fields(services, users)
    assert len(row.regions) == 12
    assert (row.trl, row.capacity, row.status, row.name_shown) == (7, 2, "paused", True)
    assert row.certifications == ["ISO 9001", "ISO 14001"]
    assert "Firme A" in browser.get("/startup/profile").text


def test_a_mistake_is_shown_beside_its_field_and_nothing_is_lost(browser):
    mark = _mark(browser.get("/startup/profile"))
    sent = {"mark": mark, "name": "", "capacity": "beaucoup", "tagline": "Une ligne à garder"}
    answer = browser.post("/startup/profile", data=sent)
    assert answer.status_code == 422
    assert 'href="#name"' in answer.text
    assert 'href="#capacity"' in answer.text
    assert "Une ligne à garder" in answer.text
    assert _mark(answer) == mark


def test_a_stale_profile_shows_both(browser, services, users):
    mark = _mark(browser.get("/startup/profile"))
    browser.post("/startup/profile", data={"mark": mark, "name": "Atelier", "tagline": "Première"})
    answer = browser.post(
        "/startup/profile", data={"mark": mark, "name": "Atelier", "tagline": "Seconde"}
    )
    assert answer.status_code == 409
    assert "Première" in answer.text
    assert "Seconde" in answer.text
    assert _fields(services, users).tagline == "Première"
    again = {"mark": _mark(answer), "name": "Atelier", "tagline": "Seconde"}
    assert browser.post("/startup/profile", data=again).status_code == 303
    assert _fields(services, users).tagline == "Seconde"


def test_capabilities_are_added_moved_edited_and_removed(browser, services, users):
    for text in ("Un texte.", "Deux textes."):
        sent = {"title": "", "text": text}
        assert browser.post("/startup/capabilities/new", data=sent).status_code == 303
    first, second = (each.id for each in _fields(services, users).capabilities)
    moved = browser.post(f"/startup/capabilities/{second}/move", data={"place": "1"})
    assert moved.status_code == 303
    assert [each.id for each in _fields(services, users).capabilities] == [second, first]
    mark = _mark(browser.get(f"/startup/capabilities/{first}"))
    edited = {"mark": mark, "title": "Titre", "text": "Un autre texte."}
    assert browser.post(f"/startup/capabilities/{first}", data=edited).status_code == 303
    stale = {"mark": mark, "title": "Titre", "text": "Encore un autre."}
    refused = browser.post(f"/startup/capabilities/{first}", data=stale)
    assert refused.status_code == 409
    assert "Un autre texte." in refused.text
    assert "Encore un autre." in refused.text
    mark = _mark(browser.get(f"/startup/capabilities/{first}/remove"))
    gone = browser.post(f"/startup/capabilities/{first}/remove", data={"mark": mark})
    assert gone.status_code == 303
    assert [each.id for each in _fields(services, users).capabilities] == [second]


def test_moving_with_htmx_gives_the_list_only(browser, services, users):
    for text in ("Un texte.", "Deux textes."):
        browser.post("/startup/capabilities/new", data={"title": "", "text": text})
    second = _fields(services, users).capabilities[1].id
    answer = browser.post(
        f"/startup/capabilities/{second}/move", data={"place": "1"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert answer.text.index("Deux textes.") < answer.text.index("Un texte.")


def test_an_empty_capability_is_refused(browser):
    answer = browser.post("/startup/capabilities/new", data={"title": "Titre", "text": " "})
    assert answer.status_code == 422
    assert 'href="#text"' in answer.text


def test_a_deck_becomes_capabilities(browser, services, users):
    file = io.BytesIO(a_docx("Traitement sur site", TEXT, "Mesure en continu", TEXT + " Suivi."))
    sent = browser.post("/startup/deck", data={"deck": (file, "offre.docx")})
    assert sent.status_code == 303
    draft = browser.get(sent.location)
    assert "Traitement sur site" in draft.text
    assert "offre.docx" in browser.get("/startup").text
    wrong = {"keep-1": "yes", "title-1": "Titre", "text-1": "…"}
    assert browser.post(sent.location, data=wrong).status_code == 422
    nothing = {"title-1": "Titre", "text-1": TEXT}
    assert browser.post(sent.location, data=nothing).status_code == 422
    kept = {"keep-1": "yes", "title-1": "Autre titre", "text-1": TEXT, "text-2": "Laissé."}
    assert browser.post(sent.location, data=kept).status_code == 303
    assert [each.title for each in _fields(services, users).capabilities] == ["Autre titre"]
    assert browser.get(sent.location).status_code == 404


def test_a_draft_is_dropped(browser, services, users):
    file = io.BytesIO(a_docx("Traitement sur site", TEXT))
    sent = browser.post("/startup/deck", data={"deck": (file, "offre.docx")})
    assert browser.post(f"{sent.location}/drop").status_code == 303
    assert browser.get(sent.location).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("offre.txt", b"Texte", "PDF, PPTX, DOCX"),
        ("offre.pdf", b"%PDF-1.7 rien", "ne peut pas être lu"),
        ("", b"", "Choisissez"),
    ],
)
def test_a_refused_deck_says_why(browser, name, content, words):
    answer = browser.post("/startup/deck", data={"deck": (io.BytesIO(content), name)})
    assert answer.status_code == 422
    assert words in answer.text


def test_challenges_are_read_and_searched_by_their_public_face(browser, challenges):
    shown = browser.get("/startup/suggestions").text
    assert "Eaux de rinçage" in shown
    assert "Traiter une eau industrielle" in shown
    assert "secret" not in shown
    assert "scellé" not in shown
    assert "Eaux de rinçage" not in browser.get("/startup/suggestions?q=industrielle").text
    part = browser.get("/startup/suggestions?q=secret", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "<article" not in part.text


def test_a_challenge_is_read_as_far_as_it_may_be(browser, challenges, services, users):
    opened, anonymous, sealed = challenges
    assert "Nous cherchons à traiter" in browser.get(f"/startup/suggestions/{opened}").text
    told = browser.get(f"/startup/suggestions/{anonymous}").text
    assert "secret" not in told
    assert f"Organisation {Role.FIRM}" not in told
    assert browser.get(f"/startup/suggestions/{sealed}").status_code == 404
    assert browser.get("/startup/suggestions/9999").status_code == 404
    with services.database.session() as session:
        session.get(ChallengeRow, anonymous).teaser_state = TeaserState.REFUSED
    assert browser.get(f"/startup/suggestions/{anonymous}").status_code == 404


def test_an_answer_is_kept_and_changed(browser, challenges, services):
    address = f"/startup/suggestions/{challenges[0]}"
    yes = {"interested": "yes", "version": "0", "note": "Volontiers."}
    assert browser.post(address, data=yes).status_code == 303
    assert browser.post(address, data=yes).status_code == 303
    shown = browser.get(address).text
    assert "Volontiers." in shown
    no = {"interested": "no", "version": "1", "reason": ""}
    refused = browser.post(address, data=no)
    assert refused.status_code == 422
    assert "<details open" in refused.text
    stale = {"interested": "no", "version": "0", "reason": "no_time"}
    assert browser.post(address, data=stale).status_code == 409
    part = browser.post(address, data=no | {"reason": "no_time"}, headers={"HX-Request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    with services.database.session(writes=False) as session:
        kept = session.query(InterestRow).one()
        assert (kept.is_interested, kept.reason, kept.created_at) == (False, "no_time", NOW)
    assert "Eaux de rinçage" in browser.get("/startup").text
