"""A plan that failed keeps a code that says what to do, and nothing of the error itself."""

import json

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from matcher.errors import NoPlanInTime
from matcher.ranking import assignment
from matcher.store.plans import PlanRow
from matcher.workflow import plan_solving, plans
from matcher.workflow.plan_settings import PlanState
from tests.workflow.people import NOW
from tests.workflow.plan_cases import FREE, an_agency

SECRET = "Confidentiel: la firme Zellige cherche un repreneur"


@pytest.fixture
def agency(session, services, acting):
    return an_agency(session, services, acting, firms=1, startups=1).matched()


def fail(agency, monkeypatch, problem):
    """Have a plan fail so; return its id."""

    def broken(*_, **__):
        raise problem

    monkeypatch.setattr(assignment, "solve", broken)
    plan_id = plans.ask(agency.desk(), FREE)
    agency.session.commit()
    with pytest.raises(type(problem)):
        plan_solving.solve_in_the_background(agency.services, NOW, plan_id=plan_id)
    agency.session.expire_all()
    return plan_id


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (NoPlanInTime(SECRET), "no_time"),
        (MemoryError(SECRET), "too_large"),
        (IntegrityError(SECRET, {}, ValueError(SECRET)), "stored"),
        (RuntimeError(SECRET), "unexpected"),
    ],
)
def test_a_failure_is_kept_as_a_code_without_a_word_of_the_error(
    agency, monkeypatch, problem, code
):
    plan_id = fail(agency, monkeypatch, problem)

    view = plans.read(agency.desk(), plan_id)
    assert view.state is PlanState.FAILED
    assert (view.failure.family, view.failure.code) == ("plan_failure", code)
    row = agency.session.get_one(PlanRow, plan_id)
    assert row.result == {"failure": code}
    assert "Confidentiel" not in json.dumps([row.result, row.problem, row.settings])


def test_a_database_that_is_busy_is_no_failure(agency, monkeypatch):
    plan_id = fail(agency, monkeypatch, OperationalError(SECRET, {}, ValueError(SECRET)))

    view = plans.read(agency.desk(), plan_id)
    assert (view.state, view.failure) == (PlanState.WAITING, None)


def test_a_plan_that_failed_before_reasons_were_kept_has_one(agency):
    plan_id = plans.ask(agency.desk(), FREE)
    agency.session.get_one(PlanRow, plan_id).state = PlanState.FAILED.value
    agency.session.flush()

    assert plans.read(agency.desk(), plan_id).failure.code == "unexpected"


def test_other_plans_have_no_failure(agency):
    assert agency.planned(FREE).failure is None
