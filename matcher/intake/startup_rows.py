"""A row of a startup file into one startup's words, before rows of one startup are gathered."""

from dataclasses import dataclass

from matcher.domain.startup import Status
from matcher.intake import values
from matcher.intake.fields import RowFields
from matcher.intake.limits import IntakeLimits
from matcher.intake.memory import folded
from matcher.intake.terms import TermsWords, read_terms


@dataclass(frozen=True, slots=True)
class CapabilityWords:
    """A capability as a row gives it; the id may be empty."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class StartupWords:
    """A startup as one row gives it; empty or None means that the row does not say."""

    line: int
    id: str
    name: str
    capabilities: tuple[CapabilityWords, ...]
    sectors: tuple[str, ...]
    regions: tuple[str, ...]
    languages: tuple[str, ...]
    trl: int | None
    status: Status | None
    ice: str
    website: str
    terms: TermsWords
    ice_restored: bool
    founded: int | None = None


def read_startup_row(fields: RowFields, limits: IntakeLimits) -> StartupWords:
    """Return what a row says of a startup; problems are left in `fields.problems`.

    A row with an `_id` (BEIR layout) and no name takes its title, else its id, as the name.
    """
    given_id = fields.read("id", values.identifier, "")
    name = fields.read("name", values.short_text, "")
    if not name and given_id and fields.has_beir_id:
        name = fields.read("title", values.title, "")[: values.NAME_CHARACTERS] or given_id
    if not folded(name).strip(" -_.'\""):
        fields.refuse("name", "there is no name", "Write the startup's name.")
    ice, restored = fields.read("ice", values.ice, ("", False))
    return StartupWords(
        line=fields.line,
        id=given_id,
        name=name,
        capabilities=_capabilities(fields, limits),
        sectors=fields.read("sectors", lambda cell: values.several(cell, ";|؛"), ()),
        regions=fields.read("regions", lambda cell: values.several(cell, ",;|،؛"), ()),
        languages=fields.read("languages", values.languages, ()),
        trl=fields.read("trl", values.trl, None),
        status=fields.read("status", values.status, None),
        ice=ice,
        website=fields.read("website", values.website, ""),
        terms=read_terms(fields),
        ice_restored=restored,
        founded=fields.read("founded", values.year, None),
    )


def _capabilities(fields: RowFields, limits: IntakeLimits) -> tuple[CapabilityWords, ...]:
    title = fields.read("title", values.title, "")
    own_id = fields.read("capability_id", values.identifier, "")
    before = len(fields.problems)
    found: list[CapabilityWords] = fields.read_each(
        "text", lambda cell: _from_cell(cell, limits), default=[]
    )
    if not found:
        if len(fields.problems) == before:
            fields.refuse("text", "there is no text", "Write what the startup can do.")
        return ()
    first = CapabilityWords(found[0].id or own_id, found[0].title or title, found[0].text)
    return tuple({one.text: one for one in reversed([first, *found[1:]])}.values())[::-1]


def _from_cell(cell: object, limits: IntakeLimits) -> list[CapabilityWords]:
    """Return the capabilities of a cell: a text, or (in JSON) a list of texts or of objects."""
    if isinstance(cell, list):
        return [one for item in cell for one in _from_item(item, limits)]
    return _from_item(cell, limits)


def _from_item(item: object, limits: IntakeLimits) -> list[CapabilityWords]:
    if not isinstance(item, dict):
        text = values.exact_text(item, limits)
        return [CapabilityWords("", "", text)] if text else []
    text = values.exact_text(item.get("text"), limits)
    if not text:
        raise values.BadValue("a capability has no text", 'Give each capability a "text".')
    return [
        CapabilityWords(values.identifier(item.get("id")), values.title(item.get("title")), text)
    ]
