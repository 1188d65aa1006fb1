"""make bench: the planner at the size of a country, beside two baselines; or on random problems.

    python -m benchmarks.planning [--small] [--instances N]

Without an option: 300 challenges, 2,000 startups and 40 options each are planned, and planned again
after a lock. --small takes a tenth of that. --instances checks the plans of N random problems
without the planner's own rows (benchmarks/planning_checks.py) and prints what they have in common.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.planning_checks import UNIT, Everything, broken, even, key_of
from benchmarks.planning_instances import COUNTRY, Size, country, office, small
from benchmarks.timing import timed
from matcher.domain.plan import Conflict, ForbidCode, LeftOutKind, Option, Pair, Plan, Problem
from matcher.ranking.assignment import solve

SMALL = Size(challenges=30, startups=200, options=12, firms=18, officers=3)
FALL = 0.3
"""The fall of the Gini coefficient that is promised where it is possible."""


@dataclass(frozen=True)
class Row:
    """One way to choose pairs, and what came of it."""

    name: str
    successes: float
    broken: int
    gini: float
    gini_of_plan: float
    newcomers: int
    introductions: int


@dataclass(frozen=True)
class Report:
    """The ways side by side, with the seconds (wall, processor) of a plan and of the next one.

    `changed`: pairs of the plan that the next one, which follows it, has no more.
    """

    rows: tuple[Row, ...]
    first: tuple[float, float]
    again: tuple[float, float]
    gini_before: float
    plan: Plan
    changed: int


def measure(size: Size = COUNTRY, seed: int = 0) -> Report:
    """Plan a month, lock a pair that was left out and forbid one that was in, and plan again."""
    problem = country(seed, size)
    plan, *first = timed(lambda: _planned(problem))
    out = next(each for each in plan.left_out if each.kind is LeftOutKind.PAIR)
    locked = (out.challenge_id or 0, out.startup_id or 0)
    gone = next(each.pair for each in plan.pairs if each.challenge_id != locked[0])
    marks = replace(
        problem.marks,
        forced=problem.marks.forced | {locked},
        forbidden={**problem.marks.forbidden, gone: ForbidCode.BY_OFFICER},
    )
    following = replace(problem, marks=marks)
    next_plan, *again = timed(lambda: _planned(following, plan.chosen))
    best = _planned(replace(problem, limits=replace(problem.limits, keep_of_best=1.0)))
    ways = {
        "the plan": plan.chosen,
        "the plan, keeping all successes": best.chosen,
        "greedy by score": greedy(problem),
        "independent top-k": top_k(problem),
    }
    rows = tuple(_row(name, problem, pairs) for name, pairs in ways.items())
    gone_by = len(plan.chosen - next_plan.chosen)
    return Report(rows, (first[0], first[1]), (again[0], again[1]), plan.gini_before, plan, gone_by)


def greedy(problem: Problem) -> frozenset[Pair]:
    """Return the best pairs one by one that break no upper limit; demands are not looked at."""
    needs = {each.id: each for each in problem.challenges}
    places = {each.id: each.places for each in problem.startups}
    limits, used, chosen = problem.limits, Counter[tuple[str, int]](), set()
    for option in _by_chance(problem.options):
        need = needs[option.challenge_id]
        most: list[tuple[tuple[str, int], int | None]] = [
            (("challenge", need.id), need.most),
            (("startup", option.startup_id), places[option.startup_id]),
            (("firm", need.firm_id), limits.of_firm(need.firm_id)),
        ]
        if need.officer_id is not None:
            most.append((("officer", need.officer_id), limits.of_officer(need.officer_id)))
        if all(limit is None or used[key] < limit for key, limit in most):
            used.update(key for key, _ in most)
            chosen.add(option.pair)
    return frozenset(chosen)


def top_k(problem: Problem) -> frozenset[Pair]:
    """Return the best pairs of each challenge, as many as it may have, whoever else has them."""
    left = {each.id: each.most for each in problem.challenges}
    chosen = set()
    for option in _by_chance(problem.options):
        if left[option.challenge_id] > 0:
            left[option.challenge_id] -= 1
            chosen.add(option.pair)
    return frozenset(chosen)


def _by_chance(options: Iterable[Option]) -> list[Option]:
    return sorted(options, key=lambda each: (-each.chance, each.pair))


def _planned(problem: Problem, near: frozenset[Pair] = frozenset()) -> Plan:
    found = solve(problem, near=near)
    if isinstance(found, Conflict):
        raise TypeError("the problem of the benchmark has no plan")
    return found


def _row(name: str, problem: Problem, pairs: frozenset[Pair]) -> Row:
    counts = Counter(pair[1] for pair in pairs)
    chances = {each.pair: round(each.chance * UNIT) for each in problem.options}
    return Row(
        name,
        sum(chances[pair] for pair in pairs) / UNIT,
        len(broken(problem, pairs)),
        even([each.times_seen + counts[each.id] for each in problem.startups]),
        even([counts[each.id] for each in problem.startups]),
        sum(bool(each.is_new and counts[each.id]) for each in problem.startups),
        len(pairs),
    )


@dataclass
class Statistics:
    """What plans of random problems have in common."""

    instances: int = 0
    infeasible: int = 0
    wrongly_judged: int = 0
    confirmed: int = 0
    smallest: int = 0
    broken: int = 0
    least_share: float = 1.0
    falls: list[float] = field(default_factory=list)
    falls_of_plan: list[float] = field(default_factory=list)
    falls_from_today: list[float] = field(default_factory=list)
    offices: int = 0

    def add_small(self, problem: Problem) -> None:
        """Judge the answer to a problem by trying every plan."""
        self.instances += 1
        everything, found = Everything(problem), solve(problem)
        best = everything.best()
        self.wrongly_judged += (best is None) != isinstance(found, Conflict)
        if isinstance(found, Conflict):
            self.infeasible += 1
            self._confirm(everything, found)
        else:
            self._add_plan(problem, found, best or 0.0)

    def add_office(self, problem: Problem) -> None:
        """Judge a plan by how much more even it is, where that is possible."""
        self.instances += 1
        self.offices += 1
        plan = _planned(problem)
        self._add_plan(problem, plan, plan.best_possible)
        free = _planned(replace(problem, limits=replace(problem.limits, keep_of_best=0.0)))
        if free.gini_after > (1.0 - FALL) * plan.gini_of_best:
            return
        sharp = _planned(replace(problem, limits=replace(problem.limits, keep_of_best=1.0)))
        own = [_row("", problem, each.chosen).gini_of_plan for each in (sharp, plan)]
        self.falls.append(1.0 - plan.gini_after / plan.gini_of_best)
        self.falls_of_plan.append(1.0 - own[1] / own[0])
        self.falls_from_today.append(1.0 - plan.gini_after / plan.gini_before)

    def _confirm(self, everything: Everything, found: Conflict) -> None:
        keys = [key_of(each) for each in found.constraints]
        is_conflict = not everything.is_feasible(keys)
        without = ([each for each in keys if each != key] for key in keys)
        self.confirmed += is_conflict and all(everything.is_feasible(left) for left in without)
        self.smallest += found.is_smallest

    def _add_plan(self, problem: Problem, plan: Plan, best: float) -> None:
        self.broken += len(broken(problem, plan.chosen))
        if best:
            self.least_share = min(self.least_share, plan.expected_successes / best)

    def lines(self) -> list[str]:
        """Return the figures, one a line."""
        return [
            f"instances: {self.instances} ({self.offices} offices, the others tried in full)",
            f"limits and marks broken: {self.broken}",
            f"feasible called infeasible, or the reverse: {self.wrongly_judged}",
            f"infeasible: {self.infeasible}",
            f"conflicting sets confirmed minimal by trying everything: {self.confirmed}",
            f"conflicting sets told to be the smallest: {self.smallest}",
            f"least share of the best possible successes: {self.least_share:.4f}",
            f"offices where exposure can be {FALL:.0%} more even: {len(self.falls)}",
            "there, mean fall of the Gini coefficient against the plan of most successes:",
            f"  of what the plan gives {_mean(self.falls_of_plan):.1%}",
            f"  of all exposure {_mean(self.falls):.1%}",
            f"mean fall of that of all exposure against today: {_mean(self.falls_from_today):.1%}",
        ]


def statistics(count: int) -> Statistics:
    """Return the figures of so many problems: four in ten loose, four tight, two offices."""
    found = Statistics()
    for number in range(count):
        if number % 10 >= 8:
            found.add_office(office(number))
        else:
            found.add_small(small(number, tight=number % 2 == 1))
    return found


def as_table(report: Report) -> str:
    """Return the ways side by side."""
    rows = [
        f"| {row.name} | {row.successes:.1f} | {row.broken} | {row.gini:.3f} | "
        f"{row.gini_of_plan:.3f} | {row.newcomers} | {row.introductions} |"
        for row in report.rows
    ]
    head = (
        "| way | expected successes | limits broken | Gini, all exposure | Gini, what it gives "
        "| newcomers | introductions |"
    )
    return "\n".join(
        [
            head,
            "|---|---|---|---|---|---|---|",
            *rows,
        ]
    )


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else 0.0


def main(arguments: list[str]) -> int:
    """Measure and print; a busy machine is no error."""
    if "--instances" in arguments:
        count = int(arguments[arguments.index("--instances") + 1])
        print("\n".join(statistics(count).lines()))
        return 0
    size = SMALL if "--small" in arguments else COUNTRY
    report = measure(size)
    print(f"{size.challenges} challenges, {size.startups} startups, {size.options} options each\n")
    print(as_table(report))
    print(f"\nGini of all exposure before the plan: {report.gini_before:.3f}")
    for what, (wall, processor), target in (
        ("a plan", report.first, 10),
        ("a plan after a lock", report.again, 2),
    ):
        print(f"{what}: {wall:.2f} s ({processor:.2f} s of processor time; target {target} s)")
    print(f"pairs changed by a lock and a forbidden pair: {report.changed}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
