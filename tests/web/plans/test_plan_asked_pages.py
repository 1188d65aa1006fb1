"""How a plan is asked for, by an officer and without a script."""

import html
import re

import pytest

from matcher.domain.people import Role
from matcher.store.plans import PlanRow
from tests.web.plans.desk import ASKED, PARTIAL


def test_the_planner_is_for_officers(filled, signed_in, client):
    for role in (Role.FIRM, Role.STARTUP):
        assert signed_in(role).get("/desk/plans").status_code == 403
    assert client.get("/desk/plans").status_code == 303
    assert signed_in(Role.ADMINISTRATOR).get("/desk/plans").status_code == 200


def test_the_navigation_leads_to_the_planner(desk):
    shown = desk.shown("/desk")
    assert shown.count('href="/desk/plans"') == 2
    assert "Planification" in shown
    assert "Planifier le mois" in shown


def test_an_empty_list_says_what_a_plan_is(desk):
    shown = desk.shown("/desk/plans")
    assert "Aucun plan n'a encore été demandé" in shown
    assert 'href="/desk/plans/new"' in shown


def test_a_plan_waits_and_the_page_looks_again(desk):
    address = desk.ask()
    shown = desk.shown(address)
    assert 'hx-trigger="every 2s"' in shown
    assert f'<a href="{address}">Regarder à nouveau</a>' in shown
    assert "En préparation" in desk.shown("/desk/plans")
    part = desk.get(address, headers=PARTIAL).get_data(as_text=True)
    assert 'id="plan"' in part
    assert "<html" not in part


def test_a_solved_plan_stops_looking(desk):
    address = desk.planned()
    part = desk.get(address, headers=PARTIAL).get_data(as_text=True)
    assert "hx-trigger" not in part
    assert 'id="introductions"' in part


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("per_firm", "beaucoup", "Par entreprise"),
        ("per_officer", "501", "Par chargé de mise en relation"),
        ("most", "", "Au plus"),
        ("least", "3", "Le minimum ne peut dépasser le maximum."),
        ("keep_of_best", "21", "20"),
        ("certainty_cap", "12", "Part laissée au hasard"),
    ],
)
def test_settings_that_cannot_be_are_refused_in_words(desk, services, name, value, told):
    answer = desk.browser.post("/desk/plans/new", data=ASKED | {name: value})
    shown = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert 'id="error-summary"' in shown
    assert f'href="#{name}"' in shown
    assert told in shown
    with services.database.session(writes=False) as session:
        assert session.query(PlanRow).count() == 0


def test_a_region_without_a_number_is_refused_and_stays_in_the_form(desk):
    sent = ASKED | {"region": ["MA-06", "", ""], "region_least": ["deux", "", ""]}
    answer = desk.browser.post("/desk/plans/new", data=sent)
    shown = html.unescape(answer.get_data(as_text=True))
    assert answer.status_code == 422
    assert "Écrivez un nombre de 0 à 500." in shown
    assert '<option value="MA-06" selected>' in shown
    assert 'value="deux"' in shown


def test_what_is_asked_is_kept_and_can_be_changed(desk, services):
    address = desk.ask(
        region=["MA-06", "", ""], region_least=["2", "", ""], keep_of_best="7", certainty_cap="90"
    )
    with services.database.session(writes=False) as session:
        kept = session.query(PlanRow).one().settings
    assert kept["least_by_region"] == {"MA-06": 2}
    assert kept["keep_of_best"] == pytest.approx(0.93)
    assert kept["certainty_cap"] == pytest.approx(0.9)
    number = address.rpartition("/")[2]
    shown = desk.shown(f"/desk/plans/new?from={number}")
    assert '<option value="MA-06" selected>' in shown
    assert '<option value="90" selected>' in shown
    assert re.search(r'name="keep_of_best"[^>]*value="7"', shown)
    assert f'name="from" value="{number}"' in shown


def test_only_my_own_challenges(desk, services, users):
    desk.ask(is_mine="yes")
    with services.database.session(writes=False) as session:
        assert session.query(PlanRow).one().settings["officer_id"] == users[Role.OFFICER].id


def test_a_plan_that_is_not_there(desk):
    desk.shown("/desk/plans/99", status=404)
    desk.shown("/desk/plans/new?from=99", status=404)
