"""The sources were read again and nothing changed: one form, one new version."""

from flask import flash
from werkzeug.wrappers import Response
from wtforms import HiddenField

from matcher.domain.people import Role
from matcher.errors import InvalidForm
from matcher.workflow import programme_pages, programme_reading, programme_versions
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.forms import Day, Form, Paragraphs
from web.locale import _, lazy
from web.pages.programmes.blueprint import blueprint
from web.pages.programmes.words import sources_of


class ReadAgainForm(Form):
    """When the sources were read, and when somebody reads them next."""

    read_on = Day(lazy("Read on"))
    review_by = Day(lazy("To be read again by"))
    note = Paragraphs(lazy("Why this version"), required=False, longest=2_000)
    version = HiddenField()


@blueprint.get("/of/<programme_id>/read-again")
@signed_in_as(Role.OFFICER)
def read_again(programme_id: str) -> Response:
    """Show the sources to read, and the form."""
    past = programme_versions.history(context(), programme_id)
    today = context().now.date()
    ahead = today.replace(year=today.year + 1, day=min(today.day, 28))
    form = ReadAgainForm(
        read_on=today,
        review_by=ahead,
        version=past[0].kept.programme.version,
        note=_("The sources were read again; nothing changed."),
    )
    return _page(programme_id, form)


@blueprint.post("/of/<programme_id>/read-again")
@signed_in_as(Role.OFFICER)
def save_read_again(programme_id: str) -> Response:
    """Publish the same rules with the new dates."""
    form = ReadAgainForm()
    if form.validate_on_submit():
        days = (form.read_on.data, form.review_by.data)
        try:
            programme_reading.read_again(
                context(), programme_id, str(form.version.data), days, str(form.note.data or "")
            )
        except InvalidForm as refused:
            form.take(refused)
        else:
            flash(_("The new dates were published as a version of their own."), "success")
            return go_to("programmes.show", programme_id=programme_id)
    return _page(programme_id, form, 422)


def _page(programme_id: str, form: ReadAgainForm, status: int = 200) -> Response:
    latest = programme_versions.history(context(), programme_id)[0].kept
    shown = programme_pages.page(context(), programme_id, latest.programme.version)
    sources = sources_of(latest.programme)
    return page(
        "programmes/read_again.html", status=status, shown=shown, form=form, sources=sources
    )
