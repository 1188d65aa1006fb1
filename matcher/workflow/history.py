"""Load and history of both sides of introductions. Nobody's permission is checked: callers do."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, lazyload

from matcher.domain.introduction import NAMED, OPEN, Stage
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import LATEST_FIRST, IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow.context import Context
from matcher.workflow.introduction_moves import all_said_yes

EPISODES = 8
"""How many of the last introductions a load names."""
_TOLD = frozenset(Stage) - {Stage.SUGGESTED, Stage.KEPT}


@dataclass(frozen=True, slots=True)
class Episode:
    """One introduction of the past or of now, as officers read it."""

    introduction_id: int
    challenge_id: int
    challenge_title: str
    other_name: str
    stage: Stage
    at: datetime


@dataclass(frozen=True, slots=True)
class Load:
    """How busy a side is, and how its introductions ended. `capacity` None means "not said"."""

    open: int = 0
    capacity: int | None = None
    accepted: int = 0
    declined: int = 0
    expired: int = 0
    last_at: datetime | None = None
    episodes: tuple[Episode, ...] = ()

    @property
    def is_full(self) -> bool:
        """Whether no place is left."""
        return self.capacity is not None and self.open >= self.capacity


def loads(context: Context, startup_ids: Iterable[int]) -> dict[int, Load]:
    """Return startup id → its load, for each of these startups."""
    ids = sorted(set(startup_ids))
    capacities: dict[int, int | None] = {
        row.id: row.capacity
        for row in context.session.execute(
            select(StartupRow.id, StartupRow.capacity).where(StartupRow.id.in_(ids))
        )
    }
    firm = aliased(OrganisationRow)
    rows = context.session.execute(
        _episodes()
        .join(firm, firm.id == ChallengeRow.firm_id)
        .add_columns(firm.name)
        .where(IntroductionRow.startup_id.in_(ids))
    ).all()
    by_startup: dict[int, list[tuple[IntroductionRow, Episode]]] = defaultdict(list)
    for row, title, name in rows:
        by_startup[row.startup_id].append((row, _episode(row, title, name)))
    return {each: _load(by_startup[each], capacities.get(each)) for each in ids}


def firm_load(context: Context, firm_id: int) -> Load:
    """Return the load of a firm; a firm has no declared capacity."""
    startup = aliased(OrganisationRow)
    rows = context.session.execute(
        _episodes()
        .join(startup, startup.id == IntroductionRow.startup_id)
        .add_columns(startup.name)
        .where(ChallengeRow.firm_id == firm_id)
    ).all()
    return _load([(row, _episode(row, title, name)) for row, title, name in rows], None)


def _episodes() -> Select[IntroductionRow, str]:
    return (
        select(IntroductionRow, ChallengeRow.title)
        .join(ChallengeRow, ChallengeRow.id == IntroductionRow.challenge_id)
        .where(IntroductionRow.stage.in_(_TOLD))
        .options(lazyload("*"))
        .order_by(*LATEST_FIRST)
    )


def _episode(row: IntroductionRow, title: str, other: str) -> Episode:
    return Episode(row.id, row.challenge_id, title, other, row.stage, row.updated_at)


def _load(found: Sequence[tuple[IntroductionRow, Episode]], capacity: int | None) -> Load:
    rows = [row for row, _ in found]
    return Load(
        open=sum(row.stage in OPEN for row in rows),
        capacity=capacity,
        accepted=sum(row.stage in NAMED or all_said_yes(row) for row in rows),
        declined=sum(row.stage is Stage.DECLINED for row in rows),
        expired=sum(row.stage is Stage.EXPIRED for row in rows),
        last_at=rows[0].updated_at if rows else None,
        episodes=tuple(episode for _, episode in found[:EPISODES]),
    )
