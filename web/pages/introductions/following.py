"""What officers do with an introduction: propose, renew, withdraw, pass on a note, record."""

from collections.abc import Callable

from flask import Response, flash, request
from werkzeug.wrappers import Response as AnyResponse

from matcher.domain.introduction import Stage, Why
from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.text.normalise import clean
from matcher.workflow import introduction_leaks, introduction_proofs, introductions
from web.access import signed_in_as
from web.answers import download, go_to
from web.context import context
from web.errors import message_of
from web.extensions import UPLOAD, limited
from web.forms import Form, Upload
from web.locale import gettext, lazy
from web.pages.introductions.blueprint import blueprint
from web.pages.introductions.reading import shown_again
from web.uploads import one_at_a_time


class ProofForm(Form):
    """The file that proves an outcome; there may be none."""

    proof = Upload(lazy("Proof"), introduction_proofs.KINDS)


@blueprint.post("/<int:introduction_id>/propose")
@signed_in_as(Role.OFFICER)
def propose(introduction_id: int) -> AnyResponse:
    """Ask all sides whether they want to meet."""
    why = Why(firm=_text("why_firm"), startup=_text("why_startup"), support=_text("why_support"))
    return _done(
        introduction_id,
        lambda: _propose(introduction_id, why),
        gettext("Proposed. Whoever has not answered yet is asked by e-mail."),
    )


@blueprint.post("/<int:introduction_id>/support")
@signed_in_as(Role.OFFICER)
def support(introduction_id: int) -> AnyResponse:
    """Choose the support body of a trio, or take it out."""
    said = request.form.get("support", "")
    chosen = request.form.get("support", 0, type=int) if said else None
    return _done(
        introduction_id,
        lambda: introductions.with_support(context(), introduction_id, _version(), chosen),
        gettext("The support body was chosen. It is asked when you propose the introduction.")
        if chosen
        else gettext("The support body was taken out."),
    )


@blueprint.post("/<int:introduction_id>/support/seen")
@signed_in_as(Role.OFFICER)
def support_seen(introduction_id: int) -> AnyResponse:
    """Take note that the support body left, which takes it off the desk."""
    return _done(
        introduction_id,
        lambda: introductions.see_leaving(context(), introduction_id),
        gettext("Noted. The firm and the startup go on as two."),
    )


@blueprint.post("/<int:introduction_id>/renew")
@signed_in_as(Role.OFFICER)
def renew(introduction_id: int) -> AnyResponse:
    """Propose an expired introduction once more."""
    return _done(
        introduction_id,
        lambda: introductions.renew(context(), introduction_id, _version(), force=_text("force")),
        gettext("Proposed once more. All sides are asked by e-mail."),
    )


@blueprint.post("/<int:introduction_id>/withdraw")
@signed_in_as(Role.OFFICER)
def withdraw(introduction_id: int) -> AnyResponse:
    """End an introduction that not both sides accepted."""
    return _done(
        introduction_id,
        lambda: introductions.withdraw(context(), introduction_id, _version(), _text("note")),
        gettext("Withdrawn. Whoever was asked is told."),
    )


@blueprint.post("/<int:introduction_id>/forward")
@signed_in_as(Role.OFFICER)
def forward(introduction_id: int) -> AnyResponse:
    """Pass a side's note on to the other."""
    return _done(
        introduction_id,
        lambda: _forward(introduction_id, _text("forwarded")),
        gettext("The note is passed on to the other side."),
    )


@blueprint.post("/<int:introduction_id>/record")
@signed_in_as(Role.OFFICER)
@limited(UPLOAD)
@one_at_a_time
def record(introduction_id: int) -> AnyResponse:
    """Record what came of an introduction, with a proof or a note."""
    form = ProofForm()
    if not form.validate():
        return shown_again(
            introduction_id, errors={"proof": form.mistake("proof") or ""}, sent=_sent()
        )
    sent = form.proof.data
    name = sent.filename if sent else ""
    content = sent.read() if sent and name else b""
    return _done(
        introduction_id,
        lambda: _record(introduction_id, name, content),
        gettext("The outcome is recorded."),
    )


@blueprint.get("/<int:introduction_id>/proof/<int:attachment_id>")
@signed_in_as(Role.OFFICER)
def proof(introduction_id: int, attachment_id: int) -> Response:
    """Give an officer the file that proves an outcome."""
    found = introduction_proofs.proof(context(), introduction_id, attachment_id)
    return download(found.content, found.filename, found.media_type)


def _propose(introduction_id: int, why: Why) -> None:
    work, looked = context(), "looked" in request.form
    introduction_leaks.look_at_words(work, introduction_id, why, has_looked=looked)
    introductions.propose(work, introduction_id, _version(), why, force=_text("force"))


def _forward(introduction_id: int, note: str) -> None:
    work, looked = context(), "looked" in request.form
    introduction_leaks.look_at_note(work, introduction_id, note, has_looked=looked)
    introductions.forward_note(work, introduction_id, _version(), note)


def _record(introduction_id: int, name: str, content: bytes) -> None:
    outcome = request.form.get("outcome", "")
    if outcome not in set(Stage):
        raise InvalidForm({"outcome": introductions.NO_OUTCOME})
    if content:
        introduction_proofs.check_proof(name, content)
    work = context()
    proof_id = None
    if content:
        proof_id = introduction_proofs.attach_proof(work, introduction_id, name, content)
    introductions.record(work, introduction_id, _version(), Stage(outcome), _text("note"), proof_id)


def _done(introduction_id: int, step: Callable[[], object], thanks: str) -> AnyResponse:
    """Take a step, then show the page; the form again when something in it is wrong."""
    try:
        step()
    except InvalidForm as refused:
        problems = {name: message_of(problem) for name, problem in refused.fields.items()}
        return shown_again(introduction_id, errors=problems, sent=_sent())
    flash(thanks, "success")
    return go_to("introductions.show", introduction_id=introduction_id)


def _sent() -> dict[str, str]:
    return {name: clean(value) for name, value in request.form.items() if name != "csrf_token"}


def _text(name: str) -> str:
    return clean(request.form.get(name, "")).strip()


def _version() -> int:
    return request.form.get("version", 0, type=int)
