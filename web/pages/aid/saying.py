"""Saying: what programmes ask of a firm, of a project, of a startup; all of it optional."""

from typing import Any

from flask import flash, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.errors import InvalidForm, StalePage
from matcher.text.normalise import clean
from matcher.workflow import aid_facts
from matcher.workflow.aid_facts import FactsView
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context, discard
from web.errors import message_of
from web.locale import _
from web.pages.aid import words
from web.pages.aid.blueprint import blueprint
from web.parameters import takes

_LONGEST = 40
_LARGEST = 2**31 - 1


@blueprint.get("/firm/facts")
@signed_in_as(Role.FIRM)
@takes("challenge")
def firm_facts() -> Response:
    """Show the form about the firm."""
    return _form(aid_facts.of_my_firm(context()))


@blueprint.post("/firm/facts")
@signed_in_as(Role.FIRM)
def save_firm_facts() -> Response:
    """Keep what the firm said of itself."""
    try:
        aid_facts.save_my_firm(context(), _number("version"), _answers())
    except (InvalidForm, StalePage) as refused:
        discard()
        return _again(aid_facts.of_my_firm(context()), refused)
    flash(_("Your answers are kept."), "success")
    challenge = _number("challenge")
    if challenge:
        return go_to("aid.of_challenge", challenge_id=challenge)
    return go_to("aid.firm_facts")


@blueprint.get("/firm/challenges/<int:challenge_id>/aid/facts")
@signed_in_as(Role.FIRM)
def project_facts(challenge_id: int) -> Response:
    """Show the form about a challenge's project."""
    return _form(aid_facts.of_project(context(), challenge_id))


@blueprint.post("/firm/challenges/<int:challenge_id>/aid/facts")
@signed_in_as(Role.FIRM)
def save_project_facts(challenge_id: int) -> Response:
    """Keep what was said of a challenge's project."""
    try:
        aid_facts.save_project(context(), challenge_id, _number("version"), _answers())
    except (InvalidForm, StalePage) as refused:
        discard()
        return _again(aid_facts.of_project(context(), challenge_id), refused)
    flash(_("Your answers are kept."), "success")
    return go_to("aid.of_challenge", challenge_id=challenge_id)


@blueprint.get("/startup/aid/facts")
@signed_in_as(Role.STARTUP)
def startup_facts() -> Response:
    """Show the form about the startup and its own project."""
    return _form(aid_facts.of_my_startup(context()))


@blueprint.post("/startup/aid/facts")
@signed_in_as(Role.STARTUP)
def save_startup_facts() -> Response:
    """Keep what the startup said of itself."""
    try:
        aid_facts.save_my_startup(context(), _number("version"), _answers())
    except (InvalidForm, StalePage) as refused:
        discard()
        return _again(aid_facts.of_my_startup(context()), refused)
    flash(_("Your answers are kept."), "success")
    return go_to("aid.of_startup")


def _form(view: FactsView, *, status: int = 200, **more: Any) -> Response:
    entered = more.pop("entered", None)
    usual: dict[str, Any] = {"errors": {}, "listed": [], "stale": "", "version": view.version}
    shown = usual | more
    return page(
        "aid/facts.html",
        status=status,
        view=view,
        words=words,
        values=_known(view) if entered is None else entered,
        challenge=_number("challenge"),
        action=url_for(request.endpoint or "", **(request.view_args or {})),
        **shown,
    )


def _again(view: FactsView, refused: InvalidForm | StalePage) -> Response:
    """Show the form with what is wrong; one that was overtaken shows what is kept."""
    if isinstance(refused, StalePage):
        return _form(view, status=409, stale=message_of(refused))
    errors = {name: message_of(problem) for name, problem in refused.fields.items()}
    labels = _labels(view)
    listed = [(name, labels.get(name, ""), problem) for name, problem in errors.items()]
    entered: dict[str, Any] = {
        name: list(given) if len(given) > 1 else given[0]
        for name, given in _answers().items()
        if given
    }
    return _form(
        view,
        status=422,
        errors=errors,
        listed=listed,
        entered=entered,
        version=_number("version"),
    )


def _labels(view: FactsView) -> dict[str, str]:
    found: dict[str, str] = {}
    for field in view.fields:
        names = (f"{field.name}-least", f"{field.name}-most") if field.is_band else (field.name,)
        found |= dict.fromkeys(names, words.fact_name(field.fact))
    return found | {each.name: each.programme_name for each in view.used_fields}


def _known(view: FactsView) -> dict[str, Any]:
    """Return what was said so far, as the form shows it."""
    found: dict[str, Any] = {}
    for field in view.fields:
        if field.name in view.said:
            found |= words.entered_as(field, view.said[field.name])
    return found | {name: f"{amount:,}".replace(",", " ") for name, amount in view.used.items()}


def _answers() -> dict[str, list[str]]:
    form: MultiDict[str, str] = request.form
    return {
        name: [clean(each).strip()[:_LONGEST] for each in given] for name, given in form.lists()
    }


def _number(name: str) -> int:
    """Return a number of the form or the address; 0 when it is not there."""
    written = request.values.get(name, "")
    is_number = written.isascii() and written.isdecimal() and len(written) < 11
    return int(written) if is_number and int(written) <= _LARGEST else 0
