"""What a plan says: why each pair, what holds the others out, what conflicts, and what changed."""

from dataclasses import replace

import pytest

from benchmarks.planning_instances import office, small
from matcher.domain.plan import (
    ChallengeNeed,
    Conflict,
    ConstraintRef,
    ForbidCode,
    HeldCode,
    LeftOutKind,
    LimitKind,
    Limits,
    Marks,
    Option,
    Plan,
    Problem,
    StartupPlaces,
    WhyCode,
)
from matcher.ranking.assignment import compare, cost_of_including, solve

KNOWN, SOLID, YOUNG = 1, 2, 3


def a_problem(limits=None, marks=None, **startups):
    """Three challenges of three firms want the known startup most; it has one place."""
    chances = {1: (0.8, 0.5, 0.1), 2: (0.7, 0.6, 0.2), 3: (0.9, 0.3, 0.2)}
    given = {
        "known": StartupPlaces(KNOWN, "north", 1, 9),
        "solid": StartupPlaces(SOLID, "south", 3, 1),
        "young": StartupPlaces(YOUNG, "south", 2, 0, is_new=True),
    }
    return Problem(
        tuple(Option(c, s, each) for c, row in chances.items() for s, each in enumerate(row, 1)),
        tuple(ChallengeNeed(c, firm_id=10 + c, officer_id=5, most=1) for c in chances),
        tuple((given | startups).values()),
        limits or Limits(keep_of_best=1.0),
        marks or Marks(),
    )


def planned(problem, **more):
    found = solve(problem, **more)
    assert isinstance(found, Plan)
    return found


def conflicting(problem):
    found = solve(problem)
    assert isinstance(found, Conflict)
    return found


def why(plan, pair):
    (found,) = (each for each in plan.pairs if each.pair == pair)
    return {each.code: dict(each.numbers) for each in found.why}


def held(plan, kind, challenge, startup):
    (found,) = (
        each
        for each in plan.left_out
        if (each.kind, each.challenge_id, each.startup_id) == (kind, challenge, startup)
    )
    return found


def test_the_best_pair_that_takes_the_last_place_says_so():
    plan = planned(a_problem())
    assert plan.chosen == {(1, SOLID), (2, SOLID), (3, KNOWN)}
    found = why(plan, (3, KNOWN))
    assert found[WhyCode.BEST] == {"chance": 0.9}
    assert found[WhyCode.LAST_PLACE] == {"places": 1, "contenders": 2}
    assert why(plan, (1, SOLID))[WhyCode.AMONG_BEST] == {"chance": 0.5, "place": 2, "of": 3}


def test_a_forced_pair_names_the_officer_first():
    plan = planned(a_problem(marks=Marks(forced=frozenset({(1, KNOWN)}))))
    (found,) = (each for each in plan.pairs if each.pair == (1, KNOWN))
    assert found.why[0].code is WhyCode.FORCED


def test_newcomers_regions_and_needs_are_named():
    limits = Limits(keep_of_best=1.0, exposure_floor=1, least_by_region={"south": 2})
    plan = planned(a_problem(limits))
    (young,) = (pair for pair in plan.chosen if pair[1] == YOUNG)
    assert why(plan, young)[WhyCode.NEWCOMER] == {"floor": 1, "newcomers": 1}
    assert why(plan, young)[WhyCode.REGION] == {"least": 2, "count": 2}
    needy = replace(a_problem(), challenges=(ChallengeNeed(1, 11, least=1, most=1),))
    assert why(planned(needy), (1, KNOWN))[WhyCode.NEEDED] == {"least": 1}


def test_a_pair_that_evens_out_names_what_it_stands_in_for():
    roomy = StartupPlaces(KNOWN, "north", 3, 9)
    plan = planned(a_problem(Limits(keep_of_best=0.7), known=roomy))
    moved = [pair for pair in plan.chosen if WhyCode.EVENS_OUT in why(plan, pair)]
    assert moved
    for pair in moved:
        assert why(plan, pair)[WhyCode.EVENS_OUT]["better_seen"] == 9
    out = held(plan, LeftOutKind.PAIR, moved[0][0], KNOWN)
    assert out.chance > 0.6


def test_a_pair_in_place_of_a_withheld_one_says_so():
    plans = [planned(a_problem(Limits(certainty_cap=0.5, seed=seed))) for seed in range(20)]
    told = [
        (plan, each)
        for plan in plans
        for each in plan.pairs
        for reason in each.why
        if reason.code is WhyCode.INSTEAD and reason.numbers["withheld_chance"] > each.chance
    ]
    assert told
    codes = {held.code for plan, _ in told for left in plan.left_out for held in left.held_by}
    assert HeldCode.LOT in codes


def test_what_is_left_out_names_the_limit_that_holds_it():
    plan = planned(a_problem())
    out = held(plan, LeftOutKind.PAIR, 1, KNOWN)
    limits = {each.limit.kind: dict(each.numbers) for each in out.held_by}
    assert limits[LimitKind.STARTUP] == {"used": 1, "limit": 1}
    assert limits[LimitKind.MOST] == {"used": 1, "limit": 1}
    young = held(plan, LeftOutKind.NEWCOMER, None, YOUNG)
    assert young.chance == 0.2
    assert {each.limit.kind for each in young.held_by} == {LimitKind.MOST}


def test_a_forbidden_pair_left_out_names_the_mark():
    plan = planned(a_problem(marks=Marks(forbidden={(3, KNOWN): ForbidCode.COMPETITOR})))
    (by,) = held(plan, LeftOutKind.PAIR, 3, KNOWN).held_by
    assert by.limit.forbidden is ForbidCode.COMPETITOR


def test_a_challenge_with_room_left_names_what_it_waits_for():
    problem = a_problem(Limits(keep_of_best=1.0, per_officer=2))
    plan = planned(problem)
    (out,) = (each for each in plan.left_out if each.kind is LeftOutKind.CHALLENGE)
    assert out.missing == 1
    assert LimitKind.OFFICER in {each.limit.kind for each in out.held_by}


def test_room_that_is_left_for_the_sake_of_evenness_is_called_so():
    problem = office(1)
    plan = planned(replace(problem, limits=replace(problem.limits, keep_of_best=0.8)))
    held_by = [by for each in plan.left_out for by in each.held_by]
    assert all(by.limit is not None for by in held_by if by.code is HeldCode.LIMIT)
    assert all(by.numbers["times_seen"] for by in held_by if by.code is HeldCode.EVENNESS)


def test_loads_count_the_plan():
    plan = planned(a_problem(Limits(keep_of_best=1.0, per_officer=3)))
    loads = {(each.kind, each.id): (each.used, each.limit) for each in plan.loads}
    assert loads[LimitKind.STARTUP, SOLID] == (2, 3)
    assert loads[LimitKind.OFFICER, 5] == (3, 3)
    assert loads[LimitKind.FIRM, 11] == (1, None)
    assert (LimitKind.STARTUP, YOUNG) not in loads


def test_a_minimum_that_forbidden_pairs_make_impossible_names_them():
    marks = Marks(forbidden={(1, each): ForbidCode.SAME_GROUP for each in (KNOWN, SOLID, YOUNG)})
    problem = replace(a_problem(marks=marks), challenges=(ChallengeNeed(1, 11, least=1, most=2),))
    found = conflicting(problem)
    kinds = [each.kind for each in found.constraints]
    assert kinds == [LimitKind.LEAST, *[LimitKind.FORBIDDEN] * 3]
    assert all(each.is_enough for each in found.relaxations)
    assert [each.to for each in found.relaxations] == [0, None, None, None]
    assert found.is_smallest


def test_two_who_need_the_same_place_conflict_and_one_more_place_helps():
    challenges = tuple(ChallengeNeed(each, 10 + each, least=1) for each in (1, 2))
    options = tuple(Option(each, KNOWN, 0.5) for each in (1, 2))
    found = conflicting(Problem(options, challenges, (StartupPlaces(KNOWN, places=1),)))
    assert {(each.constraint.kind, each.to) for each in found.relaxations} == {
        (LimitKind.STARTUP, 2),
        (LimitKind.LEAST, 0),
    }
    for each in found.relaxations:
        assert each.is_enough


def test_with_two_conflicts_no_single_change_is_enough():
    challenges = tuple(ChallengeNeed(each, 10 + each, least=1) for each in (1, 2))
    found = conflicting(Problem((), challenges, (StartupPlaces(KNOWN),)))
    assert len(found.constraints) == 1
    assert [(each.to, each.is_enough) for each in found.relaxations] == [(0, False)]


def test_a_forced_pair_that_is_forbidden_or_no_option_conflicts():
    pair = (1, KNOWN)
    both = Marks(frozenset({pair}), {pair: ForbidCode.MET_BEFORE})
    kinds = [each.kind for each in conflicting(a_problem(marks=both)).constraints]
    assert kinds == [LimitKind.FORCED, LimitKind.FORBIDDEN]
    stray = conflicting(a_problem(marks=Marks(frozenset({(1, 99)}))))
    assert stray.constraints == (ConstraintRef(LimitKind.FORCED, challenge_id=1, startup_id=99),)


@pytest.mark.parametrize("seed", range(12))
def test_the_change_that_is_told_makes_a_plan_possible_and_a_smaller_one_does_not(seed):
    problem = small(seed, tight=True)
    found = solve(problem)
    if isinstance(found, Plan):
        return
    for each in found.relaxations:
        assert isinstance(solve(_relaxed(problem, each.constraint, each.to)), Plan) == (
            each.is_enough
        )
        if each.is_enough and each.to is not None:
            step = -1 if each.to > (each.constraint.limit or 0) else 1
            nearly = _relaxed(problem, each.constraint, each.to + step)
            assert isinstance(solve(nearly), Conflict)


def _relaxed(problem, ref, to):
    limits, marks = problem.limits, problem.marks
    if ref.kind is LimitKind.FORCED:
        gone = {(ref.challenge_id, ref.startup_id)}
        return replace(problem, marks=replace(marks, forced=marks.forced - gone))
    if ref.kind is LimitKind.FORBIDDEN:
        pair = (ref.challenge_id, ref.startup_id)
        left = {each: code for each, code in marks.forbidden.items() if each != pair}
        return replace(problem, marks=replace(marks, forbidden=left))
    changed = {
        LimitKind.FIRM: lambda: {"per_firm_of": {**limits.per_firm_of, ref.firm_id: to}},
        LimitKind.OFFICER: lambda: {
            "per_officer_of": {**limits.per_officer_of, ref.officer_id: to}
        },
        LimitKind.FLOOR: lambda: {"exposure_floor": to},
        LimitKind.REGION: lambda: {"least_by_region": {**limits.least_by_region, ref.region: to}},
    }
    if ref.kind in changed:
        return replace(problem, limits=replace(limits, **changed[ref.kind]()))
    if ref.kind is LimitKind.STARTUP:
        startups = tuple(
            replace(each, places=to) if each.id == ref.startup_id else each
            for each in problem.startups
        )
        return replace(problem, startups=startups)
    challenges = tuple(
        replace(each, **{ref.kind.value: to}) if each.id == ref.challenge_id else each
        for each in problem.challenges
    )
    return replace(problem, challenges=challenges)


def test_a_comparison_says_what_changed_and_what_was_set_in_between():
    before = planned(a_problem(Limits(keep_of_best=1.0, per_firm_of={11: 2})))
    marks = Marks(frozenset({(1, KNOWN)}), {(3, YOUNG): ForbidCode.BY_OFFICER})
    after = planned(a_problem(Limits(keep_of_best=1.0, exposure_floor=1), marks))
    found = compare(before, after)
    assert (1, KNOWN) in found.added
    assert (3, KNOWN) in found.removed
    assert set(found.kept) == before.chosen & after.chosen
    assert found.expected_successes == (before.expected_successes, after.expected_successes)
    assert found.newcomers == (0, 1)
    changes = {(each.kind, each.id): (each.before, each.after) for each in found.changes}
    assert changes[LimitKind.STARTUP, YOUNG] == (0, 1)
    assert (LimitKind.STARTUP, KNOWN) not in changes
    assert {(each.pair, each.before, each.after) for each in found.marks} == {
        ((1, KNOWN), "free", "force"),
        ((3, YOUNG), "free", "forbid"),
    }
    assert {(each.name, each.subject, each.before, each.after) for each in found.limits} == {
        ("exposure_floor", "", 0, 1),
        ("per_firm", "11", 2, None),
    }


def test_a_plan_compared_with_itself_changes_nothing():
    plan = planned(a_problem())
    found = compare(plan, plan)
    assert found.added == found.removed == found.changes == found.marks == found.limits == ()


@pytest.mark.parametrize("cap", [1.0, 0.6])
def test_what_is_left_out_costs_the_same_when_asked_for_later(cap):
    problem = a_problem(Limits(keep_of_best=1.0, per_officer=2, certainty_cap=cap, seed=3))
    plan = planned(problem, seconds_for_costs=30)
    kinds = {each.kind for each in plan.left_out}
    assert {LeftOutKind.CHALLENGE, LeftOutKind.NEWCOMER} <= kinds
    for each in plan.left_out:
        asked = replace(each, cost=None)
        assert cost_of_including(problem, plan, asked) == pytest.approx(each.cost, abs=1e-6)
