"""Figures of fair exposure: evenness over time, and the shares of groups."""

from matcher.domain.exposure import FEWEST_EXPECTED, FEWEST_PLACES, FEWEST_STARTUPS, Standing
from matcher.workflow import exposure_times
from matcher.workflow.exposure import Dimension, Seen
from matcher.workflow.exposure_times import Evenness, OverTime, Share
from matcher.workflow.insight_scope import Wanted
from web.charts import months, pairs
from web.charts.tables import Cell, Table
from web.context import context
from web.locale import _
from web.pages.insights.asked import month_name, quarter_name, reader
from web.pages.insights.exposed import MOST, group_name
from web.pages.insights.figure import Figure

MOST_LINES = 6
"""Groups that have a line of their own over time."""
EVENNESS = tuple(f"gini-{step.value}" for step in exposure_times.STEPS)
SHARES = tuple(
    f"share-by-{dimension.value}{ending}"
    for dimension in Dimension
    for ending in ("", "-over-time")
)


def evenness(wanted: Wanted) -> list[Figure]:
    """Return how evenly startups were seen over time, a figure for each way of being seen."""
    found = exposure_times.over_time(context(), wanted)
    return [_gini(found, step) for step in exposure_times.STEPS]


def shares(wanted: Wanted) -> list[Figure]:
    """Return each group's share of the startups beside its share of what was seen."""
    found = exposure_times.over_time(context(), wanted)
    return [
        figure
        for dimension in Dimension
        for figure in (_compared(found, dimension), _over_time(found, dimension))
    ]


def _gini(found: OverTime, step: Seen) -> Figure:
    titles = {
        Seen.SUGGESTED: _("How evenly the first five places are shared out"),
        Seen.SHORTLISTED: _("How evenly places on released shortlists are shared out"),
        Seen.INTRODUCED: _("How evenly proposed introductions are shared out"),
    }
    lines = {
        _("Since the period began"): [each.gini_so_far for each in found.evenness[step]],
        _("In this span alone"): [each.gini for each in found.evenness[step]],
        _("Lowest possible since the period began"): [
            each.least_so_far for each in found.evenness[step]
        ],
        _("Avoidable part since the period began"): [
            each.avoidable for each in found.evenness[step]
        ],
    }
    chart = months.Months(
        id=f"gini-{step.value}",
        title=titles[step],
        summary=_(
            "Gini coefficient of all startups that had joined, those never seen too: 0 when all "
            "are seen as often, near 1 when a few take it all. With fewer places than startups "
            "somebody goes without whatever is done: the lowest possible coefficient says how "
            "much of it is that. The avoidable part is 0 when the places there were are as evenly "
            "shared out as can be, 1 when one startup has them all. Too few to tell: fewer than "
            "%(startups)s startups or %(places)s places.",
            startups=FEWEST_STARTUPS,
            places=FEWEST_PLACES,
        ),
        columns=(),
        months=_names(found),
        series=tuple(months.Series(name, tuple(values)) for name, values in lines.items()),
    )
    header = (_span(found), _("Startups"), _("Places in the span"), *lines)
    rows = zip(chart.months, map(_gini_cells, found.evenness[step]), strict=True)
    table = Table(header, tuple((name, *cells) for name, cells in rows))
    drawing = months.draw(chart, reader())
    return Figure(chart.id, chart.title, chart.summary, table, found.places[step], drawing)


def _gini_cells(each: Evenness) -> tuple[Cell, ...]:
    told = (each.gini_so_far, each.gini, each.least_so_far, each.avoidable)
    return (
        each.startups,
        each.places,
        *(too_few() if value is None else _rounded(value) for value in told),
    )


def _rounded(value: float) -> float:
    """Return two decimals; what is less than one never becomes it."""
    return min(round(value, 2), 0.99) if value < 1 else value


def _compared(found: OverTime, dimension: Dimension) -> Figure:
    groups = found.groups[dimension]
    chart = pairs.Pairs(
        id=f"share-by-{dimension.value}",
        title=_titles()[dimension],
        summary=_(
            "Each group's share of the startups beside its share of the first five places. More "
            "or less than its share is said from a quarter more, or a fifth less, on, when chance "
            "would hardly do it; below %(places)s places that its share would give, there are too "
            "few to tell.",
            places=FEWEST_EXPECTED,
        ),
        columns=(),
        names=(_("Share of the startups"), _("Share of the first five places")),
        pairs=tuple(
            pairs.Pair(
                group_name(dimension, each.code),
                each.of_startups,
                each.of_seen[Seen.SUGGESTED],
                _standing(each.standing),
            )
            for each in groups[:MOST]
        ),
    )
    header = (
        _headings()[dimension],
        _("Startups"),
        _("Share of the startups"),
        _("Share of the first five places"),
        _("Share of released shortlists"),
        _("Share of proposed introductions"),
        _("In words"),
    )
    rows = tuple(_share_cells(dimension, each) for each in groups)
    table = Table(header, rows, shares=(2, 3, 4, 5))
    places = found.places[Seen.SUGGESTED] if found.startups else 0
    return Figure(chart.id, chart.title, chart.summary, table, places, pairs.draw(chart, reader()))


def _share_cells(dimension: Dimension, each: Share) -> tuple[Cell, ...]:
    return (
        group_name(dimension, each.code),
        each.startups,
        each.of_startups,
        *(each.of_seen[step] for step in exposure_times.STEPS),
        _standing(each.standing),
    )


def _over_time(found: OverTime, dimension: Dimension) -> Figure:
    groups = found.groups[dimension][:MOST_LINES]
    names = tuple(group_name(dimension, each.code) for each in groups)
    chart = months.Months(
        id=f"share-by-{dimension.value}-over-time",
        title=_over_time_titles()[dimension],
        summary=_(
            "Share of the first five places that each of the largest groups had in each span. The "
            "last row of the table is its share of the startups, to compare with. Too few to tell: "
            "fewer than %(places)s places in the span.",
            places=FEWEST_PLACES,
        ),
        columns=(),
        months=_names(found),
        series=tuple(
            months.Series(name, each.spans) for name, each in zip(names, groups, strict=True)
        ),
        is_share=True,
    )
    rows: list[tuple[Cell, ...]] = [
        (name, *(too_few() if each.spans[place] is None else each.spans[place] for each in groups))
        for place, name in enumerate(chart.months)
    ]
    rows.append((_("Share of the startups"), *(each.of_startups for each in groups)))
    table = Table((_span(found), *names), tuple(rows), shares=tuple(range(1, 1 + len(groups))))
    places = found.places[Seen.SUGGESTED] if groups else 0
    return Figure(chart.id, chart.title, chart.summary, table, places, months.draw(chart, reader()))


def too_few() -> str:
    """Return what stands where there are too few things for a figure."""
    return str(_("Too few to tell"))


def _names(found: OverTime) -> tuple[str, ...]:
    name = quarter_name if found.is_quarterly else month_name
    return tuple(name(day) for day in found.begins)


def _span(found: OverTime) -> str:
    return str(_("Quarter") if found.is_quarterly else _("Month"))


def _standing(code: Standing) -> str:
    names = {
        Standing.MORE: _("Seen more than its share"),
        Standing.AS_EXPECTED: _("Seen about its share"),
        Standing.LESS: _("Seen less than its share"),
        Standing.TOO_FEW: _("Too few to tell"),
    }
    return str(names[code])


def _titles() -> dict[Dimension, str]:
    return {
        Dimension.REGION: _("Shares by region"),
        Dimension.SECTOR: _("Shares by sector"),
        Dimension.SIZE: _("Shares by size"),
        Dimension.AGE: _("Shares by age"),
    }


def _over_time_titles() -> dict[Dimension, str]:
    return {
        Dimension.REGION: _("Shares by region over time"),
        Dimension.SECTOR: _("Shares by sector over time"),
        Dimension.SIZE: _("Shares by size over time"),
        Dimension.AGE: _("Shares by age over time"),
    }


def _headings() -> dict[Dimension, str]:
    return {
        Dimension.REGION: _("Region"),
        Dimension.SECTOR: _("Sector"),
        Dimension.SIZE: _("Size"),
        Dimension.AGE: _("Age"),
    }
