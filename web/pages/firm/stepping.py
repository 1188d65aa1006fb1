"""Steps of a challenge as a whole, each asked once more, and answers to a shortlist."""

from collections.abc import Callable

from flask import Response, abort, flash, request
from werkzeug.wrappers import Response as AnyResponse

from matcher.domain.introduction import Stage
from matcher.domain.people import Role
from matcher.domain.visibility import ChallengeState
from matcher.errors import InvalidForm
from matcher.text.normalise import clean
from matcher.workflow import challenge_discarding, challenges, introductions
from matcher.workflow import challenge_steps as steps
from matcher.workflow.challenge_views import ChallengeView
from matcher.workflow.context import Context
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context, discard
from web.locale import _, lazy
from web.pages.firm.blueprint import blueprint
from web.pages.firm.entries import number
from web.pages.firm.reading import shortlist_page
from web.pages.firm.showing import sentences_of

_S = ChallengeState
_FROM: dict[str, frozenset[ChallengeState]] = {
    "submit": frozenset({_S.DRAFT}),
    "withdraw": frozenset({_S.SUBMITTED, _S.CURATION}),
    "close": frozenset({_S.SUBMITTED, _S.CURATION, _S.SHORTLISTED, _S.NO_PARTNER}),
    "reopen": frozenset({_S.CLOSED, _S.WITHDRAWN, _S.NO_PARTNER}),
    "discard": frozenset({_S.DRAFT}),
}
"""Step → the states in which its question is asked."""
_DO: dict[str, Callable[[Context, int, int], object]] = {
    "submit": steps.submit,
    "withdraw": steps.withdraw,
    "close": steps.close,
    "reopen": steps.reopen,
    "discard": challenge_discarding.discard,
}
_TOLD = {
    "submit": lazy("Your challenge was sent to the agency. You will get an answer."),
    "withdraw": lazy("The challenge was withdrawn. Nobody is asked any more."),
    "close": lazy("The challenge was closed."),
    "reopen": lazy("The challenge was taken up again."),
    "discard": lazy("The draft was deleted."),
}


@blueprint.get(
    "/challenges/<int:challenge_id>/<any(submit, withdraw, close, reopen, discard):step>"
)
@signed_in_as(Role.FIRM)
def ask(challenge_id: int, step: str) -> AnyResponse:
    """Ask once more before a step is taken."""
    view = challenges.read(context(), challenge_id)
    if view.state not in _FROM[step]:
        return go_to("firm.show", challenge_id=challenge_id)
    return _question(view, step)


@blueprint.post(
    "/challenges/<int:challenge_id>/<any(submit, withdraw, close, reopen, discard):step>"
)
@signed_in_as(Role.FIRM)
def take(challenge_id: int, step: str) -> AnyResponse:
    """Take the step."""
    try:
        _DO[step](context(), challenge_id, number("version"))
    except InvalidForm as refused:
        discard()
        view = challenges.read(context(), challenge_id)
        return _question(view, step, status=422, errors=sentences_of(refused))
    flash(_TOLD[step], "success")
    if step == "discard":
        return go_to("firm.index")
    return go_to("firm.show", challenge_id=challenge_id)


@blueprint.post(
    "/challenges/<int:challenge_id>/shortlist/<int:introduction_id>/<any(yes, no):said>"
)
@signed_in_as(Role.FIRM)
def answer(challenge_id: int, introduction_id: int, said: str) -> AnyResponse:
    """Say yes to a startup of the shortlist, or no with a reason."""
    view = challenges.read(context(), challenge_id)
    if said == "yes":
        stage = introductions.firm_wants(context(), introduction_id, number("version"))
        flash(_thanks(stage), "success")
        return go_to("firm.shortlist", challenge_id=view.id)
    reason, note = request.form.get("reason", ""), clean(request.form.get("note", ""))
    if len(reason) > 40:
        abort(400)
    try:
        introductions.answer(
            context(), introduction_id, number("version"), yes=False, reason=reason, note=note
        )
    except InvalidForm as refused:
        discard()
        return shortlist_page(
            view.id,
            status=422,
            errors=sentences_of(refused),
            wrong=introduction_id,
            note=note,
            reason_said=reason,
        )
    flash(
        _("Your answer is kept, with its reason. Thank you: it makes the next search better."),
        "success",
    )
    return go_to("firm.shortlist", challenge_id=view.id)


def _thanks(stage: Stage) -> str:
    """Return what follows the firm's yes: an officer looks first, or the startup is asked."""
    if stage is Stage.RELEASED:
        return str(_("Your yes is noted; an officer takes the next step."))
    return str(_("Your yes is kept. The startup will be asked whether it wants to meet you."))


def _question(
    view: ChallengeView, step: str, *, status: int = 200, errors: dict[str, str] | None = None
) -> Response:
    missing = steps.what_is_missing(context(), view.id) if step == "submit" else ()
    return page(
        "firm/confirm.html",
        status=status,
        view=view,
        step=step,
        missing=missing,
        errors=errors or {},
    )
