"""Figures of who is seen: how evenly, and in which groups."""

from matcher.domain.exposure import gini
from matcher.workflow import exposure
from matcher.workflow.exposure import Dimension, Exposure, Group, Seen
from matcher.workflow.insight_scope import Wanted
from matcher.workflow.naming import region_name, sector_name
from web.charts import exposure as curve
from web.charts import stacked
from web.charts.tables import Cell, Table
from web.context import context
from web.locale import _, language
from web.pages.insights.asked import number, reader, size_name
from web.pages.insights.figure import Figure, not_said

MOST = 12
"""Groups that are told by name; the rest are put together."""


def exposed(wanted: Wanted) -> list[Figure]:
    """Return the figures of who is seen."""
    found = exposure.exposure(context(), wanted)
    return [
        _evenness(found),
        _curve(found),
        *(_groups(found, dimension) for dimension in Dimension),
    ]


def _evenness(found: Exposure) -> Figure:
    measures = {
        _("Among the first five"): found.suggestions,
        _("On a released shortlist"): found.shortlists,
        _("Introduction proposed"): found.introductions,
    }
    table = Table(
        (
            _("What"),
            _("How often"),
            _("Startups reached"),
            _("Share of startups"),
            _("Share of the tenth most seen"),
            _("Gini coefficient"),
        ),
        tuple((name, *_row(counts)) for name, counts in measures.items()),
        shares=(3, 4),
    )
    return Figure(
        "evenness",
        _("How evenly startups are seen"),
        _(
            "Of all startups that may be suggested, those never seen too. The Gini coefficient is "
            "0 when all are seen as often, and near 1 when a few take it all; with fewer places "
            "than startups it is high whatever is done."
        ),
        table,
        sum(found.suggestions),
    )


def _row(counts: tuple[int, ...]) -> tuple[Cell, ...]:
    whole, reached = sum(counts), sum(count > 0 for count in counts)
    top = sum(sorted(counts, reverse=True)[: -(-len(counts) // 10)])
    return (
        whole,
        reached,
        reached / len(counts) if counts else None,
        top / whole if whole else None,
        round(gini(counts), 2) if whole else None,
    )


def _curve(found: Exposure) -> Figure:
    coefficient = number(round(gini(found.suggestions), 2))
    chart = curve.Exposure(
        id="lorenz",
        title=_("Who takes the first five places"),
        summary=_(
            "Startups from the least to the most often among the first five, and the share of "
            "these places that they hold together. The further the line sags, the fewer startups "
            "hold the places. Gini coefficient: %(gini)s.",
            gini=coefficient,
        ),
        columns=(_("Share of startups"), _("Share of places")),
        counts=found.suggestions,
        across=_("Share of startups"),
        upwards=_("Share of places"),
        even=_("If all were equal"),
    )
    table, drawing = curve.table_of(chart), curve.draw(chart, reader())
    return Figure(chart.id, chart.title, chart.summary, table, sum(found.suggestions), drawing)


def _groups(found: Exposure, dimension: Dimension) -> Figure:
    titles = {
        Dimension.REGION: _("Seen by region"),
        Dimension.SECTOR: _("Seen by sector"),
        Dimension.SIZE: _("Seen by size"),
        Dimension.AGE: _("Seen by age"),
    }
    headings = {
        Dimension.REGION: _("Region"),
        Dimension.SECTOR: _("Sector"),
        Dimension.SIZE: _("Size"),
        Dimension.AGE: _("Age"),
    }
    seen = {
        Seen.INTRODUCED: _("Introduction proposed"),
        Seen.SHORTLISTED: _("On a released shortlist"),
        Seen.SUGGESTED: _("Among the first five"),
        Seen.NEVER: _("Not seen"),
    }
    summary = _("How far the startups of each group came at best, each row as its own whole.")
    if dimension is Dimension.SECTOR:
        summary = _(
            "How far the startups of each group came at best, each row as its own whole. A startup "
            "of several sectors counts in each."
        )
    groups = found.groups[dimension]
    chart = stacked.StackedBars(
        id=f"seen-by-{dimension.value}",
        title=titles[dimension],
        summary=summary,
        columns=(headings[dimension], *seen.values(), _("All startups")),
        categories=tuple(seen.values()),
        stacks=_stacks(dimension, groups, tuple(seen)),
        is_share=True,
    )
    count = len(found.suggestions) if found.challenges else 0
    table, drawing = stacked.table_of(chart), stacked.draw(chart, reader())
    return Figure(chart.id, chart.title, chart.summary, table, count, drawing)


def _stacks(
    dimension: Dimension, groups: tuple[Group, ...], order: tuple[Seen, ...]
) -> tuple[stacked.Stack, ...]:
    told, rest = groups[:MOST], groups[MOST:]
    stacks = [
        stacked.Stack(
            group_name(dimension, each.code), tuple(each.seen.get(code, 0) for code in order)
        )
        for each in told
    ]
    if rest:
        others = tuple(sum(each.seen.get(code, 0) for each in rest) for code in order)
        stacks.append(stacked.Stack(_("All others"), others))
    return tuple(stacks)


def group_name(dimension: Dimension, code: str) -> str:
    """Return what a group of startups is called."""
    if code == exposure.NOT_SAID:
        return not_said()
    if dimension is Dimension.REGION:
        return region_name(code, language())
    if dimension is Dimension.SECTOR:
        return sector_name(code, language())
    if dimension is Dimension.SIZE:
        return size_name(code)
    ages = {
        "under_3": _("Under 3 years"),
        "3_to_5": _("3 to 5 years"),
        "6_to_10": _("6 to 10 years"),
        "over_10": _("Over 10 years"),
    }
    return str(ages[code])
