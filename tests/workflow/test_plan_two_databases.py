"""A plan from asking to proposing, and conflicts, on SQLite and on PostgreSQL."""

from dataclasses import replace

import pytest

from matcher.domain.introduction import Stage
from matcher.domain.plan import ForbidCode
from matcher.workflow import conflicts, plans
from matcher.workflow.plan_problem import problem
from matcher.workflow.plan_settings import PlanState
from tests.workflow.people import an_introduction
from tests.workflow.plan_cases import FREE, an_agency


@pytest.fixture
def database(any_database):
    return any_database


@pytest.fixture
def agency(session, services, acting):
    made = an_agency(session, services, acting, firms=2, startups=0)
    made.a_startup(capacity=1)
    made.a_startup(capacity=1)
    return made.matched()


def test_a_plan_is_asked_for_marked_compared_and_proposed(agency, session):
    asked = replace(FREE, most=1, least_of={agency.challenges[0].id: 1}, least_by_region={})
    view = agency.planned(asked)
    assert view.state is PlanState.SOLVED
    assert view.settings == asked
    pair = view.pairs[0].pair
    other = agency.solved(plans.mark(agency.desk(), view.id, view.version, pair, "forbid"))
    found = plans.difference(agency.desk(), view.id, other.id)
    assert pair in {each.pair for each in found.removed}
    assert plans.recent(agency.desk())[0].figures == other.figures
    full, free = (each.pair for each in other.pairs)
    startup = next(row for row in agency.startups if row.id == full[1])
    an_introduction(session, agency.a_challenge(agency.firms[0]), startup, Stage.PROPOSED)

    done = plans.propose(agency.desk(), other.id, other.version, [full, free])
    session.commit()

    assert [(each.challenge_id, each.startup_id) for each in done.proposed] == [free]
    assert [(each.challenge_id, each.startup_id) for each in done.refused] == [full]
    assert agency.introduction(full) is None
    assert agency.introduction(free).stage is Stage.PROPOSED


def test_an_impossible_plan_is_kept_with_its_conflict(agency):
    view = agency.planned(replace(FREE, per_firm=0, least=1))

    assert view.state is PlanState.IMPOSSIBLE
    assert {each.told.code for each in view.conflict.constraints} == {"firm", "least"}


def test_a_declared_conflict_forbids(agency, session):
    conflicts.declare(agency.desk(), agency.firms[0].id, agency.startups[0].id, "same_group")
    session.commit()

    found = problem(agency.desk(), FREE, agency.officer.id).marks.forbidden

    assert found == {agency.pair(): ForbidCode.SAME_GROUP}
