"""The directory: firms and startups that officers look for."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import Session

from matcher.domain.challenge import FirmSize
from matcher.domain.introduction import OPEN
from matcher.domain.people import OrganisationKind
from matcher.domain.startup import Status
from matcher.domain.visibility import ChallengeState
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.startups import StartupRow
from matcher.text.normalise import clean, fold
from matcher.workflow.context import Context
from matcher.workflow.directory_views import PAGE, SORTS, Line, Listed, Wanted
from matcher.workflow.organisation_facts import region_ids, searched_sector, sector_ids

OPEN_STATE, DISABLED, MERGED = STATES = ("open", "disabled", "merged")
_LONGEST_SEARCH = 100


def firms(context: Context, wanted: Wanted, page: int = 1) -> Listed:
    """Return a page of the firms that were asked for; officers only."""
    return _listed(context, OrganisationKind.FIRM, wanted, page)


def startups(context: Context, wanted: Wanted, page: int = 1) -> Listed:
    """Return a page of the startups that were asked for; officers only."""
    return _listed(context, OrganisationKind.STARTUP, wanted, page)


def counts(context: Context) -> dict[OrganisationKind, int]:
    """Return how many open firms and startups there are; officers only."""
    context.staff()
    rows = context.session.execute(
        select(OrganisationRow.kind, func.count())
        .where(OrganisationRow.is_active, OrganisationRow.merged_into.is_(None))
        .group_by(OrganisationRow.kind)
    )
    return dict(rows.all())


def state_of(row: OrganisationRow) -> str:
    """Return whether an organisation is open, disabled, or merged into another one."""
    if row.merged_into is not None:
        return MERGED
    return OPEN_STATE if row.is_active else DISABLED


def _listed(context: Context, kind: OrganisationKind, wanted: Wanted, page: int) -> Listed:
    context.staff()
    ids = _found(context.session, kind, wanted)
    pages = max(1, -(-len(ids) // PAGE))
    shown = min(max(page, 1), pages)
    return Listed(
        _lines(context.session, ids[(shown - 1) * PAGE : shown * PAGE]), len(ids), shown, pages
    )


def _found(session: Session, kind: OrganisationKind, wanted: Wanted) -> list[int]:
    """Return the ids of all that were asked for, in order."""
    words = fold(clean(wanted.words)[:_LONGEST_SEARCH]).split()
    table = OrganisationRow
    columns: list[Any] = [
        table.id,
        table.search_text,
        cast(table.sectors, Text).label("own"),
        table.region,
    ]
    if kind is OrganisationKind.STARTUP:
        columns += [
            cast(StartupRow.sectors, Text).label("sectors"),
            cast(StartupRow.regions, Text).label("regions"),
        ]
    query = _sorted(_narrowed(select(*columns), kind, wanted), wanted.sort)
    if not (words or wanted.sector or wanted.region):
        return list(session.scalars(query.with_only_columns(table.id)))
    return [row[0] for row in session.execute(query) if _fits(row, words, wanted)]


def _narrowed(query: Select[Any], kind: OrganisationKind, wanted: Wanted) -> Select[Any]:
    table = OrganisationRow
    query = query.select_from(table).where(table.kind == kind)
    if kind is OrganisationKind.STARTUP:
        query = query.join(StartupRow, StartupRow.id == table.id)
        if wanted.status in set(Status):
            query = query.where(StartupRow.status == Status(wanted.status))
    if wanted.size in set(FirmSize):
        query = query.where(table.size == wanted.size)
    if wanted.state == MERGED:
        return query.where(table.merged_into.is_not(None))
    query = query.where(table.merged_into.is_(None))
    if wanted.state in (OPEN_STATE, DISABLED):
        query = query.where(table.is_active.is_(wanted.state == OPEN_STATE))
    return query


def _sorted(query: Select[Any], sort: str) -> Select[Any]:
    table = OrganisationRow
    if sort not in SORTS or sort == "name":
        return query.order_by(table.name_key, table.id)
    moment = table.created_at.desc() if sort == "newest" else table.created_at
    return query.order_by(moment, table.id.desc() if sort == "newest" else table.id)


def _fits(row: Sequence[Any], words: Sequence[str], wanted: Wanted) -> bool:
    """Whether a row has every word, and the sector and region that were asked for."""
    sectors = row[4] if len(row) > 4 else row[2]
    if wanted.sector and wanted.sector not in _sector_ids(sectors):
        return False
    if wanted.region and wanted.region not in _regions_of(row):
        return False
    return all(word in row[1] or word in _sector_words(sectors) for word in words)


def _regions_of(row: Sequence[Any]) -> frozenset[str]:
    own = region_ids((row[3],))
    return own | _region_ids(row[5]) if len(row) > 4 else own


# Few lists differ: each is understood once, from the text that the database keeps.
@lru_cache(maxsize=4_096)
def _sector_ids(packed: str) -> frozenset[str]:
    return sector_ids(json.loads(packed))


@lru_cache(maxsize=4_096)
def _region_ids(packed: str) -> frozenset[str]:
    return region_ids(json.loads(packed))


@lru_cache(maxsize=4_096)
def _sector_words(packed: str) -> str:
    return " ".join(searched_sector(each) for each in json.loads(packed))


def _lines(session: Session, ids: Sequence[int]) -> tuple[Line, ...]:
    rows = {
        row.id: (row, status, capacity, sectors)
        for row, status, capacity, sectors in session.execute(
            select(OrganisationRow, StartupRow.status, StartupRow.capacity, StartupRow.sectors)
            .outerjoin(StartupRow, StartupRow.id == OrganisationRow.id)
            .where(OrganisationRow.id.in_(ids))
        )
    }
    members = _counted(session, UserRow.organisation_id, UserRow.is_active, ids)
    asked = _counted(session, ChallengeRow.firm_id, ChallengeRow.state != ChallengeState.DRAFT, ids)
    busy = _counted(
        session, IntroductionRow.startup_id, IntroductionRow.stage.in_(OPEN), ids
    ) | _busy_firms(session, ids)
    return tuple(
        Line(
            id=each,
            name=rows[each][0].name,
            city=rows[each][0].city,
            region=rows[each][0].region,
            sectors=tuple(rows[each][3] or rows[each][0].sectors),
            size=rows[each][0].size,
            ice=rows[each][0].ice,
            state=state_of(rows[each][0]),
            status=rows[each][1],
            members=members.get(each, 0),
            challenges=asked.get(each, 0),
            open_introductions=busy.get(each, 0),
            capacity=rows[each][2],
            created_at=rows[each][0].created_at,
        )
        for each in ids
    )


def _counted(session: Session, owner: Any, which: Any, ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(select(owner, func.count()).where(owner.in_(ids), which).group_by(owner))
    return dict(rows.all())


def _busy_firms(session: Session, ids: Sequence[int]) -> dict[int, int]:
    rows = session.execute(
        select(ChallengeRow.firm_id, func.count())
        .join(IntroductionRow, IntroductionRow.challenge_id == ChallengeRow.id)
        .where(ChallengeRow.firm_id.in_(ids), IntroductionRow.stage.in_(OPEN))
        .group_by(ChallengeRow.firm_id)
    )
    return dict(rows.all())
