"""What the steps of introductions say: how far each came, when, and how long it stayed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select

from matcher.domain.introduction import Stage
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.workflow.context import Context
from matcher.workflow.insight_scope import Case

PATH = (
    Stage.KEPT,
    Stage.RELEASED,
    Stage.PROPOSED,
    Stage.ACCEPTED_BY_ONE,
    Stage.ACCEPTED,
    Stage.MET,
    Stage.NDA,
    Stage.PILOT,
    Stage.CONTRACT,
)
"""The stages on the way to a contract, in their order."""
_PLACE = {stage: place for place, stage in enumerate(PATH)} | {
    Stage.NO_FIT: PATH.index(Stage.ACCEPTED)
}
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Taken:
    """One step of an introduction."""

    before: Stage
    after: Stage
    at: datetime


@dataclass(frozen=True, slots=True)
class Walk:
    """An introduction with its steps, the oldest first."""

    challenge_id: int
    startup_id: int
    stage: Stage
    steps: tuple[Taken, ...]

    @property
    def furthest(self) -> int:
        """The place in PATH of the furthest stage that it ever reached; -1 for none."""
        reached = [self.stage, *(step.after for step in self.steps)]
        return max((_PLACE.get(stage, -1) for stage in reached), default=-1)

    def came_to(self, stage: Stage) -> bool:
        """Whether it ever reached a stage of PATH, or one after it."""
        return self.furthest >= _PLACE[stage]

    def first(self, stages: Iterable[Stage]) -> datetime | None:
        """Return when it first entered one of these stages; None when it never did."""
        wanted = frozenset(stages)
        return next((step.at for step in self.steps if step.after in wanted), None)

    def stays(self) -> Sequence[tuple[Stage, float]]:
        """Return each stage that it entered and left again, with the days between."""
        moved = [step for step in self.steps if step.before is not step.after]
        return [
            (entered.after, (left.at - entered.at).total_seconds() / DAY_SECONDS)
            for entered, left in pairwise(moved)
            if entered.after is left.before
        ]


def walks(context: Context, of: Iterable[Case]) -> tuple[Walk, ...]:
    """Return the introductions of these challenges with all their steps."""
    ids = [each.id for each in of]
    steps = _steps(context, ids)
    found = context.session.execute(
        select(
            IntroductionRow.id,
            IntroductionRow.challenge_id,
            IntroductionRow.startup_id,
            IntroductionRow.stage,
        ).where(IntroductionRow.challenge_id.in_(ids))
    )
    return tuple(Walk(row[1], row[2], row[3], tuple(steps.get(row[0], ()))) for row in found)


def _steps(context: Context, ids: list[int]) -> Mapping[int, list[Taken]]:
    found = context.session.execute(
        select(MoveRow.introduction_id, MoveRow.stage_before, MoveRow.stage_after, MoveRow.at)
        .join(IntroductionRow, IntroductionRow.id == MoveRow.introduction_id)
        .where(IntroductionRow.challenge_id.in_(ids))
        .order_by(MoveRow.id)
    )
    steps: dict[int, list[Taken]] = defaultdict(list)
    for introduction_id, before, after, at in found:
        steps[introduction_id].append(Taken(before, after, at))
    return steps
