"""Pairs of a plan forced and forbidden, and what differs between two plans."""

from dataclasses import replace

import pytest

from matcher.domain.visibility import ChallengeState
from matcher.errors import NotFound, NotPossible, StalePage
from matcher.workflow import plans
from tests.workflow.plan_cases import FREE, TIGHT, a_contest, chosen


@pytest.fixture
def agency(session, services, acting):
    return a_contest(session, services, acting)


def test_forbidding_a_pair_asks_for_a_new_plan_without_it(agency):
    view = agency.planned(TIGHT)
    pair = view.pairs[0].pair

    other = agency.solved(plans.mark(agency.desk(), view.id, view.version, pair, "forbid"))

    assert other.base_id == view.id
    assert pair not in chosen(other)
    assert [(each.challenge_id, each.startup_id, each.mark) for each in other.marks] == [
        (*pair, "forbid")
    ]
    assert chosen(plans.read(agency.desk(), view.id)) == chosen(view)


def test_a_forced_pair_is_in_the_plan_with_its_reason(agency):
    view = agency.planned(TIGHT)
    challenge = {each.challenge_id: each.startup_id for each in view.pairs}
    one, two = (row.id for row in agency.startups)
    first = agency.challenges[0].id
    pair = (first, two if challenge[first] == one else one)

    other = agency.solved(plans.mark(agency.desk(), view.id, view.version, pair, "force"))

    found = next(each for each in other.pairs if each.pair == pair)
    assert found.mark == "force"
    assert "forced" in {each.code for each in found.why}


def test_a_freed_pair_has_no_mark_any_more(agency):
    view = agency.planned(TIGHT)
    pair = view.pairs[0].pair
    marked = agency.solved(plans.mark(agency.desk(), view.id, view.version, pair, "forbid"))

    freed = agency.solved(plans.mark(agency.desk(), marked.id, marked.version, pair, "free"))

    assert freed.marks == ()
    assert freed.figures.expected == view.figures.expected
    assert chosen(freed) == chosen(marked)


def test_the_same_mark_twice_asks_once(agency):
    view = agency.planned(TIGHT)
    pair = view.pairs[0].pair

    first = plans.mark(agency.desk(), view.id, view.version, pair, "forbid")

    assert plans.mark(agency.desk(), view.id, view.version, pair, "forbid") == first


def test_a_mark_from_an_old_page_or_on_a_strange_pair_is_refused(agency):
    view = agency.planned(TIGHT)

    with pytest.raises(StalePage):
        plans.mark(agency.desk(), view.id, view.version - 1, view.pairs[0].pair, "force")
    with pytest.raises(NotFound):
        plans.mark(agency.desk(), view.id, view.version, (1, 4711), "force")
    with pytest.raises(NotFound):
        plans.mark(agency.desk(), view.id, view.version, view.pairs[0].pair, "burn")


def test_a_plan_that_waits_cannot_be_marked(agency):
    plan_id = plans.ask(agency.desk(), TIGHT)

    with pytest.raises(NotPossible):
        plans.mark(agency.desk(), plan_id, 1, agency.pair(), "force")


def test_the_difference_says_who_gains_and_who_loses_and_what_was_marked(agency):
    view = agency.planned(replace(TIGHT, per_officer=1))
    (pair,) = chosen(view)
    other = agency.solved(plans.mark(agency.desk(), view.id, view.version, pair, "forbid"))

    found = plans.difference(agency.desk(), other.id, view.id)

    assert (found.before.id, found.after.id) == (view.id, other.id)
    assert {each.pair for each in found.removed} == {pair}
    assert {each.pair for each in found.added} == chosen(other)
    assert found.same == 0
    lost = {(each.kind, each.id) for each in found.loses}
    gained = {(each.kind, each.id) for each in found.gains}
    (new,) = chosen(other)
    assert (("startup", pair[1]) in lost) == (new[1] != pair[1])
    assert (("challenge", pair[0]) in lost) == (new[0] != pair[0])
    assert lost | gained
    assert all(each.name for each in (*found.gains, *found.loses))
    assert [each.code for each in found.changes] == ["forbid"]
    assert found.changes[0].params["startup"].startswith("Startup")


def test_the_difference_says_which_limits_and_what_else_changed(agency):
    view = agency.planned(TIGHT)
    agency.challenges[1].state = ChallengeState.CLOSED
    other = agency.planned(replace(TIGHT, most=2, keep_of_best=0.9), base_id=view.id)

    told = {
        each.code: each.params
        for each in plans.difference(agency.desk(), view.id, other.id).changes
    }

    assert told["most"] == {"before": 1, "after": 2}
    assert told["keep_of_best"] == {"before": 100, "after": 90}
    assert told["challenge_went"] == {"challenge": agency.challenges[1].title}


def test_two_plans_cannot_be_compared_before_both_are_solved(agency):
    view = agency.planned(TIGHT)
    waiting = plans.ask(agency.desk(), FREE)

    with pytest.raises(NotPossible):
        plans.difference(agency.desk(), view.id, waiting)
