"""The planner's pages, as an officer's browser gets them; none of this needs a script."""

import copy
import html
import re

import pytest

from matcher.domain.people import Role
from matcher.domain.plan import LeftOutKind
from matcher.domain.visibility import ChallengeState
from matcher.ranking import assignment_reasons
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.store.plans import ConflictRow, PlanRow
from matcher.workflow import matching, plan_reading, plan_solving
from matcher.workflow.context import Context
from tests.web.conftest import NOW
from tests.workflow.gate import FakeGate
from tests.workflow.people import a_challenge, a_firm, a_firm_member, a_person, a_startup

WATER = "Nous savons traiter les eaux de rinçage des ateliers."
PARTIAL = {"HX-Request": "true"}
ASKED = {
    "per_firm": "4",
    "per_officer": "30",
    "per_startup": "1",
    "least": "0",
    "most": "1",
    "exposure_floor": "0",
    "keep_of_best": "0",
    "certainty_cap": "100",
    "region": ["", "", ""],
    "region_least": ["", "", ""],
}
FIRMS, STARTUPS = 3, 4


@pytest.fixture
def filled(services, users):
    """Return the ids of firms, their challenges and startups, once all challenges were matched."""
    services.engine = FakeGate()
    made = {"firms": [], "challenges": [], "startups": []}
    with services.database.session() as session:
        for number in range(FIRMS):
            firm = a_firm(session, name=f"Atelier {number + 1}")
            a_firm_member(session, firm)
            row = a_challenge(session, firm, title=f"Eaux de rinçage {number + 1}")
            made["firms"].append(firm.id)
            made["challenges"].append(row.id)
        for number in range(STARTUPS):
            home = {"name": f"Filtrex {number + 1}", "region": "MA-06"}
            row = a_startup(session, WATER, organisation=home)
            a_person(session, Role.STARTUP, session.get_one(OrganisationRow, row.id))
            made["startups"].append(row.id)
        for challenge in made["challenges"]:
            matching.run(Context(session, None, NOW, services), challenge)
    return made


class Desk:
    """An officer at the planner, and a worker who solves when told to."""

    def __init__(self, browser, services):
        self.browser, self.services = browser, services

    def get(self, path, **more):
        return self.browser.get(path, **more)

    def shown(self, path, status=200):
        answer = self.browser.get(path)
        assert answer.status_code == status, path
        return html.unescape(answer.get_data(as_text=True)).translate({0x2068: None, 0x2069: None})

    def ask(self, **said):
        """Ask for a plan by the form; return its address."""
        answer = self.browser.post("/desk/plans/new", data=ASKED | said)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.location

    def solve(self, address):
        """Have the worker work out a plan; return its address."""
        number = int(address.rpartition("/")[2])
        plan_solving.solve_in_the_background(self.services, NOW, plan_id=number)
        return address

    def planned(self, **said):
        return self.solve(self.ask(**said))

    def post(self, path, **data):
        return self.browser.post(path, data=data)

    def mark(self, address, pair, how):
        """Mark a pair and have the new plan worked out; return its address."""
        challenge, startup = pair.split("-")
        found = re.search(r'name="version" value="(\d+)"', self.shown(address))
        answer = self.post(
            f"{address}/mark", version=found[1], challenge=challenge, startup=startup, how=how
        )
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self.solve(answer.location)

    def pairs(self, address):
        """Return the pairs of a plan, as they stand in its form."""
        return re.findall(r'id="pair-(\d+-\d+)"', self.shown(address))


@pytest.fixture
def desk(filled, signed_in, services):
    return Desk(signed_in(Role.OFFICER), services)


# --- asking -------------------------------------------------------------------------------------


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


# --- reading ------------------------------------------------------------------------------------


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


# --- marking ------------------------------------------------------------------------------------


def test_a_forbidden_pair_is_gone_and_the_comparison_says_why(desk):
    first = desk.planned()
    gone = desk.pairs(first)[0]
    second = desk.mark(first, gone, "forbid")
    assert gone not in desk.pairs(second)
    shown = desk.shown(second)
    assert "Interdit" in shown
    compare = html.unescape(re.search(r'href="([^"]+/compare\?[^"]+)"', shown)[1])
    told = desk.shown(compare)
    assert "Couple interdit" in told
    assert "interdit ce couple" in told
    assert "Succès attendus" in told


def test_a_locked_pair_stays_and_can_be_freed(desk, filled):
    first = desk.planned()
    chosen = set(desk.pairs(first))
    other = next(
        f"{challenge}-{startup}"
        for challenge in filled["challenges"]
        for startup in filled["startups"]
        if f"{challenge}-{startup}" not in chosen
    )
    second = desk.mark(first, other, "force")
    assert other in desk.pairs(second)
    assert "Imposé" in desk.shown(second)
    third = desk.mark(second, other, "free")
    assert "Aucun. Le plan a choisi librement." in desk.shown(third)


def test_a_lock_that_cannot_be_held_is_told_and_can_be_taken_away(desk, filled, services):
    first = desk.planned()
    pair = desk.pairs(first)[0]
    second = desk.mark(first, pair, "force")
    with services.database.session() as session:
        session.get_one(ChallengeRow, int(pair.split("-")[0])).state = ChallengeState.CLOSED
    third = desk.solve(desk.post(f"{second}/again").location)
    shown = desk.shown(third)
    assert "1 couple imposé n'a pas pu être tenu" in shown
    assert "Non tenu :" in shown
    assert shown.count("Ce défi n'est plus ouvert.") == 2
    assert "Non tenu :" not in desk.shown(desk.mark(third, pair, "free"))


OWN_LIMIT = re.compile(r"Pour l'entreprise « Atelier \d » seulement, [^<]*: 1\.")


def test_what_is_set_for_one_firm_is_shown_and_can_be_forgotten(desk):
    impossible = desk.planned(per_firm="0", least="1")
    answer = desk.post(f"{impossible}/relax", place=_place_of(desk.shown(impossible)))
    second = answer.location
    desk.solve(second)
    only = OWN_LIMIT.search(desk.shown(second)).group()
    number = second.rpartition("/")[2]
    assert only in desk.shown(f"/desk/plans/new?from={number}")
    kept = desk.ask(**{"from": number})
    assert only in desk.shown(desk.solve(kept))
    gone = desk.ask(**{"from": number, "drops_own_limits": "y"})
    assert only not in desk.shown(desk.solve(gone))


def test_a_mark_that_nobody_knows_is_refused(desk):
    address = desk.planned()
    pair = desk.pairs(address)[0].split("-")
    wrong = {"version": 2, "challenge": pair[0], "startup": pair[1], "how": "marry"}
    assert desk.post(f"{address}/mark", **wrong).status_code == 400
    assert desk.post(f"{address}/mark", version=2, how="forbid").status_code == 400
    stale = wrong | {"how": "forbid", "version": 1}
    assert desk.post(f"{address}/mark", **stale).status_code == 409


def test_two_plans_need_two_plans(desk):
    address = desk.planned()
    assert "Il n'y a pas d'autre plan à comparer" in desk.shown(f"{address}/compare")
    desk.planned(per_firm="1", per_startup="2")
    assert '<select class="input" name="with">' in desk.shown(f"{address}/compare")


# --- what cannot be -----------------------------------------------------------------------------


def test_an_impossible_plan_says_what_conflicts_and_gives_way(desk):
    address = desk.planned(exposure_floor="50")
    shown = desk.shown(address)
    assert "Impossible" in shown
    assert "Ce qui se contredit" in shown
    assert "Startups jamais présentées qui doivent avoir une place : 50." in shown
    answer = desk.post(f"{address}/relax", place=_place_of(shown))
    assert answer.status_code == 303
    after = desk.shown(desk.solve(answer.location))
    assert "Qui devrait rencontrer qui" in after


def _place_of(shown):
    return re.search(r'/relax">.*?name="place" value="(\d+)"', shown, re.DOTALL)[1]


def test_giving_way_on_what_is_not_there_is_refused(desk):
    address = desk.planned(exposure_floor="50")
    assert desk.post(f"{address}/relax", place=40).status_code == 409
    assert desk.post(f"{address}/relax").status_code == 409
    solved = desk.planned()
    assert desk.post(f"{solved}/relax", place=0).status_code == 409


# --- proposing ----------------------------------------------------------------------------------


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


# --- pairs that must not meet -------------------------------------------------------------------


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


@pytest.mark.parametrize("spoken", ["ar", "en"])
def test_every_page_speaks_the_other_languages(desk, spoken):
    solved, impossible = desk.planned(), desk.planned(exposure_floor="50")
    titles = {"ar": "الخطة رقم", "en": "Plan no."}
    desk.get(f"/desk?lang={spoken}")
    for path in (solved, impossible):
        shown = desk.shown(path)
        assert titles[spoken] in shown
        assert "Réglages" not in shown


# --- what is left out, in numbers ---------------------------------------------------------------


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
