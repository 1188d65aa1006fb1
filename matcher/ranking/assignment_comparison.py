"""Two plans side by side: what differs between them, and what was marked or set in between."""

from collections.abc import Mapping

from matcher.domain.plan import Change, Comparison, LimitChange, Limits, MarkChange, Marks, Plan

FORCE, FORBID, FREE = "force", "forbid", "free"


def compare(before: Plan, after: Plan) -> Comparison:
    """Return what a plan changes against another one."""
    return Comparison(
        expected_successes=(before.expected_successes, after.expected_successes),
        gini=(before.gini_after, after.gini_after),
        newcomers=(before.newcomers, after.newcomers),
        introductions=(len(before.pairs), len(after.pairs)),
        kept=tuple(sorted(before.chosen & after.chosen)),
        added=tuple(sorted(after.chosen - before.chosen)),
        removed=tuple(sorted(before.chosen - after.chosen)),
        changes=_changes(before, after),
        marks=_marks(before.marks, after.marks),
        limits=_limits(before.limits, after.limits),
    )


def _changes(before: Plan, after: Plan) -> tuple[Change, ...]:
    used = [{(each.kind, each.id): each.used for each in plan.loads} for plan in (before, after)]
    made = (
        Change(kind, id_, used[0].get((kind, id_), 0), used[1].get((kind, id_), 0))
        for kind, id_ in sorted(used[0].keys() | used[1].keys())
    )
    differing = (each for each in made if each.before != each.after)
    return tuple(sorted(differing, key=lambda each: (each.before - each.after, each.kind, each.id)))


def _marks(before: Marks, after: Marks) -> tuple[MarkChange, ...]:
    marked = [
        dict.fromkeys(marks.forbidden, FORBID) | dict.fromkeys(marks.forced, FORCE)
        for marks in (before, after)
    ]
    return tuple(
        MarkChange(pair, marked[0].get(pair, FREE), marked[1].get(pair, FREE))
        for pair in sorted(marked[0].keys() | marked[1].keys())
        if marked[0].get(pair) != marked[1].get(pair)
    )


def _limits(before: Limits, after: Limits) -> tuple[LimitChange, ...]:
    values = [_values(limits) for limits in (before, after)]
    return tuple(
        LimitChange(name, subject, values[0].get((name, subject)), values[1].get((name, subject)))
        for name, subject in sorted(values[0].keys() | values[1].keys())
        if values[0].get((name, subject)) != values[1].get((name, subject))
    )


def _values(limits: Limits) -> dict[tuple[str, str], float | None]:
    plain: dict[str, float | None] = {
        "per_firm": limits.per_firm,
        "per_officer": limits.per_officer,
        "exposure_floor": limits.exposure_floor,
        "certainty_cap": limits.certainty_cap,
        "keep_of_best": limits.keep_of_best,
        "seed": limits.seed,
    }
    each_of: dict[str, Mapping[int, int] | Mapping[str, int]] = {
        "per_firm": limits.per_firm_of,
        "per_officer": limits.per_officer_of,
        "least_by_region": limits.least_by_region,
    }
    made: dict[tuple[str, str], float | None] = {(name, ""): value for name, value in plain.items()}
    for name, values in each_of.items():
        made |= {(name, str(subject)): value for subject, value in values.items()}
    return made
