"""From a plan to introductions, and the pairs that must not meet."""

import html
import re

import pytest

from matcher.store.introductions import IntroductionRow
from matcher.store.plans import ConflictRow
from tests.web.conftest import NOW
from tests.web.plans.desk import STARTUPS


def test_nothing_is_sent_before_it_is_proposed(desk, services):
    address = desk.planned()
    shown = desk.shown(f"{address}/propose?all=1")
    for pair in desk.pairs(address):
        assert f'name="firm-{pair}"' in shown
        assert f'name="startup-{pair}"' in shown
    assert "À l'entreprise" in shown
    with services.database.session(writes=False) as session:
        assert session.query(IntroductionRow).filter_by(stage="proposed").count() == 0


def test_ticked_pairs_are_proposed_with_the_words_of_the_officer(desk, services):
    address = desk.planned()
    one, two = desk.pairs(address)[:2]
    version = re.search(r'name="version" value="(\d+)"', desk.shown(address))[1]
    said = {f"firm-{one}": "Voici une startup.", f"startup-{one}": "Voici un besoin."}
    answer = desk.browser.post(
        f"{address}/propose", data={"version": version, "pair": [one, two, "9-x"]} | said
    )
    shown = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 200
    assert "2 mises en relation sont proposées" in shown
    with services.database.session(writes=False) as session:
        rows = session.query(IntroductionRow).filter_by(stage="proposed").all()
        assert {f"{row.challenge_id}-{row.startup_id}" for row in rows} == {one, two}
        assert any("Voici une startup." in row.why for row in rows)
    assert "2 couples de ce plan sont déjà mis en relation." in desk.shown(address)


def test_a_pair_that_cannot_go_is_told_with_its_reason_and_the_others_go(desk, services, filled):
    address = desk.planned()
    one, two = desk.pairs(address)[:2]
    challenge, startup = map(int, one.split("-"))
    firm = filled["firms"][filled["challenges"].index(challenge)]
    with services.database.session() as session:
        session.add(
            ConflictRow(firm_id=firm, startup_id=startup, kind="same_group", created_at=NOW)
        )
    assert "Ceux-ci ne peuvent pas encore partir" in desk.shown(f"{address}/propose?pair={one}")
    version = re.search(r'name="version" value="(\d+)"', desk.shown(address))[1]
    answer = desk.browser.post(f"{address}/propose", data={"version": version, "pair": [one, two]})
    shown = html.unescape(answer.get_data(as_text=True))
    assert "1 mise en relation est proposée" in shown
    assert "1 couple n'a pas pu être proposé" in shown
    assert "même groupe" in shown


def test_ticking_nothing_shows_the_page_again(desk):
    address = desk.planned()
    pair = desk.pairs(address)[0]
    assert "Aucun couple n'est coché" in desk.shown(f"{address}/propose")
    answer = desk.browser.post(f"{address}/propose", data={"version": 2, "shown": [pair]})
    shown = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "Cochez au moins une mise en relation." in shown
    assert f'name="firm-{pair}"' in shown


def test_a_pair_that_must_not_meet_is_declared_and_taken_away(desk, services):
    sent = {"firm": "atelier 1", "startup": "Filtrex 2", "kind": "competitor", "note": "Vu."}
    assert desk.browser.post("/desk/plans/conflicts", data=sent).status_code == 303
    shown = desk.shown("/desk/plans/conflicts")
    assert "Concurrence" in shown
    assert "Vu." in shown
    with services.database.session(writes=False) as session:
        number = session.query(ConflictRow.id).scalar()
    assert desk.post(f"/desk/plans/conflicts/{number}/withdraw").status_code == 303
    assert "Aucun couple n'est déclaré" in desk.shown("/desk/plans/conflicts")


def test_a_name_of_several_asks_which_one(desk, services, filled):
    sent = {"firm": "Atelier 1", "startup": "Filtrex", "kind": "other", "note": ""}
    answer = desk.browser.post("/desk/plans/conflicts", data=sent)
    shown = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "Plusieurs portent ce nom. Choisissez-en une." in shown
    chosen = filled["startups"][2]
    assert f'value="{chosen}"' in shown
    sent |= {"startup_id": str(chosen)}
    assert desk.browser.post("/desk/plans/conflicts", data=sent).status_code == 303
    with services.database.session(writes=False) as session:
        assert session.query(ConflictRow.startup_id).scalar() == chosen


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"firm": "Nulle part"}, "Personne dans l'annuaire ne porte ce nom."),
        ({"firm": ""}, "Entreprise"),
        ({"kind": "hatred"}, "Pourquoi"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(desk, services, changed, told):
    sent = {"firm": "Atelier 1", "startup": "Filtrex 1", "kind": "other", "note": ""} | changed
    answer = desk.browser.post("/desk/plans/conflicts", data=sent)
    shown = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert told in shown
    with services.database.session(writes=False) as session:
        assert session.query(ConflictRow).count() == 0


def test_a_pair_of_a_plan_leads_to_the_form_with_both_names(desk, filled):
    firm, startup = filled["firms"][0], filled["startups"][1]
    shown = desk.shown(f"/desk/plans/conflicts?firm={firm}&startup={startup}")
    assert 'value="Atelier 1"' in shown
    assert 'value="Filtrex 2"' in shown


def test_a_declared_pair_is_never_planned(desk, filled):
    for startup in range(1, STARTUPS + 1):
        sent = {"firm": "Atelier 1", "startup": f"Filtrex {startup}", "kind": "same_group"}
        assert desk.browser.post("/desk/plans/conflicts", data=sent).status_code == 303
    address = desk.planned()
    first = str(filled["challenges"][0])
    assert all(pair.split("-")[0] != first for pair in desk.pairs(address))
    assert "Défis sans personne" in desk.shown(address)
