"""Why each pair is in a plan, and what holds out what is not."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from matcher.domain.plan import (
    ChallengeNeed,
    ConstraintRef,
    ForbidCode,
    HeldBy,
    HeldCode,
    LeftOut,
    LeftOutKind,
    LimitKind,
    Load,
    Option,
    Pair,
    PlannedPair,
    StartupPlaces,
    Why,
    WhyCode,
)
from matcher.ranking.assignment_model import Model
from matcher.ranking.assignment_stages import Mask

SHOWN = 3
"""So many of a challenge's best pairs that are left out are named, besides those asked for; and for
a challenge or newcomer that is left out, what holds so many of its best pairs."""

Used = Mapping[tuple[LimitKind, int], int]


@dataclass(frozen=True, eq=False)
class Standing:
    """A plan seen from each of its parts: `chosen` options, `best` those without evening out.

    `before` are the pairs of the plan that it follows.
    """

    model: Model
    chosen: Mask
    best: Mask
    available: Mask
    before: Collection[Pair] = ()

    def pairs(self) -> tuple[PlannedPair, ...]:
        """Return the pairs with their reasons, in the order of challenges, best chance first."""
        rows = sorted(
            np.flatnonzero(self.chosen).tolist(),
            key=lambda row: (self._challenge(row).id, -self._option(row).chance, row),
        )
        return tuple(
            PlannedPair(*self._option(row).pair, self._option(row).chance, tuple(self._why(row)))
            for row in rows
        )

    def loads(self) -> tuple[Load, ...]:
        """Return the use of each limit; startups only where something is used."""
        return tuple(
            Load(kind, id_, self._used[kind, id_], self._limits[kind, id_].limit)
            for kind, id_ in sorted(self._limits)
            if self._used[kind, id_] or kind is not LimitKind.STARTUP
        )

    def newcomers(self) -> int:
        """Return how many startups have their first introduction."""
        return sum(
            bool(each.is_new and self._used[LimitKind.STARTUP, each.id])
            for each in self.model.problem.startups
        )

    def left_out(self) -> tuple[LeftOut, ...]:
        """Return what is left out: pairs, then challenges, then newcomers."""
        return (*self._pairs_out(), *self._challenges_out(), *self._newcomers_out())

    def _pairs_out(self) -> Iterator[LeftOut]:
        for rows in self._by_challenge.values():
            left = [each for each in rows if not self.chosen[each]]
            for row in left[:SHOWN] + [each for each in left[SHOWN:] if self._is_asked_for(each)]:
                option = self._option(row)
                yield LeftOut(LeftOutKind.PAIR, *option.pair, option.chance, tuple(self._held(row)))

    def _is_asked_for(self, row: int) -> bool:
        """Whether an officer asks why: they forbade the pair, or the plan before had it."""
        pair = self._option(row).pair
        by_officer = self.model.problem.marks.forbidden.get(pair) is ForbidCode.BY_OFFICER
        return by_officer or pair in self.before

    def _challenges_out(self) -> Iterator[LeftOut]:
        for each in self.model.problem.challenges:
            missing = each.most - self._used[LimitKind.MOST, each.id]
            if missing > 0:
                chance, held = self._gathered(self._by_challenge[each.id])
                yield LeftOut(LeftOutKind.CHALLENGE, each.id, None, chance, held, missing=missing)

    def _newcomers_out(self) -> Iterator[LeftOut]:
        for each in self.model.problem.startups:
            if each.is_new and not self._used[LimitKind.STARTUP, each.id]:
                chance, held = self._gathered(self._by_startup[each.id])
                yield LeftOut(LeftOutKind.NEWCOMER, None, each.id, chance, held)

    def _gathered(self, rows: Sequence[int]) -> tuple[float, tuple[HeldBy, ...]]:
        """Return the best chance left, and what holds the best pairs."""
        left = [row for row in rows if not self.chosen[row]]
        if not left:
            return 0.0, (HeldBy(HeldCode.NO_OPTION),)
        found: list[HeldBy] = []
        for row in left[:SHOWN]:
            found += [held for held in self._held(row) if held not in found]
        return self._option(left[0]).chance, tuple(found)

    def _held(self, row: int) -> Iterator[HeldBy]:
        option = self._option(row)
        if self.model.forbidden[row]:
            mark = self.model.problem.marks.forbidden[option.pair]
            ref = ConstraintRef(LimitKind.FORBIDDEN, *option.pair, forbidden=mark)
            yield HeldBy(HeldCode.LIMIT, ref)
            return
        if not self.available[row]:
            cap = self.model.problem.limits.certainty_cap
            yield HeldBy(HeldCode.LOT, None, {"cap": cap})
            return
        full = list(self._full(row))
        yield from full
        if not full:
            startup = self._startup(row)
            seen = startup.times_seen + self._used[LimitKind.STARTUP, startup.id]
            if seen:
                yield HeldBy(HeldCode.EVENNESS, None, {"times_seen": seen})
            else:
                yield HeldBy(HeldCode.TAKEN_FOR_OTHERS)

    def _full(self, row: int) -> Iterator[HeldBy]:
        for key in self._keys(row):
            ref, used = self._limits[key], self._used[key]
            if ref.limit is not None and used >= ref.limit:
                yield HeldBy(HeldCode.LIMIT, ref, {"used": used, "limit": ref.limit})

    def _why(self, row: int) -> Iterator[Why]:
        option, startup = self._option(row), self._startup(row)
        limits = self.model.problem.limits
        if self.model.forced[row]:
            yield Why(WhyCode.FORCED)
        better = self._better(row)
        if not better:
            yield Why(WhyCode.BEST, {"chance": option.chance})
        yield from self._in_place_of(row, better)
        if startup.is_new:
            numbers = {"floor": limits.exposure_floor, "newcomers": self.newcomers_counted}
            yield Why(WhyCode.NEWCOMER, numbers)
        least = limits.least_by_region.get(startup.region, 0)
        if least > 0 and self._regions[startup.region] <= least:
            numbers = {"least": least, "count": self._regions[startup.region]}
            yield Why(WhyCode.REGION, numbers)
        challenge = self._challenge(row)
        if 0 < challenge.least >= self._used[LimitKind.MOST, challenge.id]:
            yield Why(WhyCode.NEEDED, {"least": challenge.least})
        yield from self._last_place(row)
        if better:
            of = len(self._by_challenge[challenge.id])
            place = len(better) + 1
            yield Why(WhyCode.AMONG_BEST, {"chance": option.chance, "place": place, "of": of})

    def _in_place_of(self, row: int, better: Sequence[int]) -> Iterator[Why]:
        """Say of which better pairs it takes the place: withheld ones, and ones seen more often."""
        left = [each for each in better if not self.chosen[each]]
        withheld = [each for each in left if not self.available[each]]
        if withheld:
            numbers = {
                "chance": self._option(row).chance,
                "withheld_chance": self._option(withheld[0]).chance,
            }
            yield Why(WhyCode.INSTEAD, numbers)
        seen = self._startup(row).times_seen
        more = [self._startup(each).times_seen for each in left if self.best[each]]
        if not self.best[row] and more and max(more) > seen:
            yield Why(WhyCode.EVENS_OUT, {"times_seen": seen, "better_seen": max(more)})

    def _last_place(self, row: int) -> Iterator[Why]:
        startup = self._startup(row)
        own = self._by_startup[startup.id]
        taken = [each for each in own if self.chosen[each]]
        contenders = sum(not self.model.forbidden[each] for each in own) - len(taken)
        if len(taken) >= startup.places and contenders and taken[-1] == row:
            yield Why(WhyCode.LAST_PLACE, {"places": startup.places, "contenders": contenders})

    def _better(self, row: int) -> list[int]:
        """Return the challenge's options that may be chosen and have a better chance."""
        chance = self._option(row).chance
        return [
            each
            for each in self._by_challenge[self._challenge(row).id]
            if self._option(each).chance > chance and not self.model.forbidden[each]
        ]

    def _option(self, row: int) -> Option:
        return self.model.options[row]

    def _challenge(self, row: int) -> ChallengeNeed:
        need: ChallengeNeed = self.model.problem.challenges[self.model.challenge_of[row]]
        return need

    def _startup(self, row: int) -> StartupPlaces:
        places: StartupPlaces = self.model.problem.startups[self.model.startup_of[row]]
        return places

    def _keys(self, row: int) -> Iterator[tuple[LimitKind, int]]:
        challenge = self._challenge(row)
        yield LimitKind.STARTUP, self._startup(row).id
        yield LimitKind.MOST, challenge.id
        yield LimitKind.FIRM, challenge.firm_id
        if challenge.officer_id is not None:
            yield LimitKind.OFFICER, challenge.officer_id

    @cached_property
    def newcomers_counted(self) -> int:
        """How many newcomers the plan introduces."""
        return self.newcomers()

    @cached_property
    def _used(self) -> Counter[tuple[LimitKind, int]]:
        return Counter(
            key for row in np.flatnonzero(self.chosen).tolist() for key in self._keys(row)
        )

    @cached_property
    def _regions(self) -> Counter[str]:
        return Counter(self._startup(row).region for row in np.flatnonzero(self.chosen).tolist())

    @cached_property
    def _limits(self) -> dict[tuple[LimitKind, int], ConstraintRef]:
        problem = self.model.problem
        limits = problem.limits
        made = {}
        for each in problem.startups:
            made[LimitKind.STARTUP, each.id] = ConstraintRef(
                LimitKind.STARTUP, startup_id=each.id, limit=each.places
            )
        for need in problem.challenges:
            made[LimitKind.MOST, need.id] = ConstraintRef(
                LimitKind.MOST, challenge_id=need.id, limit=need.most
            )
            made[LimitKind.FIRM, need.firm_id] = ConstraintRef(
                LimitKind.FIRM, firm_id=need.firm_id, limit=limits.of_firm(need.firm_id)
            )
            if need.officer_id is not None:
                made[LimitKind.OFFICER, need.officer_id] = ConstraintRef(
                    LimitKind.OFFICER,
                    officer_id=need.officer_id,
                    limit=limits.of_officer(need.officer_id),
                )
        return made

    @cached_property
    def _by_challenge(self) -> Mapping[int, Sequence[int]]:
        return self._ranked(each.challenge_id for each in self.model.options)

    @cached_property
    def _by_startup(self) -> Mapping[int, Sequence[int]]:
        return self._ranked(each.startup_id for each in self.model.options)

    def _ranked(self, ids: Iterable[int]) -> Mapping[int, Sequence[int]]:
        """Return the options of each id, the best chance first."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for row, id_ in enumerate(ids):
            found[id_].append(row)
        for rows in found.values():
            rows.sort(key=lambda row: -self._option(row).chance)
        return found
