"""Officers: the technical centres and clusters that take part."""

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.workflow import support_bodies
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.locale import _, ngettext

blueprint = Blueprint("support", __name__, url_prefix="/desk/directory/support")


@blueprint.get("")
@signed_in_as(Role.OFFICER)
def index() -> Response:
    """List the support bodies that take part."""
    return page(
        "support/index.html",
        bodies=support_bodies.listed(context()),
        missing=support_bodies.to_bring_in(context()),
    )


@blueprint.post("/bring-in")
@signed_in_as(Role.OFFICER)
def bring_in() -> Response:
    """Add the support bodies that Passerelle knows of and that do not take part yet."""
    added = support_bodies.bring_in(context())
    flash(
        ngettext("%(num)s support body was added.", "%(num)s support bodies were added.", added),
        "success",
    )
    return go_to("support.index")


@blueprint.get("/<int:support_id>/disable")
@signed_in_as(Role.OFFICER)
def ask_to_disable(support_id: int) -> Response:
    """Ask whether a support body is to be taken out, and say what would happen."""
    return page("support/disable.html", body=support_bodies.line(context(), support_id))


@blueprint.post("/<int:support_id>/disable")
@signed_in_as(Role.OFFICER)
def disable(support_id: int) -> Response:
    """Take a support body out."""
    support_bodies.disable(context(), support_id, _version())
    flash(_("The support body was disabled. What it was asked goes on without it."), "success")
    return go_to("support.index")


@blueprint.post("/<int:support_id>/enable")
@signed_in_as(Role.OFFICER)
def enable(support_id: int) -> Response:
    """Bring a support body back."""
    support_bodies.enable(context(), support_id, _version())
    flash(_("The support body takes part again."), "success")
    return go_to("support.index")


def _version() -> int:
    return request.form.get("version", 0, type=int)
