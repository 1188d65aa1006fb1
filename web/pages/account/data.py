"""The own data: what is kept, what may be done with it, and its deletion."""

from flask import flash
from werkzeug.wrappers import Response
from wtforms import BooleanField, PasswordField
from wtforms.validators import InputRequired

from matcher.errors import InvalidForm
from matcher.workflow import data_choices, erasure, erasure_asking, my_data
from web.access import sign_out, signed_in_as
from web.answers import download, go_to, page
from web.context import commit, context
from web.extensions import RESET, limited
from web.forms import Form
from web.locale import _, lazy
from web.pages.account.blueprint import blueprint

SHOWN_ROWS = 10
"""Rows of a table that the page shows; the file holds all."""


class ChoicesForm(Form):
    """What a person lets us do."""

    suggestions = BooleanField(lazy("E-mails with suggested challenges"))
    proposed = BooleanField(lazy("Propose our startup to firms"))


class DeleteForm(Form):
    """The password that confirms a deletion."""

    current = PasswordField(lazy("Current password"), [InputRequired(lazy("This is needed."))])
    with_organisation = BooleanField(lazy("Delete everything of my organisation as well"))


@blueprint.get("/data")
@signed_in_as()
def data() -> Response:
    """Show what is kept about the person, and what may be asked."""
    chosen = data_choices.choices(context())
    form = ChoicesForm(formdata=None, suggestions=chosen.suggestions, proposed=chosen.proposed)
    return page(
        "account/data.html",
        form=form,
        chosen=chosen,
        copy=my_data.mine(context()),
        waiting=erasure_asking.mine(context()),
        most=SHOWN_ROWS,
    )


@blueprint.post("/data/copy")
@signed_in_as()
@limited(RESET)
def download_data() -> Response:
    """Hand out all that is kept, as a file."""
    body = my_data.download(context(), context().person().id)
    return download(body, "passerelle-donnees.json", "application/json; charset=utf-8")


@blueprint.post("/data/choices")
@signed_in_as()
def save_choices() -> Response:
    """Keep what the person refuses or allows."""
    form, chosen = ChoicesForm(), data_choices.choices(context())
    proposed = None if chosen.proposed is None else bool(form.proposed.data)
    data_choices.choose(
        context(), data_choices.Choices(suggestions=bool(form.suggestions.data), proposed=proposed)
    )
    flash(_("Saved."), "success")
    return go_to("account.data")


@blueprint.get("/data/delete")
@signed_in_as()
def delete() -> Response:
    """Say what a deletion means, and ask for the password."""
    return _asking(DeleteForm(formdata=None, with_organisation=True))


@blueprint.post("/data/delete")
@signed_in_as()
@limited(RESET)
def confirm_delete() -> Response:
    """Close the account and have everything deleted, or have it wait for open introductions."""
    form = DeleteForm()
    if not form.validate_on_submit():
        return _asking(form, 422)
    try:
        asked = erasure_asking.ask(
            context(), str(form.current.data), with_organisation=bool(form.with_organisation.data)
        )
    except InvalidForm as refused:
        form.take(refused)
        return _asking(form, 422)
    if asked.state == erasure.WAITING:
        flash(_("Your request is recorded. The page says until when it is done."), "success")
        return go_to("account.data")
    commit()
    sign_out()
    flash(_("Your account is closed, and what is kept about you is being deleted."), "success")
    return go_to("home.index")


@blueprint.post("/data/withdraw")
@signed_in_as()
def withdraw_delete() -> Response:
    """Take a deletion back that waits."""
    erasure_asking.withdraw(context())
    flash(_("Your request for deletion was taken back."), "success")
    return go_to("account.data")


def _asking(form: DeleteForm, status: int = 200) -> Response:
    found = erasure_asking.prospect(context())
    return page("account/delete.html", status=status, form=form, found=found)
