"""The way from a challenge to a contract: how many come how far, and how it goes over the months.

Officers only, here and in the modules beside: `insight_times`, `insight_gaps`, `insight_mix` and
`exposure`.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from matcher.domain.introduction import Stage
from matcher.domain.visibility import ChallengeState
from matcher.store.matches import MatchRunRow, VerdictRow
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import FULL
from matcher.workflow.insight_moves import PATH, Walk, walks
from matcher.workflow.insight_scope import Case, Wanted, cases, moments, month_starts


class Milestone(StrEnum):
    """What a challenge passes on its way, in order."""

    SUBMITTED = "submitted"
    MATCHED = "matched"
    CURATED = "curated"
    SHORTLISTED = "shortlisted"
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    MET = "met"
    NDA = "nda"
    PILOT = "pilot"
    CONTRACT = "contract"


_ORDER = tuple(Milestone)
_OF_STAGE = {
    Stage.KEPT: Milestone.CURATED,
    Stage.RELEASED: Milestone.SHORTLISTED,
    Stage.PROPOSED: Milestone.PROPOSED,
    Stage.ACCEPTED_BY_ONE: Milestone.PROPOSED,
    Stage.ACCEPTED: Milestone.ACCEPTED,
    Stage.MET: Milestone.MET,
    Stage.NDA: Milestone.NDA,
    Stage.PILOT: Milestone.PILOT,
    Stage.CONTRACT: Milestone.CONTRACT,
}
_CURATED = frozenset(
    {ChallengeState.CURATION, ChallengeState.SHORTLISTED, ChallengeState.NO_PARTNER}
)
EVENTS: dict[str, frozenset[Stage]] = {
    "proposed": frozenset({Stage.PROPOSED}),
    "accepted": frozenset({Stage.ACCEPTED}),
    "contract": frozenset({Stage.CONTRACT}),
}
"""What is counted by month besides challenges and shortlists."""


@dataclass(frozen=True, slots=True)
class Month:
    """A month, and how often each thing happened in it: "submitted", "released", and EVENTS."""

    begins: date
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Journey:
    """How far challenges and introductions came, and the months.

    In the first two a step counts what reached it or a later one.
    """

    challenges: tuple[tuple[Milestone, int], ...]
    introductions: tuple[tuple[Stage, int], ...]
    months: tuple[Month, ...]


def journey(context: Context, wanted: Wanted) -> Journey:
    """Return how far the challenges of a period came until now, and what happened each month."""
    everything = cases(context, wanted, ever=True)
    walked = walks(context, everything)
    of_period = [each for each in everything if wanted.begins <= each.submitted_at < wanted.ends]
    ids = {each.id for each in of_period}
    theirs = [walk for walk in walked if walk.challenge_id in ids]
    return Journey(
        challenges=_milestones(context, of_period, theirs),
        introductions=tuple((stage, sum(walk.came_to(stage) for walk in theirs)) for stage in PATH),
        months=_months(wanted, everything, walked),
    )


def _milestones(
    context: Context, of: Sequence[Case], walked: Iterable[Walk]
) -> tuple[tuple[Milestone, int], ...]:
    reached = {each.id: Milestone.SUBMITTED for each in of}
    passed = [
        *((challenge_id, Milestone.MATCHED) for challenge_id in _matched(context, reached)),
        *((challenge_id, Milestone.CURATED) for challenge_id in _judged(context, reached)),
        *((each.id, Milestone.CURATED) for each in of if each.state in _CURATED),
        *((each.id, Milestone.SHORTLISTED) for each in of if each.released_at is not None),
        *(
            (walk.challenge_id, _OF_STAGE[PATH[walk.furthest]])
            for walk in walked
            if walk.furthest >= 0
        ),
    ]
    for challenge_id, milestone in passed:
        reached[challenge_id] = max(reached[challenge_id], milestone, key=_ORDER.index)
    counted = Counter(reached.values())
    return tuple(
        (milestone, sum(counted[later] for later in _ORDER[place:]))
        for place, milestone in enumerate(_ORDER)
    )


def _matched(context: Context, ids: Iterable[int]) -> Sequence[int]:
    return context.session.scalars(
        select(MatchRunRow.challenge_id)
        .where(MatchRunRow.challenge_id.in_(list(ids)), MatchRunRow.reading == FULL)
        .distinct()
    ).all()


def _judged(context: Context, ids: Iterable[int]) -> Sequence[int]:
    return context.session.scalars(
        select(VerdictRow.challenge_id)
        .where(VerdictRow.challenge_id.in_(list(ids)), VerdictRow.undone_at.is_(None))
        .distinct()
    ).all()


def _months(wanted: Wanted, of: Iterable[Case], walked: Iterable[Walk]) -> tuple[Month, ...]:
    starts = month_starts(wanted)
    edges = moments(starts)
    counts: list[Counter[str]] = [Counter() for _ in starts]

    def count(name: str, at: datetime | None) -> None:
        if at is not None and wanted.begins <= at < wanted.ends:
            counts[bisect_right(edges, at) - 1][name] += 1

    for each in of:
        count("submitted", each.submitted_at)
        count("released", each.released_at)
    for walk in walked:
        for name, stages in EVENTS.items():
            count(name, walk.first(stages))
    return tuple(Month(start, dict(counted)) for start, counted in zip(starts, counts, strict=True))
