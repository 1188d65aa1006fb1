"""The cards of the curation page: each startup with its reasons, its load and what stands on it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import lazyload

from matcher.domain.match import ANSWERS, ReasonCode
from matcher.domain.startup import Status
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import CapabilityRow, InterestRow, StartupRow
from matcher.workflow import history
from matcher.workflow.context import Context
from matcher.workflow.curation_views import (
    Answer,
    Card,
    Interest,
    OtherReason,
    Quoted,
    StartupFacts,
)
from matcher.workflow.history import Load
from matcher.workflow.match_reading import MatchView, ReasonView, RequirementView, RunView
from matcher.workflow.verdicts import NOTHING, Standing

_ABOUT_REQUIREMENTS = ANSWERS | {ReasonCode.REQUIREMENT_NOT_FOUND}
_MUST = "must"


@dataclass(frozen=True, slots=True)
class Known:
    """All that the database says of the startups of one page, by startup."""

    facts: Mapping[int, StartupFacts]
    loads: Mapping[int, Load]
    interests: Mapping[int, Interest]
    introductions: Mapping[int, IntroductionRow]
    standings: Mapping[int | None, Standing]
    titles: Mapping[str, str]
    conflicts: Mapping[int, str] = field(default_factory=dict)


def introductions_of(context: Context, challenge_id: int) -> dict[int, IntroductionRow]:
    """Return startup id → its introduction for a challenge."""
    rows = context.session.scalars(
        select(IntroductionRow).where(IntroductionRow.challenge_id == challenge_id)
    )
    return {row.startup_id: row for row in rows}


def interests_in(context: Context, challenge_id: int) -> dict[int, Interest]:
    """Return startup id → what it said to the challenge."""
    rows = context.session.scalars(
        select(InterestRow).where(InterestRow.challenge_id == challenge_id)
    )
    return {
        row.startup_id: Interest(row.is_interested, row.reason, row.note, row.created_at)
        for row in rows
    }


def known_of(
    context: Context,
    ids: Sequence[int],
    matches: Iterable[MatchView],
    standings: Mapping[int | None, Standing],
    introductions: Mapping[int, IntroductionRow],
    interests: Mapping[int, Interest],
) -> Known:
    """Return what the cards of these startups need, read at once."""
    keys = {
        reason.capability_id
        for match in matches
        for reason in match.reasons
        if reason.capability_id
    }
    titles = context.session.execute(
        select(CapabilityRow.key, CapabilityRow.title).where(CapabilityRow.key.in_(keys))
    )
    return Known(
        facts=facts_of(context, ids),
        loads=history.loads(context, ids),
        interests=interests,
        introductions=introductions,
        standings=standings,
        titles=dict(titles.all()),
    )


def facts_of(context: Context, ids: Iterable[int]) -> dict[int, StartupFacts]:
    """Return startup id → what is read of it at a glance."""
    rows = context.session.execute(
        select(StartupRow, OrganisationRow)
        .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
        .where(StartupRow.id.in_(list(ids)))
        .options(lazyload("*"))
    )
    return {
        row.id: StartupFacts(
            name=organisation.name,
            tagline=row.tagline,
            city=organisation.city,
            region=organisation.region,
            sectors=tuple(row.sectors),
            trl=row.trl,
            is_active=organisation.is_active and row.status is Status.ACTIVE,
        )
        for row, organisation in rows
    }


def card(startup_id: int, match: MatchView | None, run: RunView | None, known: Known) -> Card:
    """Return the card of a startup; without a match it is one that the engine did not list."""
    requirements = run.requirements if run and match else ()
    answers = tuple(_answer(each, match, known) for each in requirements)
    standing = known.standings.get(startup_id, NOTHING)
    introduction = known.introductions.get(startup_id)
    return Card(
        startup_id=startup_id,
        startup=known.facts[startup_id],
        rank=match.rank if match else None,
        band=match.band if match else None,
        chance=match.chance if match else None,
        answers=answers,
        others=_others(match, requirements, known),
        unmet_musts=sum(each.importance == _MUST and each.state == "none" for each in answers),
        flags=match.flags if match else (),
        is_far=match.is_far if match else False,
        is_young=match.is_young if match else False,
        load=known.loads.get(startup_id, Load()),
        interest=known.interests.get(startup_id),
        verdict=standing.verdict,
        mark=standing.mark,
        stage=introduction.stage if introduction else None,
        position=introduction.position if introduction else 0,
        conflict=known.conflicts.get(startup_id, ""),
    )


def _answer(requirement: RequirementView, match: MatchView | None, known: Known) -> Answer:
    reasons = [
        each
        for each in (match.reasons if match else ())
        if each.requirement == requirement.text and each.code in ANSWERS
    ]
    codes = {each.code for each in reasons}
    state = "none"
    if codes:
        state = "met" if ReasonCode.REQUIREMENT_MET in codes else "partly"
    quotes = tuple(quoted for quoted in (_quoted(each, known) for each in reasons) if quoted)
    return Answer(requirement.text, requirement.importance, state, quotes)


def _others(
    match: MatchView | None, requirements: Sequence[RequirementView], known: Known
) -> tuple[OtherReason, ...]:
    """Return the reasons that no requirement of the page shows."""
    shown = {each.text for each in requirements}
    return tuple(
        OtherReason(each.code, _quoted(each, known))
        for each in (match.reasons if match else ())
        if each.code not in _ABOUT_REQUIREMENTS or each.requirement not in shown
    )


def _quoted(reason: ReasonView, known: Known) -> Quoted | None:
    if not reason.quote:
        return None
    return Quoted(reason.quote, known.titles.get(reason.capability_id, ""))
