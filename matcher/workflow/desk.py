"""The desk: what waits for an officer today, by kind, each thing with its age."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, cast, exists, func, null, or_, select
from sqlalchemy.orm import aliased

from matcher.domain.introduction import ASKED, Stage
from matcher.domain.visibility import LIVE, ChallengeState, MatchingState, TeaserState
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.matches import MatchRunRow, VerdictRow
from matcher.store.organisations import JoinRequestRow, OrganisationRow
from matcher.store.outbox import MailState, OutboxRow
from matcher.store.startups import InterestRow
from matcher.workflow.context import Context
from matcher.workflow.curation_queue import ANSWER_WITHIN
from matcher.workflow.engine_texts import FULL
from matcher.workflow.introduction_support_left import awaits_officer
from matcher.workflow.joining import WAITING

MOST = 6
"""How many things of a kind the desk names; it counts the others."""
Question = Select[*tuple[Any, ...]]
_NEVER = cast(null(), ChallengeRow.created_at.type)
_NEWS = (Stage.ACCEPTED, Stage.MET, Stage.NDA, Stage.PILOT)


class Kind(StrEnum):
    """What can wait for an officer, in the order of the desk."""

    NEW_CHALLENGE = "new_challenge"
    MATCHES_READY = "matches_ready"
    FAILED_RUN = "failed_run"
    TEASER = "teaser"
    JOIN_REQUEST = "join_request"
    WANTED = "wanted"
    INTERESTED = "interested"
    UNANSWERED_SHORTLIST = "unanswered_shortlist"
    UNANSWERED_INTRODUCTION = "unanswered_introduction"
    SUPPORT_LEFT = "support_left"
    OUTCOME = "outcome"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits. `days_left` is None when nothing ends; negative when it is late."""

    kind: Kind
    subject_id: int
    title: str
    detail: str
    since: datetime | None
    days: int
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """The things of a kind, the most urgent first; `total` counts all of them."""

    kind: Kind
    items: tuple[Item, ...]
    total: int
    late: int


@dataclass(frozen=True, slots=True)
class Today:
    """What waits for an officer. Kinds of which nothing waits are left out."""

    groups: tuple[Group, ...]
    total: int
    late: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question to the database; its columns are id, title, detail, since and ends."""

    kind: Kind
    query: Question


def today(context: Context, *, mine: bool = False) -> Today:
    """Return what waits; with `mine` only what this officer leads, or nobody does."""
    officer = context.staff()
    led: list[ColumnElement[bool]] = []
    if mine:
        led = [ChallengeRow.officer_id.is_(None) | (ChallengeRow.officer_id == officer.id)]
    groups = [_group(context, asked) for asked in _questions(context, led)]
    waiting = tuple(group for group in groups if group.total)
    return Today(
        groups=waiting,
        total=sum(group.total for group in waiting),
        late=sum(group.late for group in waiting),
        is_mine=mine,
    )


def _questions(context: Context, led: list[ColumnElement[bool]]) -> Iterable[_Asked]:
    about_challenges: dict[Kind, Callable[[Context], Question]] = {
        Kind.NEW_CHALLENGE: _new_challenges,
        Kind.MATCHES_READY: _matches_ready,
        Kind.FAILED_RUN: _failed_runs,
        Kind.TEASER: _teasers,
        Kind.WANTED: _wanted,
        Kind.INTERESTED: _interested,
        Kind.UNANSWERED_SHORTLIST: _unanswered_shortlists,
        Kind.UNANSWERED_INTRODUCTION: _unanswered_introductions,
        Kind.SUPPORT_LEFT: _supports_left,
        Kind.OUTCOME: _outcomes,
    }
    for kind in Kind:
        if kind in about_challenges:
            yield _Asked(kind, about_challenges[kind](context).where(*led))
        elif kind is Kind.JOIN_REQUEST:
            yield _Asked(kind, _join_requests())
        else:
            yield _Asked(kind, _mails())


def _group(context: Context, asked: _Asked) -> Group:
    """Return the most urgent things of a kind; the database counts and sorts all of them."""
    told = asked.query.subquery()
    midnight = context.now.replace(hour=0, minute=0, second=0, microsecond=0)
    is_late = told.c.ends < midnight
    if asked.kind is Kind.NEW_CHALLENGE:
        is_late = told.c.since < midnight - ANSWER_WITHIN
    rows = context.session.execute(
        select(
            told,
            func.count().over().label("total"),
            func.count(case((is_late, 1))).over().label("late"),
        )
        .order_by(
            case((is_late, 0), else_=1),
            case((is_late, told.c.ends)),
            told.c.since.nulls_last(),
            told.c.id,
        )
        .limit(MOST)
    ).all()
    items = tuple(_item(context, asked.kind, row) for row in rows)
    total, late = (rows[0].total, rows[0].late) if rows else (0, 0)
    return Group(asked.kind, items, total, late)


def _item(context: Context, kind: Kind, row: Any) -> Item:
    ends = row.ends
    if kind is Kind.NEW_CHALLENGE and row.since is not None:
        ends = row.since + ANSWER_WITHIN
    return Item(
        kind=kind,
        subject_id=row.id,
        title=row.title,
        detail=row.detail or "",
        since=row.since,
        days=max(0, (context.now - row.since).days) if row.since else 0,
        days_left=(ends.date() - context.now.date()).days if ends else None,
    )


def _challenges(since: Any, ends: Any = None) -> Question:
    return (
        select(
            ChallengeRow.id.label("id"),
            ChallengeRow.title.label("title"),
            OrganisationRow.name.label("detail"),
            since.label("since"),
            (_NEVER if ends is None else ends).label("ends"),
        )
        .select_from(ChallengeRow)
        .join(OrganisationRow, OrganisationRow.id == ChallengeRow.firm_id)
    )


def _new_challenges(_: Context) -> Question:
    return _challenges(ChallengeRow.submitted_at).where(
        ChallengeRow.state == ChallengeState.SUBMITTED
    )


def _matches_ready(_: Context) -> Question:
    """Challenges in curation whose last answer of the engine is newer than the last decision."""
    ran = (
        select(func.max(MatchRunRow.created_at))
        .where(MatchRunRow.challenge_id == ChallengeRow.id, MatchRunRow.reading == FULL)
        .scalar_subquery()
    )
    decided = exists().where(
        VerdictRow.challenge_id == ChallengeRow.id,
        VerdictRow.undone_at.is_(None),
        VerdictRow.created_at >= ran,
    )
    return _challenges(ran).where(
        ChallengeRow.state == ChallengeState.CURATION,
        ChallengeRow.matching == MatchingState.DONE,
        ran.is_not(None),
        ~decided,
    )


def _failed_runs(_: Context) -> Question:
    return _challenges(ChallengeRow.updated_at).where(
        ChallengeRow.state.in_((ChallengeState.SUBMITTED, ChallengeState.CURATION)),
        ChallengeRow.matching.in_((MatchingState.WORDS_ONLY, MatchingState.FAILED)),
    )


def _teasers(_: Context) -> Question:
    return _challenges(ChallengeRow.updated_at).where(
        ChallengeRow.teaser_state == TeaserState.PENDING, ChallengeRow.state.in_(LIVE)
    )


def _unanswered_shortlists(_: Context) -> Question:
    return (
        _challenges(
            func.min(IntroductionRow.waiting_since, type_=IntroductionRow.waiting_since.type),
            func.min(IntroductionRow.ends_at, type_=IntroductionRow.ends_at.type),
        )
        .join(IntroductionRow, IntroductionRow.challenge_id == ChallengeRow.id)
        .where(IntroductionRow.stage == Stage.RELEASED, IntroductionRow.firm_said == "")
        .group_by(ChallengeRow.id, ChallengeRow.title, OrganisationRow.name)
    )


def _interested(_: Context) -> Question:
    """Startups that said yes to a suggestion, and on which nobody decided; by challenge."""
    kept = exists().where(
        IntroductionRow.challenge_id == InterestRow.challenge_id,
        IntroductionRow.startup_id == InterestRow.startup_id,
    )
    decided = exists().where(
        VerdictRow.challenge_id == InterestRow.challenge_id,
        VerdictRow.startup_id == InterestRow.startup_id,
        VerdictRow.undone_at.is_(None),
    )
    startup = aliased(OrganisationRow)
    return (
        select(
            ChallengeRow.id.label("id"),
            ChallengeRow.title.label("title"),
            startup.name.label("detail"),
            InterestRow.created_at.label("since"),
            _NEVER.label("ends"),
        )
        .select_from(InterestRow)
        .join(ChallengeRow, ChallengeRow.id == InterestRow.challenge_id)
        .join(startup, startup.id == InterestRow.startup_id)
        .where(InterestRow.is_interested, ChallengeRow.state.in_(LIVE), ~kept, ~decided)
    )


def _introductions(
    since: Any = IntroductionRow.waiting_since, ends: Any = IntroductionRow.ends_at
) -> Question:
    startup = aliased(OrganisationRow)
    return (
        select(
            IntroductionRow.id.label("id"),
            ChallengeRow.title.label("title"),
            startup.name.label("detail"),
            since.label("since"),
            ends.label("ends"),
        )
        .select_from(IntroductionRow)
        .join(ChallengeRow, ChallengeRow.id == IntroductionRow.challenge_id)
        .join(startup, startup.id == IntroductionRow.startup_id)
    )


def _wanted(_: Context) -> Question:
    """Startups that a firm wants to meet, and that an officer has not proposed yet."""
    return _introductions().where(
        IntroductionRow.stage == Stage.RELEASED, IntroductionRow.firm_said == "yes"
    )


def _unanswered_introductions(_: Context) -> Question:
    return _introductions().where(IntroductionRow.stage.in_(ASKED))


def _supports_left(_: Context) -> Question:
    """Introductions whose support body declined or did not answer: they go on as two."""
    return _introductions(IntroductionRow.support_said_at, _NEVER).where(awaits_officer())


def _outcomes(context: Context) -> Question:
    """Introductions of which news are due: their reminder came."""
    return _introductions().where(
        IntroductionRow.stage.in_(_NEWS),
        or_(IntroductionRow.remind_at <= context.now, IntroductionRow.reminded_at.is_not(None)),
    )


def _join_requests() -> Question:
    return select(
        JoinRequestRow.id.label("id"),
        JoinRequestRow.organisation_name.label("title"),
        JoinRequestRow.name.label("detail"),
        JoinRequestRow.created_at.label("since"),
        _NEVER.label("ends"),
    ).where(JoinRequestRow.state == WAITING)


def _mails() -> Question:
    return select(
        OutboxRow.id.label("id"),
        OutboxRow.kind.label("title"),
        OutboxRow.state.label("detail"),
        OutboxRow.created_at.label("since"),
        _NEVER.label("ends"),
    ).where(OutboxRow.state.in_((MailState.FAILED, MailState.UNKNOWN)))
