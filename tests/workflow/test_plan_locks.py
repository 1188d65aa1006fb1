"""Locks that a plan cannot hold stay, and are told with their reason."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from matcher.domain.introduction import Stage
from matcher.domain.startup import Status
from matcher.domain.visibility import ChallengeState
from matcher.store.matches import MatchRow, MatchRunRow
from matcher.workflow import curation, plans
from matcher.workflow.plan_locks import UnheldCode
from matcher.workflow.plan_settings import Mark, PlanState
from tests.workflow.people import an_introduction, an_officer
from tests.workflow.plan_cases import FREE, an_agency


@pytest.fixture
def agency(session, services, acting):
    return an_agency(session, services, acting, firms=2, startups=3).matched()


def happen(agency, what):
    """Make the pair of the first challenge and the first startup no option."""
    session, challenge, startup = agency.session, agency.challenges[0], agency.startups[0]
    if what == "closed":
        challenge.state = ChallengeState.CLOSED
    elif what == "not_counted":
        challenge.officer_id = an_officer(session, name="Collègue").id
    elif what == "inactive":
        startup.status = Status.PAUSED
    elif what == "introduced":
        an_introduction(session, challenge, startup, Stage.MET)
    elif what == "ended":
        an_introduction(session, challenge, startup, Stage.DECLINED, decline_side="firm")
    elif what == "rejected":
        curation.reject(agency.desk(), challenge.id, startup.id, 0, "off_topic")
    else:
        runs = select(MatchRunRow.id).where(MatchRunRow.challenge_id == challenge.id)
        of_pair = MatchRow.run_id.in_(runs), MatchRow.startup_id == startup.id
        session.execute(delete(MatchRow).where(*of_pair))
    session.flush()


@pytest.mark.parametrize("what", [each.value for each in UnheldCode])
def test_a_lock_that_cannot_be_held_stays_and_says_why(agency, what):
    for row in agency.challenges:
        row.officer_id = agency.officer.id
    mine = agency.officer.id if what == "not_counted" else None
    pair = agency.pair()
    view = agency.planned(replace(FREE, officer_id=mine, forced=frozenset({pair})))
    assert view.unheld == ()
    assert pair in {each.pair for each in view.pairs}
    happen(agency, what)

    again = agency.planned(view.settings, base_id=view.id)

    assert again.state is PlanState.SOLVED
    assert again.pairs
    assert pair not in {each.pair for each in again.pairs}
    (line,) = again.unheld
    assert (line.challenge_id, line.startup_id, line.mark) == (*pair, "force")
    assert (line.unheld.family, line.unheld.code) == ("plan_unheld", what)
    assert line.startup_name == "Startup 1"
    assert again.settings.forced == {pair}


def test_a_lock_holds_again_when_the_pair_is_possible_again(agency):
    pair = agency.pair()
    agency.startups[0].status = Status.PAUSED
    view = agency.planned(replace(FREE, forced=frozenset({pair})))
    assert [each.unheld.code for each in view.unheld] == ["inactive"]
    agency.startups[0].status = Status.ACTIVE

    again = agency.planned(view.settings, base_id=view.id)

    assert again.unheld == ()
    assert pair in {each.pair for each in again.pairs}


def test_a_lock_that_cannot_be_held_can_be_taken_away(agency):
    pair = agency.pair()
    agency.challenges[0].state = ChallengeState.CLOSED
    view = agency.planned(replace(FREE, forced=frozenset({pair})))

    made = plans.mark(agency.desk(), view.id, view.version, pair, Mark.FREE)

    freed = agency.solved(made)
    assert freed.settings.forced == frozenset()
    assert freed.marks == ()


def test_an_impossible_plan_tells_its_locks_too(agency):
    pair = agency.pair()
    agency.startups[0].status = Status.PAUSED

    view = agency.planned(replace(FREE, per_firm=0, least=1, forced=frozenset({pair})))

    assert view.state is PlanState.IMPOSSIBLE
    assert [each.unheld.code for each in view.unheld] == ["inactive"]
