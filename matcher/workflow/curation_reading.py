"""The curation page, read: a challenge on one side, its startups on the other; officers only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import or_, select

from matcher.domain.introduction import OPEN, Stage
from matcher.domain.visibility import LIVE, ChallengeState
from matcher.errors import NotFound
from matcher.store.challenges import ChallengeRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.startups import CapabilityRow, StartupRow
from matcher.workflow import history, match_reading, support_reading, verdicts
from matcher.workflow.conflicts import conflicts_of
from matcher.workflow.context import Context
from matcher.workflow.curation_cards import (
    card,
    facts_of,
    interests_in,
    introductions_of,
    known_of,
)
from matcher.workflow.curation_queue import days_left, following
from matcher.workflow.curation_views import (
    Card,
    ChallengeFacts,
    CuratedChallenge,
    CurationPage,
    Found,
    Refused,
    RunFacts,
)
from matcher.workflow.engine_texts import FULL
from matcher.workflow.match_reading import RequirementView, RunView
from matcher.workflow.spelling import spelt_like
from matcher.workflow.verdicts import REJECT, Standing, Verdict

SHOWN = 10
"""How many startups a page shows before more are asked for."""
MOST_FOUND = 20
MOST_WORDS = 6
"""How many startups a look-up returns."""
_PASSAGE = 240
_SECTIONS = (
    "context",
    "problem",
    "success_criteria",
    "constraints",
    "excluded",
    "attached_text",
)
_STAYS = OPEN | {Stage.KEPT, Stage.RELEASED}


def page(context: Context, challenge_id: int, shown: int = SHOWN) -> CurationPage:
    """Return a challenge with the startups to decide on.

    First come the `shown` first ones of the last full run, then others that were decided on, that
    an officer added, or that said that they are interested.
    """
    officer = context.staff()
    row = challenge_row(context, challenge_id)
    run = match_reading.latest_run(context, challenge_id, FULL)
    standings = verdicts.standings(context, challenge_id)
    cards, shortlist = _cards(context, challenge_id, run, standings, shown)
    ranked = len(run.matches) if run else 0
    last = verdicts.last_of(context, challenge_id, officer.id)
    return CurationPage(
        challenge=_challenge(context, row, run),
        matching=row.matching,
        run=_run_facts(row, run),
        cards=cards,
        more=max(0, ranked - shown),
        shortlist=shortlist,
        kept=len(shortlist),
        rejected=sum(_is(standing, REJECT) for standing in standings.values()),
        undecided=sum(not each.is_decided for each in cards),
        may_decide=row.state in LIVE,
        may_release=row.state in LIVE and any(each.stage is Stage.KEPT for each in shortlist),
        may_say_none=row.state in LIVE and not any(each.stage in _STAYS for each in shortlist),
        last=_standing_of(standings, last.id) if last else None,
        next_id=following(context, challenge_id),
        support=support_reading.suggested(context, challenge_id),
    )


def refusals(context: Context, challenge_id: int) -> tuple[Refused, ...]:
    """Return the startups that a hard rule kept out of the last full run, by name."""
    context.staff()
    challenge_row(context, challenge_id)
    run = match_reading.latest_run(context, challenge_id, FULL)
    found = run.refusals if run else ()
    return tuple(
        Refused(each.startup_id, each.startup_name, each.code)
        for each in sorted(found, key=lambda each: (each.code, each.startup_name.casefold()))
    )


def look_up(context: Context, challenge_id: int, words: str) -> tuple[Found, ...]:
    """Return the startups whose name or text holds these words, those by name first."""
    context.staff()
    challenge_row(context, challenge_id)
    wanted = " ".join(words.split())
    if not wanted:
        return ()
    by_name = _ids_by_name(context, wanted)
    passages = _passages(context, wanted)
    ids = list(dict.fromkeys([*by_name, *passages]))[:MOST_FOUND]
    run = match_reading.latest_run(context, challenge_id, FULL)
    refused = {each.startup_id: each.code for each in (run.refusals if run else ())}
    ranks = {each.startup_id: each.rank for each in (run.matches if run else ())}
    standings = verdicts.standings(context, challenge_id)
    facts = facts_of(context, ids)
    return tuple(
        Found(
            startup_id=each,
            startup=facts[each],
            passage=passages.get(each, ""),
            rank=ranks.get(each),
            refusal=refused.get(each),
            kind=kind,
            mark=standings.get(each, verdicts.NOTHING).mark,
        )
        for each, kind in zip(ids, verdicts.kinds(standings, ids), strict=True)
    )


def challenge_row(context: Context, challenge_id: int) -> ChallengeRow:
    """Return a challenge that was submitted; a draft is still the firm's alone."""
    row = context.session.get(ChallengeRow, challenge_id)
    if row is None or row.state is ChallengeState.DRAFT or row.submitted_at is None:
        raise NotFound("There is no such challenge.")
    return row


def _cards(
    context: Context,
    challenge_id: int,
    run: RunView | None,
    standings: Mapping[int | None, Standing],
    shown: int,
) -> tuple[tuple[Card, ...], tuple[Card, ...]]:
    """Return the cards in their order, and those of the shortlist in the curator's."""
    introductions = introductions_of(context, challenge_id)
    interests = interests_in(context, challenge_id)
    matches = {each.startup_id: each for each in (run.matches if run else ())}
    ranked = list(matches)[: max(shown, 0)]
    kept = [each for each, row in introductions.items() if row.stage is not Stage.SUGGESTED]
    interested = [each for each, said in interests.items() if said.is_interested]
    decided = [each for each in standings if each is not None and standings[each].verdict]
    besides = sorted({*kept, *interested, *decided} - set(ranked))
    ids = [*ranked, *besides]
    known = known_of(
        context,
        ids,
        [matches[each] for each in ids if each in matches],
        standings,
        introductions,
        interests,
    )
    firm_id = challenge_row(context, challenge_id).firm_id
    known = replace(known, conflicts=conflicts_of(context, firm_id))
    every = {each: card(each, matches.get(each), run, known) for each in ids}
    shortlist = sorted(
        (each for each in every.values() if each.is_kept),
        key=lambda each: (each.position, each.startup_id),
    )
    return tuple(every.values()), tuple(shortlist)


def _challenge(context: Context, row: ChallengeRow, run: RunView | None) -> CuratedChallenge:
    firm = context.session.get_one(OrganisationRow, row.firm_id)
    lead = context.session.get(UserRow, row.officer_id) if row.officer_id else None
    said = tuple(RequirementView(each.text, each.importance.value) for each in row.requirements)
    sections = ((code, str(getattr(row, code)).strip()) for code in _SECTIONS)
    return CuratedChallenge(
        id=row.id,
        version=row.version,
        title=row.title,
        firm_id=firm.id,
        firm_name=firm.name,
        state=row.state,
        visibility=row.visibility,
        language=row.language,
        sections=tuple((code, text) for code, text in sections if text),
        requirements=said or (run.requirements if run else ()),
        requirements_are_read=not said,
        facts=_facts(row),
        teaser_title=row.teaser_title,
        teaser_text=row.teaser_text,
        teaser_state=row.teaser_state,
        fallback=row.fallback,
        officer_id=row.officer_id,
        officer_name=lead.name if lead else "",
        submitted_at=row.submitted_at,
        days_left=days_left(row.submitted_at, context.now),
        firm_load=history.firm_load(context, firm.id),
    )


def _facts(row: ChallengeRow) -> ChallengeFacts:
    return ChallengeFacts(
        sectors=tuple(row.sectors),
        region=row.region,
        site=row.site,
        on_site=row.on_site,
        trl_min=row.trl_min,
        collaboration=row.collaboration,
        budget_min_dh=row.budget_min_dh,
        budget_max_dh=row.budget_max_dh,
        deadline=row.deadline,
        working_languages=tuple(row.working_languages),
    )


def _run_facts(row: ChallengeRow, run: RunView | None) -> RunFacts | None:
    if run is None:
        return None
    return RunFacts(
        created_at=run.created_at,
        words_only=run.words_only,
        is_old=run.text_version < row.text_version,
        notes=run.notes,
        found=len(run.matches),
        refused=len(run.refusals),
    )


def _is(standing: Standing, kind: str) -> bool:
    return standing.verdict is not None and standing.verdict.kind == kind


def _standing_of(standings: Mapping[int | None, Standing], verdict_id: int) -> Verdict | None:
    found = (each.verdict for each in standings.values() if each.verdict)
    return next((each for each in found if each.id == verdict_id), None)


def _ids_by_name(context: Context, wanted: str) -> Sequence[int]:
    return context.session.scalars(
        select(OrganisationRow.id)
        .join(StartupRow, StartupRow.id == OrganisationRow.id)
        .where(
            OrganisationRow.merged_into.is_(None),
            *(spelt_like(OrganisationRow.name, word) for word in wanted.split()[:MOST_WORDS]),
        )
        .order_by(OrganisationRow.name)
        .limit(MOST_FOUND)
    ).all()


def _passages(context: Context, wanted: str) -> dict[int, str]:
    """Return startup id → the beginning of its first text that holds all the words."""
    query = (
        select(CapabilityRow.startup_id, CapabilityRow.text)
        .join(OrganisationRow, OrganisationRow.id == CapabilityRow.startup_id)
        .where(OrganisationRow.merged_into.is_(None))
        .order_by(CapabilityRow.startup_id, CapabilityRow.position)
        .limit(MOST_FOUND * 3)
    )
    for word in wanted.split()[:MOST_WORDS]:
        query = query.where(
            or_(spelt_like(CapabilityRow.text, word), spelt_like(CapabilityRow.title, word))
        )
    passages: dict[int, str] = {}
    for startup_id, words in context.session.execute(query):
        passages.setdefault(startup_id, _shortened(words))
    return passages


def _shortened(text: str) -> str:
    if len(text) <= _PASSAGE:
        return text
    return text[:_PASSAGE].rsplit(" ", 1)[0] + " …"
