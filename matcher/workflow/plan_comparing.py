"""Two plans side by side, and what it would cost to have a pair in a plan."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from matcher.domain.plan import (
    ChallengeNeed,
    Change,
    Conflict,
    LeftOut,
    LeftOutKind,
    LimitKind,
    Marks,
    Pair,
    Plan,
    Problem,
    StartupPlaces,
)
from matcher.errors import NotFound
from matcher.workflow.context import Context
from matcher.workflow.plan_beside_views import (
    CostView,
    DifferenceView,
    InclusionView,
    LoadsBeside,
    ShiftView,
)
from matcher.workflow.plan_kept import Kept, kept
from matcher.workflow.plan_naming import Names
from matcher.workflow.plan_reading import (
    called_in,
    line_of,
    loads_of,
    mark_of,
    options_of,
    pair_view,
    pairs_of,
)
from matcher.workflow.plan_settings import DEFAULT_OF, NUMBERS, SHARES, Mark, PlanSettings
from matcher.workflow.plan_telling import Params, conflict, subject
from matcher.workflow.plan_views import LoadLine, PairView, Told

_KINDS = {
    LimitKind.STARTUP: "startup",
    LimitKind.FIRM: "firm",
    LimitKind.OFFICER: "officer",
    LimitKind.MOST: "challenge",
    LimitKind.LEAST: "challenge",
}


def difference(context: Context, plan_id: int, other_id: int) -> DifferenceView:
    """Return two solved plans side by side, the older first."""
    from matcher.ranking import assignment

    context.staff()
    before, after = (kept(context, each) for each in sorted((plan_id, other_id)))
    (old_problem, old), (new_problem, new) = before.solved(), after.solved()
    called = called_in(context, before, after)
    compared = assignment.compare(old, new)
    shifts = [_shift(each, called) for each in compared.changes if each.kind in _KINDS]
    return DifferenceView(
        before=line_of(context, before),
        after=line_of(context, after),
        added=_of_plan(after, new, compared.added, called),
        removed=_of_plan(before, old, compared.removed, called),
        same=len(compared.kept),
        gains=tuple(each for each in shifts if each.after > each.before),
        loses=tuple(each for each in shifts if each.after < each.before),
        changes=(
            *_marked(before.settings, after.settings, called),
            *_set(before.settings, after.settings, called),
            *_happened(old_problem, new_problem, {*old.chosen, *new.chosen}, called),
        ),
        loads=tuple(_beside(_loads(before, called), _loads(after, called))),
    )


def cost(context: Context, plan_id: int, pair: Pair) -> CostView:
    """Return what it would cost to have a pair in a plan; solved now, from what was known then.

    What the officer's own mark forbids is taken to be allowed.
    """
    from matcher.ranking import assignment

    context.staff()
    known = kept(context, plan_id)
    problem, plan = known.solved()
    if not known.has(pair):
        raise NotFound("This pair is not in the plan.")
    called = called_in(context, known)
    view = pair_view(options_of(known)[pair], called, mark=mark_of(known.settings, pair))
    if pair in plan.chosen:
        return CostView(view, 0.0)
    forced = _with(problem, known.settings, pair)
    other = assignment.solve(forced, near=plan.chosen)
    if isinstance(other, Conflict):
        told = conflict(other, called, known.open, known.settings)
        return CostView(view, None, conflict=told)
    found = assignment.cost_of(problem, plan, pair)
    return CostView(
        view,
        None if isinstance(found, Conflict) else found,
        enters=_of_plan(known, other, other.chosen - plan.chosen - {pair}, called),
        leaves=_of_plan(known, plan, plan.chosen - other.chosen, called),
    )


def cost_of_including(
    context: Context, plan_id: int, kind: LeftOutKind, subject_id: int
) -> InclusionView:
    """Return what one candidate more of a challenge, or one introduction of a startup, would cost.

    Solved now, from what was known then.
    """
    from matcher.ranking import assignment

    context.staff()
    known = kept(context, plan_id)
    problem, plan = known.solved()
    is_challenge = kind is LeftOutKind.CHALLENGE
    if subject_id not in {each.id for each in _subjects(problem, kind)}:
        raise NotFound("This is not part of the plan.")
    called = called_in(context, known)
    left = LeftOut(
        kind,
        subject_id if is_challenge else None,
        None if is_challenge else subject_id,
        chance=0.0,
        held_by=(),
    )
    return InclusionView(
        called.title(subject_id) if is_challenge else called.startup(subject_id),
        assignment.cost_of_including(problem, plan, left),
    )


def _subjects(
    problem: Problem, kind: LeftOutKind
) -> tuple[ChallengeNeed, ...] | tuple[StartupPlaces, ...]:
    return problem.challenges if kind is LeftOutKind.CHALLENGE else problem.startups


def _loads(known: Kept, called: Names) -> dict[tuple[str, int], LoadLine]:
    """Return the load of each startup, firm and officer that a plan knows."""
    problem, plan = known.solved()
    found = {
        ("startup", each.id): LoadLine(
            "startup",
            each.id,
            called.startup(each.id),
            open=known.open.startups.get(each.id, 0),
            planned=0,
            places=each.places + known.open.startups.get(each.id, 0),
        )
        for each in problem.startups
    }
    return found | {(each.kind, each.id): each for each in loads_of(known, plan, called)}


def _beside(
    before: Mapping[tuple[str, int], LoadLine], after: Mapping[tuple[str, int], LoadLine]
) -> Iterator[LoadsBeside]:
    """Yield the loads of all who are in one of two plans, the busiest first."""
    both = {key: (before.get(key), after.get(key)) for key in sorted({*before, *after})}
    for (kind, _), lines in sorted(
        both.items(), key=lambda each: -max(line.taken for line in each[1] if line)
    ):
        known = [line for line in lines if line]
        if any(line.planned for line in known):
            yield LoadsBeside(kind, known[0].name, *lines)


def _with(problem: Problem, asked: PlanSettings, pair: Pair) -> Problem:
    """Return the problem with a pair forced; only the officer's own mark against it is lifted."""
    marks = problem.marks
    lifted = {pair} & asked.forbidden
    forbidden = {each: code for each, code in marks.forbidden.items() if each not in lifted}
    return replace(problem, marks=Marks(marks.forced | {pair}, forbidden))


def _of_plan(known: Kept, plan: Plan, pairs: Iterable[Pair], called: Names) -> tuple[PairView, ...]:
    wanted = set(pairs)
    return pairs_of(known, [each for each in plan.pairs if each.pair in wanted], called, {})


def _shift(each: Change, called: Names) -> ShiftView:
    kind = _KINDS[each.kind]
    named: Mapping[str, Mapping[int, str]] = {
        "startup": called.startups,
        "firm": called.firms,
        "officer": called.officers,
        "challenge": called.challenges,
    }
    return ShiftView(kind, each.id, named[kind].get(each.id, ""), each.before, each.after)


def _marked(before: PlanSettings, after: PlanSettings, called: Names) -> Iterator[Told]:
    """Yield each pair that was marked otherwise."""
    for pair in sorted(before.forced | before.forbidden | after.forced | after.forbidden):
        mark = mark_of(after, pair)
        if mark != mark_of(before, pair):
            names = {"startup": called.startup(pair[1]), "challenge": called.title(pair[0])}
            yield Told("plan_difference", mark or Mark.FREE.value, names)


def _set(before: PlanSettings, after: PlanSettings, called: Names) -> Iterator[Told]:
    """Yield each limit that was set otherwise."""
    for name in NUMBERS:
        yield from _other(name, getattr(before, name), getattr(after, name))
    for name in SHARES:
        yield from _other(
            name, round(100 * getattr(before, name)), round(100 * getattr(after, name))
        )
    for name in DEFAULT_OF:
        for each in sorted({*getattr(before, name), *getattr(after, name)}):
            then, now = before.number_of(name, each), after.number_of(name, each)
            yield from _other(name, then, now, **subject(name, each, called))
    for code in sorted({*before.least_by_region, *after.least_by_region}):
        then = before.least_by_region.get(code, 0)
        yield from _other("least_by_region", then, after.least_by_region.get(code, 0), region=code)
    if before.seed != after.seed:
        yield Told("plan_difference", "seed")
    if before.officer_id != after.officer_id:
        yield Told("plan_difference", "officer")


def _other(name: str, before: int, after: int, **names: str) -> Iterator[Told]:
    if before != after:
        params: Params = {"before": before, "after": after, **names}
        yield Told("plan_difference", name, params)


def _happened(before: Problem, after: Problem, pairs: set[Pair], called: Names) -> Iterator[Told]:
    """Yield what became different outside, as far as it can have to do with the two plans."""
    old, new = ({each.id for each in one.challenges} for one in (before, after))
    for each in sorted(new - old):
        yield Told("plan_difference", "challenge_came", {"challenge": called.title(each)})
    for each in sorted(old - new):
        yield Told("plan_difference", "challenge_went", {"challenge": called.title(each)})
    then, now = _by_startup(before), _by_startup(after)
    for each in sorted({startup for _, startup in pairs} & set(then) & set(now)):
        yield from _other(
            "startup_places", then[each].places, now[each].places, startup=called.startup(each)
        )


def _by_startup(problem: Problem) -> dict[int, StartupPlaces]:
    return {each.id: each for each in problem.startups}
