"""Writing a challenge: new, edited, saved by hand or by itself, with what it finds already."""

from collections.abc import Callable
from dataclasses import replace

from flask import Response, flash, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from matcher.domain.people import Role
from matcher.domain.visibility import ChallengeState
from matcher.errors import InvalidForm, MatcherError, ReadersBusy, StalePage, WorkflowError
from matcher.workflow import attachments, challenges, requirements
from matcher.workflow import challenge_drafts as drafts
from matcher.workflow import challenge_steps as steps
from matcher.workflow.challenge_drafts import Saved
from matcher.workflow.challenge_views import ChallengeView, Draft
from matcher.workflow.file_names import BUSY
from matcher.workflow.partner_preview import preview
from web.access import signed_in_as
from web.answers import go_to, go_to_path, page
from web.context import actor, commit, context, discard, services
from web.errors import message_of
from web.extensions import UPLOAD, limited
from web.locale import _
from web.pages.firm.blueprint import blueprint
from web.pages.firm.entries import Entered, entered, number
from web.pages.firm.showing import (
    challenge_number,
    checks_of,
    form_page,
    sentences_of,
    shown_differences,
)
from web.parameters import takes
from web.requests import is_partial
from web.uploads import one_at_a_time

LONGEST_PAGE = 40
"""Most characters of the name that a page gives itself, so that it saves one challenge only."""


@blueprint.get("/challenges/new")
@signed_in_as(Role.FIRM)
def new() -> Response:
    """Show an empty form."""
    challenges.firm_of(context())
    return form_page(None)


@blueprint.get("/challenges/<int:challenge_id>/edit")
@signed_in_as(Role.FIRM)
@takes("more")
def edit(challenge_id: int) -> AnyResponse:
    """Show the form of a challenge; of one that has ended, the challenge."""
    view = challenges.read(context(), challenge_id)
    if not view.may_edit:
        return go_to("firm.show", challenge_id=challenge_id)
    return form_page(view, blank=1 if "more" in request.args else None)


@blueprint.post("/challenges/save")
@signed_in_as(Role.FIRM)
def save() -> AnyResponse:
    """Keep what was entered, then do what the button says."""
    entry = entered()
    asked, _colon, place = request.form.get("do", "save").partition(":")
    if asked == "count":
        return _counted(entry)
    if asked in _ON_LIST:
        entry.draft = _ON_LIST[asked](entry.draft, _place(place))
        if not challenge_number() and not drafts.is_worth_keeping(entry.draft):
            return form_page(None, entry, blank=2)
    try:
        saved = _kept(entry)
    except InvalidForm as refused:
        return _again(entry, refused)
    except StalePage as stale:
        return _both(entry, stale)
    return _go_on(entry, saved, asked, place)


def _go_on(entry: Entered, saved: Saved, asked: str, place: str) -> AnyResponse:
    """Do what the button says once all that was entered is kept."""
    if asked == "submit":
        return _submitted(entry, saved)
    if asked == "unfile":
        attachments.remove(context(), saved.id, int(place) if place.isdecimal() else 0)
        flash(_("The file was removed."), "success")
        return go_to_path(url_for("firm.edit", challenge_id=saved.id) + "#files")
    return _after(asked, entry, saved)


@blueprint.post("/challenges/attach")
@signed_in_as(Role.FIRM)
@limited(UPLOAD)
@one_at_a_time
def attach() -> AnyResponse:
    """Keep what was entered, and read the file that came with it into a proposed text."""
    entry = entered()
    file = _file_sent()
    if isinstance(file, str):
        return form_page(_known(), entry, status=422, errors={"attachment": file})
    try:
        saved = _kept(entry, must_keep=True)
        attachments.add(context(), saved.id, file)
    except InvalidForm as refused:
        return _again(entry, refused)
    except StalePage as stale:
        return _both(entry, stale)
    if file.is_cut:
        flash(_("The file is long: only its beginning is proposed."), "warn")
    return go_to_path(url_for("firm.edit", challenge_id=saved.id) + "#files")


def _file_sent() -> attachments.ReadFile | str:
    """Return the file with its text, or the sentence that says why there is none."""
    sent = request.files.get("attachment")
    if sent is None or not sent.filename:
        return str(_("Choose a file first."))
    try:
        return attachments.read_file(sent.filename, sent.stream.read(attachments.LARGEST + 1))
    except InvalidForm as refused:
        return sentences_of(refused)["attachment"]
    except ReadersBusy:
        return str(_(BUSY))
    except MatcherError:
        return str(_("No text could be read from this file. Send a PDF, DOCX or PPTX of at most 10 MB with text in it, without a password, or paste the text."))  # fmt: skip # noqa: E501


@blueprint.post("/challenges/autosave")
@signed_in_as(Role.FIRM)
def autosave() -> Response:
    """Keep a draft while it is written; the page goes on with the number that comes back."""
    entry = entered()
    if not challenge_number() and not drafts.is_worth_keeping(entry.draft):
        return _where_it_stands(entry, 0, 0)
    try:
        saved = _kept(entry)
    except InvalidForm as refused:
        discard()
        problem = next(iter(sentences_of(refused).values()))
        return _where_it_stands(entry, challenge_number(), number("version"), problem=problem)
    except StalePage as stale:
        discard()
        return _where_it_stands(
            entry, challenge_number(), number("version"), problem=message_of(stale), is_stale=True
        )
    answer = _where_it_stands(entry, saved.id, saved.version)
    if saved.is_new:
        answer.headers["HX-Replace-Url"] = url_for("firm.edit", challenge_id=saved.id)
    return answer


@blueprint.post("/challenges/partners")
@signed_in_as(Role.FIRM)
def partners() -> Response:
    """Show the kinds of partners that what is entered finds; saves nothing, holds nothing up."""
    found = preview(services(), actor(), entered().draft)
    return page("firm/partners.html", preview=found)


def _kept(entry: Entered, *, must_keep: bool = False) -> Saved:
    """Save what was entered; a new form that says nothing yet is refused."""
    if entry.problems:
        raise InvalidForm(entry.problems)
    name = request.form.get("page", "")[:LONGEST_PAGE]
    known = challenge_number()
    if known:
        return drafts.save(context(), known, number("version"), entry.draft, page=name)
    if not drafts.is_worth_keeping(entry.draft) and not must_keep:
        raise InvalidForm(
            {
                "title": WorkflowError(
                    "There is nothing to keep yet: write a title or the problem first."
                )
            }
        )
    return drafts.start(context(), entry.draft, page=name)


def _submitted(entry: Entered, saved: Saved) -> AnyResponse:
    commit()
    try:
        steps.submit(context(), saved.id, saved.version)
    except InvalidForm as refused:
        view = challenges.read(context(), saved.id)
        return form_page(view, entry, status=422, errors=sentences_of(refused))
    flash(_("Your challenge was sent to the agency. You will get an answer."), "success")
    return go_to("firm.show", challenge_id=saved.id)


def _after(asked: str, entry: Entered, saved: Saved) -> AnyResponse:
    """Answer once all is kept: with the part of the page for htmx, else with the page anew."""
    view = challenges.read(context(), saved.id)
    here = url_for("firm.edit", challenge_id=saved.id)
    told = _proposal_told(entry) if asked == "propose" else ""
    if is_partial():
        answer = form_page(view, told=told, blank=1 if asked == "add" else None)
        answer.headers["HX-Replace-Url"] = here
        return answer
    if asked in _ON_LIST:
        if told:
            flash(told, "info")
        return go_to_path(f"{here}{'?more=1' if asked == 'add' else ''}#requirements")
    if view.state is not ChallengeState.DRAFT:
        flash(_("Your changes are saved."), "success")
        return go_to("firm.show", challenge_id=saved.id)
    flash(_("Draft saved."), "success")
    return go_to("firm.edit", challenge_id=saved.id)


def _proposal_told(entry: Entered) -> str:
    before = [text for text in request.form.getlist("requirement_text") if text.strip()]
    if len(entry.draft.requirements) == len(before):
        return str(_("Nothing new was found in your text. Write each requirement yourself."))
    return str(_("Check what was proposed from your text: correct, reorder or remove it."))


def _place(line: str) -> int:
    """Return the place of a line of the form among those that say something; -1 for none."""
    texts = request.form.getlist("requirement_text")
    if not line.isdecimal() or int(line) >= len(texts) or not texts[int(line)].strip():
        return -1
    return sum(1 for text in texts[: int(line)] if text.strip())


def _counted(entry: Entered) -> Response:
    """Answer the button that counts partners, for browsers that run no script."""
    found = preview(services(), actor(), entry.draft)
    return form_page(_known(), entry, preview=found)


def _again(entry: Entered, refused: InvalidForm) -> Response:
    discard()
    errors = sentences_of(refused)
    if is_partial():
        return _saved_part(entry, problem=next(iter(errors.values())))
    return form_page(_known(), entry, status=422, errors=errors)


def _known() -> ChallengeView | None:
    known = challenge_number()
    return challenges.read(context(), known) if known else None


def _both(entry: Entered, stale: StalePage) -> Response:
    """Show both texts: what was entered here stays in the form."""
    discard()
    if is_partial():
        return _saved_part(entry, problem=message_of(stale), is_stale=True)
    found = shown_differences(drafts.differences(context(), challenge_number(), entry.draft))
    return form_page(_known(), entry, status=409, differences=found, stale=message_of(stale))


def _saved_part(entry: Entered, *, problem: str, is_stale: bool = False) -> Response:
    """Tell where saving stands, to a button of the list of requirements that changed nothing."""
    answer = _where_it_stands(
        entry, challenge_number(), number("version"), problem=problem, is_stale=is_stale
    )
    answer.headers["HX-Retarget"] = "#save-state"
    answer.headers["HX-Reselect"] = ".is-problem"
    answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def _where_it_stands(
    entry: Entered, known: int, version: int, *, problem: str = "", is_stale: bool = False
) -> Response:
    return page(
        "firm/saved.html",
        checks=checks_of(entry.draft),
        challenge_id=known,
        version=version,
        problem=problem,
        is_stale=is_stale,
        is_saved=bool(known) and not problem,
        now=context().now,
    )


_ON_LIST: dict[str, Callable[[Draft, int], Draft]] = {
    "add": lambda draft, _place: draft,
    "propose": lambda draft, _place: requirements.with_proposed(draft),
    "up": lambda draft, place: replace(
        draft, requirements=requirements.moved(draft.requirements, place, -1)
    ),
    "down": lambda draft, place: replace(
        draft, requirements=requirements.moved(draft.requirements, place, 1)
    ),
    "remove": lambda draft, place: replace(
        draft, requirements=requirements.without(draft.requirements, place)
    ),
}
"""What the buttons of the list of requirements do."""
