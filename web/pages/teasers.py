"""Officers approve the notices that stand for anonymous challenges, or say what must change."""

from flask import Blueprint, Response, flash, request
from werkzeug.wrappers import Response as AnyResponse

from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.text.normalise import clean
from matcher.workflow import teasers
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context, discard
from web.errors import message_of
from web.locale import _

blueprint = Blueprint("teasers", __name__, url_prefix="/desk/teasers")


@blueprint.get("")
@signed_in_as(Role.OFFICER)
def index() -> Response:
    """Show the notices that wait, the longest waiting first."""
    return _page()


@blueprint.post("/<int:challenge_id>/approve")
@signed_in_as(Role.OFFICER)
def approve(challenge_id: int) -> AnyResponse:
    """Let startups read a notice; one with findings once an officer has looked at each."""
    looked, note = "looked" in request.form, clean(request.form.get("note", ""))
    try:
        teasers.approve(context(), challenge_id, _version(), has_looked=looked, note=note)
    except InvalidForm as refused:
        discard()
        return _page(422, wrong=challenge_id, errors=_sentences(refused), sent={"note": note})
    flash(_("The notice is approved: startups that fit will see it."), "success")
    return go_to("teasers.index")


@blueprint.post("/<int:challenge_id>/refuse")
@signed_in_as(Role.OFFICER)
def refuse(challenge_id: int) -> AnyResponse:
    """Send a notice back to its firm, with the reason."""
    reason = clean(request.form.get("reason", ""))
    try:
        teasers.refuse(context(), challenge_id, _version(), reason)
    except InvalidForm as refused:
        discard()
        return _page(422, wrong=challenge_id, errors=_sentences(refused), sent={"reason": reason})
    flash(_("The notice went back to the firm, with your reason."), "success")
    return go_to("teasers.index")


def _page(
    status: int = 200,
    *,
    wrong: int | None = None,
    errors: dict[str, str] | None = None,
    sent: dict[str, str] | None = None,
) -> Response:
    work = context()
    return page(
        "firm/teasers.html",
        status=status,
        waiting=teasers.waiting(work),
        now=work.now,
        wrong=wrong,
        errors=errors or {},
        sent=sent or {},
        longest=teasers.LONGEST_REASON,
    )


def _sentences(refused: InvalidForm) -> dict[str, str]:
    return {name: message_of(problem) for name, problem in refused.fields.items()}


def _version() -> int:
    written = request.form.get("version", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 15 else 0
