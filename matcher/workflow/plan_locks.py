"""Locks that a plan cannot hold: pairs that are no option any more, and why."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from matcher.domain.introduction import ENDS, Stage
from matcher.domain.plan import Pair
from matcher.domain.plan_json import Stored
from matcher.domain.visibility import LIVE
from matcher.store.challenges import ChallengeRow
from matcher.workflow.context import Context
from matcher.workflow.plan_facts import Facts, facts_of
from matcher.workflow.plan_problem import BEFORE_IT_IS_ASKED
from matcher.workflow.verdicts import REJECT


class UnheldCode(StrEnum):
    """Why a locked pair is no option."""

    CLOSED = "closed"
    NOT_COUNTED = "not_counted"  # led by another officer, or never matched
    INACTIVE = "inactive"
    INTRODUCED = "introduced"
    ENDED = "ended"
    REJECTED = "rejected"
    UNLISTED = "unlisted"  # the engine names it no more, and nobody kept it


@dataclass(frozen=True, slots=True)
class Unheld(Stored):
    """A locked pair that is no option, and why."""

    challenge_id: int
    startup_id: int
    code: UnheldCode


def unheld(
    context: Context, forced: Collection[Pair], options: Collection[Pair], officer_id: int | None
) -> tuple[Unheld, ...]:
    """Return the locked pairs that are no option, in order; `officer_id`: as the plan was asked."""
    gone = sorted(set(forced) - set(options))
    if not gone:
        return ()
    now = facts_of(context, gone)
    return tuple(Unheld(*pair, _why(context, now, pair, officer_id)) for pair in gone)


def _why(context: Context, now: Facts, pair: Pair, officer_id: int | None) -> UnheldCode:
    past = now.of_pair.get(pair)
    if past is not None and past.stage not in BEFORE_IT_IS_ASKED:
        is_over = past.stage in ENDS and past.stage is not Stage.CONTRACT
        return UnheldCode.ENDED if is_over else UnheldCode.INTRODUCED
    row = context.session.get(ChallengeRow, pair[0])
    if row is None or row.state not in LIVE:
        return UnheldCode.CLOSED
    if pair[0] not in now.challenges or officer_id not in {None, row.officer_id}:
        return UnheldCode.NOT_COUNTED
    if pair[1] not in now.startups or not now.is_active(pair[1]):
        return UnheldCode.INACTIVE
    rejected = now.verdicts.get(pair) == REJECT
    return UnheldCode.REJECTED if rejected else UnheldCode.UNLISTED
