"""Files of a challenge: handed back, their text taken or left, removed."""

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.text.normalise import clean
from matcher.workflow import attachments, challenges
from web.access import signed_in_as
from web.answers import download, go_to_path
from web.context import context, discard
from web.locale import _
from web.pages.firm.blueprint import blueprint
from web.pages.firm.showing import form_page, sentences_of

_PLACE = "/challenges/<int:challenge_id>/files/<int:file_id>"


@blueprint.get(_PLACE)
@signed_in_as(Role.FIRM, Role.OFFICER)
def attachment(challenge_id: int, file_id: int) -> Response:
    """Hand a file back as it was sent."""
    file = attachments.stored(context(), challenge_id, file_id)
    return download(file.content, file.filename, file.media_type)


@blueprint.post(f"{_PLACE}/take")
@signed_in_as(Role.FIRM)
def take_text(challenge_id: int, file_id: int) -> Response:
    """Put the text of a file, as it was corrected, into the challenge."""
    text = clean(request.form.get("text", ""))
    try:
        attachments.accept(context(), challenge_id, file_id, text)
    except InvalidForm as refused:
        discard()
        view = challenges.read(context(), challenge_id)
        return form_page(view, status=422, errors=sentences_of(refused))
    flash(_("The text of the file is now part of your challenge; you can still change it."), "info")
    return _back(challenge_id)


@blueprint.post(f"{_PLACE}/leave")
@signed_in_as(Role.FIRM)
def leave_text(challenge_id: int, file_id: int) -> Response:
    """Keep the file, without its text."""
    attachments.dismiss(context(), challenge_id, file_id)
    return _back(challenge_id)


def _back(challenge_id: int) -> Response:
    return go_to_path(url_for("firm.edit", challenge_id=challenge_id) + "#files")
