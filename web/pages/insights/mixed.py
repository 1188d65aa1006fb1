"""Figures of languages, and of the reasons that curators and both sides gave."""

from collections.abc import Mapping

from matcher.domain.introduction import AGENCY, DeclineReason, RejectReason, Side
from matcher.workflow import insight_mix, verdicts
from matcher.workflow.insight_mix import Mix
from matcher.workflow.insight_scope import Wanted
from web.charts import bars, stacked
from web.context import context
from web.locale import LANGUAGES, _, language
from web.pages.insights.asked import reader
from web.pages.insights.figure import Figure, not_said
from web.sentences import sentence


def mixed(wanted: Wanted) -> list[Figure]:
    """Return the languages and the reasons."""
    found = insight_mix.mix(context(), wanted)
    return [_languages(found), _decisions(found), _rejects(found), _declines(found)]


def _languages(found: Mix) -> Figure:
    rows = {
        _("Challenges of the period"): found.challenges,
        _("Startups, languages of work"): found.startups,
        _("People with an account"): found.people,
    }
    names = {"fr": _("French"), "ar": _("Arabic"), "en": _("English")}
    chart = stacked.StackedBars(
        id="languages",
        title=_("Languages"),
        summary=_(
            "In which language challenges are written, startups work and people read these pages, "
            "each row as its own whole. A startup that works in several counts in each."
        ),
        columns=(_("Group"), *names.values(), _("Another, or not said"), _("In all")),
        categories=(*names.values(), _("Another, or not said")),
        stacks=tuple(
            stacked.Stack(
                label,
                (
                    *(counts.get(code, 0) for code in names),
                    sum(count for code, count in counts.items() if code not in LANGUAGES),
                ),
            )
            for label, counts in rows.items()
        ),
        is_share=True,
    )
    count = sum(found.challenges.values()) + sum(found.startups.values())
    table, drawing = stacked.table_of(chart), stacked.draw(chart, reader())
    return Figure(chart.id, chart.title, chart.summary, table, count, drawing)


def _decisions(found: Mix) -> Figure:
    names = {
        verdicts.KEEP: _("Startups kept"),
        verdicts.REJECT: _("Startups rejected"),
        verdicts.NO_PARTNER: _("Challenges without a suitable partner"),
    }
    return _bars(
        "decisions",
        _("What curators decided"),
        _("Decisions that stand on the challenges of the period; undone ones are left out."),
        {name: found.verdicts.get(code, 0) for code, name in names.items()},
    )


def _rejects(found: Mix) -> Figure:
    return _bars(
        "reject-reasons",
        _("Why curators reject a candidate"),
        _("The reason of each rejection that stands."),
        _worded("reject", found.rejects, [reason.value for reason in RejectReason]),
    )


def _declines(found: Mix) -> Figure:
    sides = {
        Side.FIRM.value: _("The firm"),
        Side.STARTUP.value: _("The startup"),
        AGENCY: _("The agency"),
    }
    given = {reason for counts in found.declines.values() for reason in counts}
    order = [reason.value for reason in DeclineReason if reason in given]
    order += sorted(given - set(order))
    chart = stacked.StackedBars(
        id="decline-reasons",
        title=_("Why introductions are declined"),
        summary=_("The reason of each introduction that ended with a no, by who said it."),
        columns=(_("Reason"), *sides.values(), _("In all")),
        categories=tuple(sides.values()),
        stacks=tuple(
            stacked.Stack(
                sentence("decline", reason, language()) if reason else not_said(),
                tuple(found.declines.get(side, {}).get(reason, 0) for side in sides),
            )
            for reason in order
        ),
    )
    count = sum(sum(counts.values()) for counts in found.declines.values())
    table, drawing = stacked.table_of(chart), stacked.draw(chart, reader())
    return Figure(chart.id, chart.title, chart.summary, table, count, drawing)


def _worded(family: str, counts: Mapping[str, int], order: list[str]) -> dict[str, int]:
    """Return sentence → count, in the order of the codes; other codes at the end."""
    known = [code for code in order if code in counts]
    others = sorted(set(counts) - set(known))
    return {
        sentence(family, code, language()) if code else not_said(): counts[code]
        for code in (*known, *others)
    }


def _bars(name: str, title: str, summary: str, counts: Mapping[str, int]) -> Figure:
    chart = bars.Bars(
        id=name,
        title=title,
        summary=summary,
        columns=(_("What"), _("How many"), _("Share")),
        bars=tuple(bars.Bar(label, count) for label, count in counts.items()),
    )
    table, drawing = bars.table_of(chart), bars.draw(chart, reader())
    return Figure(name, title, summary, table, sum(counts.values()), drawing)
