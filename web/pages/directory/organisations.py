"""Officers: one firm or one startup, its facts changed, opened by hand, disabled or enabled."""

from typing import Any

from flask import flash, request
from werkzeug.wrappers import Response
from wtforms import HiddenField, SelectField, SelectMultipleField

from matcher.domain.people import OrganisationKind, Role
from matcher.errors import InvalidForm
from matcher.workflow import directory_editing, directory_opening, directory_pages, journal_reading
from matcher.workflow.directory_editing import Given, GivenProfile, edited_version
from matcher.workflow.directory_views import OrganisationPage
from web.access import signed_in_as
from web.answers import go_to, page
from web.context import context
from web.forms import Form, Line, Paragraphs, Whole
from web.locale import LANGUAGES, _, lazy
from web.pages.directory.blueprint import blueprint
from web.pages.directory.words import (
    FIELDS,
    region_options,
    sector_options,
    size_options,
    status_options,
)

FIRM, STARTUP = OrganisationKind.FIRM, OrganisationKind.STARTUP


class FirmForm(Form):
    """Facts of any organisation."""

    name = Line(FIELDS["name"], longest=300)
    ice = Line(FIELDS["ice"], required=False, longest=40)
    city = Line(FIELDS["city"], required=False, longest=120)
    region = SelectField(FIELDS["region"], validate_choice=False)
    sectors = SelectMultipleField(FIELDS["sectors"], validate_choice=False)
    size = SelectField(FIELDS["size"], validate_choice=False)
    founded = Whole(FIELDS["founded"], required=False)
    website = Line(FIELDS["website"], required=False, longest=300)
    version = HiddenField()
    sure = HiddenField()

    def given(self) -> Given:
        """Return what was entered."""
        names = ("name", "ice", "city", "region", "size", "founded", "website")
        values = {name: self[name].data for name in names}
        founded = values.pop("founded")
        return Given(
            **{name: value or "" for name, value in values.items()},
            founded=founded,
            sectors=tuple(self.sectors.data or ()),
        )


class StartupForm(FirmForm):
    """Facts of a startup besides; its texts only when it is new."""

    tagline = Line(FIELDS["tagline"], required=False, longest=300)
    regions = SelectMultipleField(FIELDS["regions"], validate_choice=False)
    languages = SelectMultipleField(FIELDS["languages"], validate_choice=False)
    trl = Whole(FIELDS["trl"], required=False)
    capacity = Whole(FIELDS["capacity"], required=False)
    status = SelectField(FIELDS["status"], validate_choice=False, default="active")
    texts = Paragraphs(lazy("What it can do"), required=False)

    def profile(self) -> GivenProfile:
        """Return what was entered of the profile; a line of dashes parts two capabilities."""
        return GivenProfile(
            tagline=self.tagline.data or "",
            regions=tuple(self.regions.data or ()),
            languages=tuple(self.languages.data or ()),
            trl=self.trl.data,
            capacity=self.capacity.data,
            status=self.status.data or "active",
            texts=tuple((self.texts.data or "").split("\n---\n")),
        )


@blueprint.get("/directory/firms/<int:organisation_id>")
@signed_in_as(Role.OFFICER)
def firm(organisation_id: int) -> Response:
    """Show a firm."""
    return _show(directory_pages.firm(context(), organisation_id))


@blueprint.get("/directory/startups/<int:organisation_id>")
@signed_in_as(Role.OFFICER)
def startup(organisation_id: int) -> Response:
    """Show a startup."""
    return _show(directory_pages.startup(context(), organisation_id))


@blueprint.get("/directory/firms/new")
@signed_in_as(Role.OFFICER)
def new_firm() -> Response:
    """Show the form of a new firm."""
    return _form(FirmForm(), FIRM)


@blueprint.post("/directory/firms/new")
@signed_in_as(Role.OFFICER)
def add_firm() -> Response:
    """Open a firm by hand."""
    return _add(FirmForm(), FIRM)


@blueprint.get("/directory/startups/new")
@signed_in_as(Role.OFFICER)
def new_startup() -> Response:
    """Show the form of a new startup."""
    return _form(StartupForm(), STARTUP)


@blueprint.post("/directory/startups/new")
@signed_in_as(Role.OFFICER)
def add_startup() -> Response:
    """Open a startup by hand."""
    return _add(StartupForm(), STARTUP)


@blueprint.get("/directory/firms/<int:organisation_id>/edit")
@signed_in_as(Role.OFFICER)
def edit_firm(organisation_id: int) -> Response:
    """Show the facts of a firm in a form."""
    facts = directory_pages.firm(context(), organisation_id).facts
    return _form(FirmForm(obj=facts), FIRM, facts.id)


@blueprint.post("/directory/firms/<int:organisation_id>/edit")
@signed_in_as(Role.OFFICER)
def save_firm(organisation_id: int) -> Response:
    """Change the facts of a firm."""
    form = FirmForm()
    if form.validate_on_submit():
        try:
            version = request.form.get("version", 0, type=int)
            directory_editing.edit_firm(context(), organisation_id, version, form.given())
        except InvalidForm as refused:
            form.take(refused)
        else:
            flash(_("The changes were saved."), "success")
            return go_to("directory.firm", organisation_id=organisation_id)
    return _form(form, FIRM, organisation_id, status=422)


@blueprint.get("/directory/startups/<int:organisation_id>/edit")
@signed_in_as(Role.OFFICER)
def edit_startup(organisation_id: int) -> Response:
    """Show the facts of a startup in a form."""
    form = StartupForm(data=_entered(directory_pages.startup(context(), organisation_id)))
    return _form(form, STARTUP, organisation_id)


@blueprint.post("/directory/startups/<int:organisation_id>/edit")
@signed_in_as(Role.OFFICER)
def save_startup(organisation_id: int) -> Response:
    """Change the facts of a startup."""
    form = StartupForm()
    if form.validate_on_submit():
        try:
            version = request.form.get("version", 0, type=int)
            directory_editing.edit_startup(
                context(), organisation_id, version, form.given(), form.profile()
            )
        except InvalidForm as refused:
            form.take(refused)
        else:
            flash(_("The changes were saved."), "success")
            return go_to("directory.startup", organisation_id=organisation_id)
    return _form(form, STARTUP, organisation_id, status=422)


@blueprint.get("/directory/<int:organisation_id>/disable")
@signed_in_as(Role.OFFICER)
def confirm_disable(organisation_id: int) -> Response:
    """Say what disabling an organisation would do, and ask."""
    kind = directory_pages.kind_of(context(), organisation_id)
    read = directory_pages.firm if kind is FIRM else directory_pages.startup
    told = directory_opening.consequences(context(), organisation_id)
    shown = read(context(), organisation_id)
    return page("directory/disable.html", facts=shown.facts, told=told)


@blueprint.post("/directory/<int:organisation_id>/disable")
@signed_in_as(Role.OFFICER)
def disable(organisation_id: int) -> Response:
    """Take an organisation out."""
    directory_opening.disable(context(), organisation_id, request.form.get("version", 0, type=int))
    flash(_("The organisation was disabled."), "success")
    return _back(organisation_id)


@blueprint.post("/directory/<int:organisation_id>/enable")
@signed_in_as(Role.OFFICER)
def enable(organisation_id: int) -> Response:
    """Bring an organisation back."""
    directory_opening.enable(context(), organisation_id, request.form.get("version", 0, type=int))
    flash(_("The organisation was enabled. Its people can sign in again."), "success")
    return _back(organisation_id)


def _back(organisation_id: int) -> Any:
    kind = directory_pages.kind_of(context(), organisation_id)
    endpoint = "directory.firm" if kind is FIRM else "directory.startup"
    return go_to(endpoint, organisation_id=organisation_id)


def _show(shown: OrganisationPage) -> Response:
    journal = journal_reading.of_organisation(context(), shown.facts.id)
    return page("directory/organisation.html", shown=shown, journal=journal)


def _add(form: FirmForm, kind: OrganisationKind) -> Any:
    if not form.validate_on_submit():
        return _form(form, kind, status=422)
    similar = directory_editing.similar(context(), kind, form.given())
    if similar and form.sure.data != "yes":
        return _form(form, kind, status=422, similar=similar)
    try:
        if isinstance(form, StartupForm):
            number = directory_editing.add_startup(context(), form.given(), form.profile())
        else:
            number = directory_editing.add_firm(context(), form.given())
    except InvalidForm as refused:
        form.take(refused)
        return _form(form, kind, status=422)
    flash(_("It was added to the directory."), "success")
    endpoint = "directory.firm" if kind is FIRM else "directory.startup"
    return go_to(endpoint, organisation_id=number)


def _form(
    form: FirmForm,
    kind: OrganisationKind,
    organisation_id: int | None = None,
    *,
    status: int = 200,
    similar: Any = (),
) -> Response:
    regions = list(form["regions"].data or ()) if kind is STARTUP else []
    return page(
        "directory/form.html",
        status=status,
        form=form,
        kind=kind,
        organisation_id=organisation_id,
        similar=similar,
        sectors=sector_options(form.sectors.data or ()),
        regions=region_options([form.region.data or "", *regions]),
        sizes=size_options(),
        statuses=status_options(),
        spoken=[(code, name) for code, name in LANGUAGES.items()],
    )


def _entered(shown: OrganisationPage) -> dict[str, Any]:
    """Return what the form of a startup shows at first."""
    facts, profile = shown.facts, shown.profile
    own = ("name", "ice", "city", "region", "sectors", "size", "founded", "website")
    more = ("tagline", "regions", "languages", "trl", "capacity")
    return {
        **{name: getattr(facts, name) for name in own},
        **{name: getattr(profile, name) for name in more if profile},
        "status": profile.status.value if profile else "",
        "version": edited_version(facts.version, profile.version if profile else 0),
    }
