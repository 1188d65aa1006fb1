"""Proposing: what would be sent to whom, then, pair by pair, what was."""

from flask import request
from werkzeug.wrappers import Response

from matcher.domain.introduction import Side, Why
from matcher.domain.people import Role
from matcher.domain.plan import Pair
from matcher.text.normalise import clean
from matcher.workflow import plans
from matcher.workflow.plan_views import PlanView
from web.access import signed_in_as
from web.answers import page
from web.context import context
from web.pages.plans.blueprint import blueprint
from web.pages.plans.words import pair_key
from web.parameters import takes


@blueprint.get("/<int:plan_id>/propose")
@signed_in_as(Role.OFFICER)
@takes("all", many=("pair",))
def prepare(plan_id: int) -> Response:
    """Show what would be sent for the ticked pairs; `?all=1` takes all that can be."""
    plan = plans.read(context(), plan_id)
    return page(
        "plans/propose.html",
        plan=plan,
        proposals=plans.proposals(context(), plan_id, _wanted(plan)),
    )


@blueprint.post("/<int:plan_id>/propose")
@signed_in_as(Role.OFFICER)
def propose(plan_id: int) -> Response:
    """Propose the ticked pairs, and tell which could not be."""
    ticked = _ticked(request.form.getlist("pair"))
    version = request.form.get("version", 0, type=int)
    if not ticked:
        plan = plans.read(context(), plan_id)
        found = plans.proposals(context(), plan_id, _ticked(request.form.getlist("shown")))
        return page(
            "plans/propose.html", status=422, plan=plan, proposals=found, nothing_ticked=True
        )
    words = {pair: _words(pair) for pair in ticked}
    done = plans.propose(context(), plan_id, version, ticked, words)
    return page("plans/proposed.html", done=done)


def _wanted(plan: PlanView) -> list[Pair]:
    if request.args.get("all") == "1":
        return [each.pair for each in plan.pairs if each.may_be_proposed]
    return _ticked(request.args.getlist("pair"))


def _ticked(sent: list[str]) -> list[Pair]:
    """Return the pairs of a form, each once; what is no pair is left out."""
    found = []
    for text in dict.fromkeys(sent):
        one, _, two = text.partition("-")
        if one.isdecimal() and two.isdecimal():
            found.append((int(one), int(two)))
    return found


def _words(pair: Pair) -> Why:
    key = pair_key(pair)
    said = {side.value: clean(request.form.get(f"{side}-{key}", "")).strip() for side in Side}
    return Why(**said)
