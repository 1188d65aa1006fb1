"""Plans of scarce introductions: asked for, read, marked, compared and proposed; the room's door.

Officers only. A plan is worked out by the worker (`plan_solving`); nothing of it is sent before an
officer ticks pairs and proposes them.
"""

from matcher.workflow.plan_asking import ask, mark
from matcher.workflow.plan_comparing import cost, cost_of_including, difference
from matcher.workflow.plan_proposing import proposals, propose
from matcher.workflow.plan_reading import read, recent
from matcher.workflow.plan_settings import Mark, PlanSettings, PlanState

__all__ = [
    "Mark",
    "PlanSettings",
    "PlanState",
    "ask",
    "cost",
    "cost_of_including",
    "difference",
    "mark",
    "proposals",
    "propose",
    "read",
    "recent",
]
