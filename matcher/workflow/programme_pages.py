"""What officers read of programmes: the list with what to look after, one programme, its past."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from matcher.domain import programme as rules
from matcher.domain.programme import Programme
from matcher.errors import NotFound
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow
from matcher.store.programmes import ProgrammeVersionRow, VerdictOnAidRow
from matcher.workflow.context import Context
from matcher.workflow.programme_versions import (
    DRAFT,
    NO_PROGRAMME,
    Kept,
    Past,
    history,
    kept_versions,
)

SOON_DAYS = 60
"""So many days before a review date, somebody should read the sources again."""


class Warned(StrEnum):
    """What an officer should look after."""

    PAST_REVIEW = "past_review"
    REVIEW_SOON = "review_soon"
    UNVERIFIED = "unverified"
    CLOSED = "closed"
    CHANGED = "changed"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """One programme in the list, as it holds today; a later version when none holds yet."""

    programme: Programme
    versions: int
    review_by: date
    warnings: tuple[Warned, ...]
    draft_id: int | None


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A draft of a programme that has no version yet."""

    id: int
    programme_id: str


@dataclass(frozen=True, slots=True)
class ProgrammePage:
    """One programme: what holds, or the version that was asked for, and all its versions."""

    shown: Kept
    is_latest: bool
    review_by: date
    warnings: tuple[Warned, ...]
    past: tuple[Past, ...]
    draft_id: int | None


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """A verdict that was kept, with what it was about."""

    id: int
    day: date
    made_at: datetime
    challenge: str
    startup: str
    count: int


def listed(context: Context) -> tuple[ProgrammeLine, ...]:
    """Return all programmes, those to be read again first."""
    context.staff()
    today = context.now.date()
    drafts = _drafts(context)
    by_id: dict[str, list[Kept]] = {}
    for each in kept_versions(context):
        by_id.setdefault(each.programme.id, []).append(each)
    found = []
    for name, versions in by_id.items():
        shown = _held(versions, today)
        warned = tuple(_warnings(shown, today))
        review = review_of(shown.programme)
        found.append(
            ProgrammeLine(shown.programme, len(versions), review, warned, drafts.get(name))
        )
    return tuple(sorted(found, key=lambda each: (each.review_by, each.programme.name)))


def new_drafts(context: Context) -> tuple[DraftLine, ...]:
    """Return the drafts of programmes that have no version yet."""
    context.staff()
    known = {each.programme.id for each in kept_versions(context)}
    drafts = _drafts(context).items()
    return tuple(DraftLine(number, name) for name, number in drafts if name not in known)


def page(context: Context, programme_id: str, version: str = "") -> ProgrammePage:
    """Return a programme as it holds today, or one version of it; NotFound when there is none."""
    context.staff()
    today = context.now.date()
    past = history(context, programme_id)
    versions = [each.kept for each in reversed(past)]
    if version:
        asked = [each for each in versions if each.programme.version == version]
        if not asked:
            raise NotFound(NO_PROGRAMME)
        shown = asked[0]
    else:
        shown = _held(versions, today)
    return ProgrammePage(
        shown,
        shown is versions[-1],
        review_of(shown.programme),
        tuple(_warnings(shown, today)),
        past,
        _drafts(context).get(programme_id),
    )


def verdicts(context: Context, most: int = 50) -> tuple[VerdictLine, ...]:
    """Return the verdicts that were kept last."""
    context.staff()
    firm = select(OrganisationRow.name).where(OrganisationRow.id == VerdictOnAidRow.startup_id)
    rows = context.session.execute(
        select(VerdictOnAidRow, ChallengeRow.title, firm.scalar_subquery())
        .outerjoin(ChallengeRow, ChallengeRow.id == VerdictOnAidRow.challenge_id)
        .order_by(VerdictOnAidRow.id.desc())
        .limit(most)
    )
    return tuple(
        VerdictLine(row.id, row.day, row.created_at, title or "", name or "", len(row.programmes))
        for row, title, name in rows
    )


def review_of(programme: Programme) -> date:
    """Return the first day by which something of a programme is to be read again."""
    of_aid = [terms.review_by for terms in programme.aid]
    return min([*(rule.review_by for rule in programme.rules), *of_aid])


def _held(versions: list[Kept], today: date) -> Kept:
    held = rules.in_force(tuple(each.programme for each in versions), today)
    found = [each for each in versions if held and each.programme is held[0]]
    return found[0] if found else versions[-1]


def _warnings(kept: Kept, today: date) -> Iterator[Warned]:
    programme = kept.programme
    review = review_of(programme)
    is_closed = any(isinstance(rule.test, rules.NotInForce) for rule in programme.rules)
    told = {
        Warned.CHANGED: kept.is_changed,
        Warned.PAST_REVIEW: today > review,
        Warned.REVIEW_SOON: 0 <= (review - today).days <= SOON_DAYS,
        Warned.UNVERIFIED: any(rule.is_status_unverified for rule in programme.rules),
        Warned.CLOSED: is_closed,
        Warned.NOT_YET: programme.valid_from > today,
    }
    return (warned for warned, holds in told.items() if holds)


def _drafts(context: Context) -> dict[str, int]:
    rows = context.session.execute(
        select(ProgrammeVersionRow.programme_id, ProgrammeVersionRow.id).where(
            ProgrammeVersionRow.state == DRAFT
        )
    )
    return {row.programme_id: row.id for row in rows}
