"""Plans: no limit is ever broken, most successes are kept, and exposure is evened out."""

import json
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.planning_checks import Everything, broken, even, key_of
from benchmarks.planning_instances import office, small
from matcher.domain.plan import (
    ChallengeNeed,
    Conflict,
    ForbidCode,
    Limits,
    Marks,
    Option,
    Plan,
    Problem,
    StartupPlaces,
)
from matcher.ranking.assignment import cost_of, solve
from matcher.ranking.assignment_lot import lots
from matcher.ranking.assignment_stages import GAP, gini

BLOCK = 40
BLOCKS = 6
"""480 problems here; python -m benchmarks.planning --instances 10000 takes them all."""


def planned(problem, **more):
    found = solve(problem, **more)
    assert isinstance(found, Plan)
    return found


def with_limits(problem, **limits):
    return replace(problem, limits=replace(problem.limits, **limits))


def with_marks(problem, forced=(), forbidden=()):
    codes = dict.fromkeys(forbidden, ForbidCode.BY_OFFICER)
    return replace(problem, marks=Marks(frozenset(forced), codes))


def a_problem(**limits):
    """Three challenges want the same known startup, which has one place."""
    chances = {1: (0.8, 0.5, 0.1), 2: (0.7, 0.6, 0.2), 3: (0.9, 0.3, 0.2)}
    return Problem(
        tuple(Option(c, s, each) for c, row in chances.items() for s, each in enumerate(row, 1)),
        tuple(ChallengeNeed(c, firm_id=c, officer_id=1, most=1) for c in chances),
        (
            StartupPlaces(1, "north", 1, 9),
            StartupPlaces(2, places=3),
            StartupPlaces(3, is_new=True),
        ),
        Limits(**limits),
    )


@pytest.mark.parametrize("tight", [False, True], ids=["loose", "tight"])
@pytest.mark.parametrize("block", range(BLOCKS))
def test_plans_and_conflicts_hold_when_everything_is_tried(block, tight):
    for seed in range(block * BLOCK, (block + 1) * BLOCK):
        problem = small(seed, tight=tight)
        everything, found = Everything(problem), solve(problem)
        best = everything.best()
        if isinstance(found, Conflict):
            keys = [key_of(each) for each in found.constraints]
            assert best is None, seed
            assert not everything.is_feasible(keys), seed
            for key in keys:
                assert everything.is_feasible([each for each in keys if each != key]), seed
        else:
            assert broken(problem, found.chosen) == [], seed
            assert found.best_possible == pytest.approx(best, abs=1e-9), seed
            assert found.expected_successes >= 0.95 * best - 1e-9, seed


def test_a_conflict_called_smallest_is_smallest():
    found = [(seed, solve(small(seed, tight=True))) for seed in range(40)]
    conflicts = [(seed, each) for seed, each in found if isinstance(each, Conflict)]
    assert len(conflicts) > 20
    for seed, each in conflicts:
        assert each.is_smallest
        assert len(each.constraints) == Everything(small(seed, tight=True)).fewest(), seed


def test_exposure_is_evened_out_where_it_can_be():
    falls = []
    for seed in range(16):
        problem = office(seed)
        plan, best = planned(problem), planned(with_limits(problem, keep_of_best=1.0))
        assert broken(problem, plan.chosen) == []
        assert plan.expected_successes >= 0.95 * plan.best_possible - 1e-9
        assert len(plan.pairs) >= len(best.pairs)
        assert plan.gini_after <= plan.gini_of_best + 1e-9
        falls.append(1.0 - _given(problem, plan) / _given(problem, best))
    assert np.mean(falls) >= 0.3


def _given(problem, plan):
    counts = [sum(pair[1] == each.id for pair in plan.chosen) for each in problem.startups]
    return even(counts)


def test_the_figures_of_a_plan_are_those_of_its_pairs():
    problem = office(3)
    plan = planned(problem)
    seen = [each.times_seen for each in problem.startups]
    counts = [sum(pair[1] == each.id for pair in plan.chosen) for each in problem.startups]
    assert plan.gini_before == pytest.approx(even(seen))
    assert plan.gini_after == pytest.approx(even(np.add(seen, counts).tolist()))
    assert plan.expected_successes == pytest.approx(sum(each.chance for each in plan.pairs))
    new = {each.id for each in problem.startups if each.is_new}
    assert plan.newcomers == len({pair[1] for pair in plan.chosen} & new)
    assert plan.gap < 0.01
    assert plan.is_proven == (plan.gap <= GAP)


@pytest.mark.parametrize("counts", [[0, 0], [3, 3, 3], [0, 0, 9], [1, 2, 3, 4]])
def test_the_gini_coefficient_is_that_of_its_definition(counts):
    assert gini(np.array(counts)) == pytest.approx(even(counts))


def test_a_problem_has_one_plan_whatever_its_order():
    for seed in (2, 5, 8):
        problem = with_limits(office(seed), certainty_cap=0.8)
        turned = replace(
            problem,
            options=problem.options[::-1],
            challenges=problem.challenges[::-1],
            startups=problem.startups[::-1],
        )
        assert planned(problem) == planned(problem) == planned(turned)


def test_locks_are_honoured():
    problem = office(4)
    plan = planned(problem)
    gone = plan.pairs[0].pair
    locked = next(
        each.pair
        for each in sorted(problem.options, key=lambda each: each.chance)
        if each.pair not in plan.chosen and each.challenge_id != gone[0]
    )
    after = planned(with_marks(problem, [locked], [gone]))
    assert locked in after.chosen
    assert gone not in after.chosen


def test_keeping_everything_costs_no_success():
    for seed in range(3):
        plan = planned(with_limits(office(seed), keep_of_best=1.0))
        assert plan.expected_successes == pytest.approx(plan.best_possible)


def test_what_is_no_option_is_never_planned():
    problem = a_problem()
    stray = replace(problem, options=(*problem.options, Option(9, 1, 0.99), Option(1, 9, 0.99)))
    assert planned(stray).chosen == planned(problem).chosen


def test_no_option_at_all_is_an_empty_plan():
    plan = planned(Problem((), (ChallengeNeed(1, 1),), (StartupPlaces(1),)))
    assert plan.pairs == ()
    assert [each.missing for each in plan.left_out] == [3]


def test_the_lot_of_a_pair_depends_on_nothing_but_seed_draw_and_pair():
    challenges, startups = np.arange(1, 2001), np.arange(5, 2005)
    drawn = lots(7, 0, challenges, startups)
    assert np.array_equal(drawn[100:200], lots(7, 0, challenges[100:200], startups[100:200]))
    assert not np.array_equal(drawn, lots(8, 0, challenges, startups))
    assert not np.array_equal(drawn, lots(7, 1, challenges, startups))
    assert not np.array_equal(drawn, lots(7, 0, startups, challenges))
    assert drawn.mean() == pytest.approx(0.5, abs=0.03)
    assert (drawn < 0.9).mean() == pytest.approx(0.9, abs=0.03)


def test_no_pair_is_more_certain_than_the_cap():
    times = 100
    plans = [planned(a_problem(certainty_cap=0.6, seed=seed)) for seed in range(times)]
    for pair in planned(a_problem()).chosen:
        share = sum(pair in plan.chosen for plan in plans) / times
        assert share <= 0.6 + 3 * (0.24 / times) ** 0.5
    assert all(plan.lot == 1 and not plan.is_lot_lifted for plan in plans)
    assert all(plan.best_drawn <= plan.best_possible for plan in plans)


def test_a_forced_pair_is_in_no_lot():
    for seed in range(20):
        problem = with_marks(a_problem(certainty_cap=0.1, seed=seed), [(1, 3)])
        assert (1, 3) in planned(problem).chosen


def test_a_lot_that_leaves_no_plan_is_drawn_again_then_lifted_and_it_is_said():
    problem = a_problem(certainty_cap=0.001, exposure_floor=1)
    plan = planned(problem)
    assert plan.is_lot_lifted
    assert plan.withheld == 0
    assert broken(problem, plan.chosen) == []
    again = [planned(a_problem(certainty_cap=0.5, exposure_floor=1, seed=s)) for s in range(30)]
    assert {plan.lot for plan in again} >= {1, 2}


@pytest.mark.parametrize("seed", range(25))
def test_a_cost_is_that_of_trying_everything(seed):
    problem = small(seed)
    plan = solve(problem)
    if isinstance(plan, Conflict):
        return
    for option in problem.options:
        cost = cost_of(problem, plan, option.pair)
        freed = {p: code for p, code in problem.marks.forbidden.items() if p != option.pair}
        everything = Everything(replace(problem, marks=replace(problem.marks, forbidden=freed)))
        best = everything.best(forced=option.pair)
        if best is None:
            assert isinstance(cost, Conflict)
        else:
            assert cost == pytest.approx(plan.best_possible - best, abs=1e-9)


def test_costs_within_a_plan_are_those_asked_for_later():
    problem = office(6)
    plan = planned(problem, seconds_for_costs=60.0)
    pairs = [each for each in plan.left_out if each.kind == "pair"]
    assert pairs
    for each in pairs:
        cost = cost_of(problem, plan, (each.challenge_id, each.startup_id))
        assert each.is_possible != isinstance(cost, Conflict)
        assert each.cost is None or each.cost == pytest.approx(cost)
    assert all(each.cost is None for each in planned(problem).left_out)


def test_everything_can_be_kept_as_json():
    problem = with_limits(small(12), certainty_cap=0.9)
    texts = [problem, solve(problem), solve(small(3, tight=True)), planned(office(1))]
    assert {type(each) for each in texts} == {Problem, Plan, Conflict}
    for each in texts:
        assert type(each).from_json(json.loads(json.dumps(each.as_json()))) == each
