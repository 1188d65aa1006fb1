"""A plan stays near the one that it was solved from, or near the last one that had a result."""

from dataclasses import replace

import pytest

from matcher.workflow import plans
from matcher.workflow.plan_settings import PlanState
from tests.workflow.plan_cases import FREE, an_agency

TIGHT = replace(FREE, most=1, per_startup=1)


@pytest.fixture
def agency(session, services, acting):
    """Five firms and six startups that are all alike."""
    return an_agency(session, services, acting, firms=5, startups=6).matched()


@pytest.fixture
def base(agency):
    """A plan that no tie would fall for by itself: the startups in reverse order."""
    pairs = frozenset(agency.pair(place, 4 - place) for place in range(5))
    view = agency.planned(replace(TIGHT, forced=pairs))
    return agency.planned(TIGHT, base_id=view.id)


def chosen(view):
    return {each.pair for each in view.pairs}


def test_solving_again_changes_nothing_where_nothing_happened(agency, base):
    again = agency.planned(base.settings, base_id=base.id)

    assert chosen(again) == chosen(base)
    assert chosen(agency.planned(base.settings)) != chosen(base)


def test_forbidding_a_pair_changes_that_one(agency, base):
    pair = base.pairs[0].pair

    other = agency.solved(plans.mark(agency.desk(), base.id, base.version, pair, "forbid"))

    assert chosen(base) - chosen(other) == {pair}
    assert len(other.pairs) == 5


def test_what_a_pair_would_cost_names_the_changes_that_its_lock_makes(agency, base):
    lone = next((challenge.id, agency.startups[5].id) for challenge in agency.challenges)

    told = plans.cost(agency.desk(), base.id, lone)

    other = agency.solved(plans.mark(agency.desk(), base.id, base.version, lone, "force"))
    assert {each.pair for each in told.leaves} == chosen(base) - chosen(other)
    assert len(told.leaves) == 1


def test_a_plan_after_an_impossible_one_stays_near_the_last_that_had_a_result(agency, base):
    asked = replace(base.settings, exposure_floor=50)
    impossible = agency.planned(asked, base_id=base.id)
    assert impossible.state is PlanState.IMPOSSIBLE

    again = agency.planned(base.settings, base_id=impossible.id)

    assert chosen(again) == chosen(base)
