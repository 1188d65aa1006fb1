"""What a firm reads of the shortlist that an officer released to it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import lazyload

from matcher.domain.challenge import Importance
from matcher.domain.introduction import (
    ASKED,
    Side,
    Stage,
    Why,
    stage_code,
    standing,
    waits_for,
)
from matcher.domain.match import ReasonCode
from matcher.domain.visibility import LIVE, ChallengeState, TeaserState
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow import leak_guard
from matcher.workflow.challenge_views import ChallengeCard
from matcher.workflow.challenges import card_of, firm_of, readable
from matcher.workflow.context import Context
from matcher.workflow.introduction_moves import asked_of, said_yes
from matcher.workflow.introduction_names import both_named
from matcher.workflow.match_reading import FULL, MatchView, RunView, latest_run
from matcher.workflow.naming import description, names_of, startup_label
from matcher.workflow.withheld import introduction_for, organisation_for, startup_for

HIDDEN_STAGES = frozenset({Stage.SUGGESTED, Stage.KEPT})
"""What a curator has not shown to the firm."""
_STATES = {
    ReasonCode.REQUIREMENT_MET: "met",
    ReasonCode.REQUIREMENT_PARTLY_MET: "partly",
    ReasonCode.REQUIREMENT_NOT_FOUND: "none",
}
_FOR = frozenset({ReasonCode.SHARED_SECTOR, ReasonCode.TRL_REACHED, ReasonCode.REGION_SERVED})
_AGAINST = frozenset({ReasonCode.TRL_NOT_SAID})


@dataclass(frozen=True, slots=True)
class Answered:
    """A requirement, and what of the startup's words answers it. `state`: met, partly, none."""

    text: str
    importance: str
    state: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A startup that was shown to the firm. `name` is None until the firm may read it.

    `speaks_for` and `speaks_against` are codes of reasons besides the requirements. `support_name`
    names the support body of a trio; empty when there is none. `is_young` is the place kept for a
    young startup; it is told with the name only, since an age may give away who it is.
    """

    introduction_id: int
    version: int
    stage: Stage
    stage_code: str
    standing: str
    name: str | None
    description: str
    sectors: tuple[str, ...]
    region: str
    trl: int | None
    certifications: tuple[str, ...]
    tagline: str
    answers: tuple[Answered, ...]
    speaks_for: tuple[ReasonCode, ...]
    speaks_against: tuple[ReasonCode, ...]
    closest: str
    is_young: bool
    why: str
    may_answer: bool
    support_name: str
    decline_reason: str
    days_waiting: int
    days_left: int | None


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The startups that were shown to a firm for a challenge, in the curator's order.

    `is_text_newer` says that the challenge was changed after its reasons were found.
    """

    challenge: ChallengeCard
    candidates: tuple[Candidate, ...]
    fallback: str
    is_text_newer: bool
    words_only: bool

    @property
    def awaited(self) -> int:
        """How many candidates wait for the firm's answer."""
        return sum(each.may_answer for each in self.candidates)


@dataclass(frozen=True, slots=True)
class Asking:
    """Something that a firm is asked for.

    `kind` is one of: shortlist, introduction, teaser, no_partner, draft.
    `count` is how many answers are awaited; `since` is when it was asked first.
    """

    kind: str
    challenge_id: int
    title: str
    count: int
    since: datetime
    ends_at: datetime | None = None


def read(context: Context, challenge_id: int, language: str = "") -> Shortlist:
    """Return what the firm may read of the startups found for its challenge.

    Startups without a name are described in this language, or else in the person's own.
    """
    firm = firm_of(context)
    row = readable(context, challenge_id)
    found = context.session.execute(
        select(IntroductionRow, StartupRow, OrganisationRow)
        .join(StartupRow, StartupRow.id == IntroductionRow.startup_id)
        .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
        .options(
            lazyload(StartupRow.capabilities),
            *startup_for(context.actor),
            *organisation_for(context.actor),
            *introduction_for(context.actor),
        )
        .where(
            IntroductionRow.challenge_id == row.id,
            IntroductionRow.stage.not_in(HIDDEN_STAGES),
        )
        .order_by(IntroductionRow.position, IntroductionRow.startup_id)
    ).all()
    listed = [startup.id for _, startup, _ in found]
    run = latest_run(context, row.id, FULL, only=listed) if found else None
    return Shortlist(
        challenge=card_of(row, firm.name),
        candidates=tuple(
            _candidate(
                context,
                run,
                introduction,
                startup,
                organisation,
                language or context.person().language,
            )
            for introduction, startup, organisation in found
        ),
        fallback=row.fallback if row.state is ChallengeState.NO_PARTNER else "",
        is_text_newer=run is not None and run.text_version != row.text_version,
        words_only=run is not None and run.words_only,
    )


def asked_of_my_firm(context: Context) -> tuple[Asking, ...]:
    """Return what the person's firm is asked for, what ends first in front."""
    firm = firm_of(context)
    found = [*_answers(context, firm.id), *_own_work(context, firm.id)]
    far = datetime.max.replace(tzinfo=context.now.tzinfo)
    return tuple(sorted(found, key=lambda each: (each.ends_at or far, each.since)))


def _answers(context: Context, firm_id: int) -> list[Asking]:
    waits = IntroductionRow.stage.in_({Stage.RELEASED, *ASKED})
    rows = context.session.execute(
        select(
            ChallengeRow.id,
            ChallengeRow.title,
            IntroductionRow.stage == Stage.RELEASED,
            func.count(),
            func.min(func.coalesce(IntroductionRow.waiting_since, IntroductionRow.updated_at)),
            func.min(IntroductionRow.ends_at),
        )
        .join(IntroductionRow, IntroductionRow.challenge_id == ChallengeRow.id)
        .where(ChallengeRow.firm_id == firm_id, waits, IntroductionRow.firm_said == "")
        .group_by(ChallengeRow.id, ChallengeRow.title, IntroductionRow.stage == Stage.RELEASED)
    )
    return [
        Asking("shortlist" if released else "introduction", number, title, count, since, ends)
        for number, title, released, count, since, ends in rows
    ]


def _own_work(context: Context, firm_id: int) -> list[Asking]:
    rows = context.session.scalars(
        select(ChallengeRow)
        .options(lazyload("*"))
        .where(
            ChallengeRow.firm_id == firm_id,
            ChallengeRow.state.in_({*LIVE, ChallengeState.DRAFT, ChallengeState.NO_PARTNER}),
        )
    )
    found = []
    for row in rows:
        kind = _kind(row)
        if kind:
            found.append(Asking(kind, row.id, row.title, 0, row.updated_at))
    return found


def _kind(row: ChallengeRow) -> str:
    if row.state is ChallengeState.DRAFT:
        return "draft"
    if row.state is ChallengeState.NO_PARTNER:
        return "no_partner"
    return "teaser" if row.teaser_state is TeaserState.REFUSED else ""


def _candidate(
    context: Context,
    run: RunView | None,
    row: IntroductionRow,
    startup: StartupRow,
    organisation: OrganisationRow,
    language: str,
) -> Candidate:
    both = both_named(row)
    name = startup_label(startup, organisation, row.stage, both_yes=both)
    hidden = None if both else () if name else names_of(organisation)

    def shown(text: str) -> str:
        """Leave out contacts until both accepted; all that names it where its name is not shown."""
        return text if hidden is None else leak_guard.quoted(text, hidden)

    match = run.match_of(startup.id) if run else None
    codes = tuple(each.code for each in match.reasons) if match else ()
    closest = [
        shown(each.quote)
        for each in (match.reasons if match else ())
        if each.code is ReasonCode.CLOSEST_PASSAGE and each.quote
    ]
    since = row.waiting_since or row.updated_at
    return Candidate(
        introduction_id=row.id,
        version=row.version,
        stage=row.stage,
        stage_code=stage_code(row.stage, asked_of(row)),
        standing=standing(row.stage, Side.FIRM, said_yes(row), row.decline_side, asked_of(row)),
        name=name,
        description=description(startup, organisation, language),
        sectors=tuple(startup.sectors),
        region=organisation.region,
        trl=startup.trl,
        certifications=tuple(shown(each) for each in startup.certifications),
        tagline=shown(startup.tagline),
        answers=_answered(run, match, shown),
        speaks_for=tuple(code for code in codes if code in _FOR),
        speaks_against=tuple(code for code in codes if code in _AGAINST),
        closest=closest[0] if closest else "",
        is_young=bool(name) and match is not None and match.is_young,
        why=shown(Why.unpacked(row.why).firm),
        may_answer=Side.FIRM in waits_for(row.stage, said_yes(row), asked_of(row)),
        support_name=_support_name(context, row),
        decline_reason=row.decline_reason if row.stage is Stage.DECLINED else "",
        days_waiting=(context.now - since) // timedelta(days=1),
        days_left=(row.ends_at - context.now) // timedelta(days=1) if row.ends_at else None,
    )


def _support_name(context: Context, row: IntroductionRow) -> str:
    """Return the name of the support body that takes part, if there is one."""
    if row.support_id is None or Side.SUPPORT not in asked_of(row):
        return ""
    return context.session.get_one(OrganisationRow, row.support_id).name


def _answered(
    run: RunView | None, match: MatchView | None, shown: Callable[[str], str]
) -> tuple[Answered, ...]:
    """Return each requirement once, in the order of the reasons, with the words that answer it."""
    if run is None or match is None:
        return ()
    weights = {each.text: each.importance for each in run.requirements}
    found: dict[str, tuple[str, list[str]]] = {}
    for each in match.reasons:
        if each.code not in _STATES or not each.requirement:
            continue
        _, quotes = found.setdefault(each.requirement, (_STATES[each.code], []))
        if each.quote:
            quotes.append(shown(each.quote))
    return tuple(
        Answered(text, weights.get(text, Importance.MUST.value), state, tuple(quotes))
        for text, (state, quotes) in found.items()
    )
