"""Plans as officers read them: figures, pairs with their reasons, what is left out, who is busy."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from matcher.domain.plan import (
    ConstraintRef,
    HeldBy,
    HeldCode,
    LeftOut,
    LeftOutKind,
    LimitKind,
    Option,
    Pair,
    Plan,
    PlannedPair,
    Problem,
)
from matcher.store.organisations import UserRow
from matcher.store.plans import PlanRow
from matcher.workflow.context import Context
from matcher.workflow.plan_kept import Kept, figures_of, kept, state_of
from matcher.workflow.plan_naming import Names, names_of
from matcher.workflow.plan_settings import Mark, PlanSettings, PlanState
from matcher.workflow.plan_standing import Standing, standings
from matcher.workflow.plan_telling import conflict, held_by, own_limits, why
from matcher.workflow.plan_views import (
    LeftOutView,
    LoadLine,
    MarkLine,
    PairView,
    PlanLine,
    PlanView,
    RegionLine,
    Told,
)

MOST_LEFT_OUT = {
    LeftOutKind.CHALLENGE: 200,
    LeftOutKind.NEWCOMER: 50,
    LeftOutKind.PAIR: 200,
}
"""How many of each kind of things that a plan leaves out are told, in this order."""
_NOW = Standing()


def recent(context: Context, most: int = 30) -> tuple[PlanLine, ...]:
    """Return the last plans, the newest first."""
    context.staff()
    rows = context.session.execute(
        select(
            PlanRow.id,
            PlanRow.state,
            PlanRow.base_id,
            PlanRow.created_at,
            PlanRow.solved_at,
            PlanRow.result["figures"].label("figures"),
            UserRow.name,
        )
        .outerjoin(UserRow, UserRow.id == PlanRow.officer_id)
        .order_by(PlanRow.id.desc())
        .limit(most)
    )
    return tuple(
        PlanLine(
            id=row.id,
            state=PlanState(row.state),
            officer_name=row.name or "",
            base_id=row.base_id,
            created_at=row.created_at,
            solved_at=row.solved_at,
            figures=figures_of(row.figures),
        )
        for row in rows
    )


def read(context: Context, plan_id: int) -> PlanView:
    """Return a plan with what became of its pairs since."""
    context.staff()
    known = kept(context, plan_id)
    called = called_in(context, known)
    told: dict[str, Any] = {
        "marks": _marks(known, called),
        "own_limits": own_limits(known.settings, called),
        "failure": Told("plan_failure", known.failure.value) if known.failure else None,
    }
    if known.plan is None or known.problem is None:
        found = known.conflict
        return _view(
            context,
            known,
            conflict=conflict(found, called, known.open, known.settings) if found else None,
            **told,
        )
    plan, problem = known.plan, known.problem
    stands = standings(context, [each.pair for each in plan.pairs])
    return _view(
        context,
        known,
        figures=figures_of(known.row.result["figures"]),
        pairs=pairs_of(known, plan.pairs, called, stands),
        left_out=_all_left_out(known, problem, plan, called),
        left_out_in_all=Counter(each.kind.value for each in plan.left_out),
        options_of=Counter(each.challenge_id for each in problem.options),
        loads=tuple(each for each in loads_of(known, plan, called) if each.planned),
        regions=_regions(problem, plan),
        stale=sum(bool(each.change) and not each.is_done for each in stands.values()),
        done=sum(each.is_done for each in stands.values()),
        **told,
    )


def line_of(context: Context, known: Kept) -> PlanLine:
    """Return a plan as a line of a list."""
    row = known.row
    officer = context.session.get(UserRow, row.officer_id) if row.officer_id else None
    return PlanLine(
        id=row.id,
        state=state_of(row),
        officer_name=officer.name if officer else "",
        base_id=row.base_id,
        created_at=row.created_at,
        solved_at=row.solved_at,
        figures=figures_of(row.result.get("figures")),
    )


def called_in(context: Context, *plans: Kept) -> Names:
    """Return the names of all that these plans speak of."""
    challenges: set[int] = set()
    startups: set[int] = set()
    officers: set[int] = set()
    firms: set[int] = set()
    for known in plans:
        asked = known.settings
        marked = asked.forced | asked.forbidden
        challenges |= {each for each, _ in marked} | {*asked.least_of, *asked.most_of}
        startups |= {each for _, each in marked} | {*asked.per_startup_of}
        officers |= {*asked.per_officer_of}
        firms |= {*asked.per_firm_of}
        if known.problem is not None:
            challenges |= {each.id for each in known.problem.challenges}
            officers |= {each.officer_id for each in known.problem.challenges if each.officer_id}
            startups |= {each.id for each in known.problem.startups}
    return names_of(context, challenges, startups, officers, firms)


def pairs_of(
    known: Kept,
    pairs: Iterable[PlannedPair],
    called: Names,
    stands: dict[Pair, Standing],
) -> tuple[PairView, ...]:
    """Return pairs of a plan with their names and reasons, by challenge, the best chance first."""
    options = options_of(known)
    new = _newcomers(known)
    ordered = sorted(pairs, key=lambda each: (called.title(each.challenge_id), -each.chance))
    return tuple(
        pair_view(
            options[each.pair],
            called,
            mark=mark_of(known.settings, each.pair),
            is_new=each.startup_id in new,
            why_it_is=each,
            stands=stands.get(each.pair, _NOW),
        )
        for each in ordered
    )


def pair_view(
    option: Option,
    called: Names,
    *,
    mark: str = "",
    is_new: bool = False,
    why_it_is: PlannedPair | None = None,
    stands: Standing = _NOW,
) -> PairView:
    """Return a pair with its names."""
    reasons = why_it_is.why if why_it_is else ()
    return PairView(
        challenge_id=option.challenge_id,
        startup_id=option.startup_id,
        challenge_title=called.title(option.challenge_id),
        firm_id=called.firm_of.get(option.challenge_id, 0),
        firm_name=called.firm(option.challenge_id),
        startup_name=called.startup(option.startup_id),
        region=called.regions.get(option.startup_id, ""),
        chance=None if option.is_rough else option.chance,
        band=option.band,
        is_new=is_new,
        mark=mark,
        why=tuple(why(each, is_rough=option.is_rough) for each in reasons),
        first=stands.first,
        change=stands.change,
        stage=stands.stage,
    )


def options_of(known: Kept) -> dict[Pair, Option]:
    """Return the options of a plan by their pair."""
    return {each.pair: each for each in known.problem.options} if known.problem else {}


def mark_of(asked: PlanSettings, pair: Pair) -> str:
    """Return what the officer said of a pair: "force", "forbid" or nothing."""
    if pair in asked.forced:
        return Mark.FORCE.value
    return Mark.FORBID.value if pair in asked.forbidden else ""


def _view(context: Context, known: Kept, **parts: Any) -> PlanView:
    line = line_of(context, known)
    return PlanView(
        id=line.id,
        version=known.row.version,
        state=line.state,
        officer_name=line.officer_name,
        base_id=line.base_id,
        created_at=line.created_at,
        solved_at=line.solved_at,
        settings=known.settings,
        **parts,
    )


def _newcomers(known: Kept) -> frozenset[int]:
    startups = known.problem.startups if known.problem else ()
    return frozenset(each.id for each in startups if each.is_new)


def _all_left_out(
    known: Kept, problem: Problem, plan: Plan, called: Names
) -> tuple[LeftOutView, ...]:
    """Return what is left out, each kind cut by itself; challenges without anybody first."""
    options = options_of(known)
    served = {each.challenge_id for each in plan.pairs}
    found = [*_full_already(known, problem), *plan.left_out]
    return tuple(
        _left_out(known, each, called, options)
        for kind, most in MOST_LEFT_OUT.items()
        for each in sorted(
            (each for each in found if each.kind is kind),
            key=lambda each: each.challenge_id in served,
        )[:most]
    )


def _full_already(known: Kept, problem: Problem) -> Iterator[LeftOut]:
    """Yield each challenge that may have no more candidates than those under way."""
    for each in problem.challenges:
        if each.most:
            continue
        opened = known.open.challenges.get(each.id, 0)
        limit = ConstraintRef(LimitKind.MOST, challenge_id=each.id, limit=0)
        held = HeldBy(HeldCode.LIMIT, limit, {"used": 0, "limit": 0})
        if opened:
            held = HeldBy(HeldCode.UNDER_WAY, None, {"open": opened})
        yield LeftOut(LeftOutKind.CHALLENGE, each.id, None, 0.0, (held,), is_possible=False)


def _left_out(
    known: Kept, each: LeftOut, called: Names, options: dict[Pair, Option]
) -> LeftOutView:
    pair = (each.challenge_id or 0, each.startup_id or 0)
    option = options.get(pair)
    return LeftOutView(
        kind=each.kind.value,
        challenge_id=each.challenge_id,
        startup_id=each.startup_id,
        challenge_title=called.title(each.challenge_id),
        firm_name=called.firm(each.challenge_id),
        startup_name=called.startup(each.startup_id),
        chance=None if option is None or option.is_rough else option.chance,
        band=option.band if option else "",
        held_by=tuple(held_by(one, called, known.open) for one in each.held_by),
        cost=each.cost,
        missing=each.missing,
        is_possible=each.is_possible,
        mark=mark_of(known.settings, pair),
    )


def _marks(known: Kept, called: Names) -> tuple[MarkLine, ...]:
    asked = known.settings
    why = {
        (each.challenge_id, each.startup_id): Told("plan_unheld", each.code.value)
        for each in known.unheld
    }
    return tuple(
        MarkLine(
            challenge_id=pair[0],
            startup_id=pair[1],
            challenge_title=called.title(pair[0]),
            firm_name=called.firm(pair[0]),
            startup_name=called.startup(pair[1]),
            mark=mark_of(asked, pair),
            unheld=why.get(pair),
        )
        for pair in sorted(asked.forced | asked.forbidden)
    )


def loads_of(known: Kept, plan: Plan, called: Names) -> tuple[LoadLine, ...]:
    """Return how busy the plan makes startups, firms and officers, the busiest first."""
    named = {
        LimitKind.STARTUP: called.startups,
        LimitKind.FIRM: called.firms,
        LimitKind.OFFICER: called.officers,
    }
    found = []
    for each in plan.loads:
        if each.kind not in named:
            continue
        opened = known.open.of(each.kind, each.id)
        found.append(
            LoadLine(
                kind=each.kind.value,
                id=each.id,
                name=named[each.kind].get(each.id, ""),
                open=opened,
                planned=each.used,
                places=None if each.limit is None else each.limit + opened,
            )
        )
    return tuple(sorted(found, key=lambda line: (line.kind, -line.planned, line.name)))


def _regions(problem: Problem, plan: Plan) -> tuple[RegionLine, ...]:
    region = {each.id: each.region for each in problem.startups}
    planned = Counter(region[each.startup_id] for each in plan.pairs)
    startups = Counter(region.values())
    before: Counter[str] = Counter()
    for each in problem.startups:
        before[each.region] += each.times_seen
    return tuple(
        RegionLine(code, startups[code], before[code], planned[code])
        for code in sorted(startups, key=lambda code: (-planned[code], -startups[code], code))
    )
