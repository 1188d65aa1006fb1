"""How many days each step takes."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from matcher.domain.introduction import CLOCKS, Stage
from matcher.store.matches import MatchRunRow
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import FULL
from matcher.workflow.insight_moves import DAY_SECONDS, walks
from matcher.workflow.insight_scope import Case, Wanted, cases

MATCHING, CURATION, TO_ACCEPTANCE = "matching", "curation", "to_acceptance"
STAYS = (Stage.KEPT, *CLOCKS)
"""The stages in which an introduction waits."""


@dataclass(frozen=True, slots=True)
class Times:
    """Days by step, for steps that ended; one that still lasts is not told.

    `challenges`: MATCHING (submitted to the first answer of the engine), CURATION (from there to
    the released shortlist), TO_ACCEPTANCE (submitted to the first yes of both sides).
    """

    challenges: Mapping[str, tuple[float, ...]]
    introductions: Mapping[Stage, tuple[float, ...]]


def times(context: Context, wanted: Wanted) -> Times:
    """Return how long each step took, for the challenges of a period."""
    of = cases(context, wanted)
    matched = _first_runs(context, of)
    days: dict[str, list[float]] = {MATCHING: [], CURATION: [], TO_ACCEPTANCE: []}
    stays: dict[Stage, list[float]] = defaultdict(list)
    accepted: dict[int, datetime] = {}
    for walk in walks(context, of):
        for stage, lasted in walk.stays():
            stays[stage].append(lasted)
        at = walk.first({Stage.ACCEPTED})
        if at is not None:
            accepted[walk.challenge_id] = min(at, accepted.get(walk.challenge_id, at))
    for each in of:
        _note(days[MATCHING], each.submitted_at, matched.get(each.id))
        _note(days[CURATION], matched.get(each.id, each.submitted_at), each.released_at)
        _note(days[TO_ACCEPTANCE], each.submitted_at, accepted.get(each.id))
    return Times(
        challenges={name: tuple(found) for name, found in days.items()},
        introductions={stage: tuple(stays[stage]) for stage in STAYS},
    )


def _first_runs(context: Context, of: tuple[Case, ...]) -> dict[int, datetime]:
    """Return when the engine first answered to each challenge."""
    found = context.session.execute(
        select(MatchRunRow.challenge_id, func.min(MatchRunRow.created_at))
        .where(MatchRunRow.challenge_id.in_([each.id for each in of]), MatchRunRow.reading == FULL)
        .group_by(MatchRunRow.challenge_id)
    )
    return dict(found.all())


def _note(days: list[float], since: datetime, until: datetime | None) -> None:
    """Keep the days between two moments; nothing when it did not end, or was counted anew."""
    if until is not None and until >= since:
        days.append((until - since).total_seconds() / DAY_SECONDS)
