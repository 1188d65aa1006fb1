"""Old plans: forgotten when nothing came of them, kept when something was proposed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.store.journal import TaskRow
from matcher.store.plans import PlanRow
from matcher.workflow import plans, tasks
from matcher.workflow.plan_settings import PlanState
from matcher.workflow.plan_tidying import tidy
from tests.workflow.people import NOW
from tests.workflow.plan_cases import FREE, an_agency

DAYS = 30


@pytest.fixture
def agency(session, services, acting):
    services.settings.plan_days = DAYS
    return an_agency(session, services, acting, firms=1, startups=1).matched()


def later(agency, **time):
    return agency.acting(None, NOW + timedelta(**time))


def kept(agency):
    return list(agency.session.scalars(select(PlanRow.id).order_by(PlanRow.id)))


def test_a_plan_from_which_nothing_was_proposed_is_forgotten_in_time(agency):
    view = agency.planned(FREE)

    tidy(later(agency, days=DAYS))
    assert kept(agency) == [view.id]
    tidy(later(agency, days=DAYS, seconds=1))
    assert kept(agency) == []


def test_a_plan_from_which_something_was_proposed_stays(agency):
    idle, used = agency.planned(FREE), agency.planned(FREE)
    done = plans.propose(agency.desk(), used.id, used.version, [used.pairs[0].pair])
    assert done.proposed

    tidy(later(agency, days=9 * DAYS))

    assert kept(agency) == [used.id]
    assert idle.id != used.id
    assert plans.read(agency.desk(), used.id).pairs


def test_a_young_plan_that_followed_a_forgotten_one_stays_and_follows_none(agency, session):
    old = agency.planned(FREE)
    young = agency.planned(FREE, base_id=old.id)
    session.get_one(PlanRow, young.id).created_at = NOW + timedelta(days=DAYS)
    session.commit()

    tidy(later(agency, days=DAYS + 1))

    assert kept(agency) == [young.id]
    assert plans.read(agency.desk(), young.id).base_id is None


def test_a_plan_that_waits_in_vain_is_given_up(agency):
    plan_id = plans.ask(agency.desk(), FREE)

    tidy(later(agency, hours=23))
    assert plans.read(agency.desk(), plan_id).state is PlanState.WAITING
    tidy(later(agency, hours=25))

    view = plans.read(agency.desk(), plan_id)
    assert (view.state, view.failure.code) == (PlanState.FAILED, "abandoned")


def test_the_worker_tidies_plans_every_day(agency, session, services):
    agency.planned(FREE)
    session.commit()

    tasks.work(services, lambda: NOW + timedelta(days=DAYS + 1))
    session.expire_all()

    assert kept(agency) == []
    done = session.scalars(select(TaskRow.state).where(TaskRow.name == "tidy_plans")).all()
    assert done == [tasks.DONE]
