"""The second step of signing in, and how a telephone is set up for it."""

from flask import flash, make_response, request
from werkzeug.wrappers import Response

from matcher.domain.people import User
from matcher.errors import InvalidForm, SignInRefused
from matcher.workflow import second_factors
from web.access import public, signed_in_as
from web.answers import go_to, go_to_path, page
from web.context import actor, commit, context
from web.errors import error_headers, message_of
from web.extensions import SIGN_IN, limited
from web.locale import _
from web.pages.account import known_browser
from web.pages.account.blueprint import blueprint
from web.pages.account.codes import drawn
from web.pages.account.forms import CodeForm, SetUpForm
from web.pages.account.half_way import go_through, half_way


@blueprint.get("/second-step")
@public
def second_step() -> Response:
    """Ask for the code of the telephone."""
    if half_way() is None:
        return go_to("account.sign_in")
    return page("account/second_step.html", form=CodeForm(), refused="")


@blueprint.post("/second-step")
@public
@limited(SIGN_IN)
def enter_code() -> Response:
    """Open the session when the code is right."""
    here = half_way()
    if here is None:
        return go_to("account.sign_in")
    form = CodeForm()
    if not form.validate_on_submit():
        return page("account/second_step.html", status=422, form=form, refused="")
    try:
        second_factors.check(context(), here.user.id, str(form.code.data))
    except SignInRefused as refused:
        commit()
        words = message_of(refused)
        answer = page("account/second_step.html", status=refused.status, form=form, refused=words)
        return error_headers(answer, refused)
    answer = make_response(go_to_path(go_through(here)))
    known_browser.remember(answer, here.user.email)
    return answer


@blueprint.get("/second-factor")
@public
def second_factor() -> Response:
    """Show how to set up a telephone, to who must or wants to."""
    person = _who()
    return go_to("account.sign_in") if person is None else _set_up_page(person, SetUpForm())


@blueprint.post("/second-factor")
@public
@limited(SIGN_IN)
def set_up() -> Response:
    """Keep the telephone once it has shown a right code, and show the recovery codes."""
    person, here, form = _who(), half_way(), SetUpForm()
    if person is None:
        return go_to("account.sign_in")
    if not form.validate_on_submit():
        return _set_up_page(person, form, 422)
    offered = str(form.offered.data or "")
    try:
        codes = second_factors.set_up(context(), person, offered, str(form.code.data))
    except InvalidForm as refused:
        form.take(refused)
        return _set_up_page(person, form, 422)
    wanted = go_through(here) if here is not None else ""
    return page("account/recovery_codes.html", codes=codes, wanted=wanted)


@blueprint.post("/second-factor/codes")
@signed_in_as()
@limited(SIGN_IN)
def new_recovery_codes() -> Response:
    """Show new recovery codes to who has the telephone."""
    form = CodeForm()
    person = context().person()
    if not form.validate_on_submit():
        return _set_up_page(person, form, 422)
    try:
        codes = second_factors.new_recovery_codes(context(), person, str(form.code.data))
    except InvalidForm as refused:
        commit()
        form.take(refused)
        return _set_up_page(person, form, 422)
    flash(_("The former recovery codes open nothing any more."), "info")
    return page("account/recovery_codes.html", codes=codes, wanted="")


def _who() -> User | None:
    """Return who sets up a telephone: somebody signed in, or on the way in."""
    here = half_way()
    return here.user if here is not None else actor()


def _set_up_page(person: User, form: SetUpForm | CodeForm, status: int = 200) -> Response:
    standing = second_factors.standing(context(), person)
    offer = None
    if not standing.is_on:
        offer = second_factors.offer(context(), person, request.form.get("offered", ""))
    return page(
        "account/second_factor.html",
        status=status,
        form=form,
        standing=standing,
        offer=offer,
        drawing=drawn(offer.link) if offer else "",
    )
