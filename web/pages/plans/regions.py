"""Where the introductions of a plan go: a drawing and its table."""

from matcher.workflow.naming import region_name
from matcher.workflow.plan_views import PlanView
from web.charts import stacked
from web.locale import _, language
from web.pages.insights.asked import headings, reader, rows
from web.pages.insights.figure import Figure, not_said

MOST = 12


def regions_of(plan: PlanView) -> dict[str, object] | None:
    """Return the introductions by region of the startup; None where there is nothing to draw."""
    lines = sorted(
        (each for each in plan.regions if each.planned or each.before),
        key=lambda each: (-each.planned, -each.before, each.region),
    )[:MOST]
    if not lines:
        return None
    chart = stacked.StackedBars(
        id="regions-drawing",
        title=_("Introductions by region of the startup"),
        summary=_("Those made before this plan, and those of the plan."),
        columns=(_("Region"), _("In this plan"), _("Before"), _("In all")),
        categories=(_("In this plan"), _("Before")),
        stacks=tuple(
            stacked.Stack(
                region_name(each.region, language()) if each.region else not_said(),
                (each.planned, each.before),
            )
            for each in lines
        ),
    )
    table, drawing = stacked.table_of(chart), stacked.draw(chart, reader())
    figure = Figure("regions", chart.title, chart.summary, table, len(lines), drawing)
    return {"figure": figure, "headings": headings(table), "rows": rows(table)}
