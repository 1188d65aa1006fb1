"""What the sides say. E-mails lead to a page that asks; only a POST decides."""

from flask import Response, flash, request
from werkzeug.wrappers import Response as AnyResponse

from matcher.domain.introduction import Stage
from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.text.normalise import clean
from matcher.workflow import introduction_reading, introductions
from matcher.workflow.introduction_views import IntroductionLine
from web.access import signed_in_as
from web.answers import go_to
from web.context import context
from web.errors import message_of
from web.locale import gettext
from web.pages.introductions.blueprint import blueprint
from web.pages.introductions.reading import shown_again


@blueprint.get("/<int:introduction_id>/answer")
@signed_in_as()
def answer(introduction_id: int) -> Response:
    """Ask whether the person accepts; nothing changes before it is sent."""
    return shown_again(introduction_id, template="introductions/answer.html")


@blueprint.post("/<int:introduction_id>/accept")
@signed_in_as(Role.FIRM, Role.STARTUP, Role.SUPPORT)
def accept(introduction_id: int) -> AnyResponse:
    """Take a yes."""
    stage = introductions.answer(context(), introduction_id, _version(), yes=True)
    flash(_thanks(stage, introduction_reading.line(context(), introduction_id)), "success")
    return go_to("introductions.show", introduction_id=introduction_id)


@blueprint.post("/<int:introduction_id>/decline")
@signed_in_as(Role.FIRM, Role.STARTUP, Role.SUPPORT)
def decline(introduction_id: int) -> AnyResponse:
    """Take a no with its reason."""
    reason, note = request.form.get("reason", ""), clean(request.form.get("note", "")).strip()
    try:
        introductions.answer(
            context(), introduction_id, _version(), yes=False, reason=reason, note=note
        )
    except InvalidForm as refused:
        return shown_again(
            introduction_id,
            template="introductions/answer.html",
            errors={name: message_of(problem) for name, problem in refused.fields.items()},
            sent={"reason": reason, "note": note},
        )
    flash(
        gettext("Your answer is kept. Thank you for telling us why: nobody is left waiting."),
        "success",
    )
    return go_to("introductions.show", introduction_id=introduction_id)


def _version() -> int:
    return request.form.get("version", 0, type=int)


def _thanks(stage: Stage, line: IntroductionLine) -> str:
    if line.support_name and stage in {Stage.ACCEPTED, Stage.ACCEPTED_BY_ONE}:
        return _thanks_of_three(stage)
    thanks = {
        Stage.ACCEPTED: gettext(
            "Both sides have accepted. An e-mail with the contacts is on its way."
        ),
        Stage.RELEASED: gettext("Your yes is kept. An officer prepares what follows."),
    }
    awaited = gettext("Your yes is kept. The other side's answer is awaited.")
    return str(thanks.get(stage, awaited))


def _thanks_of_three(stage: Stage) -> str:
    if stage is Stage.ACCEPTED:
        return str(gettext("All three have accepted. An e-mail with the contacts is on its way."))
    return str(gettext("Your yes is kept. The answers that are missing are awaited."))
