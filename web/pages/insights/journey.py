"""Figures of the way from a challenge to a contract, and of the months."""

from matcher.domain.introduction import Stage
from matcher.workflow import insight_times, insights
from matcher.workflow.insight_scope import Wanted
from matcher.workflow.insight_times import Times
from matcher.workflow.insights import Journey, Milestone
from web.charts import durations, funnel, months
from web.context import context
from web.locale import _, language
from web.pages.insights.asked import month_name, reader
from web.pages.insights.figure import Figure
from web.sentences import sentence


def journey(wanted: Wanted) -> list[Figure]:
    """Return the two funnels and the months."""
    found = insights.journey(context(), wanted)
    return [_challenges(found), _introductions(found), _months(found)]


def times(wanted: Wanted) -> list[Figure]:
    """Return how long each step takes."""
    found = insight_times.times(context(), wanted)
    return [_challenge_steps(found), _stays(found), _to_acceptance(found)]


def _challenges(found: Journey) -> Figure:
    chart = funnel.Funnel(
        id="challenges",
        title=_("From a challenge to a contract"),
        summary=_(
            "How far the challenges submitted in the period have come until today. A challenge "
            "that is further on counts in every earlier step. In brackets: the share of the step "
            "before."
        ),
        columns=(_("Step"), _("Challenges"), _("Of the step before"), _("Of the first step")),
        steps=tuple(funnel.Step(_milestone(step), count) for step, count in found.challenges),
    )
    return Figure(
        chart.id,
        chart.title,
        chart.summary,
        funnel.table_of(chart),
        found.challenges[0][1],
        funnel.draw(chart, reader()),
    )


def _introductions(found: Journey) -> Figure:
    chart = funnel.Funnel(
        id="introductions",
        title=_("From a kept startup to a contract"),
        summary=_(
            "How far the startups kept for these challenges have come until today, each with its "
            "challenge. One that is further on counts in every earlier step."
        ),
        columns=(_("Step"), _("Introductions"), _("Of the step before"), _("Of the first step")),
        steps=tuple(
            funnel.Step(sentence("stage", stage, language()), count)
            for stage, count in found.introductions
        ),
    )
    return Figure(
        chart.id,
        chart.title,
        chart.summary,
        funnel.table_of(chart),
        found.introductions[0][1],
        funnel.draw(chart, reader()),
    )


def _months(found: Journey) -> Figure:
    names = {
        "submitted": _("Challenges submitted"),
        "released": _("Shortlists released"),
        "proposed": _("Introductions proposed"),
        "accepted": _("Accepted by both sides"),
        "contract": _("Contracts"),
    }
    chart = months.Months(
        id="months",
        title=_("Month by month"),
        summary=_(
            "What happened in each month of the period, whenever the challenge was submitted. The "
            "first and the last month may be incomplete."
        ),
        columns=(_("Month"), *names.values()),
        months=tuple(month_name(each.begins) for each in found.months),
        series=tuple(
            months.Series(name, tuple(each.counts.get(code, 0) for each in found.months))
            for code, name in names.items()
        ),
    )
    count = sum(sum(each.counts.values()) for each in found.months)
    table, drawing = months.table_of(chart), months.draw(chart, reader())
    return Figure(chart.id, chart.title, chart.summary, table, count, drawing)


def _challenge_steps(found: Times) -> Figure:
    names = {
        insight_times.MATCHING: _("From submission to the first matches"),
        insight_times.CURATION: _("From the first matches to the shortlist"),
        insight_times.TO_ACCEPTANCE: _("From submission to the first yes of both sides"),
    }
    steps = {name: found.challenges[code] for code, name in names.items()}
    return _durations("challenge-times", _("Days in each step of a challenge"), steps)


def _stays(found: Times) -> Figure:
    steps = {
        sentence("stage", stage, language()): days for stage, days in found.introductions.items()
    }
    return _durations("introduction-times", _("Days in each stage of an introduction"), steps)


def _durations(name: str, title: str, steps: dict[str, tuple[float, ...]]) -> Figure:
    chart = durations.Durations(
        id=name,
        title=title,
        summary=_(
            "Only steps that have ended: those that still last would shorten the figures. The box "
            "holds the middle half, the thick line is the median (also the number at the end of "
            "the line), the thin line holds nine in ten."
        ),
        columns=(
            _("Step"),
            _("How many"),
            _("Median"),
            _("First quartile"),
            _("Third quartile"),
            _("95 in 100 within"),
        ),
        steps=tuple(durations.StepDays(label, days) for label, days in steps.items()),
    )
    count = max(len(days) for days in steps.values())
    table, drawing = durations.table_of(chart), durations.draw(chart, reader())
    return Figure(name, title, chart.summary, table, count, drawing)


def _to_acceptance(found: Times) -> Figure:
    days = found.challenges[insight_times.TO_ACCEPTANCE]
    chart = durations.Histogram(
        id="days-to-yes",
        title=_("Days from submission to the first yes of both sides"),
        summary=_("How many challenges took how many days until both sides had accepted."),
        columns=(_("At least so many days"), _("Fewer days than"), _("Challenges")),
        days=days,
    )
    return Figure(
        chart.id,
        chart.title,
        chart.summary,
        durations.table_of_histogram(chart),
        len(days),
        durations.draw_histogram(chart, reader()),
    )


def _milestone(step: Milestone) -> str:
    names = {
        Milestone.SUBMITTED: _("Challenge submitted"),
        Milestone.MATCHED: _("Matched by the engine"),
        Milestone.CURATED: _("Taken up by a curator"),
        Milestone.SHORTLISTED: _("Shortlist released"),
        Milestone.PROPOSED: _("Introduction proposed"),
        Milestone.ACCEPTED: sentence("stage", Stage.ACCEPTED, language()),
        Milestone.MET: sentence("stage", Stage.MET, language()),
        Milestone.NDA: sentence("stage", Stage.NDA, language()),
        Milestone.PILOT: sentence("stage", Stage.PILOT, language()),
        Milestone.CONTRACT: sentence("stage", Stage.CONTRACT, language()),
    }
    return str(names[step])
