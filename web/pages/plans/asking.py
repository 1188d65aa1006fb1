"""Asking: a new plan, the same once more, a pair marked, a limit given way on."""

from flask import abort, flash, request
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.domain.plan import Pair
from matcher.errors import InvalidForm
from matcher.reference import regions
from matcher.workflow import plan_relaxing, plans
from matcher.workflow.naming import region_name
from matcher.workflow.plan_views import PlanView
from matcher.workflow.plans import Mark, PlanSettings
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import actor, context
from web.errors import message_of
from web.locale import _, language
from web.pages.plans.blueprint import blueprint
from web.pages.plans.form import (
    CERTAINTIES,
    SettingsForm,
    asked,
    filled,
    padded,
    region_rows,
    sent_rows,
)
from web.parameters import takes

MARKS = frozenset(each.value for each in Mark)


@blueprint.get("/new")
@signed_in_as(Role.OFFICER)
@takes("from")
def new() -> Response:
    """Ask for the settings; `?from=` begins with those of another plan."""
    base = _base(request.args.get("from", type=int))
    settings = base.settings if base else PlanSettings()
    return _form(filled(settings), base, region_rows(settings))


@blueprint.post("/new")
@signed_in_as(Role.OFFICER)
def ask() -> Response:
    """Have a plan worked out."""
    form = SettingsForm()
    base = _base(request.form.get("from", type=int))
    if form.validate_on_submit():
        before = base.settings if base else PlanSettings()
        person = actor()
        try:
            wanted = asked(form, before, person.id if person else 0)
            plan_id = plans.ask(context(), wanted, base.id if base else None)
        except InvalidForm as refused:
            form.take(refused)
            return _form(form, base, padded(sent_rows()), 422, refused)
        return go_to("plans.show", plan_id=plan_id)
    return _form(form, base, padded(sent_rows()), 422)


@blueprint.post("/<int:plan_id>/again")
@signed_in_as(Role.OFFICER)
def again(plan_id: int) -> Response:
    """Have a plan worked out once more with the same settings, from what is known now."""
    base = plans.read(context(), plan_id)
    return go_to("plans.show", plan_id=plans.ask(context(), base.settings, base.id))


@blueprint.post("/<int:plan_id>/mark")
@signed_in_as(Role.OFFICER)
def mark(plan_id: int) -> Response:
    """Lock a pair, forbid it or free it, and have a new plan worked out."""
    plan = plans.read(context(), plan_id)
    how = request.form.get("how", "")
    if how not in MARKS:
        abort(400)
    version = request.form.get("version", 0, type=int)
    made = plans.mark(context(), plan.id, version, _pair(), how)
    said = {
        Mark.FORCE.value: _("The pair is locked. A new plan is worked out."),
        Mark.FORBID.value: _("The pair is forbidden. A new plan is worked out."),
        Mark.FREE.value: _("The pair is free again. A new plan is worked out."),
    }
    flash(said[how], "success")
    return go_to("plans.show", plan_id=made)


@blueprint.post("/<int:plan_id>/relax")
@signed_in_as(Role.OFFICER)
def relax(plan_id: int) -> Response:
    """Give way on one limit of an impossible plan, and have it worked out again."""
    place = request.form.get("place", -1, type=int)
    made = plan_relaxing.relax(context(), plan_id, place)
    flash(_("The limit is changed. A new plan is worked out."), "success")
    return go_to("plans.show", plan_id=made)


def _pair() -> Pair:
    """Return the pair that the form names."""
    challenge = request.form.get("challenge", type=int)
    startup = request.form.get("startup", type=int)
    if challenge is None or startup is None:
        abort(400)
    return challenge, startup


def _base(plan_id: int | None) -> PlanView | None:
    return plans.read(context(), plan_id) if plan_id is not None else None


def _form(
    form: SettingsForm,
    base: PlanView | None,
    rows: list[tuple[str, str]],
    status: int = 200,
    refused: InvalidForm | None = None,
) -> Response:
    wrong = refused.fields.get("least_by_region") if refused else None
    return page(
        "plans/new.html",
        status=status,
        form=form,
        base=base,
        rows=rows,
        certainties=list(CERTAINTIES.items()),
        rows_wrong=message_of(wrong) if wrong else None,
        regions=[(each.id, region_name(each.id, language())) for each in regions()],
    )
