"""Signing in and out, and the role switch of the demo."""

from dataclasses import replace
from typing import Any

from flask import flash, make_response, request
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from matcher.domain.people import User
from matcher.errors import SignInRefused
from matcher.workflow import accounts, demo_accounts
from web.access import public, safe_next
from web.access import sign_in as begin_session
from web.access import sign_out as end_session
from web.answers import go_to, go_to_path, page
from web.context import actor, commit, context, reading
from web.errors import error_headers, message_of
from web.extensions import SIGN_IN, limited
from web.locale import _, language
from web.pages.account import known_browser
from web.pages.account.blueprint import blueprint
from web.pages.account.forms import SignInForm
from web.pages.account.half_way import go_in
from web.pages.account.rooms import has_view, room_of
from web.parameters import takes
from web.requests import network
from web.sentences import sentence


@blueprint.get("/sign-in")
@public
@takes("next")
def sign_in() -> Response:
    """Ask for address and password."""
    person = actor()
    if person is not None:
        return go_to_path(safe_next(room_of(person)))
    return page("account/sign_in.html", form=SignInForm(), next=safe_next(""), refused="")


@blueprint.post("/sign-in")
@public
@limited(SIGN_IN)
@takes("next")
def enter() -> Response:
    """Open a session, or say the same thing whatever was wrong."""
    form = SignInForm()
    values: dict[str, Any] = {"form": form, "next": safe_next(""), "refused": ""}
    if not form.validate_on_submit():
        return page("account/sign_in.html", status=422, **values)
    try:
        user = _proved(str(form.email.data), str(form.password.data))
    except SignInRefused as refused:
        commit()
        values["refused"] = message_of(refused)
        answer = page("account/sign_in.html", status=refused.status, **values)
        return error_headers(answer, refused)
    answer = make_response(go_in(user, safe_next("")))
    if actor() is not None:
        known_browser.remember(answer, user.email)
    return answer


def _proved(email: str, password: str) -> User:
    """Return whose address and password these are; the slow part holds up no other writer."""
    said = {"network": network(), "known_browser": known_browser.is_known(email)}
    with reading() as reader:
        proof = accounts.prove(reader, email, password, **said)
    return accounts.sign_in(context(), email, password, proof=proof, **said)


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    """Close the session; closing none is fine."""
    end_session()
    flash(_("You are signed out."), "success")
    return go_to("home.index") if has_view("home.index") else go_to("account.sign_in")


@public
def demo_switch() -> Response:
    """Become another demo account."""
    user = demo_accounts.enter(context(), request.form.get("account", ""))
    begin_session(user)
    return go_to_path(room_of(user))


@blueprint.record_once
def _open_demo(state: BlueprintSetupState) -> None:
    """Add the role switch, where the settings say "demo" and nowhere else."""
    app = state.app
    if not app.extensions["passerelle"].settings.demo:
        return
    state.add_url_rule("/demo", "demo_switch", demo_switch, methods=["POST"])
    app.extensions["passerelle.demo_accounts"] = _demo_accounts


def _demo_accounts() -> list[demo_accounts.DemoAccount]:
    """Return the demo accounts, each named by its role in the language of the request."""
    return [
        replace(account, label=sentence("role", account.role, language()))
        for account in demo_accounts.demo_accounts(context())
    ]
