"""Deciding: each is a form of its own; htmx swaps the card, the counts and the shortlist only."""

from flask import Response, abort, flash, make_response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.workflow import curation, support_reading
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.forms import Form, Paragraphs
from web.locale import _, lazy, ngettext
from web.pages.curation.blueprint import blueprint
from web.pages.curation.reading import shown
from web.requests import is_partial

DIRECTIONS = frozenset({"up", "down", "first"})


class NoPartnerForm(Form):
    """That no startup suits, and who may help the firm instead."""

    fallback = Paragraphs(lazy("Who may help instead"), longest=3_000)
    reason = Paragraphs(lazy("Why no startup suits"), required=False, longest=1_000)


@blueprint.post("/challenges/<int:challenge_id>/keep")
@signed_in_as(Role.OFFICER)
def keep(challenge_id: int) -> AnyResponse:
    """Keep a startup."""
    startup = _number("startup")
    curation.keep(context(), challenge_id, startup, _number("mark"))
    return _after(challenge_id, startup)


@blueprint.post("/challenges/<int:challenge_id>/reject")
@signed_in_as(Role.OFFICER)
def reject(challenge_id: int) -> AnyResponse:
    """Leave a startup out, with a reason."""
    startup, form = _number("startup"), request.form
    curation.reject(
        context(),
        challenge_id,
        startup,
        _number("mark"),
        form.get("reason", ""),
        form.get("note", ""),
    )
    return _after(challenge_id, startup)


@blueprint.post("/challenges/<int:challenge_id>/undo")
@signed_in_as(Role.OFFICER)
def undo(challenge_id: int) -> AnyResponse:
    """Take a decision back."""
    startup = curation.undo(context(), challenge_id, _number("verdict"))
    return _after(challenge_id, startup)


@blueprint.post("/challenges/<int:challenge_id>/shift")
@signed_in_as(Role.OFFICER)
def shift(challenge_id: int) -> AnyResponse:
    """Move a startup in the shortlist."""
    startup, to = _number("startup"), request.form.get("to", "")
    if to not in DIRECTIONS:
        abort(400)
    curation.shift(context(), challenge_id, startup, to)
    return _after(challenge_id, startup)


@blueprint.post("/challenges/<int:challenge_id>/claim")
@signed_in_as(Role.OFFICER)
def claim(challenge_id: int) -> AnyResponse:
    """Take the lead of a challenge."""
    curation.claim(context(), challenge_id, _number("version"))
    flash(_("You lead this challenge now."), "success")
    return go_to("curation.show", challenge_id=challenge_id)


@blueprint.post("/challenges/<int:challenge_id>/add")
@signed_in_as(Role.OFFICER)
def add_by_hand(challenge_id: int) -> AnyResponse:
    """Keep a startup that was looked up."""
    startup = _number("startup")
    curation.add_by_hand(context(), challenge_id, startup, _number("mark"))
    flash(_("The startup is on the shortlist."), "success")
    return go_to("curation.show", challenge_id=challenge_id, _anchor=f"startup-{startup}")


@blueprint.get("/challenges/<int:challenge_id>/release")
@signed_in_as(Role.OFFICER)
def confirm_release(challenge_id: int) -> AnyResponse:
    """Ask once before the firm sees the shortlist."""
    work = curation.page(context(), challenge_id)
    if not work.may_release:
        return go_to("curation.show", challenge_id=challenge_id)
    return page("curation/release.html", work=work)


@blueprint.post("/challenges/<int:challenge_id>/release")
@signed_in_as(Role.OFFICER)
def release(challenge_id: int) -> AnyResponse:
    """Show the shortlist to the firm."""
    support = request.form.getlist("support")
    count = curation.release(context(), challenge_id, _number("version"), support)
    if count:
        flash(
            ngettext(
                "%(num)s startup is shown to the firm, which was told by e-mail.",
                "%(num)s startups are shown to the firm, which was told by e-mail.",
                count,
            ),
            "success",
        )
    return go_to("curation.show", challenge_id=challenge_id)


@blueprint.get("/challenges/<int:challenge_id>/no-partner")
@signed_in_as(Role.OFFICER)
def ask_no_partner(challenge_id: int) -> AnyResponse:
    """Ask who may help the firm, when no startup suits."""
    work = curation.page(context(), challenge_id)
    form = NoPartnerForm(data={"fallback": support_reading.fallback_draft(context(), challenge_id)})
    return page("curation/no_partner.html", work=work, form=form)


@blueprint.post("/challenges/<int:challenge_id>/no-partner")
@signed_in_as(Role.OFFICER)
def no_partner(challenge_id: int) -> AnyResponse:
    """Say that no startup suits, and who may help instead."""
    form = NoPartnerForm()
    if form.validate_on_submit():
        try:
            curation.no_partner(
                context(),
                challenge_id,
                _number("version"),
                form.fallback.data,
                form.reason.data or "",
            )
        except InvalidForm as refused:
            form.take(refused)
        else:
            flash(_("The firm will be told by e-mail in ten minutes."), "success")
            return go_to("curation.show", challenge_id=challenge_id)
    work = curation.page(context(), challenge_id)
    return page("curation/no_partner.html", status=422, work=work, form=form)


def _number(name: str) -> int:
    """Return a number that the form must carry."""
    value = request.form.get(name, type=int)
    if value is None:
        abort(400)
    return value


def _after(challenge_id: int, startup_id: int | None) -> AnyResponse:
    """Answer a decision: with the parts that changed, or with the whole page at the next card."""
    if not is_partial():
        work = curation.page(context(), challenge_id, shown())
        there = work.next_undecided(startup_id)
        anchor = f"startup-{there}" if there else "curation-done"
        return go_to("curation.show", challenge_id=challenge_id, shown=shown(), _anchor=anchor)
    work = curation.page(context(), challenge_id, shown())
    card = work.card(startup_id) if startup_id else None
    if card is None:
        return go_to("curation.show", challenge_id=challenge_id)
    body = render_template("curation/decided.html", work=work, card=card, shown=shown())
    answer: Response = make_response(body)
    answer.headers["HX-Retarget"] = f"#startup-{card.startup_id}"
    answer.headers["HX-Reswap"] = "outerHTML"
    return answer
