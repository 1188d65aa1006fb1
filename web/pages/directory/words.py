"""Lists to choose from, and names of fields, as the directory shows them."""

from collections.abc import Iterable

from matcher.domain.challenge import FirmSize
from matcher.domain.startup import Status
from matcher.reference import regions, sectors
from matcher.wording.intake import said
from matcher.workflow import leak_guard
from matcher.workflow.leak_guard import Checked
from matcher.workflow.naming import region_name, sector_name
from web.context import context
from web.locale import _, language, lazy
from web.pages.directory.blueprint import blueprint
from web.sentences import sentence

Options = list[tuple[str, str]]
FIELDS = {
    "name": lazy("Name"),
    "ice": lazy("ICE"),
    "city": lazy("City"),
    "region": lazy("Region"),
    "regions": lazy("Regions"),
    "sectors": lazy("Sectors"),
    "size": lazy("Size"),
    "founded": lazy("Year founded"),
    "website": lazy("Website"),
    "tagline": lazy("In one sentence"),
    "languages": lazy("Languages"),
    "trl": lazy("Technology readiness (TRL)"),
    "references": lazy("Client references"),
    "certifications": lazy("Certifications"),
    "status": lazy("Availability"),
    "name_shown": lazy("Name shown to firms before both accept"),
    "capacity": lazy("Introductions at a time"),
    "refused_sectors": lazy("Sectors refused"),
    "refused_regions": lazy("Regions refused"),
    "firm_sizes": lazy("Sizes of firms accepted"),
    "excluded_firms": lazy("Firms excluded"),
    "exclusive_with": lazy("Exclusive with"),
    "min_budget_dh": lazy("Lowest budget (DH)"),
    "capability": lazy("What it can do"),
    "fields": lazy("Fields changed"),
}


def sector_options(known: Iterable[str] = ()) -> Options:
    """Return the sectors, with those of another taxonomy that are `known`."""
    codes = dict.fromkeys((*(each.id for each in sectors()), *known))
    return [(code, sector_name(code, language())) for code in codes]


def region_options(known: Iterable[str] = ()) -> Options:
    """Return the regions, with those of another country that are `known`."""
    codes = dict.fromkeys((*(each.id for each in regions()), *filter(None, known)))
    return [(code, region_name(code, language())) for code in codes]


def size_options() -> Options:
    """Return the sizes of firms."""
    return [(each.value, sentence("firm_size", each, language())) for each in FirmSize]


def status_options() -> Options:
    """Return whether a startup may be suggested."""
    return [(each.value, sentence("startup_status", each, language())) for each in Status]


@blueprint.app_template_global()
def field_name(code: str) -> str:
    """Return the name of a field of an organisation."""
    return str(FIELDS.get(code, code))


@blueprint.app_template_global()
def checked_profile(text: str, name: str) -> Checked:
    """Return a startup's text as an officer reads it, with what tells who it is in its place."""
    return leak_guard.checked_for_staff(context(), text, (name,))


@blueprint.app_template_global()
def field_value(code: str, value: object) -> str:
    """Return a field's value in words; a dash for one that is not said."""
    if value in (None, "", [], ()):
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    parts = list(value) if isinstance(value, list | tuple) else str(value).split("; ")
    return (
        "، ".join(map(str, _worded(code, parts)))
        if language() == "ar"
        else ", ".join(map(str, _worded(code, parts)))
    )


@blueprint.app_template_global()
def intake_said(text: str) -> str:
    """Return what the reading of a file said, in the language of the page."""
    return said(text, language())


def _worded(code: str, parts: Iterable[object]) -> list[str]:
    spoken = language()
    if code in ("sectors", "refused_sectors"):
        return [sector_name(str(each), spoken) for each in parts]
    if code in ("region", "regions", "refused_regions"):
        return [region_name(str(each), spoken) for each in parts]
    if code in ("size", "firm_sizes"):
        return [sentence("firm_size", str(each), spoken) for each in parts]
    if code == "status":
        return [sentence("startup_status", str(each), spoken) for each in parts]
    return [str(each) for each in parts]
