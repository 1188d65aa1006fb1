"""Giving way: an impossible plan asked for again with one of its limits or marks changed."""

from dataclasses import replace
from typing import Any

from matcher.errors import NotPossible
from matcher.workflow import plans
from matcher.workflow.context import Context
from matcher.workflow.plan_settings import DEFAULT_OF, PlanSettings
from matcher.workflow.plan_views import RelaxationView

_MARKS = {"forced": "forced", "forbidden_by_mark": "forbidden"}
"""Code of a relaxation that takes a mark away → the setting that holds the mark."""
_BY_REGION = "least_by_region"


def relax(context: Context, plan_id: int, place: int) -> int:
    """Return the id of a new plan, asked with the relaxation at this place of the plan's list."""
    plan = plans.read(context, plan_id)
    listed = plan.conflict.relaxations if plan.conflict else ()
    if not 0 <= place < len(listed):
        raise NotPossible("This plan has no such way out. Load the page again.")
    if not may_be_changed(listed[place]):
        raise NotPossible("This cannot be changed from the plan.")
    return plans.ask(context, relaxed(plan.settings, listed[place]), plan_id)


def may_be_changed(wanted: RelaxationView) -> bool:
    """Whether it is a setting or a mark of the plan, and no fact about somebody."""
    return wanted.told.code in _MARKS or bool(wanted.setting and wanted.number is not None)


def relaxed(settings: PlanSettings, wanted: RelaxationView) -> PlanSettings:
    """Return the settings that give way so; those of all others stay as they are."""
    changed: dict[str, Any] = {wanted.setting: wanted.number}
    if wanted.told.code in _MARKS:
        name = _MARKS[wanted.told.code]
        changed = {name: getattr(settings, name) - {(wanted.challenge_id, wanted.startup_id)}}
    elif wanted.setting == _BY_REGION:
        region = str(wanted.told.params["region"])
        changed = {_BY_REGION: {**settings.least_by_region, region: wanted.number}}
    elif wanted.setting in DEFAULT_OF:
        name = wanted.setting
        changed = {name: {**getattr(settings, name), wanted.subject_id: wanted.number}}
    return replace(settings, **changed)
