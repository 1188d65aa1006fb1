"""The pages of figures, and the CSV of each figure."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, abort, request, url_for

from matcher.domain.people import Role
from matcher.workflow.insight_scope import Wanted
from web.access import signed_in_as
from web.answers import download, page
from web.charts.tables import csv_of
from web.locale import _
from web.pages.insights import asked
from web.pages.insights.blueprint import blueprint
from web.pages.insights.exposed import exposed
from web.pages.insights.fairness import EVENNESS, SHARES, evenness, shares
from web.pages.insights.figure import Figure
from web.pages.insights.gaps import UNANSWERED, UNSEEN, challenges, listed, startups
from web.pages.insights.journey import journey, times
from web.pages.insights.mixed import mixed
from web.parameters import takes

PARTS: dict[str, tuple[Callable[[Wanted], list[Figure]], tuple[str, ...]]] = {
    "journey": (journey, ("challenges", "introductions", "months")),
    "times": (times, ("challenge-times", "introduction-times", "days-to-yes")),
    UNANSWERED: (challenges, (UNANSWERED,)),
    UNSEEN: (startups, (UNSEEN,)),
    "exposure": (
        exposed,
        ("evenness", "lorenz", "seen-by-region", "seen-by-sector", "seen-by-size", "seen-by-age"),
    ),
    "evenness": (evenness, EVENNESS),
    "shares": (shares, SHARES),
    "languages": (mixed, ("languages", "decisions", "reject-reasons", "decline-reasons")),
}
"""Part of the room → what makes its figures, and their names."""


@blueprint.get("/insights")
@signed_in_as(Role.OFFICER)
@takes(*asked.NAMES, "page")
def index() -> Response:
    """Show how far challenges come."""
    return _part("journey")


@blueprint.get("/insights/part/<part>")
@signed_in_as(Role.OFFICER)
@takes(*asked.NAMES, "page")
def part(part: str) -> Response:
    """Show another part of the figures."""
    if part not in PARTS:
        abort(404)
    return _part(part)


@blueprint.get("/insights/<figure>.csv")
@signed_in_as(Role.OFFICER)
@takes(*asked.NAMES)
def numbers(figure: str) -> Response:
    """Give the numbers of one figure."""
    make = next((make for make, names in PARTS.values() if figure in names), None)
    if make is None:
        abort(404)
    wanted = asked.wanted()
    found = next(each for each in make(wanted) if each.name == figure)
    filename = f"{figure}-{wanted.since}-{wanted.until}.csv"
    return download(csv_of(found.table), filename, "text/csv; charset=utf-8")


def address(name: str, arguments: Mapping[str, Any]) -> str:
    """Return the address of a part with a period and filters."""
    if name == "journey":
        return url_for("insights.index", **arguments)
    return url_for("insights.part", part=name, **arguments)


def _part(name: str) -> Response:
    wanted = asked.wanted()
    arguments = asked.as_arguments(wanted)
    make, _names = PARTS[name]
    is_list = name in (UNANSWERED, UNSEEN)
    at = request.args.get("page", 1, type=int)
    return page(
        "insights/index.html",
        block="figures",
        part=name,
        tabs=_tabs(name, arguments),
        wanted=wanted,
        arguments=arguments,
        here=address(name, {}),
        choices=asked.choices(),
        figures=[] if is_list else make(wanted),
        listed=listed(name, wanted, at) if is_list else None,
        headings=asked.headings,
        rows=asked.rows,
    )


def _tabs(here: str, arguments: dict[str, str]) -> list[tuple[str, str, bool]]:
    names = {
        "journey": _("From challenge to contract"),
        "times": _("Time in each step"),
        UNANSWERED: _("Without a candidate"),
        UNSEEN: _("Never suggested"),
        "exposure": _("Who is seen"),
        "evenness": _("Evenness over time"),
        "shares": _("Shares of groups"),
        "languages": _("Languages and reasons"),
    }
    return [(address(name, arguments), str(label), name == here) for name, label in names.items()]
