"""The problem of a plan, from what is known now and from what an officer asks."""

from collections.abc import Iterable

from matcher.domain.introduction import Side, Stage
from matcher.domain.plan import (
    ChallengeNeed,
    ForbidCode,
    Limits,
    Marks,
    Option,
    Pair,
    Problem,
    StartupPlaces,
)
from matcher.workflow.conflicts import ConflictKind
from matcher.workflow.context import Context
from matcher.workflow.introduction_obstacles import is_bound
from matcher.workflow.plan_chances import option, records
from matcher.workflow.plan_facts import Facts, Past, facts
from matcher.workflow.plan_settings import PlanSettings
from matcher.workflow.verdicts import KEEP, REJECT

BEFORE_IT_IS_ASKED = frozenset({Stage.SUGGESTED, Stage.KEPT, Stage.RELEASED})
"""The stages from which a pair can still be proposed."""
_BOTH = frozenset({Side.FIRM.value, Side.STARTUP.value})
_CODES = {
    ConflictKind.SAME_GROUP: ForbidCode.SAME_GROUP,
    ConflictKind.COMPETITOR: ForbidCode.COMPETITOR,
    ConflictKind.OTHER: ForbidCode.BY_OFFICER,
}


def problem(context: Context, asked: PlanSettings, lead_id: int | None) -> Problem:
    """Return the problem as it is now; challenges that nobody leads are taken to be `lead_id`'s."""
    return problem_of(facts(context, asked.officer_id), asked, lead_id)


def problem_of(known: Facts, asked: PlanSettings, lead_id: int | None) -> Problem:
    """Return the problem that these facts and settings make."""
    needs = tuple(_need(known, asked, each, lead_id) for each in known.challenges)
    options = _options(known)
    pairs = {each.pair for each in options}
    return Problem(
        options=options,
        challenges=needs,
        startups=tuple(
            _places(known, asked, each) for each in sorted({startup for _, startup in pairs})
        ),
        limits=_limits(known, asked, needs),
        marks=Marks(asked.forced & pairs, _forbidden(known, asked, pairs)),
    )


def forbidden_between(known: Facts, pair: Pair) -> ForbidCode | None:
    """Return why a firm and a startup must not meet, whatever was marked; None if nothing."""
    challenge_id, startup_id = pair
    firm_id = known.challenges[challenge_id].firm_id
    if (firm_id, startup_id) in known.conflicts:
        return _CODES[ConflictKind(known.conflicts[firm_id, startup_id])]
    if is_bound(known.startups[startup_id], known.firms[firm_id]):
        return ForbidCode.BOUND_BY_AGREEMENT
    if known.interests.get(pair) is False:
        return ForbidCode.DECLINED_BEFORE
    return _from_history(known.between(firm_id, startup_id))


def _from_history(past: Iterable[Past]) -> ForbidCode | None:
    between = tuple(past)
    if any(each.knows for each in between):
        return ForbidCode.MET_BEFORE
    if any(each.stage is Stage.DECLINED and each.decline_side in _BOTH for each in between):
        return ForbidCode.DECLINED_BEFORE
    return None


def _forbidden(known: Facts, asked: PlanSettings, pairs: set[Pair]) -> dict[Pair, ForbidCode]:
    found = dict.fromkeys(asked.forbidden & pairs, ForbidCode.BY_OFFICER)
    for pair in pairs - asked.forbidden:
        code = forbidden_between(known, pair)
        if code is not None:
            found[pair] = code
    return found


def _options(known: Facts) -> tuple[Option, ...]:
    """Return what the engine listed or a curator kept, less what was rejected or is under way."""
    begun = {pair: past for pair, past in known.of_pair.items() if past.stage in BEFORE_IT_IS_ASKED}
    kept = {pair for pair, kind in known.verdicts.items() if kind == KEEP}
    wanted = {pair for pair in {*known.listed, *kept, *begun} if pair[0] in known.challenges}
    answered = records(known)
    return tuple(
        option(known, answered, pair, is_kept=pair in kept or pair in begun)
        for pair in sorted(wanted)
        if pair[1] in known.startups and _can_be_chosen(known, pair)
    )


def _can_be_chosen(known: Facts, pair: Pair) -> bool:
    past = known.of_pair.get(pair)
    if past is not None and past.stage not in BEFORE_IT_IS_ASKED:
        return False
    return known.verdicts.get(pair) != REJECT and known.is_active(pair[1])


def _need(
    known: Facts, asked: PlanSettings, challenge_id: int, lead_id: int | None
) -> ChallengeNeed:
    """Return what a challenge asks for, less what is under way for it already."""
    row = known.challenges[challenge_id]
    under_way = known.open_of_challenge[challenge_id]
    least = asked.number_of("least_of", challenge_id)
    most = asked.number_of("most_of", challenge_id)
    return ChallengeNeed(
        id=challenge_id,
        firm_id=row.firm_id,
        officer_id=row.officer_id or lead_id,
        region=row.region or known.firms[row.firm_id].region,
        least=max(0, least - under_way),
        most=max(0, most - under_way),
    )


def _places(known: Facts, asked: PlanSettings, startup_id: int) -> StartupPlaces:
    """Return the places that a startup has left, and how often it was shown."""
    capacity = known.startups[startup_id].capacity
    places = asked.number_of("per_startup_of", startup_id) if capacity is None else capacity
    times_seen = known.times_seen[startup_id]
    return StartupPlaces(
        id=startup_id,
        region=known.homes[startup_id].region,
        places=max(0, places - known.open_of_startup[startup_id]),
        times_seen=times_seen,
        is_new=times_seen == 0,
    )


def _limits(known: Facts, asked: PlanSettings, needs: tuple[ChallengeNeed, ...]) -> Limits:
    firms = {each.firm_id for each in needs}
    officers = {each.officer_id for each in needs if each.officer_id is not None}
    return Limits(
        per_firm=asked.per_firm,
        per_firm_of={
            each: max(0, asked.number_of("per_firm_of", each) - known.open_of_firm[each])
            for each in sorted(firms)
            if known.open_of_firm[each] or each in asked.per_firm_of
        },
        per_officer=asked.per_officer,
        per_officer_of={
            each: max(0, asked.number_of("per_officer_of", each) - known.open_of_officer[each])
            for each in sorted(officers)
            if known.open_of_officer[each] or each in asked.per_officer_of
        },
        exposure_floor=asked.exposure_floor,
        least_by_region={code: number for code, number in asked.least_by_region.items() if number},
        certainty_cap=asked.certainty_cap,
        keep_of_best=asked.keep_of_best,
        seed=asked.seed,
    )
