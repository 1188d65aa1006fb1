"""Plans checked without the planner: limits counted by hand, and every possible plan tried.

Nothing here shares code with `matcher.ranking.assignment`: what is checked are its answers.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from matcher.domain.plan import ConstraintRef, LimitKind, Pair, Problem

Key = tuple[str, int | str | Pair]
"""A constraint: its kind, and the id, region or pair that it is about."""
UNIT = 10_000


def key_of(ref: ConstraintRef) -> Key:
    """Return the key of a constraint that the planner names."""
    if ref.kind in {LimitKind.FORCED, LimitKind.FORBIDDEN}:
        return ref.kind.value, (ref.challenge_id or 0, ref.startup_id or 0)
    own: dict[LimitKind, int | str | None] = {
        LimitKind.STARTUP: ref.startup_id,
        LimitKind.FIRM: ref.firm_id,
        LimitKind.OFFICER: ref.officer_id,
        LimitKind.MOST: ref.challenge_id,
        LimitKind.LEAST: ref.challenge_id,
        LimitKind.REGION: ref.region,
    }
    return ref.kind.value, own.get(ref.kind) or 0


def broken(problem: Problem, pairs: Iterable[Pair]) -> list[Key]:
    """Return each limit and mark that a plan breaks."""
    chosen = set(pairs)
    known = {each.pair for each in problem.options}
    found: list[Key] = [("option", pair) for pair in sorted(chosen - known)]
    found += [("forced", pair) for pair in sorted(problem.marks.forced - chosen)]
    found += [("forbidden", pair) for pair in sorted(chosen & problem.marks.forbidden.keys())]
    return [*found, *_broken_by_challenges(problem, chosen), *_broken_by_startups(problem, chosen)]


def _broken_by_challenges(problem: Problem, chosen: set[Pair]) -> Iterator[Key]:
    needs = {each.id: each for each in problem.challenges}
    counts = Counter(pair[0] for pair in chosen)
    for need in problem.challenges:
        if counts[need.id] < need.least:
            yield "least", need.id
        if counts[need.id] > need.most:
            yield "most", need.id
    for firm, count in Counter(needs[pair[0]].firm_id for pair in chosen).items():
        if count > _number(problem.limits.of_firm(firm)):
            yield "firm", firm
    for officer, count in Counter(needs[pair[0]].officer_id for pair in chosen).items():
        if officer is not None and count > _number(problem.limits.of_officer(officer)):
            yield "officer", officer


def _broken_by_startups(problem: Problem, chosen: set[Pair]) -> Iterator[Key]:
    counts = Counter(pair[1] for pair in chosen)
    yield from (("startup", each.id) for each in problem.startups if counts[each.id] > each.places)
    new = sum(bool(each.is_new and counts[each.id]) for each in problem.startups)
    if new < problem.limits.exposure_floor:
        yield "floor", 0
    for region, least in problem.limits.least_by_region.items():
        if sum(counts[each.id] for each in problem.startups if each.region == region) < least:
            yield "region", region


def _number(limit: int | None) -> float:
    return np.inf if limit is None else limit


def even(counts: Sequence[int]) -> float:
    """Return the Gini coefficient by its definition: the mean difference of all pairs."""
    values = np.array(counts, dtype=float)
    total = values.sum()
    if not total:
        return 0.0
    return float(np.abs(values[:, None] - values[None]).sum() / (2 * len(values) * total))


class Everything:
    """Every subset of the options of a small problem, with each constraint that it breaks."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.pairs = [each.pair for each in problem.options]
        self.subsets = _subsets(len(self.pairs))

    @cached_property
    def breaks(self) -> dict[Key, NDArray[np.bool_]]:
        """For each constraint, the subsets that break it."""
        problem, limits = self.problem, self.problem.limits
        made: dict[Key, NDArray[np.bool_]] = {}
        for need in problem.challenges:
            count = self._count({need.id}, None)
            made["most", need.id] = count > need.most
            made["least", need.id] = count < need.least
        for each in problem.startups:
            made["startup", each.id] = self._count(None, {each.id}) > each.places
        for firm in {each.firm_id for each in problem.challenges}:
            own = {each.id for each in problem.challenges if each.firm_id == firm}
            most = limits.of_firm(firm)
            made["firm", firm] = self._count(own, None) > (np.inf if most is None else most)
        for officer in {each.officer_id for each in problem.challenges} - {None}:
            own = {each.id for each in problem.challenges if each.officer_id == officer}
            most = limits.of_officer(officer or 0)
            made["officer", officer or 0] = self._count(own, None) > (
                np.inf if most is None else most
            )
        for region, least in limits.least_by_region.items():
            theirs = {each.id for each in problem.startups if each.region == region}
            made["region", region] = self._count(None, theirs) < least
        new = [self._count(None, {each.id}) > 0 for each in problem.startups if each.is_new]
        introduced = np.sum(new, axis=0) if new else np.zeros(len(self.subsets))
        made["floor", 0] = introduced < limits.exposure_floor
        for pair in problem.marks.forced:
            made["forced", pair] = ~self._has(pair)
        for pair in problem.marks.forbidden:
            made["forbidden", pair] = self._has(pair)
        return made

    def is_feasible(self, keys: Iterable[Key]) -> bool:
        """Whether some subset breaks none of these constraints."""
        return not bool(self._any_broken(keys).all())

    def best(self, forced: Pair | None = None) -> float | None:
        """Return the most expected successes of a plan that breaks nothing, None without one."""
        allowed = ~self._any_broken(self.breaks)
        if forced is not None:
            allowed &= self._has(forced)
        gains = np.array([round(each.chance * UNIT) for each in self.problem.options])
        sums = self.subsets[allowed] @ gains
        return float(sums.max()) / UNIT if len(sums) else None

    def fewest(self) -> int:
        """Return the size of a smallest set of constraints that cannot all hold."""
        from itertools import combinations

        table = np.unique(np.array(list(self.breaks.values())).T, axis=0)
        useful = np.flatnonzero(table.any(axis=0))
        for size in range(1, len(useful) + 1):
            for tried in combinations(useful.tolist(), size):
                if table[:, tried].any(axis=1).all():
                    return size
        raise ValueError("all constraints can hold")

    def _any_broken(self, keys: Iterable[Key]) -> NDArray[np.bool_]:
        found = np.zeros(len(self.subsets), np.bool_)
        for key in keys:
            found |= self.breaks[key]
        return found

    def _count(self, challenges: set[int] | None, startups: set[int] | None) -> NDArray[np.int64]:
        own = [
            place
            for place, pair in enumerate(self.pairs)
            if (challenges is None or pair[0] in challenges)
            and (startups is None or pair[1] in startups)
        ]
        return np.asarray(self.subsets[:, own].sum(axis=1))

    def _has(self, pair: Pair) -> NDArray[np.bool_]:
        if pair not in self.pairs:
            return np.zeros(len(self.subsets), np.bool_)
        return np.asarray(self.subsets[:, self.pairs.index(pair)] > 0)


@lru_cache(32)
def _subsets(count: int) -> NDArray[np.int64]:
    numbers = np.arange(2**count)
    return (numbers[:, None] >> np.arange(count)) & 1
