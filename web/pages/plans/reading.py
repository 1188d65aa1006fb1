"""Reading: the list of plans, one plan, two beside each other, what a pair would cost."""

from flask import request
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.domain.plan import LeftOutKind, Pair
from matcher.workflow import plans
from matcher.workflow.plan_beside_views import DifferenceView
from matcher.workflow.plan_views import PlanLine, PlanView, Told
from matcher.workflow.plans import PlanState
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.pages.plans.blueprint import blueprint
from web.pages.plans.regions import regions_of
from web.pages.plans.shown import shown, ways_out
from web.parameters import takes


@blueprint.get("")
@signed_in_as(Role.OFFICER)
def index() -> Response:
    """List the last plans, the newest first."""
    days = context().services.settings.plan_days
    return page("plans/index.html", plans=plans.recent(context()), days=days)


@blueprint.get("/<int:plan_id>")
@signed_in_as(Role.OFFICER)
def show(plan_id: int) -> Response:
    """Show a plan; while it is worked out, the page looks again by itself."""
    plan = plans.read(context(), plan_id)
    return page(
        "plans/show.html",
        block="plan",
        plan=plan,
        parts=shown(plan),
        ways_out=ways_out(plan),
        regions=regions_of(plan),
        others=_others(plan),
    )


@blueprint.get("/<int:plan_id>/compare")
@signed_in_as(Role.OFFICER)
@takes("with")
def compare(plan_id: int) -> Response:
    """Show two plans side by side; without a second one, those to choose from."""
    plan = plans.read(context(), plan_id)
    other = request.args.get("with", type=int)
    found: DifferenceView | None = None
    if other is not None and other != plan_id:
        found = plans.difference(context(), plan_id, other)
    return page(
        "plans/compare.html",
        plan=plan,
        found=found,
        went=_why_they_went(found),
        instead=_instead(found),
        others=_others(plan),
        other=other,
    )


@blueprint.get("/<int:plan_id>/cost")
@signed_in_as(Role.OFFICER)
@takes("challenge", "startup")
def cost(plan_id: int) -> Response:
    """Show what including a pair, a challenge or a startup would cost; without any, the plan."""
    plan = plans.read(context(), plan_id)
    challenge = request.args.get("challenge", type=int)
    startup = request.args.get("startup", type=int)
    if challenge is None or startup is None:
        return _cost_of_one(plan, challenge, startup)
    found = plans.cost(context(), plan_id, (challenge, startup))
    return page("plans/cost.html", block="answer", plan=plan, found=found)


def _cost_of_one(plan: PlanView, challenge: int | None, startup: int | None) -> Response:
    """Show what it would cost to include a challenge or a startup once more."""
    kind = LeftOutKind.NEWCOMER if challenge is None else LeftOutKind.CHALLENGE
    subject_id = startup if challenge is None else challenge
    if subject_id is None:
        return go_to("plans.show", plan_id=plan.id)
    found = plans.cost_of_including(context(), plan.id, kind, subject_id)
    return page("plans/include.html", block="answer", plan=plan, kind=kind.value, found=found)


def _why_they_went(found: DifferenceView | None) -> dict[Pair, tuple[Told, ...]]:
    """Return what holds out of the later plan each pair that only the earlier one has."""
    if found is None or not found.removed:
        return {}
    later = plans.read(context(), found.after.id)
    return {
        (each.challenge_id, each.startup_id): each.held_by
        for each in later.left_out
        if each.challenge_id is not None and each.startup_id is not None
    }


def _instead(found: DifferenceView | None) -> dict[int, list[str]]:
    """Return the startups that came into the later plan, by challenge."""
    names: dict[int, list[str]] = {}
    for pair in found.added if found else ():
        names.setdefault(pair.challenge_id, []).append(pair.startup_name)
    return names


def _others(plan: PlanView) -> tuple[PlanLine, ...]:
    """Return the plans that this one can be compared with."""
    if plan.state is not PlanState.SOLVED:
        return ()
    solved = (each for each in plans.recent(context()) if each.state is PlanState.SOLVED)
    return tuple(each for each in solved if each.id != plan.id)
