"""Firms and startups that must not be brought together: listed, declared, withdrawn."""

from flask import flash, request
from werkzeug.wrappers import Response
from wtforms import SelectField

from matcher.domain.people import OrganisationKind, Role
from matcher.errors import InvalidForm, NotFound
from matcher.workflow import conflicts, directory, directory_pages
from matcher.workflow.conflicts import ConflictKind
from matcher.workflow.directory_views import Wanted
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.forms import Form, Line, choices
from web.locale import _, language, lazy
from web.pages.plans.blueprint import blueprint
from web.parameters import takes
from web.sentences import sentence

LONGEST_NOTE = 500
MOST_FOUND = 8
Options = list[tuple[str, str]]


class ConflictForm(Form):
    """A firm and a startup by name, and why they must not meet."""

    firm = Line(lazy("Firm"))
    startup = Line(lazy("Startup"))
    kind = SelectField(lazy("Why"), choices=choices({each.value: each for each in ConflictKind}))
    note = Line(lazy("A note for your colleagues"), required=False, longest=LONGEST_NOTE)


@blueprint.get("/conflicts")
@signed_in_as(Role.OFFICER)
@takes("firm", "startup")
def list_conflicts() -> Response:
    """List the pairs; `?firm=` and `?startup=` begin a new one."""
    form = ConflictForm(
        formdata=None,
        firm=_name(request.args.get("firm", type=int), OrganisationKind.FIRM),
        startup=_name(request.args.get("startup", type=int), OrganisationKind.STARTUP),
    )
    return _page(form, {})


@blueprint.post("/conflicts")
@signed_in_as(Role.OFFICER)
def declare() -> Response:
    """Say that a firm and a startup must not meet."""
    form = ConflictForm()
    if not form.validate_on_submit():
        return _page(form, {}, 422)
    found = {"firm": _found("firm", form), "startup": _found("startup", form)}
    if any(len(options) != 1 for options in found.values()):
        for name, options in found.items():
            if len(options) != 1:
                form[name].errors = [_several() if options else _nobody()]
        return _page(form, found, 422)
    ids = [int(options[0][0]) for options in found.values()]
    try:
        conflicts.declare(context(), ids[0], ids[1], form.kind.data, form.note.data or "")
    except InvalidForm as refused:
        form.take(refused)
        return _page(form, {}, 422)
    flash(_("The two will not be brought together."), "success")
    return go_to("plans.list_conflicts")


@blueprint.post("/conflicts/<int:conflict_id>/withdraw")
@signed_in_as(Role.OFFICER)
def withdraw(conflict_id: int) -> Response:
    """Take such a pair away."""
    conflicts.withdraw(context(), conflict_id)
    flash(_("The two may meet again."), "success")
    return go_to("plans.list_conflicts")


def _found(name: str, form: ConflictForm) -> Options:
    """Return who may be meant: the one that was chosen, else those of that name."""
    listed = directory.firms if name == "firm" else directory.startups
    lines = [
        each
        for each in listed(context(), Wanted(words=form[name].data)).lines
        if each.state == directory.OPEN_STATE
    ]
    chosen = request.form.get(f"{name}_id", type=int)
    same = [each for each in lines if each.name.casefold() == form[name].data.casefold()]
    picked = [each for each in lines if each.id == chosen] or (same if len(same) == 1 else lines)
    return [
        (str(each.id), f"{each.name} ({each.city})" if each.city else each.name)
        for each in picked[:MOST_FOUND]
    ]


def _name(organisation_id: int | None, kind: OrganisationKind) -> str:
    if organisation_id is None:
        return ""
    read = directory_pages.firm if kind is OrganisationKind.FIRM else directory_pages.startup
    try:
        return read(context(), organisation_id).facts.name
    except NotFound:
        return ""


def _several() -> str:
    return str(_("Several have this name. Choose one."))


def _nobody() -> str:
    return str(_("Nobody in the directory has this name."))


def _page(form: ConflictForm, found: dict[str, Options], status: int = 200) -> Response:
    several = {name: options for name, options in found.items() if len(options) > 1}
    return page(
        "plans/conflicts.html",
        status=status,
        form=form,
        several=several,
        kinds=[(each.value, sentence("conflict_kind", each, language())) for each in ConflictKind],
        listed=conflicts.all_conflicts(context()),
    )
