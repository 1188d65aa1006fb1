"""Findings of the leak guard on pages: in their place, with what they give away in words."""

import re

import pytest

from matcher.domain.people import Role
from matcher.domain.visibility import TeaserState
from matcher.store.challenges import ChallengeRow
from matcher.store.journal import JournalRow
from tests.web.test_firm_pages import GOOD, firm, rows  # noqa: F401
from tests.web.test_introduction_pages import WHY, make_room  # noqa: F401

TELLING = "La seule usine du Maroc à mouler ce verre cherche à recycler une eau de rinçage."


@pytest.fixture
def notice(firm, rows):  # noqa: F811
    told = {
        "visibility": "anonymous",
        "teaser_title": "Recycler une eau de procédé",
        "teaser_text": TELLING,
    }
    firm.post("/firm/challenges/save", data=GOOD | told | {"do": "submit"})
    return rows(ChallengeRow)[0]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Affirmation qu&#39;une seule organisation peut faire"),
        ("ar", "قول لا يصح إلا على مؤسسة واحدة"),
        ("en", "A claim that only one organisation can make"),
    ],
)
def test_each_finding_is_marked_in_its_place(notice, signed_in, language, words):
    shown = signed_in(Role.OFFICER).get(f"/desk/teasers?lang={language}").text
    marked = re.search(r'<mark class="finding">([^<]+)<span[^>]*>([^<]+)</span></mark>', shown)
    assert marked is not None
    assert marked[1].startswith("La seule usine du Maroc")
    assert marked[2] == words


def test_a_notice_with_findings_is_approved_by_who_looked(notice, signed_in, rows):  # noqa: F811
    officer, place = signed_in(Role.OFFICER), f"/desk/teasers/{notice.id}/approve"
    for sent in ({}, {"looked": "yes"}, {"note": "Vu"}):
        assert officer.post(place, data={"version": notice.version} | sent).status_code == 422
    done = officer.post(place, data={"version": notice.version, "looked": "yes", "note": "Vu"})
    assert done.status_code == 303
    assert rows(ChallengeRow)[0].teaser_state is TeaserState.APPROVED
    (line,) = [each for each in rows(JournalRow) if each.action == "teaser.approved"]
    assert line.after["kinds"] == {"unique": 1}
    assert "verre" not in str(line.after)


def test_words_to_a_side_are_looked_at_before_they_are_sent(make_room):  # noqa: F811
    room = make_room()
    telling = {"why_firm": f"{WHY.firm} Appelez le 0661 23 45 67.", "why_startup": WHY.startup}
    refused = room.post(Role.OFFICER, "propose", **telling)
    assert refused.status_code == 422
    shown = refused.get_data(as_text=True)
    assert '<mark class="finding">0661 23 45 67' in shown
    assert 'name="looked"' in shown
    assert room.post(Role.OFFICER, "propose", **telling, looked="yes").status_code == 303


def test_a_startup_sees_what_in_its_own_words_tells_who_it_is(signed_in):
    startup = signed_in(Role.STARTUP)
    startup.post(
        "/startup/capabilities/new",
        data={"title": "Capteurs", "text": "Nous comptons 1 283 salariés et posons des capteurs."},
    )
    number = re.search(r"/startup/capabilities/(\d+)", startup.get("/startup/profile").text)
    assert number is not None
    shown = startup.get(f"/startup/capabilities/{number[1]}").text
    assert '<mark class="finding">1 283 salariés' in shown
