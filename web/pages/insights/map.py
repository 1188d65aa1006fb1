"""The map of the ecosystem: an overview of neighbourhoods, then what stands in each of them."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from markupsafe import Markup

from matcher.domain.people import Role
from matcher.workflow import map_reading
from matcher.workflow.map_reading import CHALLENGE, STARTUP, Ecosystem, Place, Region, Shown
from matcher.workflow.naming import sector_name
from web.access import signed_in_as
from web.answers import page
from web.charts import ecosystem
from web.context import context
from web.locale import _, language
from web.pages.insights import asked
from web.pages.insights.blueprint import blueprint
from web.pages.insights.places import challenge_page, startup_page
from web.parameters import takes

PAGE = 25
_WORDS = 3


@dataclass(frozen=True, slots=True)
class Area:
    """A neighbourhood in the list beside the map."""

    number: int
    label: str
    sector: str
    startups: int
    challenges: int
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """A startup or a challenge in the list beside the map."""

    kind: str
    name: str
    href: str
    area: str
    area_href: str
    between: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    shown: Shown
    all_marks: bool
    page: int

    def arguments(self, area: int | None, *, marks: bool) -> dict[str, Any]:
        """Return the filters for an address, with an area and whether every mark is shown."""
        said: dict[str, Any] = {} if area is None else {"area": area}
        filters = {
            "kind": self.shown.kind,
            "sector": self.shown.sector,
            "words": self.shown.words,
            "marks": "yes" if marks else "",
        }
        return said | {name: value for name, value in filters.items() if value}

    def address(self, area: int | None = None, *, marks: bool = False) -> str:
        """Return the address of the map of an area, with the same filters."""
        return url_for("insights.map", **self.arguments(area, marks=marks))


@blueprint.get("/map", endpoint="map")
@signed_in_as(Role.OFFICER)
@takes("kind", "sector", "words", "area", "marks", "page")
def ecosystem_map() -> Response:
    """Show the map, or a part of it, with the same things as a list."""
    wish = _wish()
    found = map_reading.read(context(), wish.shown)
    areas = _areas(found, wish)
    pages = max(1, -(-len(found.places) // PAGE))
    at = min(max(wish.page, 1), pages)
    here = found.region(wish.shown.region)
    above = found.region(here.parent) if here is not None and here.parent is not None else None
    return page(
        "insights/map.html",
        block="seen",
        asked=wish,
        found=found,
        total=found.total,
        here=_label(here) if here is not None else "",
        above=(wish.address(above.number), _label(above)) if above is not None else None,
        areas=areas,
        counts=Counter(each.kind for each in found.places),
        lines=_lines(found, wish, at),
        at=at,
        pages=pages,
        drawing=_drawn(found, areas, wish),
        is_crowded=len(found.places) > ecosystem.MOST_MARKS,
        any_between=any(each.between for each in found.places),
        sectors=asked.choices()["sectors"],
        list_arguments=wish.arguments(wish.shown.region, marks=wish.all_marks),
    )


def _wish() -> Asked:
    said = request.args
    kind = said.get("kind", "")
    return Asked(
        Shown(
            kind=kind if kind in (STARTUP, CHALLENGE) else "",
            sector=said.get("sector", ""),
            words=" ".join(said.get("words", "").split())[:100],
            region=said.get("area", type=int),
        ),
        all_marks=bool(said.get("marks")),
        page=said.get("page", 1, type=int),
    )


def _areas(found: Ecosystem, wish: Asked) -> tuple[Area, ...]:
    """Return the neighbourhoods one step below the one that is shown, fullest first."""
    counts: Counter[tuple[int, str]] = Counter((each.region, each.kind) for each in found.places)
    areas = []
    for region in found.regions:
        if region.parent != wish.shown.region:
            continue
        inside = found.inside(region.number)
        startups, challenges = (
            sum(counts[number, kind] for number in inside) for kind in (STARTUP, CHALLENGE)
        )
        if startups or challenges:
            fields = ", ".join(sector_name(code, language()) for code in region.sectors[:2])
            href = wish.address(region.number)
            label = _label(region)
            areas.append(Area(region.number, label, fields, startups, challenges, href))
    return tuple(sorted(areas, key=lambda area: -(area.startups + area.challenges)))


def _lines(found: Ecosystem, wish: Asked, at: int) -> tuple[Line, ...]:
    names = {region.number: _label(region) for region in found.regions}
    shown = found.places[(at - 1) * PAGE : at * PAGE]
    return tuple(
        Line(
            kind=each.kind,
            name=each.name,
            href=_page_of(each),
            area=names.get(each.region, ""),
            area_href=wish.address(each.region) if each.region in names else "",
            between=each.between,
        )
        for each in shown
    )


def _drawn(found: Ecosystem, areas: tuple[Area, ...], wish: Asked) -> Markup | None:
    if not found.places:
        return None
    by_number = {region.number: region for region in found.regions}
    window = ecosystem.Window()
    if wish.shown.region is not None:
        window = ecosystem.window_of((each.x, each.y) for each in found.places)
    chart = ecosystem.EcosystemMap(
        id="ecosystem",
        title=_("Map of the ecosystem"),
        summary=_(
            "Startups and challenges that say similar things stand near each other. The list "
            "beside the map holds the same things."
        ),
        columns=(_("Kind"), _("Name"), _("Neighbourhood")),
        marks=tuple(
            ecosystem.Mark(
                "startup" if each.kind == STARTUP else "challenge",
                each.name,
                each.x,
                each.y,
                _page_of(each),
                each.region,
            )
            for each in found.places
        ),
        regions=tuple(
            ecosystem.Region(
                area.number,
                area.label,
                by_number[area.number].x,
                by_number[area.number].y,
                area.startups + area.challenges,
                area.href,
            )
            for area in areas
        ),
        window=window,
        kind_names=(_("Startups"), _("Challenges")),
        show_marks=wish.all_marks,
    )
    return ecosystem.draw(chart, asked.reader())


def _label(region: Region) -> str:
    """Return the name of a neighbourhood: the words that tell it apart, else its sectors."""
    if region.words:
        return ", ".join(region.words[:_WORDS])
    fields = ", ".join(sector_name(code, language()) for code in region.sectors[:2])
    return fields or str(_("Neighbourhood %(number)s", number=region.number))


def _page_of(each: Place) -> str:
    find = startup_page if each.kind == STARTUP else challenge_page
    return find(each.subject_id)
