"""Working out a plan in the background: read, solve, keep; no transaction is open in between."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from matcher.domain.plan import Conflict, Plan, Problem
from matcher.errors import NoPlanInTime
from matcher.store.plans import PlanRow
from matcher.workflow.contention import is_busy, is_of_the_database
from matcher.workflow.context import Context, Services
from matcher.workflow.plan_chances import records
from matcher.workflow.plan_facts import Facts, facts
from matcher.workflow.plan_kept import Open, chosen_before
from matcher.workflow.plan_locks import unheld
from matcher.workflow.plan_problem import problem_of
from matcher.workflow.plan_settings import FailureCode, PlanSettings, PlanState

SECONDS_FOR_COSTS = 4.0
"""How long the worker may work out what it costs to include what a plan leaves out."""


def solve_in_the_background(services: Services, now: datetime, *, plan_id: int) -> None:
    """Work out a plan that waits, from what is known now; one that does not wait stays as it is.

    When it fails the plan says so, and the error goes on to the worker's log.
    """
    from matcher.ranking import assignment

    try:
        with services.database.session(writes=False) as session:
            row = _waiting(session, plan_id)
            if row is None:
                return
            asked, lead = PlanSettings.from_json(row.settings), row.officer_id
            context = Context(session, None, now, services)
            known = facts(context, asked.officer_id)
            problem = problem_of(known, asked, lead)
            options = {each.pair for each in problem.options}
            locks = unheld(context, asked.forced, options, asked.officer_id)
            near = chosen_before(context, row)
        found = assignment.solve(problem, seconds_for_costs=SECONDS_FOR_COSTS, near=near)
    except Exception as failure:
        if not is_busy(failure):
            _keep(services, now, plan_id, failed(why_it_failed(failure)))
        raise
    state = PlanState.SOLVED if isinstance(found, Plan) else PlanState.IMPOSSIBLE
    _keep(
        services,
        now,
        plan_id,
        {
            "state": state.value,
            "problem": {"problem": problem.as_json(), "open": _open(known).as_json()},
            "result": _result(known, problem, found)
            | {"unheld": [each.as_json() for each in locks]},
        },
    )


def failed(code: FailureCode) -> dict[str, Any]:
    """Return what is kept with a plan that could not be worked out."""
    return {"state": PlanState.FAILED.value, "result": {"failure": code.value}}


def why_it_failed(failure: Exception) -> FailureCode:
    """Return what may be told of an error: no word of it, for it may quote a text."""
    if isinstance(failure, NoPlanInTime):
        return FailureCode.NO_TIME
    if isinstance(failure, MemoryError):
        return FailureCode.TOO_LARGE
    return FailureCode.STORED if is_of_the_database(failure) else FailureCode.UNEXPECTED


def _result(known: Facts, problem: Problem, found: Plan | Conflict) -> dict[str, Any]:
    if isinstance(found, Conflict):
        return {"conflict": found.as_json()}
    return {"plan": found.as_json(), "figures": _figures(known, problem, found)}


def _figures(known: Facts, problem: Problem, plan: Plan) -> dict[str, Any]:
    """Return the numbers that a list of plans shows, as `PlanFigures` takes them."""
    return {
        "expected": plan.expected_successes,
        "best_possible": plan.best_possible,
        "gini_before": plan.gini_before,
        "gini_of_best": plan.gini_of_best,
        "gini_after": plan.gini_after,
        "pairs": len(plan.pairs),
        "challenges_served": len({each.challenge_id for each in plan.pairs}),
        "challenges": len(problem.challenges),
        "newcomers": plan.newcomers,
        "options": len(problem.options),
        "rough": sum(each.is_rough for each in problem.options),
        "withheld": plan.withheld,
        "is_lot_lifted": plan.is_lot_lifted,
        "is_proven": plan.is_proven,
        "is_assumed": records(known).is_assumed(),
    }


def _open(known: Facts) -> Open:
    return Open(
        startups={each: known.open_of_startup[each] for each in known.startups},
        firms={each: known.open_of_firm[each] for each in known.firms},
        officers=dict(known.open_of_officer),
        challenges={each: known.open_of_challenge[each] for each in known.challenges},
    )


def _waiting(session: Session, plan_id: int, *, locked: bool = False) -> PlanRow | None:
    row = session.get(PlanRow, plan_id, with_for_update=locked or None, populate_existing=locked)
    return row if row is not None and row.state == PlanState.WAITING else None


def _keep(services: Services, now: datetime, plan_id: int, values: dict[str, Any]) -> None:
    with services.database.session() as session:
        row = _waiting(session, plan_id, locked=True)
        if row is None:
            return
        for name, value in values.items():
            setattr(row, name, value)
        row.solved_at = now
        row.version += 1
