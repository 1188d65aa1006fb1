"""What the figures are about: a period and filters, and the challenges that they leave."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Select, Text, cast, func, select

from matcher.domain.people import OrganisationKind
from matcher.domain.startup import Status
from matcher.domain.visibility import ChallengeState
from matcher.store.challenges import ChallengeRow
from matcher.store.matches import MatchRunRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import FULL, PUBLIC

ZONE = ZoneInfo("Africa/Casablanca")
"""Where a day begins and ends."""
_A_YEAR = 12
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Wanted:
    """A period, its last day included, and filters; an empty one leaves nothing out.

    Sector, region and size are those of the challenge and of the firm that posted it.
    """

    since: date
    until: date
    sector: str = ""
    region: str = ""
    size: str = ""

    @property
    def begins(self) -> datetime:
        """The first moment of the period."""
        return _midnight(self.since)

    @property
    def ends(self) -> datetime:
        """The first moment after the period."""
        return _midnight(self.until + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Case:
    """A challenge that was submitted, as far as figures need it."""

    id: int
    title: str
    state: ChallengeState
    language: str
    sectors: tuple[str, ...]
    region: str
    firm_id: int
    firm_name: str
    firm_size: str
    submitted_at: datetime
    released_at: datetime | None


SUGGESTED = (
    StartupRow.status == Status.ACTIVE,
    OrganisationRow.kind == OrganisationKind.STARTUP,
    OrganisationRow.is_active,
    OrganisationRow.merged_into.is_(None),
)
"""The conditions on startups that may be suggested, with their organisations."""


@dataclass(frozen=True, slots=True)
class Known:
    """A startup that may be suggested; empty or None means "not said"."""

    id: int
    name: str
    sectors: tuple[str, ...]
    region: str
    size: str
    founded: int | None
    joined_at: datetime


def period(today: date, since: date | None = None, until: date | None = None) -> tuple[date, date]:
    """Return a period with its ends in order: the last twelve months, unless it is said.

    It is ten years long at most.
    """
    last = until or today
    first = since or _months_before(last, _A_YEAR - 1)
    if first > last:
        first, last = last, first
    return max(first, _months_before(last, _LONGEST - 1)), last


def today(context: Context) -> date:
    """Return the day that it is in Morocco."""
    return context.now.astimezone(ZONE).date()


def cases(context: Context, wanted: Wanted, *, ever: bool = False) -> tuple[Case, ...]:
    """Return the challenges submitted in the period that pass the filters; `ever`: in any period.

    Officers only.
    """
    context.staff()
    query = (
        select(*_COLUMNS)
        .join(OrganisationRow, OrganisationRow.id == ChallengeRow.firm_id)
        .where(ChallengeRow.submitted_at.is_not(None))
        .order_by(ChallengeRow.submitted_at, ChallengeRow.id)
    )
    if not ever:
        query = query.where(
            ChallengeRow.submitted_at >= wanted.begins, ChallengeRow.submitted_at < wanted.ends
        )
    if wanted.size:
        query = query.where(OrganisationRow.size == wanted.size)
    found = (_case(row) for row in context.session.execute(query))
    return tuple(
        each
        for each in found
        if (not wanted.sector or wanted.sector in each.sectors)
        and (not wanted.region or wanted.region == each.region)
    )


def startups(context: Context) -> tuple[Known, ...]:
    """Return the startups that may be suggested, by name. Officers only."""
    context.staff()
    found = context.session.execute(
        select(
            StartupRow.id,
            OrganisationRow.name,
            cast(StartupRow.sectors, Text),
            OrganisationRow.region,
            cast(StartupRow.regions, Text),
            OrganisationRow.size,
            OrganisationRow.founded,
            StartupRow.created_at,
        )
        .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
        .where(*SUGGESTED)
        .order_by(func.lower(OrganisationRow.name), StartupRow.id)
    )
    return tuple(
        Known(
            id=row[0],
            name=row[1],
            sectors=_listed(row[2]),
            region=row[3] or next(iter(_listed(row[4])), ""),
            size=row[5],
            founded=row[6],
            joined_at=row[7],
        )
        for row in found
    )


def latest_runs(of: Iterable[Case], readings: tuple[str, ...] = (FULL, PUBLIC)) -> Select[Any]:
    """Return the query of the last run of each reading of these challenges."""
    return (
        select(func.max(MatchRunRow.id))
        .where(
            MatchRunRow.challenge_id.in_([each.id for each in of]),
            MatchRunRow.reading.in_(readings),
        )
        .group_by(MatchRunRow.challenge_id, MatchRunRow.reading)
    )


def month_starts(wanted: Wanted) -> tuple[date, ...]:
    """Return the first day of each month that the period touches."""
    first, last = wanted.since.replace(day=1), wanted.until.replace(day=1)
    months = (last.year - first.year) * 12 + last.month - first.month
    return tuple(_months_before(last, months - place) for place in range(months + 1))


def moments(days: Iterable[date]) -> list[datetime]:
    """Return the first moment of each of these days."""
    return [_midnight(day) for day in days]


_COLUMNS: tuple[Any, ...] = (
    ChallengeRow.id,
    ChallengeRow.title,
    ChallengeRow.state,
    ChallengeRow.language,
    ChallengeRow.sectors,
    ChallengeRow.region,
    OrganisationRow.region,
    ChallengeRow.firm_id,
    OrganisationRow.name,
    OrganisationRow.size,
    ChallengeRow.submitted_at,
    ChallengeRow.released_at,
)


def _case(row: Any) -> Case:
    return Case(
        id=row[0],
        title=row[1],
        state=row[2],
        language=row[3],
        sectors=tuple(row[4]),
        region=row[5] or row[6],
        firm_id=row[7],
        firm_name=row[8],
        firm_size=row[9],
        submitted_at=row[10],
        released_at=row[11],
    )


@lru_cache(maxsize=4096)
def _listed(stored: str) -> tuple[str, ...]:
    """Return a stored list; most startups share theirs with many, so each is read once."""
    return tuple(json.loads(stored))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE).astimezone(UTC)


def _months_before(day: date, months: int) -> date:
    """Return the first day of the month so many months before a day's."""
    place = day.year * 12 + day.month - 1 - months
    return date(place // 12, place % 12 + 1, 1)
