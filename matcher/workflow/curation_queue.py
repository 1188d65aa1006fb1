"""The curation queue: the challenges that wait for an officer's decisions, in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import aliased

from matcher.domain.introduction import Stage
from matcher.domain.visibility import ChallengeState, MatchingState, Visibility
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.matches import MatchRow, MatchRunRow, VerdictRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import FULL
from matcher.workflow.verdicts import REJECT

ANSWER_WITHIN = timedelta(days=15)
"""What a firm is promised: an answer, with reasons, this long after it submitted its challenge."""
WAITING = (ChallengeState.SUBMITTED, ChallengeState.CURATION)
"""The states in which a challenge waits for a curator."""
PAGE = 30
"""How many challenges a page of the queue holds."""


class Whose(StrEnum):
    """Which part of the queue an officer looks at."""

    ALL = "all"
    MINE = "mine"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A challenge that waits. `days_left` is what remains of the promise; negative when late."""

    id: int
    title: str
    firm_name: str
    state: ChallengeState
    visibility: Visibility
    matching: MatchingState
    language: str
    officer_id: int | None
    officer_name: str
    submitted_at: datetime | None
    days: int
    days_left: int | None
    matches: int
    kept: int
    rejected: int


@dataclass(frozen=True, slots=True)
class QueuePage:
    """A page of the queue, and how many there are in each part of it."""

    lines: tuple[QueueLine, ...]
    whose: Whose
    counts: Mapping[Whose, int]
    page: int
    pages: int


def queue(context: Context, whose: Whose = Whose.ALL, page: int = 1) -> QueuePage:
    """Return the challenges that need decisions, the oldest promise first; officers only."""
    officer = context.staff()
    counts = {each: _count(context, each, officer.id) for each in Whose}
    pages = max(1, ceil(counts[whose] / PAGE))
    page = min(max(page, 1), pages)
    lead = aliased(UserRow)
    rows = context.session.execute(
        select(
            ChallengeRow.id,
            ChallengeRow.title,
            OrganisationRow.name.label("firm_name"),
            ChallengeRow.state,
            ChallengeRow.visibility,
            ChallengeRow.matching,
            ChallengeRow.language,
            ChallengeRow.officer_id,
            lead.name.label("officer_name"),
            ChallengeRow.submitted_at,
        )
        .join(OrganisationRow, OrganisationRow.id == ChallengeRow.firm_id)
        .outerjoin(lead, lead.id == ChallengeRow.officer_id)
        .where(*_part(whose, officer.id))
        .order_by(ChallengeRow.submitted_at, ChallengeRow.id)
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    ids = [row.id for row in rows]
    matches, kept, rejected = (
        _matches(context, ids),
        _kept(context, ids),
        _rejected(context, ids),
    )
    lines = tuple(
        QueueLine(
            **{**row._mapping, "officer_name": row.officer_name or ""},
            days=whole_days(row.submitted_at, context.now),
            days_left=days_left(row.submitted_at, context.now),
            matches=matches.get(row.id, 0),
            kept=kept.get(row.id, 0),
            rejected=rejected.get(row.id, 0),
        )
        for row in rows
    )
    return QueuePage(lines, whose, counts, page, pages)


def following(context: Context, challenge_id: int) -> int | None:
    """Return the challenge that comes after this one in the queue; the first one at its end.

    Those that another officer took are passed over. None when nothing else waits.
    """
    officer = context.staff()
    ids = context.session.scalars(
        select(ChallengeRow.id)
        .where(
            ChallengeRow.state.in_(WAITING),
            ChallengeRow.officer_id.is_(None) | (ChallengeRow.officer_id == officer.id),
        )
        .order_by(ChallengeRow.submitted_at, ChallengeRow.id)
    ).all()
    others = [each for each in ids if each != challenge_id]
    if challenge_id not in ids:
        return others[0] if others else None
    after = ids[ids.index(challenge_id) + 1 :]
    return after[0] if after else (others[0] if others else None)


def whole_days(since: datetime | None, now: datetime) -> int:
    """Return how many whole days passed; 0 when it never began."""
    return max(0, (now - since).days) if since else 0


def days_left(submitted_at: datetime | None, now: datetime) -> int | None:
    """Return how many days of the promise remain, negative when it is broken."""
    if submitted_at is None:
        return None
    return ((submitted_at + ANSWER_WITHIN).date() - now.date()).days


def _part(whose: Whose, officer_id: int) -> Sequence[ColumnElement[bool]]:
    waiting = ChallengeRow.state.in_(WAITING)
    if whose is Whose.MINE:
        return (waiting, ChallengeRow.officer_id == officer_id)
    if whose is Whose.NOBODY:
        return (waiting, ChallengeRow.officer_id.is_(None))
    return (waiting,)


def _count(context: Context, whose: Whose, officer_id: int) -> int:
    query = select(func.count()).select_from(ChallengeRow).where(*_part(whose, officer_id))
    return context.session.scalar(query) or 0


def _matches(context: Context, ids: Sequence[int]) -> dict[int, int]:
    """Return challenge id → how many startups its last full run found."""
    latest = (
        select(func.max(MatchRunRow.id))
        .where(MatchRunRow.challenge_id.in_(ids), MatchRunRow.reading == FULL)
        .group_by(MatchRunRow.challenge_id)
    )
    found = context.session.execute(
        select(MatchRunRow.challenge_id, func.count(MatchRow.id))
        .join(MatchRow, MatchRow.run_id == MatchRunRow.id)
        .where(MatchRunRow.id.in_(latest))
        .group_by(MatchRunRow.challenge_id)
    )
    return dict(found.all())


def _kept(context: Context, ids: Sequence[int]) -> dict[int, int]:
    found = context.session.execute(
        select(IntroductionRow.challenge_id, func.count())
        .where(IntroductionRow.challenge_id.in_(ids), IntroductionRow.stage != Stage.SUGGESTED)
        .group_by(IntroductionRow.challenge_id)
    )
    return dict(found.all())


def _rejected(context: Context, ids: Sequence[int]) -> dict[int, int]:
    found = context.session.execute(
        select(VerdictRow.challenge_id, func.count())
        .where(
            VerdictRow.challenge_id.in_(ids),
            VerdictRow.kind == REJECT,
            VerdictRow.undone_at.is_(None),
        )
        .group_by(VerdictRow.challenge_id)
    )
    return dict(found.all())
