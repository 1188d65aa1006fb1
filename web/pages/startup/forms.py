"""The forms of the startup's room."""

from typing import Any

from werkzeug.datastructures import FileStorage
from wtforms import RadioField, SelectField, SelectMultipleField

from matcher.domain.startup import Status
from matcher.domain.taxonomy import TRL_RANGE
from matcher.workflow.decks import KINDS
from matcher.workflow.startup_limits import LONGEST, LONGEST_TEXT, LONGEST_TITLE
from matcher.workflow.startup_views import ProfileDraft
from web.forms import Form, Line, OneOf, Paragraphs, Upload, Whole
from web.locale import lazy
from web.pages.startup.words import chosen_regions

SHOWN, HIDDEN = "yes", "no"
LISTS = ("certifications", "excluded_firms", "exclusive_with")
CHOICES = ("sectors", "languages", "refused_sectors", "refused_regions", "firm_sizes")


STATUSES = (Status.ACTIVE.value, Status.PAUSED.value)
"""What a startup says of itself; that it is withdrawn is said for it."""


class ProfileForm(Form):
    """A startup's profile; what may stand in it is decided by the use case."""

    name = Line(lazy("Name of the startup"), longest=LONGEST["name"])
    tagline = Line(lazy("In one line"), required=False, longest=LONGEST["tagline"])
    website = Line(lazy("Website"), required=False)
    city = Line(lazy("City"), required=False, longest=LONGEST["city"])
    home_region = SelectField(lazy("Region of your office"), validate_choice=False)
    sectors = SelectMultipleField(lazy("Sectors that you serve"), validate_choice=False)
    regions = SelectMultipleField(lazy("Regions that you serve"), validate_choice=False)
    languages = SelectMultipleField(lazy("Working languages"), validate_choice=False)
    trl = SelectField(
        lazy("Maturity of your solution (TRL)"),
        [OneOf(map(str, TRL_RANGE))],
        validate_choice=False,
    )
    references = Paragraphs(
        lazy("References and work done"), required=False, longest=LONGEST["references"]
    )
    certifications = Paragraphs(lazy("Certifications"), required=False)
    status = RadioField(
        lazy("Do you take part at the moment?"), [OneOf(STATUSES)], validate_choice=False
    )
    name_shown = RadioField(
        lazy("When do firms read your name?"), [OneOf((SHOWN, HIDDEN))], validate_choice=False
    )
    capacity = Whole(lazy("How many introductions at a time"), required=False)
    refused_sectors = SelectMultipleField(
        lazy("Sectors that you do not work for"), validate_choice=False
    )
    refused_regions = SelectMultipleField(
        lazy("Regions where you do not work"), validate_choice=False
    )
    firm_sizes = SelectMultipleField(
        lazy("Sizes of firms that you work with"), validate_choice=False
    )
    min_budget_dh = Whole(lazy("Smallest budget (MAD)"), required=False)
    excluded_firms = Paragraphs(lazy("Firms that you may not work with"), required=False)
    exclusive_with = Paragraphs(lazy("The only firms that you may work with"), required=False)

    def draft(self) -> ProfileDraft:
        """Return what was typed, as the use case takes it."""
        lines = ("name", "tagline", "website", "city", "references")
        values: dict[str, Any] = {name: self[name].data or "" for name in lines}
        values |= {name: tuple((self[name].data or "").split("\n")) for name in LISTS}
        values |= {name: tuple(self[name].data or ()) for name in CHOICES}
        trl = str(self.trl.data or "")
        paused = self.status.data == Status.PAUSED
        return ProfileDraft(
            **values,
            capacity=self.capacity.data,
            min_budget_dh=self.min_budget_dh.data,
            home_region=self.home_region.data or "",
            regions=chosen_regions(self.regions.data or []),
            trl=int(trl) if trl.isdecimal() else None,
            status=Status.PAUSED if paused else Status.ACTIVE,
            name_shown=self.name_shown.data == SHOWN,
        )


class CapabilityForm(Form):
    """One thing that the startup can do."""

    title = Line(lazy("Title"), required=False, longest=LONGEST_TITLE)
    text = Paragraphs(lazy("What you can do"), longest=LONGEST_TEXT)


class DeckForm(Form):
    """A deck to read."""

    deck = Upload(lazy("Your deck"), tuple(KINDS))

    def sent(self) -> tuple[str, bytes]:
        """Return the name and the content of the file; empty ones when none was sent."""
        file = self.deck.data
        if not isinstance(file, FileStorage) or not file.filename:
            return "", b""
        return file.filename, file.stream.read()


def filled(draft: ProfileDraft) -> dict[str, Any]:
    """Return a draft as the fields of the form show it."""
    values = {name: getattr(draft, name) for name in ProfileDraft.__dataclass_fields__}
    values |= {name: "\n".join(getattr(draft, name)) for name in LISTS}
    values["trl"] = "" if draft.trl is None else str(draft.trl)
    values["name_shown"] = SHOWN if draft.name_shown else HIDDEN
    values["status"] = draft.status.value
    return values
