"""Signing in and out, and the role switch of the demo."""

from dataclasses import replace
from typing import Any

from flask import current_app, flash, make_response, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.wrappers import Response

from matcher.domain.people import Role, User
from matcher.errors import SignInRefused
from matcher.workflow import accounts, demo_accounts
from web.access import public, safe_next
from web.access import sign_in as begin_session
from web.access import sign_out as end_session
from web.answers import go_to, go_to_path, page
from web.context import actor, commit, context
from web.errors import message_of
from web.extensions import SIGN_IN, limited
from web.locale import _, language
from web.pages.account import known_browser
from web.pages.account.blueprint import blueprint
from web.pages.account.forms import SignInForm
from web.sentences import sentence

_ROOMS = {
    Role.FIRM: ("firm.index",),
    Role.STARTUP: ("startup.index",),
    Role.SUPPORT: ("introductions.index",),
    Role.OFFICER: ("desk.index", "desk.today", "people.index"),
    Role.ADMINISTRATOR: ("desk.index", "desk.today", "people.index"),
}
"""Role → where a person goes after signing in: the first page that exists."""


@blueprint.get("/sign-in")
@public
def sign_in() -> Response:
    """Ask for address and password."""
    person = actor()
    if person is not None:
        return go_to_path(safe_next(room_of(person)))
    return page("account/sign_in.html", form=SignInForm(), next=safe_next(""), refused="")


@blueprint.post("/sign-in")
@public
@limited(SIGN_IN)
def enter() -> Response:
    """Open a session, or say the same thing whatever was wrong."""
    form = SignInForm()
    values: dict[str, Any] = {"form": form, "next": safe_next(""), "refused": ""}
    if not form.validate_on_submit():
        return page("account/sign_in.html", status=422, **values)
    email = str(form.email.data)
    try:
        user = accounts.sign_in(
            context(),
            email,
            str(form.password.data),
            network=request.remote_addr or "",
            known_browser=known_browser.is_known(email),
        )
    except SignInRefused as refused:
        commit()
        return page("account/sign_in.html", status=403, **values | {"refused": message_of(refused)})
    begin_session(user)
    answer = make_response(go_to_path(safe_next(room_of(user))))
    known_browser.remember(answer, email)
    return answer


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


def room_of(person: User) -> str:
    """Return the path of the first page of a person's room."""
    endpoint = next(filter(has_view, _ROOMS[person.role]), "account.settings")
    return url_for(endpoint)


def has_view(endpoint: str) -> bool:
    """Whether the application has this page."""
    return endpoint in current_app.view_functions


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
