"""Giving way: the number of one firm, officer or startup is raised, and that of no other."""

from dataclasses import replace

import pytest

from matcher.workflow import plan_relaxing, plans
from matcher.workflow.plan_settings import PlanSettings, PlanState
from tests.workflow.people import an_officer
from tests.workflow.plan_cases import FREE, an_agency

TIGHT = replace(FREE, most=1, per_firm=1, per_officer=1, per_startup=1)


@pytest.fixture
def agency(session, services, acting):
    """Two firms with two challenges each, and six startups that said no capacity."""
    made = an_agency(session, services, acting, firms=2, startups=6)
    for firm in list(made.firms):
        made.a_challenge(firm)
    return made.matched()


def give_way(agency, view, setting):
    """Change the first setting of this name that a plan offers to change, and solve again."""
    listed = view.conflict.relaxations
    place = next(number for number, each in enumerate(listed) if each.setting == setting)
    made = plan_relaxing.relax(agency.desk(), view.id, place)
    return listed[place], agency.solved(made)


def a_demanding_plan(agency, **limits):
    """Both challenges of the first firm must have somebody, the others may."""
    least_of = {row.id: 1 for row in agency.challenges if row.firm_id == agency.firms[0].id}
    roomy = replace(FREE, most=1, per_firm=9, per_officer=9, per_startup=9)
    return agency.planned(replace(roomy, least_of=least_of, **limits))


def test_one_firm_has_more_and_the_other_has_not(agency):
    view = a_demanding_plan(agency, per_firm=1)

    way, other = give_way(agency, view, "per_firm_of")

    assert (way.firm_id, way.number) == (agency.firms[0].id, 2)
    assert other.settings.per_firm == 1
    assert other.settings.per_firm_of == {agency.firms[0].id: 2}
    planned = {each.name: each.planned for each in other.loads if each.kind == "firm"}
    assert planned == {"Atelier 1": 2, "Atelier 2": 1}


def test_one_officer_follows_more_and_the_other_does_not(agency, session):
    colleague = an_officer(session, name="Collègue")
    for row in agency.challenges:
        is_first = row.firm_id == agency.firms[0].id
        row.officer_id = agency.officer.id if is_first else colleague.id
    view = a_demanding_plan(agency, per_officer=1)

    way, other = give_way(agency, view, "per_officer_of")

    assert way.officer_id == agency.officer.id
    assert other.settings.per_officer == 1
    assert other.settings.per_officer_of == {agency.officer.id: 2}
    planned = {each.name: each.planned for each in other.loads if each.kind == "officer"}
    assert planned == {"Chargée": 2, "Collègue": 1}


def test_one_startup_takes_more_and_the_others_do_not(agency):
    pairs = frozenset({agency.pair(0, 0), agency.pair(1, 0)})
    view = agency.planned(replace(FREE, most=2, per_startup=1, forced=pairs))

    way, other = give_way(agency, view, "per_startup_of")

    assert way.startup_id == agency.startups[0].id
    assert other.settings.per_startup == 1
    assert other.settings.per_startup_of == {agency.startups[0].id: 2}
    planned = {each.id: each.planned for each in other.loads if each.kind == "startup"}
    assert planned.pop(agency.startups[0].id) == 2
    assert set(planned.values()) == {1}


def test_a_startup_that_said_its_capacity_is_asked_and_not_overruled(agency):
    agency.startups[0].capacity = 1
    pairs = frozenset({agency.pair(0, 0), agency.pair(1, 0)})
    asked = replace(FREE, per_startup_of={agency.startups[0].id: 5}, forced=pairs)

    view = agency.planned(asked)

    assert view.state is PlanState.IMPOSSIBLE
    (way,) = (each for each in view.conflict.relaxations if each.told.code == "startup_own")
    assert not plan_relaxing.may_be_changed(way)


def test_giving_way_twice_keeps_the_first(agency):
    firms = [row.id for row in agency.firms]
    least_of = {row.id: 1 for row in agency.challenges}
    view = agency.planned(replace(TIGHT, per_officer=9, least_of=least_of))

    _, second = give_way(agency, view, "per_firm_of")
    _, third = give_way(agency, second, "per_firm_of")

    assert third.settings.per_firm_of == dict.fromkeys(firms, 2)
    assert third.state is PlanState.SOLVED


def test_what_is_set_for_one_is_told_with_the_name(agency, session):
    asked = replace(
        FREE,
        per_firm_of={agency.firms[0].id: 3},
        per_officer_of={agency.officer.id: 7},
        per_startup_of={agency.startups[0].id: 4},
        most_of={agency.challenges[0].id: 2},
    )

    told = agency.planned(asked).own_limits

    assert [(each.code, dict(each.params)) for each in told] == [
        ("per_startup_of", {"startup": "Startup 1", "count": 4}),
        ("per_firm_of", {"firm": "Atelier 1", "count": 3}),
        ("per_officer_of", {"officer": "Chargée", "count": 7}),
        ("most_of", {"challenge": agency.challenges[0].title, "count": 2}),
    ]


def test_the_difference_names_the_one_and_nobody_else(agency):
    view = agency.planned(FREE)
    asked = replace(FREE, per_firm_of={agency.firms[0].id: 3})
    other = agency.planned(asked, base_id=view.id)

    (told,) = plans.difference(agency.desk(), view.id, other.id).changes

    assert told.code == "per_firm_of"
    assert told.params == {"before": 4, "after": 3, "firm": "Atelier 1"}


def test_settings_that_were_kept_before_there_were_numbers_for_one_are_read():
    kept = PlanSettings.from_json({"per_firm": 3, "least_of": [[1, 2]]})

    assert kept.number_of("per_firm_of", 9) == 3
    assert kept.number_of("least_of", 1) == 2
