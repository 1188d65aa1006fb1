"""How evenly startups are seen over time, and which groups are seen more or less than their share.

Officers only. A startup is seen once for a challenge: on the day it first was among the first TOP
of an answer, first stood on a released shortlist, first was proposed.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from matcher.domain.exposure import Standing, avoidable, gini, is_telling, least_gini, standing
from matcher.domain.introduction import Stage
from matcher.store.matches import MatchRow, MatchRunRow
from matcher.workflow.context import Context
from matcher.workflow.exposure import TOP, Dimension, Seen, codes_of
from matcher.workflow.insight_moves import PATH, Walk, walks
from matcher.workflow.insight_scope import (
    Case,
    Known,
    Wanted,
    cases,
    moments,
    month_starts,
    startups,
)

STEPS = (Seen.SUGGESTED, Seen.SHORTLISTED, Seen.INTRODUCED)
MOST_MONTHS = 12
"""A longer period is told by quarters."""
_QUARTERS = (1, 4, 7, 10)
_REACHED = {
    Seen.SHORTLISTED: frozenset(PATH[PATH.index(Stage.RELEASED) :]),
    Seen.INTRODUCED: frozenset(PATH[PATH.index(Stage.PROPOSED) :]),
}
Sighting = tuple[int, datetime]
"""A startup, and when it was seen for a challenge."""


@dataclass(frozen=True, slots=True)
class Evenness:
    """How evenly the places of one span were shared out; None where there are too few to tell.

    `startups` had joined by its end; `places` and `gini` are those of the span; `so_far`,
    `gini_so_far`, the lowest possible one, `least_so_far`, and what of it was `avoidable` (0 to 1)
    are those since the period began.
    """

    startups: int
    places: int
    gini: float | None
    so_far: int
    gini_so_far: float | None
    least_so_far: float | None
    avoidable: float | None


@dataclass(frozen=True, slots=True)
class Share:
    """A group: its share of the startups, and of what was seen; `code` is "" where not said.

    `seen` and `of_seen` are by step; `standing` is about the first TOP. `spans` holds its share of
    the suggestions of each span, None where there are too few.
    """

    code: str
    startups: int
    of_startups: float
    seen: Mapping[Seen, int]
    of_seen: Mapping[Seen, float | None]
    standing: Standing
    spans: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class OverTime:
    """The spans of a period (months, or quarters), evenness in each, and the groups.

    `places` is how often somebody was seen in the whole period, by step.
    """

    begins: tuple[date, ...]
    is_quarterly: bool
    startups: int
    places: Mapping[Seen, int]
    evenness: Mapping[Seen, tuple[Evenness, ...]]
    groups: Mapping[Dimension, tuple[Share, ...]]


def over_time(context: Context, wanted: Wanted) -> OverTime:
    """Return how evenly startups were seen in each span of a period, and the shares of groups.

    What happened in a span counts, whenever the challenge was submitted. Startups never seen count
    with zero from the day they joined; spans before anybody had joined are left out.
    """
    of = cases(context, wanted, ever=True)
    known = startups(context)
    begins = _since(known, spans(wanted))
    edges = moments(begins)
    ids = {each.id for each in known}
    seen = {
        step: [
            (startup, at)
            for startup, at in found
            if startup in ids and wanted.begins <= at < wanted.ends
        ]
        for step, found in _sightings(context, of).items()
    }
    by_span = {step: _by_span(found, edges) for step, found in seen.items()}
    ends = (*edges[1:], wanted.ends)
    codes = codes_of(context.now.year)
    return OverTime(
        begins=begins,
        is_quarterly=len(month_starts(wanted)) > MOST_MONTHS,
        startups=len(known),
        places={step: len(found) for step, found in seen.items()},
        evenness={step: _evenness(known, counted, ends) for step, counted in by_span.items()},
        groups={name: _shares(known, by_span, codes[name]) for name in Dimension},
    )


def spans(wanted: Wanted) -> tuple[date, ...]:
    """Return the first days of the months of a period, or of its quarters when it is long."""
    months = month_starts(wanted)
    if len(months) <= MOST_MONTHS:
        return months
    return tuple(day for place, day in enumerate(months) if not place or day.month in _QUARTERS)


def _since(known: Iterable[Known], begins: tuple[date, ...]) -> tuple[date, ...]:
    first = min((each.joined_at for each in known), default=None)
    if first is None:
        return begins
    before = bisect_right(moments(begins), first) - 1
    return begins[max(before, 0) :]


def _sightings(context: Context, of: Sequence[Case]) -> dict[Seen, list[Sighting]]:
    found: dict[Seen, list[Sighting]] = {Seen.SUGGESTED: _suggested(context, of)}
    walked = walks(context, of)
    for step, stages in _REACHED.items():
        found[step] = [(walk.startup_id, at) for walk, at in _first(walked, stages)]
    return found


def _suggested(context: Context, of: Iterable[Case]) -> list[Sighting]:
    rows = context.session.execute(
        select(MatchRow.startup_id, func.min(MatchRunRow.created_at))
        .join(MatchRunRow, MatchRunRow.id == MatchRow.run_id)
        .where(MatchRunRow.challenge_id.in_([each.id for each in of]), MatchRow.rank <= TOP)
        .group_by(MatchRunRow.challenge_id, MatchRow.startup_id)
    )
    return [(startup, at) for startup, at in rows]


def _first(walked: Iterable[Walk], stages: frozenset[Stage]) -> list[tuple[Walk, datetime]]:
    found = ((walk, walk.first(stages)) for walk in walked)
    return [(walk, at) for walk, at in found if at is not None]


def _by_span(found: Iterable[Sighting], edges: Sequence[datetime]) -> list[Counter[int]]:
    """Return startup → how often it was seen, for each span; the first one began earlier."""
    counted: list[Counter[int]] = [Counter() for _ in edges]
    for startup, at in found:
        counted[max(bisect_right(edges, at) - 1, 0)][startup] += 1
    return counted


def _evenness(
    known: Sequence[Known], counted: Sequence[Counter[int]], ends: Sequence[datetime]
) -> tuple[Evenness, ...]:
    whole: Counter[int] = Counter()
    found = []
    for span, end in zip(counted, ends, strict=True):
        whole.update(span)
        ids = [each.id for each in known if each.joined_at < end or whole[each.id]]
        places, so_far, told = span.total(), whole.total(), _told(ids, whole)
        found.append(
            Evenness(
                startups=len(ids),
                places=places,
                gini=_told(ids, span),
                so_far=so_far,
                gini_so_far=told,
                least_so_far=None if told is None else least_gini(len(ids), so_far),
                avoidable=None if told is None else avoidable(told, len(ids), so_far),
            )
        )
    return tuple(found)


def _told(ids: Sequence[int], counted: Counter[int]) -> float | None:
    if not is_telling(len(ids), counted.total()):
        return None
    return gini([counted[each] for each in ids])


def _shares(
    known: Sequence[Known],
    by_span: Mapping[Seen, Sequence[Counter[int]]],
    codes: Callable[[Known], Iterable[str]],
) -> tuple[Share, ...]:
    members: dict[str, list[int]] = defaultdict(list)
    for each in known:
        for code in set(codes(each)):
            members[code].append(each.id)
    found = [_share(code, ids, len(known), by_span) for code, ids in members.items()]
    return tuple(sorted(found, key=lambda each: (each.code == "", -each.startups, each.code)))


def _share(
    code: str, ids: Sequence[int], of: int, by_span: Mapping[Seen, Sequence[Counter[int]]]
) -> Share:
    parts = {
        step: [sum(span[each] for each in ids) for span in counted]
        for step, counted in by_span.items()
    }
    wholes = {step: [span.total() for span in counted] for step, counted in by_span.items()}
    seen = {step: sum(counts) for step, counts in parts.items()}
    places = {step: sum(counts) for step, counts in wholes.items()}
    of_startups = len(ids) / of
    return Share(
        code=code,
        startups=len(ids),
        of_startups=of_startups,
        seen=seen,
        of_seen={step: seen[step] / places[step] if places[step] else None for step in STEPS},
        standing=standing(of_startups, seen[Seen.SUGGESTED], places[Seen.SUGGESTED]),
        spans=tuple(
            part / whole if is_telling(of, whole) else None
            for part, whole in zip(parts[Seen.SUGGESTED], wholes[Seen.SUGGESTED], strict=True)
        ),
    )
