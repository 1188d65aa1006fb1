"""What the page of a plan tells; none of this needs a script."""

import copy
import re

import pytest

from matcher.domain.plan import LeftOutKind
from matcher.ranking import assignment_reasons
from matcher.store.plans import PlanRow
from matcher.workflow import plan_reading, plan_solving
from tests.web.plans.desk import FIRMS, PARTIAL


def test_a_plan_names_who_meets_whom_and_why(desk):
    address = desk.planned()
    shown = desk.shown(address)
    assert len(desk.pairs(address)) == FIRMS
    assert "Eaux de rinçage 1" in shown
    assert "Filtrex" in shown
    assert 'class="plan-told' in shown
    assert f"sur {FIRMS}" in shown
    assert "Coefficient de Gini" in shown
    assert "Charge de chacun" in shown


def test_what_is_left_out_says_what_holds_it_and_what_it_would_cost(desk, filled):
    address = desk.planned()
    shown = desk.shown(address)
    assert "laissées de côté" in shown
    assert "coûterait" in shown
    chosen = {pair.split("-")[1] for pair in desk.pairs(address)}
    [other] = [each for each in filled["startups"] if str(each) not in chosen]
    link = f"{address}/cost?challenge={filled['challenges'][0]}&startup={other}"
    whole = desk.shown(link)
    assert "L'inclure" in whole
    assert "Il prendrait la place de" in whole
    part = desk.get(link, headers=PARTIAL).get_data(as_text=True)
    assert "<html" not in part
    assert "<strong>" in part


def test_a_cost_needs_a_pair_of_the_plan(desk):
    address = desk.planned()
    assert desk.get(f"{address}/cost").location == address
    desk.shown(f"{address}/cost?challenge=1&startup=999", status=404)


def test_a_plan_that_failed_says_so_and_can_be_asked_again(desk, services):
    address = desk.ask()
    with services.database.session() as session:
        session.query(PlanRow).one().state = "failed"
    shown = desk.shown(address)
    assert "Le plan n'a pas pu être calculé" in shown
    assert "Une erreur imprévue est survenue" in shown
    again = desk.post(f"{address}/again")
    assert again.status_code == 303
    assert again.location != address


@pytest.mark.parametrize("spoken", ["ar", "en"])
def test_every_page_speaks_the_other_languages(desk, spoken):
    solved, impossible = desk.planned(), desk.planned(exposure_floor="50")
    titles = {"ar": "الخطة رقم", "en": "Plan no."}
    desk.get(f"/desk?lang={spoken}")
    for path in (solved, impossible):
        shown = desk.shown(path)
        assert titles[spoken] in shown
        assert "Réglages" not in shown


def test_each_kind_of_what_is_left_out_is_cut_by_itself_and_counted_truly(desk, monkeypatch):
    address = desk.planned(per_officer="1")
    for kind in LeftOutKind:
        monkeypatch.setitem(plan_reading.MOST_LEFT_OUT, kind, 1)
    shown = desk.shown(address)
    assert "3 startups (dont montrés ici : 1)" in shown
    assert "2 (dont montrés ici : 1)" in shown
    assert "Startups possibles : 4 ; retenues : 0 ; laissées de côté : 4" in shown


def test_the_nearest_that_are_shown_are_not_called_all(desk, monkeypatch):
    monkeypatch.setattr(assignment_reasons, "SHOWN", 2)
    shown = desk.shown(desk.planned())
    assert "laissées de côté : 3 (les plus proches sont montrées : 2)" in shown


def test_challenges_and_newcomers_left_out_have_a_cost_or_a_way_to_it(desk, filled, monkeypatch):
    monkeypatch.setattr(plan_solving, "SECONDS_FOR_COSTS", 0.0)
    address = desk.planned(per_officer="1")
    served = [int(each) for each in desk.pairs(address)[0].split("-")]
    challenge = next(each for each in filled["challenges"] if each != served[0])
    startup = next(each for each in filled["startups"] if each != served[1])
    shown = desk.shown(address)
    for link in (f"{address}/cost?challenge={challenge}", f"{address}/cost?startup={startup}"):
        assert f'href="{link}"' in shown
        assert "L'inclure" in desk.shown(link)
    assert "Aucun plan ne peut" in desk.shown(f"{address}/cost?challenge={served[0]}")
    desk.shown(f"{address}/cost?challenge=999999", status=404)


def test_a_comparison_shows_the_load_of_both(desk):
    first, second = desk.planned(per_officer="2"), desk.planned(per_officer="30")
    shown = desk.shown(f"{second}/compare?with={first.rpartition('/')[2]}")
    loads = shown[shown.index('id="loads-title"') :]
    assert re.search(r"2 sur 2.*?3 sur 30", loads, re.DOTALL)


def test_a_search_that_was_stopped_and_a_set_that_may_not_be_the_smallest_are_told(desk, services):
    impossible, solved = desk.planned(exposure_floor="50"), desk.planned()
    assert "Il n'est pas prouvé" not in desk.shown(impossible)
    assert "La recherche a été arrêtée" not in desk.shown(solved)
    with services.database.session() as session:
        for row in session.query(PlanRow):
            result = copy.deepcopy(row.result)
            if "conflict" in result:
                result["conflict"]["is_smallest"] = False
            else:
                result["figures"]["is_proven"] = False
            row.result = result
    assert "Il n'est pas prouvé" in desk.shown(impossible)
    assert "La recherche a été arrêtée" in desk.shown(solved)


def test_places_that_are_taken_count_what_is_open_already(desk, filled):
    first = desk.planned(per_officer="1")
    served = desk.pairs(first)[0].split("-")[0]
    assert "(en cours et dans ce plan : 1 sur 1)" in desk.shown(first)
    version = re.search(r'name="version" value="(\d+)"', desk.shown(first))[1]
    desk.post(f"{first}/propose", pair=desk.pairs(first)[0], version=version)
    again = desk.planned(per_officer="2")
    shown = desk.shown(again)
    assert "(en cours et dans ce plan : 2 sur 2)" in shown
    assert served not in {each.split("-")[0] for each in desk.pairs(again)}
    assert "Personne de nouveau : les mises en relation en cours" in shown


def test_a_cost_below_nothing_is_a_gain(desk, services):
    address = desk.planned()
    assert "L'inclure apporterait" not in desk.shown(address)
    with services.database.session() as session:
        row = session.query(PlanRow).one()
        result = copy.deepcopy(row.result)
        result["plan"]["left_out"][0]["cost"] = -0.5
        row.result = result
    assert "L'inclure apporterait en plus, en succès attendus : 0,5" in desk.shown(address)
