"""Two officers at the same moment propose the same plan: each introduction is made once."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from matcher.domain.introduction import Stage
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.journal import JournalRow
from matcher.store.matches import VerdictRow
from matcher.store.outbox import OutboxRow
from matcher.workflow import plans
from tests.workflow.people import an_officer
from tests.workflow.plan_cases import FREE, an_agency

OFFICERS = 3


@pytest.fixture
def database(any_database):
    return any_database


@pytest.fixture
def agency(session, services, acting):
    made = an_agency(session, services, acting, firms=3, startups=0)
    for _ in range(3):
        made.a_startup(capacity=1)
    return made.matched()


def count(session, row, *where):
    return session.scalar(select(func.count()).select_from(row).where(*where))


def test_officers_who_propose_the_same_plan_at_once(agency, session, at_once, database):
    view = agency.planned(replace(FREE, most=1))
    pairs = [each.pair for each in view.pairs]
    colleagues = [an_officer(session, name=f"Collègue {number}") for number in range(OFFICERS)]
    session.commit()

    told = at_once(
        *(
            (each, lambda context: plans.propose(context, view.id, view.version, pairs))
            for each in colleagues
        )
    )

    assert all(each.refused == () for each in told)
    assert all(len(each.proposed) == len(pairs) for each in told)
    said = sorted([each.already for each in one.proposed] for one in told)
    assert said == [[False] * 3, [True] * 3, [True] * 3]
    numbers = {tuple(each.introduction_id for each in one.proposed) for one in told}
    assert len(numbers) == 1
    with database.session(writes=False) as reading:
        rows = reading.scalars(select(IntroductionRow)).all()
        assert len(rows) == len(pairs)
        assert {row.stage for row in rows} == {Stage.PROPOSED}
        assert count(reading, MoveRow, MoveRow.stage_after == Stage.PROPOSED) == len(pairs)
        assert count(reading, VerdictRow) == len(pairs)
        assert count(reading, OutboxRow) == 2 * len(pairs)
        assert count(reading, JournalRow, JournalRow.action == "plan.proposed") == 1
