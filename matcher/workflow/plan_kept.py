"""Plans as rows: what is kept of one, and how it is read back."""

from dataclasses import dataclass, field
from typing import Any

from matcher.domain.plan import Conflict, LimitKind, Pair, Plan, Problem
from matcher.domain.plan_json import Stored
from matcher.errors import NotFound, NotPossible, StalePage
from matcher.store.plans import PlanRow
from matcher.workflow.context import Context
from matcher.workflow.plan_locks import Unheld
from matcher.workflow.plan_settings import FailureCode, PlanSettings, PlanState
from matcher.workflow.plan_views import PlanFigures


@dataclass(frozen=True, slots=True)
class Open(Stored):
    """How many introductions each had open when a plan was made; limits are what was left."""

    startups: dict[int, int] = field(default_factory=dict)
    firms: dict[int, int] = field(default_factory=dict)
    officers: dict[int, int] = field(default_factory=dict)
    challenges: dict[int, int] = field(default_factory=dict)

    def of(self, kind: LimitKind, subject_id: int | None) -> int:
        """Return how many introductions the subject of a limit had open."""
        counted = {
            LimitKind.STARTUP: self.startups,
            LimitKind.FIRM: self.firms,
            LimitKind.OFFICER: self.officers,
            LimitKind.MOST: self.challenges,
            LimitKind.LEAST: self.challenges,
        }
        return counted.get(kind, {}).get(subject_id or 0, 0)


@dataclass(frozen=True, slots=True)
class Kept:
    """A plan as it was kept; `problem` and the rest are None before it is solved.

    `unheld` are its locks that were no option, `failure` says why it could not be worked out.
    """

    row: PlanRow
    settings: PlanSettings
    problem: Problem | None = None
    open: Open = field(default_factory=Open)
    plan: Plan | None = None
    conflict: Conflict | None = None
    unheld: tuple[Unheld, ...] = ()
    failure: FailureCode | None = None

    def solved(self) -> tuple[Problem, Plan]:
        """Return the problem and its plan; NotPossible when there is none."""
        if self.problem is None or self.plan is None:
            raise NotPossible("This plan has no result. Ask for another one.")
        return self.problem, self.plan

    def has(self, pair: Pair) -> bool:
        """Whether the pair could be chosen."""
        return self.problem is not None and any(
            option.pair == pair for option in self.problem.options
        )


def plan_row(context: Context, plan_id: int) -> PlanRow:
    """Return the row of a plan; NotFound when there is none."""
    row = context.session.get(PlanRow, plan_id, populate_existing=True)
    if row is None:
        raise NotFound("There is no such plan.")
    return row


def kept(context: Context, plan_id: int) -> Kept:
    """Return a plan with all that was kept of it; NotFound when there is none."""
    return unpacked(plan_row(context, plan_id))


def unpacked(row: PlanRow) -> Kept:
    """Return what a row keeps."""
    told, found = row.problem, row.result
    return Kept(
        row=row,
        settings=PlanSettings.from_json(row.settings),
        problem=Problem.from_json(told["problem"]) if told else None,
        open=Open.from_json(told["open"]) if told else Open(),
        plan=Plan.from_json(found["plan"]) if "plan" in found else None,
        conflict=Conflict.from_json(found["conflict"]) if "conflict" in found else None,
        unheld=tuple(map(Unheld.from_json, found.get("unheld", ()))),
        failure=_failure(row),
    )


def chosen_before(context: Context, row: PlanRow) -> frozenset[Pair]:
    """Return the pairs of the plan that this one follows; of the last solved one before it."""
    seen = {row.id}
    while row.base_id is not None and row.base_id not in seen:
        row = context.session.get_one(PlanRow, row.base_id)
        seen.add(row.id)
        if "plan" in row.result:
            return Plan.from_json(row.result["plan"]).chosen
    return frozenset()


def _failure(row: PlanRow) -> FailureCode | None:
    """Return why a plan failed; plans of old kept no reason."""
    if state_of(row) is not PlanState.FAILED:
        return None
    return FailureCode(row.result.get("failure", FailureCode.UNEXPECTED))


def check_version(row: PlanRow, version: int) -> None:
    """Raise StalePage when the page was loaded before the plan changed."""
    if row.version != version:
        raise StalePage(
            "This plan changed since you opened the page. Nothing was done: look at it again, "
            "then decide."
        )


def state_of(row: PlanRow) -> PlanState:
    """Return where a plan stands."""
    return PlanState(row.state)


def figures_of(told: dict[str, Any] | None) -> PlanFigures | None:
    """Return the figures that were kept with a plan; None when it has none."""
    return PlanFigures(**told) if told else None
