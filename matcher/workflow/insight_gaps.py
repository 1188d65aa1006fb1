"""What is left out: challenges without a good candidate, startups that nobody sees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import exists, select

from matcher.domain.introduction import Stage
from matcher.domain.match import Band
from matcher.domain.visibility import LIVE, ChallengeState
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.matches import MatchRow, MatchRunRow, VerdictRow
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import FULL
from matcher.workflow.insight_scope import Case, Known, Wanted, cases, latest_runs, startups
from matcher.workflow.verdicts import NO_PARTNER

FIRST = 10
"""A startup is suggested when it is among so many."""
_GOOD = (Band.LIKELY, Band.POSSIBLE)
_OVER = frozenset({Stage.SUGGESTED, Stage.NO_FIT, Stage.DECLINED, Stage.EXPIRED})
_TOLD = frozenset({Stage.PROPOSED, Stage.ACCEPTED_BY_ONE, Stage.ACCEPTED})


class Gap(StrEnum):
    """Why a challenge has no good candidate."""

    NO_PARTNER = "no_partner"
    NONE_FOUND = "none_found"


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A challenge without a good candidate."""

    challenge_id: int
    title: str
    firm_name: str
    sectors: tuple[str, ...]
    submitted_at: datetime
    why: Gap


@dataclass(frozen=True, slots=True)
class Unseen:
    """The startups that were neither suggested nor introduced, of how many looked at."""

    startups: tuple[Known, ...]
    of: int
    challenges: int


def unanswered(context: Context, wanted: Wanted) -> tuple[Unanswered, ...]:
    """Return the challenges of a period without a good candidate, the longest waiting first.

    Those for which a curator found no partner, and live ones whose last answer has no likely or
    possible match. An answer from words alone gives no band and says nothing.
    """
    of = cases(context, wanted)
    given_up, empty = _given_up(context, of), _without_match(context, of)
    found = []
    for each in of:
        if each.state is ChallengeState.NO_PARTNER or each.id in given_up:
            found.append(_unanswered(each, Gap.NO_PARTNER))
        elif each.state in LIVE and each.id in empty:
            found.append(_unanswered(each, Gap.NONE_FOUND))
    return tuple(found)


def unseen(context: Context, wanted: Wanted) -> Unseen:
    """Return the startups that no challenge of the period has among its first, nor was proposed.

    Here sector and region are the startup's own.
    """
    of = cases(context, Wanted(wanted.since, wanted.until, size=wanted.size))
    seen = set(
        context.session.scalars(
            select(MatchRow.startup_id)
            .where(MatchRow.run_id.in_(latest_runs(of)), MatchRow.rank <= FIRST)
            .distinct()
        )
    )
    seen.update(_proposed(context))
    looked_at = [
        each
        for each in startups(context)
        if (not wanted.sector or wanted.sector in each.sectors)
        and (not wanted.region or wanted.region == each.region)
    ]
    return Unseen(tuple(each for each in looked_at if each.id not in seen), len(looked_at), len(of))


def _unanswered(each: Case, why: Gap) -> Unanswered:
    return Unanswered(each.id, each.title, each.firm_name, each.sectors, each.submitted_at, why)


def _given_up(context: Context, of: Iterable[Case]) -> set[int]:
    found = context.session.scalars(
        select(VerdictRow.challenge_id).where(
            VerdictRow.challenge_id.in_([each.id for each in of]),
            VerdictRow.kind == NO_PARTNER,
            VerdictRow.undone_at.is_(None),
        )
    )
    return set(found)


def _without_match(context: Context, of: Iterable[Case]) -> set[int]:
    """Return the challenges whose last full answer has no good match, and that nobody pursues."""
    good = exists().where(MatchRow.run_id == MatchRunRow.id, MatchRow.band.in_(_GOOD))
    pursued = exists().where(
        IntroductionRow.challenge_id == MatchRunRow.challenge_id,
        IntroductionRow.stage.not_in(_OVER),
    )
    found = context.session.scalars(
        select(MatchRunRow.challenge_id).where(
            MatchRunRow.id.in_(latest_runs(of, (FULL,))),
            MatchRunRow.words_only.is_(False),
            ~good,
            ~pursued,
        )
    )
    return set(found)


def _proposed(context: Context) -> set[int]:
    """Return the startups that were ever proposed to a firm, and told of it."""
    found = context.session.scalars(
        select(IntroductionRow.startup_id)
        .outerjoin(MoveRow, MoveRow.introduction_id == IntroductionRow.id)
        .where(MoveRow.stage_after.in_(_TOLD) | IntroductionRow.stage.in_(_TOLD))
        .distinct()
    )
    return set(found)
