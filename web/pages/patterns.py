"""Every component in every state, for those who build pages; in the demo and in tests only."""

from flask import Blueprint, render_template

from web.access import public

blueprint = Blueprint("patterns", __name__)


@blueprint.get("/patterns")
@public
def index() -> str:
    """Show all components."""
    return render_template("patterns.html")
