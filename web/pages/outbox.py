"""Officers: e-mails that wait, that went out, that did not."""

from flask import Blueprint, flash, request
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.workflow import outbox
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.locale import _, language
from web.parameters import takes
from web.sentences import sentence

blueprint = Blueprint("outbox", __name__, url_prefix="/desk/outbox")


@blueprint.get("")
@signed_in_as(Role.OFFICER)
@takes("state", "kind", "about", "page")
def index() -> Response:
    """List e-mails, the newest first."""
    asked = request.args
    state, kind = asked.get("state", ""), asked.get("kind", "")
    state, kind = (state if state in outbox.STATES else ""), (kind if kind in outbox.KINDS else "")
    about = asked.get("about", "")[:60]
    here = max(asked.get("page", 1, type=int), 1)
    lines = outbox.rows_for_officers(context(), state=state, kind=kind, about=about, page=here)
    spoken = language()
    return page(
        "outbox/index.html",
        lines=lines[: outbox.PAGE],
        here=here,
        has_more=len(lines) > outbox.PAGE,
        asked={"state": state, "kind": kind, "about": about},
        undelivered=outbox.undelivered(context()),
        states=[(code, sentence("mail_state", code, spoken)) for code in outbox.STATES],
        kinds=[(code, sentence("mail_kind", code, spoken)) for code in outbox.KINDS],
    )


@blueprint.get("/<int:mail_id>")
@signed_in_as(Role.OFFICER)
def show(mail_id: int) -> Response:
    """Show one e-mail as its recipients read it."""
    return page("outbox/mail.html", shown=outbox.mail_for_officers(context(), mail_id))


@blueprint.post("/<int:mail_id>/resend")
@signed_in_as(Role.OFFICER)
def resend(mail_id: int) -> Response:
    """Send an e-mail again, to those who are not known to have it."""
    outbox.resend(context(), mail_id)
    flash(_("The e-mail will be sent again."), "success")
    return go_to("outbox.show", mail_id=mail_id)


@blueprint.post("/<int:mail_id>/cancel")
@signed_in_as(Role.OFFICER)
def cancel(mail_id: int) -> Response:
    """Stop an e-mail that has not gone out."""
    outbox.cancel(context(), mail_id)
    flash(_("The e-mail was stopped."), "success")
    return go_to("outbox.show", mail_id=mail_id)
