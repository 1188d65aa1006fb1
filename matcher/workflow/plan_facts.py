"""What the database says now of everything that a plan is made of, read at once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import lazyload

from matcher.domain.introduction import ASKED, NAMED, OPEN, Stage
from matcher.domain.match import Band
from matcher.domain.plan import Pair
from matcher.domain.startup import Status
from matcher.domain.visibility import LIVE
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IN_TIME, IntroductionRow, MoveRow
from matcher.store.matches import MatchRow, MatchRunRow, VerdictRow
from matcher.store.organisations import OrganisationRow
from matcher.store.plans import ConflictRow
from matcher.store.startups import InterestRow, StartupRow
from matcher.workflow.context import Context
from matcher.workflow.engine_texts import FULL
from matcher.workflow.introduction_moves import YES
from matcher.workflow.verdicts import KEEP, REJECT


@dataclass(frozen=True, slots=True)
class Listed:
    """A startup in the last full answer to a challenge; `chance` None where it is not sure."""

    chance: float | None
    band: Band | None
    rank: int


@dataclass(frozen=True, slots=True)
class Past:
    """An introduction of the past or of now, as planning needs it."""

    id: int
    challenge_id: int
    firm_id: int
    startup_id: int
    officer_id: int | None
    stage: Stage
    firm_said: str
    startup_said: str
    decline_side: str
    was_proposed: bool
    both_said_yes: bool

    @property
    def pair(self) -> Pair:
        """The challenge and the startup."""
        return self.challenge_id, self.startup_id

    @property
    def knows(self) -> bool:
        """Whether both sides know each other by it."""
        return self.stage in NAMED or self.both_said_yes


@dataclass(frozen=True, slots=True)
class Facts:
    """Live challenges that were matched, the startups that may be meant, and their history."""

    challenges: dict[int, ChallengeRow]
    firms: dict[int, OrganisationRow]
    startups: dict[int, StartupRow]
    homes: dict[int, OrganisationRow]
    listed: dict[Pair, Listed]
    verdicts: dict[Pair, str]
    interests: dict[Pair, bool]
    introductions: tuple[Past, ...]
    conflicts: dict[tuple[int, int], str]
    open_of_startup: Counter[int] = field(default_factory=Counter)
    open_of_firm: Counter[int] = field(default_factory=Counter)
    open_of_officer: Counter[int] = field(default_factory=Counter)
    open_of_challenge: Counter[int] = field(default_factory=Counter)
    times_seen: Counter[int] = field(default_factory=Counter)
    of_pair: dict[Pair, Past] = field(default_factory=dict)
    of_parties: dict[tuple[int, int], list[Past]] = field(default_factory=dict)

    def is_active(self, startup_id: int) -> bool:
        """Whether a startup takes part."""
        home = self.homes[startup_id]
        active = self.startups[startup_id].status is Status.ACTIVE
        return active and home.is_active and home.merged_into is None

    def between(self, firm_id: int, startup_id: int) -> tuple[Past, ...]:
        """Return the introductions of a firm and a startup, whatever the challenge."""
        return tuple(self.of_parties.get((firm_id, startup_id), ()))


def facts(context: Context, officer_id: int | None = None) -> Facts:
    """Return what is known now; of an officer's challenges only, when one is named."""
    challenges = _challenges(context, officer_id)
    listed = _listed(context, list(challenges))
    verdicts = _verdicts(context, list(challenges))
    introductions = _introductions(context)
    pairs = set(listed) | {pair for pair, kind in verdicts.items() if kind == KEEP}
    pairs |= {each.pair for each in introductions if each.challenge_id in challenges}
    return _known(context, challenges, listed, {startup for _, startup in pairs})


def facts_of(context: Context, pairs: Iterable[Pair]) -> Facts:
    """Return what is known now of these pairs alone; what the engine listed is left out."""
    wanted = tuple(pairs)
    ids = {each for each, _ in wanted}
    challenges = {each: row for each, row in _challenges(context, None).items() if each in ids}
    return _known(context, challenges, {}, {startup for _, startup in wanted})


def _known(
    context: Context,
    challenges: dict[int, ChallengeRow],
    listed: dict[Pair, Listed],
    startup_ids: set[int],
) -> Facts:
    startups, homes = _startups(context, startup_ids)
    known = Facts(
        challenges=challenges,
        firms=_organisations(context, {row.firm_id for row in challenges.values()}),
        startups=startups,
        homes=homes,
        listed={pair: each for pair, each in listed.items() if pair[1] in startups},
        verdicts=_verdicts(context, list(challenges)),
        interests=_interests(context, list(challenges)),
        introductions=_introductions(context),
        conflicts=_conflicts(context),
    )
    _count(known)
    return known


def _challenges(context: Context, officer_id: int | None) -> dict[int, ChallengeRow]:
    query = (
        select(ChallengeRow)
        .where(ChallengeRow.state.in_(LIVE))
        .where(
            exists().where(MatchRunRow.challenge_id == ChallengeRow.id, MatchRunRow.reading == FULL)
        )
        .options(lazyload("*"))
        .order_by(ChallengeRow.id)
    )
    if officer_id is not None:
        query = query.where(ChallengeRow.officer_id == officer_id)
    return {row.id: row for row in context.session.scalars(query)}


def _listed(context: Context, challenge_ids: list[int]) -> dict[Pair, Listed]:
    latest = (
        select(func.max(MatchRunRow.id))
        .where(MatchRunRow.reading == FULL, MatchRunRow.challenge_id.in_(challenge_ids))
        .group_by(MatchRunRow.challenge_id)
    )
    rows = context.session.execute(
        select(
            MatchRunRow.challenge_id,
            MatchRow.startup_id,
            MatchRow.chance,
            MatchRow.band,
            MatchRow.rank,
        )
        .join(MatchRunRow, MatchRunRow.id == MatchRow.run_id)
        .where(MatchRunRow.id.in_(latest))
    )
    return {
        (challenge_id, startup_id): Listed(chance["value"] if chance else None, band, rank)
        for challenge_id, startup_id, chance, band, rank in rows
    }


def _verdicts(context: Context, challenge_ids: list[int]) -> dict[Pair, str]:
    """Return the decision that stands on each startup, "keep" or "reject"."""
    rows = context.session.execute(
        select(VerdictRow.challenge_id, VerdictRow.startup_id, VerdictRow.kind)
        .where(
            VerdictRow.challenge_id.in_(challenge_ids),
            VerdictRow.startup_id.is_not(None),
            VerdictRow.undone_at.is_(None),
            VerdictRow.kind.in_((KEEP, REJECT)),
        )
        .order_by(VerdictRow.id)
    )
    return {(challenge, startup): kind for challenge, startup, kind in rows if startup is not None}


def _introductions(context: Context) -> tuple[Past, ...]:
    proposed = exists().where(
        MoveRow.introduction_id == IntroductionRow.id, MoveRow.stage_after == Stage.PROPOSED
    )
    rows = context.session.execute(
        select(
            IntroductionRow,
            ChallengeRow.firm_id,
            or_(proposed, IntroductionRow.stage.in_(ASKED | NAMED)),
        )
        .join(ChallengeRow, ChallengeRow.id == IntroductionRow.challenge_id)
        .where(IntroductionRow.stage != Stage.SUGGESTED)
        .order_by(*IN_TIME)
    )
    return tuple(
        Past(
            id=row.id,
            challenge_id=row.challenge_id,
            firm_id=firm_id,
            startup_id=row.startup_id,
            officer_id=row.officer_id,
            stage=row.stage,
            firm_said=row.firm_said,
            startup_said=row.startup_said,
            decline_side=row.decline_side,
            was_proposed=bool(was_proposed),
            both_said_yes=row.firm_said == YES and row.startup_said == YES,
        )
        for row, firm_id, was_proposed in rows
    )


def _startups(
    context: Context, ids: set[int]
) -> tuple[dict[int, StartupRow], dict[int, OrganisationRow]]:
    rows = context.session.execute(
        select(StartupRow, OrganisationRow)
        .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
        .where(StartupRow.id.in_(sorted(ids)))
        .options(lazyload("*"))
    ).all()
    return {row.id: row for row, _ in rows}, {home.id: home for _, home in rows}


def _organisations(context: Context, ids: set[int]) -> dict[int, OrganisationRow]:
    rows = context.session.scalars(
        select(OrganisationRow).where(OrganisationRow.id.in_(sorted(ids)))
    )
    return {row.id: row for row in rows}


def _interests(context: Context, challenge_ids: list[int]) -> dict[Pair, bool]:
    rows = context.session.execute(
        select(InterestRow.challenge_id, InterestRow.startup_id, InterestRow.is_interested).where(
            InterestRow.challenge_id.in_(challenge_ids)
        )
    )
    return {(challenge, startup): said for challenge, startup, said in rows}


def _conflicts(context: Context) -> dict[tuple[int, int], str]:
    rows = context.session.execute(
        select(ConflictRow.firm_id, ConflictRow.startup_id, ConflictRow.kind)
    )
    return {(firm, startup): kind for firm, startup, kind in rows}


def _count(known: Facts) -> None:
    """Count what is open and what was shown, by each who has places."""
    for each in known.introductions:
        if each.was_proposed:
            known.times_seen[each.startup_id] += 1
        known.of_pair[each.pair] = each
        known.of_parties.setdefault((each.firm_id, each.startup_id), []).append(each)
        if each.stage not in OPEN:
            continue
        known.open_of_startup[each.startup_id] += 1
        known.open_of_firm[each.firm_id] += 1
        known.open_of_challenge[each.challenge_id] += 1
        if each.officer_id is not None:
            known.open_of_officer[each.officer_id] += 1
