"""What became of the pairs of a plan since it was made: which no longer stand, and why."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select

from matcher.domain.introduction import ENDS, Stage
from matcher.domain.permissions import is_staff
from matcher.domain.plan import Pair
from matcher.store.organisations import UserRow
from matcher.workflow.context import Context
from matcher.workflow.plan_facts import Facts, facts_of
from matcher.workflow.plan_problem import BEFORE_IT_IS_ASKED, forbidden_between
from matcher.workflow.plan_telling import forbidden
from matcher.workflow.plan_views import Told
from matcher.workflow.verdicts import REJECT


@dataclass(frozen=True, slots=True)
class Standing:
    """How a pair stands now: the stage of its introduction, what is in the way, what comes first.

    A pair whose introduction began is done: it has a stage, and `change` says so.
    """

    stage: Stage | None = None
    change: Told | None = None
    first: tuple[str, ...] = ()
    is_done: bool = False


def standings(context: Context, pairs: Iterable[Pair]) -> dict[Pair, Standing]:
    """Return how each of these pairs stands now."""
    wanted = tuple(pairs)
    if not wanted:
        return {}
    now = facts_of(context, wanted)
    firms = {now.challenges[each].firm_id for each, _ in wanted if each in now.challenges}
    answering = _with_accounts(context, {*firms, *(each for _, each in wanted)})
    return {pair: _standing(now, pair, answering) for pair in wanted}


def _standing(now: Facts, pair: Pair, answering: frozenset[int]) -> Standing:
    past = now.of_pair.get(pair)
    stage = past.stage if past else None
    if stage is not None and stage not in BEFORE_IT_IS_ASKED:
        over = stage is Stage.EXPIRED or (stage in ENDS and stage is not Stage.CONTRACT)
        return Standing(stage, Told("plan_change", "ended" if over else "introduced"), (), not over)
    change = _change(now, pair)
    return Standing(stage, change, () if change else _first(now, pair, answering))


def _change(now: Facts, pair: Pair) -> Told | None:
    """Return why a pair that is not introduced yet no longer stands."""
    challenge_id, startup_id = pair
    if challenge_id not in now.challenges:
        return Told("plan_change", "closed")
    if startup_id not in now.startups or not now.is_active(startup_id):
        return Told("plan_change", "inactive")
    if now.verdicts.get(pair) == REJECT:
        return Told("plan_change", "rejected")
    code = forbidden_between(now, pair)
    if code is not None:
        return forbidden(code)
    capacity = now.startups[startup_id].capacity
    if capacity is not None and now.open_of_startup[startup_id] >= capacity:
        taken = now.open_of_startup[startup_id]
        return Told("plan_change", "full", {"open": taken, "places": capacity})
    return None


def _first(now: Facts, pair: Pair, answering: frozenset[int]) -> tuple[str, ...]:
    challenge_id, startup_id = pair
    found = []
    if startup_id not in answering:
        found.append("invite_startup")
    if now.challenges[challenge_id].firm_id not in answering:
        found.append("invite_firm")
    return tuple(found)


def _with_accounts(context: Context, organisation_ids: Iterable[int]) -> frozenset[int]:
    """Return the organisations for which somebody could answer."""
    rows = context.session.scalars(
        select(UserRow).where(
            UserRow.organisation_id.in_(sorted(organisation_ids)),
            UserRow.is_active,
            UserRow.confirmed_at.is_not(None),
        )
    )
    return frozenset(
        row.organisation_id
        for row in rows
        if row.organisation_id is not None and not is_staff(row.user())
    )
