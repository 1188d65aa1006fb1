"""What pages are told of two plans side by side, and of what it costs to include something."""

from dataclasses import dataclass

from matcher.workflow.plan_views import ConflictView, LoadLine, PairView, PlanLine, Told


@dataclass(frozen=True, slots=True)
class ShiftView:
    """Who gains or loses between two plans: `kind` is "startup", "challenge", "firm" or "officer".

    `before` and `after` are places in the plan.
    """

    kind: str
    id: int
    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class LoadsBeside:
    """How busy somebody is with each of two plans; None where a plan does not know them."""

    kind: str
    name: str
    before: LoadLine | None
    after: LoadLine | None


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """Two plans side by side; `before` is the older one."""

    before: PlanLine
    after: PlanLine
    added: tuple[PairView, ...]
    removed: tuple[PairView, ...]
    same: int
    gains: tuple[ShiftView, ...]
    loses: tuple[ShiftView, ...]
    changes: tuple[Told, ...]
    loads: tuple[LoadsBeside, ...] = ()


@dataclass(frozen=True, slots=True)
class CostView:
    """What it costs to have a pair in the plan: expected successes, and who would leave.

    `conflict` says why it cannot be had at all; the cost is None then.
    """

    pair: PairView
    cost: float | None
    enters: tuple[PairView, ...] = ()
    leaves: tuple[PairView, ...] = ()
    conflict: ConflictView | None = None


@dataclass(frozen=True, slots=True)
class InclusionView:
    """What it costs to include a challenge or a newcomer; None where no plan can."""

    name: str
    cost: float | None
