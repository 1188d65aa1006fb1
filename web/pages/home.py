"""The public pages: what Passerelle is, how it works, how to join; no data of anybody."""

from typing import Any

from flask import Blueprint, abort, current_app, render_template, request
from werkzeug.wrappers import Response

from matcher.workflow import accounts
from web.access import is_our_path, public
from web.answers import go_to_path
from web.assets import assets
from web.context import actor, context, services
from web.locale import remember_language

blueprint = Blueprint("home", __name__)


@blueprint.app_context_processor
def _files() -> dict[str, Any]:
    return {"assets": assets()}


@blueprint.app_template_global()
def has_page(endpoint: str) -> bool:
    """Whether this application has a view of that name."""
    return endpoint in current_app.view_functions


@blueprint.get("/")
@public
def index() -> str:
    """Show what Passerelle is."""
    return render_template("home/index.html")


@blueprint.get("/how-it-works")
@public
def how() -> str:
    """Show the way from a challenge to an introduction."""
    return render_template("home/how.html")


@blueprint.get("/how-to-join")
@public
def join() -> str:
    """Show who can take part, and how."""
    return render_template("home/join.html")


@blueprint.get("/personal-data")
@public
def legal() -> str:
    """Show what is kept about people, and their rights."""
    return render_template("home/legal.html", keeps=services().settings)


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """Show what was done so that everybody can use the site."""
    return render_template("home/accessibility.html")


@blueprint.post("/language")
@public
def choose_language() -> Response:
    """Speak another language from now on, on the page where the person was."""
    chosen = request.form.get("language", "")
    if not remember_language(chosen):
        abort(400)
    if actor() is not None:
        own = accounts.my_account(context())
        accounts.save_details(
            context(),
            accounts.Details(
                name=own.name, phone=own.phone, language=chosen, shortcuts_on=own.shortcuts_on
            ),
        )
    asked = request.form.get("next", "/").removesuffix("?")
    return go_to_path(asked if is_our_path(asked) else "/")
