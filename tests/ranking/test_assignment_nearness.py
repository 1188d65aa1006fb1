"""A plan that follows another changes no more of it than it must, and promises as much."""

from dataclasses import replace

import pytest

from benchmarks.planning_checks import broken
from benchmarks.planning_instances import office, small
from matcher.domain.plan import (
    ChallengeNeed,
    ForbidCode,
    Limits,
    Marks,
    Option,
    Plan,
    Problem,
    StartupPlaces,
)
from matcher.ranking.assignment import solve
from matcher.ranking.assignment_stages import GAP, NEAR


def planned(problem, **more):
    found = solve(problem, **more)
    assert isinstance(found, Plan)
    return found


def without(problem, pair):
    """Return the problem with one pair forbidden."""
    forbidden = {**problem.marks.forbidden, pair: ForbidCode.BY_OFFICER}
    return replace(problem, marks=Marks(problem.marks.forced, forbidden))


def a_ring(size=5, keep_of_best=1.0, less=0.0):
    """Challenges that can each have their own startup, the next one's or a spare one.

    All chances are the same, but for those of the spare startup, which are smaller by `less`.
    """
    pairs = [(one, two) for one in range(1, size + 1) for two in (one, one % size + 1)]
    spare = size + 1
    return Problem(
        tuple(Option(*pair, 0.5) for pair in pairs)
        + tuple(Option(one, spare, 0.5 - less) for one in range(1, size + 1)),
        tuple(ChallengeNeed(one, firm_id=one, most=1) for one in range(1, size + 1)),
        tuple(StartupPlaces(two, places=1) for two in range(1, spare + 1)),
        Limits(keep_of_best=keep_of_best),
    )


OWN = frozenset((one, one) for one in range(1, 6))
NEXT = frozenset((one, one % 5 + 1) for one in range(1, 6))


@pytest.mark.parametrize("base", [OWN, NEXT], ids=["own", "next"])
def test_forbidding_one_pair_changes_one_where_ties_allow_it(base):
    gone = min(base)
    problem = without(a_ring(), gone)

    plan = planned(problem, near=base)

    assert base - plan.chosen == {gone}
    assert plan.expected_successes == planned(problem).expected_successes


@pytest.mark.parametrize("base", [OWN, NEXT], ids=["own", "next"])
def test_a_tie_goes_to_the_plan_it_follows(base):
    assert planned(a_ring(), near=base).chosen == base


def test_without_a_plan_to_follow_nothing_is_different():
    problem = office(3)

    assert planned(problem, near=()) == planned(problem)


def test_a_near_tie_goes_to_the_plan_it_follows_and_more_does_not():
    gone = (1, 1)
    for less, is_near in ((0.004, True), (0.02, False)):
        problem = without(a_ring(less=less, keep_of_best=0.95), gone)
        free, plan = planned(problem), planned(problem, near=OWN)
        assert free.expected_successes == pytest.approx(2.5)
        assert (OWN - plan.chosen == {gone}) == is_near
        assert plan.expected_successes >= (1 - NEAR) * free.expected_successes


def test_where_all_successes_are_kept_not_even_a_near_tie_is_given_up():
    problem = without(a_ring(less=0.004, keep_of_best=1.0), (1, 1))

    plan = planned(problem, near=OWN)

    assert plan.expected_successes == plan.best_possible


def test_every_promise_is_kept_near_another_plan():
    fewer = 0
    for seed in range(6):
        problem = office(seed)
        base = planned(problem)
        changed = without(problem, min(base.chosen))
        free, plan = planned(changed), planned(changed, near=base.chosen)
        assert broken(changed, plan.chosen) == [], seed
        assert plan.expected_successes >= 0.95 * plan.best_possible - 1e-9, seed
        assert plan.expected_successes >= (1 - NEAR) * free.expected_successes - 1e-9, seed
        assert plan.gini_after <= free.gini_after + 4 * GAP, seed
        kept, otherwise = len(base.chosen & plan.chosen), len(base.chosen & free.chosen)
        assert kept >= otherwise, seed
        fewer += kept > otherwise
    assert fewer > 0


def test_limits_hold_near_any_plan():
    for seed in range(40):
        problem = small(seed)
        free = solve(problem)
        pairs = frozenset(each.pair for each in problem.options[::2])
        plan = solve(problem, near=pairs)
        assert isinstance(plan, Plan) == isinstance(free, Plan), seed
        if isinstance(plan, Plan):
            assert broken(problem, plan.chosen) == [], seed
            assert plan.best_possible == free.best_possible, seed
            assert plan.expected_successes >= 0.95 * plan.best_possible - 1e-9, seed
            assert plan.expected_successes >= (1 - NEAR) * free.expected_successes - 1e-9, seed
            assert len(plan.chosen & pairs) >= len(free.chosen & pairs), seed


def test_the_same_plan_to_follow_gives_the_same_plan():
    problem = office(5)
    base = planned(problem)
    changed = without(problem, min(base.chosen))
    again = replace(changed, options=changed.options[::-1])

    one, two = (planned(each, near=base.chosen) for each in (changed, again))

    assert one.chosen == two.chosen


def test_pairs_that_are_no_option_any_more_are_no_matter():
    assert planned(a_ring(), near=OWN | {(1, 4711), (4711, 1)}).chosen == OWN


def test_what_went_is_named_with_what_holds_it_however_many_are_better():
    """One challenge, twenty startups: the pair before and the forbidden one are the last of all."""
    options = tuple(Option(1, two, 0.9 - two / 100) for two in range(1, 21))
    problem = Problem(
        options,
        (ChallengeNeed(1, firm_id=1, most=1),),
        tuple(StartupPlaces(two, places=1) for two in range(1, 21)),
        Limits(keep_of_best=1.0),
    )
    plan = planned(without(problem, (1, 19)), near=[(1, 20)])
    told = {(each.challenge_id, each.startup_id): each.held_by for each in plan.left_out}
    assert plan.chosen == {(1, 1)}
    assert told[1, 20]
    assert [each.limit.forbidden for each in told[1, 19]] == [ForbidCode.BY_OFFICER]
    assert (1, 18) not in told
