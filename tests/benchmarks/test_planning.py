"""The planning benchmark works; nothing here looks at how long anything takes."""

from benchmarks import planning
from benchmarks.planning_instances import COUNTRY, country

TINY = planning.Size(challenges=12, startups=40, options=8, firms=6, officers=2)


def test_the_baselines_are_beside_the_plan():
    report = planning.measure(TINY)
    rows = {row.name: row for row in report.rows}
    plan, best = rows["the plan"], rows["the plan, keeping all successes"]
    assert plan.broken == best.broken == 0
    assert plan.successes >= 0.95 * best.successes
    assert plan.gini <= best.gini
    assert rows["independent top-k"].successes >= best.successes
    assert rows["independent top-k"].broken > 0
    assert planning.as_table(report).count("\n") == 5


def test_greedy_breaks_no_upper_limit():
    problem = country(1, TINY)
    found = {key[0] for key in planning.broken(problem, planning.greedy(problem))}
    assert found <= {"least", "floor", "region"}


def test_the_statistics_count_every_problem():
    found = planning.statistics(20)
    assert (found.instances, found.offices) == (20, 4)
    assert found.broken == found.wrongly_judged == 0
    assert found.infeasible == found.confirmed > 0
    assert found.least_share >= 0.95
    assert len(found.lines()) > 5


def test_a_country_has_the_size_that_is_promised():
    problem = country()
    assert len(problem.challenges) == COUNTRY.challenges == 300
    assert len(problem.startups) == 2_000
    assert len(problem.options) == 300 * 40
