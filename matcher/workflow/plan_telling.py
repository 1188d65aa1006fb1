"""What the planner says, as codes with names and numbers; the sentences are worded at the edge."""

from collections.abc import Mapping

from matcher.domain.plan import (
    Conflict,
    ConstraintRef,
    ForbidCode,
    HeldBy,
    HeldCode,
    LimitKind,
    Relaxation,
    Why,
    WhyCode,
)
from matcher.workflow.plan_kept import Open
from matcher.workflow.plan_naming import Names
from matcher.workflow.plan_settings import DEFAULT_OF, PlanSettings
from matcher.workflow.plan_views import ConflictView, ConstraintView, RelaxationView, Told

Params = dict[str, str | int | float]

_ROUGH = frozenset({WhyCode.BEST, WhyCode.AMONG_BEST, WhyCode.INSTEAD})
"""The reasons that quote a chance; without a calibrated one they have other words."""
_SHARES = ("chance", "withheld_chance", "cap")
_SETTINGS = {
    LimitKind.STARTUP: "per_startup_of",
    LimitKind.FIRM: "per_firm_of",
    LimitKind.OFFICER: "per_officer_of",
    LimitKind.MOST: "most_of",
    LimitKind.LEAST: "least_of",
    LimitKind.FLOOR: "exposure_floor",
    LimitKind.REGION: "least_by_region",
}


def why(reason: Why, *, is_rough: bool) -> Told:
    """Return the sentence of a reason; one without numbers where the chance is only a band."""
    code = reason.code.value
    if is_rough and reason.code in _ROUGH:
        code = f"{code}_rough"
    if reason.code is WhyCode.NEWCOMER and not reason.numbers.get("floor"):
        code = f"{code}_free"
    return Told("plan_why", code, _shown(reason.numbers))


def held_by(held: HeldBy, names: Names, opened: Open) -> Told:
    """Return the sentence of what holds something out of a plan; what is open takes places too."""
    if held.code is not HeldCode.LIMIT or held.limit is None:
        return Told("plan_held_by", held.code.value, _shown(held.numbers))
    already = opened.of(held.limit.kind, _subject(held.limit))
    numbers = {name: number + already for name, number in held.numbers.items()}
    params = _shown(numbers) | _named(held.limit, names)
    return Told("plan_held_by", _code(held.limit), params)


def conflict(found: Conflict, names: Names, opened: Open, asked: PlanSettings) -> ConflictView:
    """Return a conflicting set and what to change, in sentences."""
    return ConflictView(
        constraints=tuple(_constraint(each, names, opened) for each in found.constraints),
        relaxations=tuple(_relaxation(each, names, opened, asked) for each in found.relaxations),
        is_smallest=found.is_smallest,
    )


def own_limits(asked: PlanSettings, names: Names) -> tuple[Told, ...]:
    """Return the sentences of the numbers that are set for single ones."""
    return tuple(
        Told("plan_own_limit", name, {**subject(name, each, names), "count": number})
        for name in DEFAULT_OF
        for each, number in sorted(getattr(asked, name).items())
    )


def subject(name: str, subject_id: int, names: Names) -> dict[str, str]:
    """Return the name of the one for whom a field of `DEFAULT_OF` sets a number."""
    if name == "per_startup_of":
        return {"startup": names.startup(subject_id)}
    if name == "per_firm_of":
        return {"firm": names.firms.get(subject_id, "")}
    if name == "per_officer_of":
        return {"officer": names.officers.get(subject_id, "")}
    return {"challenge": names.title(subject_id)}


def forbidden(code: ForbidCode) -> Told:
    """Return the sentence of why a pair no longer stands: it must not be."""
    return Told("plan_change", f"forbidden_{code.value}")


def _constraint(each: ConstraintRef, names: Names, opened: Open) -> ConstraintView:
    params = _named(each, names)
    if each.limit is not None:
        params["limit"] = each.limit
        params["open"] = opened.of(each.kind, _subject(each))
    return ConstraintView(
        Told("plan_constraint", _code(each), params),
        each.challenge_id,
        each.startup_id,
        each.firm_id,
    )


def _relaxation(
    each: Relaxation, names: Names, opened: Open, asked: PlanSettings
) -> RelaxationView:
    about = each.constraint
    params = _named(about, names)
    number = None
    if each.to is not None:
        number = each.to + opened.of(about.kind, _subject(about))
        params["to"] = number
    code = _code(about)
    setting = _SETTINGS.get(about.kind, "")
    if about.kind is LimitKind.STARTUP and about.startup_id in names.own_places:
        code, setting = "startup_own", ""
    if about.kind is LimitKind.FORBIDDEN and _is_marked(about, asked):
        code = "forbidden_by_mark"
    return RelaxationView(
        Told("plan_relaxation", code, params),
        number,
        each.is_enough,
        setting,
        about.challenge_id,
        about.startup_id,
        about.firm_id,
        about.officer_id,
    )


def _is_marked(about: ConstraintRef, asked: PlanSettings) -> bool:
    return (about.challenge_id, about.startup_id) in asked.forbidden


def _code(each: ConstraintRef) -> str:
    if each.kind is LimitKind.FORBIDDEN:
        return f"forbidden_{each.forbidden or ForbidCode.BY_OFFICER}"
    return each.kind.value


def _subject(each: ConstraintRef) -> int | None:
    subjects = {
        LimitKind.STARTUP: each.startup_id,
        LimitKind.FIRM: each.firm_id,
        LimitKind.OFFICER: each.officer_id,
    }
    return subjects.get(each.kind, each.challenge_id)


def _named(each: ConstraintRef, names: Names) -> Params:
    """Return the names of all that a constraint is about."""
    params: Params = {}
    if each.challenge_id is not None:
        params["challenge"] = names.title(each.challenge_id)
        params["firm"] = names.firm(each.challenge_id)
    if each.startup_id is not None:
        params["startup"] = names.startup(each.startup_id)
    if each.firm_id is not None:
        params["firm"] = names.firms.get(each.firm_id, "")
    if each.officer_id is not None:
        params["officer"] = names.officers.get(each.officer_id, "")
    if each.region:
        params["region"] = each.region
    return params


def _shown(numbers: Mapping[str, float]) -> Params:
    """Return numbers as they are shown: shares in per cent, the rest whole."""
    return {
        name: round(100 * value) if name in _SHARES else round(value)
        for name, value in numbers.items()
    }
