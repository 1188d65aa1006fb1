"""Who is seen: suggestions, shortlists and introductions, startup by startup and by group."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import func, select

from matcher.domain.introduction import Stage
from matcher.domain.startup import YOUNG_YEARS
from matcher.store.matches import MatchRow, MatchRunRow
from matcher.workflow.context import Context
from matcher.workflow.insight_moves import walks
from matcher.workflow.insight_scope import Case, Known, Wanted, cases, latest_runs, startups

TOP = 5
"""A startup is seen when it is among so many."""
NOT_SAID = ""
_AGES = ((YOUNG_YEARS, "under_3"), (6, "3_to_5"), (11, "6_to_10"))
_OLD = "over_10"


class Seen(StrEnum):
    """How far a startup came at best."""

    NEVER = "never"
    SUGGESTED = "suggested"
    SHORTLISTED = "shortlisted"
    INTRODUCED = "introduced"


class Dimension(StrEnum):
    """What startups are grouped by."""

    REGION = "region"
    SECTOR = "sector"
    SIZE = "size"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Group:
    """Startups that have something in common; `code` is "" where it is not said."""

    code: str
    seen: Mapping[Seen, int]

    @property
    def startups(self) -> int:
        """How many startups there are in the group."""
        return sum(self.seen.values())


@dataclass(frozen=True, slots=True)
class Exposure:
    """How often each startup was seen, those never seen too, and the groups.

    A startup of several sectors counts in each of them. Groups: the largest first.
    """

    suggestions: tuple[int, ...]
    shortlists: tuple[int, ...]
    introductions: tuple[int, ...]
    groups: Mapping[Dimension, tuple[Group, ...]]
    challenges: int


def exposure(context: Context, wanted: Wanted) -> Exposure:
    """Return who was seen through the challenges of a period."""
    of = cases(context, wanted)
    known = startups(context)
    suggested = _suggested(context, of)
    shortlisted: Counter[int] = Counter()
    introduced: Counter[int] = Counter()
    for walk in walks(context, of):
        shortlisted[walk.startup_id] += walk.came_to(Stage.RELEASED)
        introduced[walk.startup_id] += walk.came_to(Stage.PROPOSED)
    best = {
        each.id: _best(suggested[each.id], shortlisted[each.id], introduced[each.id])
        for each in known
    }
    asked = codes_of(context.now.year)
    return Exposure(
        suggestions=tuple(suggested[each.id] for each in known),
        shortlists=tuple(shortlisted[each.id] for each in known),
        introductions=tuple(introduced[each.id] for each in known),
        groups={name: _groups(known, best, codes) for name, codes in asked.items()},
        challenges=len(of),
    )


def codes_of(year: int) -> dict[Dimension, Callable[[Known], Iterable[str]]]:
    """Return how a startup's groups are told, by dimension; ages are those of a year."""
    return {
        Dimension.REGION: lambda each: (each.region,),
        Dimension.SECTOR: lambda each: each.sectors or (NOT_SAID,),
        Dimension.SIZE: lambda each: (each.size,),
        Dimension.AGE: lambda each: (_age(each.founded, year),),
    }


def _suggested(context: Context, of: Iterable[Case]) -> Counter[int]:
    """Return startup → the challenges in whose last answers it is among the first."""
    found = context.session.execute(
        select(MatchRow.startup_id, func.count(MatchRunRow.challenge_id.distinct()))
        .join(MatchRunRow, MatchRunRow.id == MatchRow.run_id)
        .where(MatchRow.run_id.in_(latest_runs(of)), MatchRow.rank <= TOP)
        .group_by(MatchRow.startup_id)
    )
    return Counter(dict(found.all()))


def _best(suggested: int, shortlisted: int, introduced: int) -> Seen:
    if introduced:
        return Seen.INTRODUCED
    if shortlisted:
        return Seen.SHORTLISTED
    return Seen.SUGGESTED if suggested else Seen.NEVER


def _groups(
    known: Iterable[Known], best: Mapping[int, Seen], codes: Callable[[Known], Iterable[str]]
) -> tuple[Group, ...]:
    counted: dict[str, Counter[Seen]] = defaultdict(Counter)
    for each in known:
        for code in set(codes(each)):
            counted[code][best[each.id]] += 1
    found = [Group(code, dict(seen)) for code, seen in counted.items()]
    return tuple(sorted(found, key=lambda group: (group.code == "", -group.startups, group.code)))


def _age(founded: int | None, year: int) -> str:
    if founded is None:
        return NOT_SAID
    return next((code for below, code in _AGES if year - founded < below), _OLD)
