"""A case tried on programmes: the same check as that of the command, on any day and version."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from matcher.domain.programme import Case, Programme
from matcher.domain.programme_facts import Fact, FactKind
from matcher.domain.programme_verdict import Verdict, verdict_on
from matcher.programmes.cases import case_from
from matcher.programmes.fields import Misfit
from matcher.programmes.forms import NO, YES, number_of
from matcher.workflow.context import Context
from matcher.workflow.programme_versions import in_force, version_of

FACTS = tuple(fact for fact in Fact if fact.kind is not FactKind.ASKED)
"""What can be said of a case."""
_BAND = ("–", "-", "…")


def try_case(
    context: Context, data: object, day: date, wanted: tuple[str, str] = ("", "")
) -> tuple[Case, tuple[Verdict, ...]]:
    """Return a case and what programmes say of it on a day; Misfit says what is wrong with it.

    `wanted` is an id and a version: both empty for all that hold on that day; with a version,
    that very one is asked, whatever the day.
    """
    context.staff()
    case = case_from(data, "case", Misfit)
    name, version = wanted
    if name and version:
        asked: tuple[Programme, ...] = (version_of(context, name, version),)
    else:
        held = in_force(context, day)
        asked = tuple(each for each in held if name in ("", each.id))
    return case, tuple(verdict_on(each, case, day) for each in asked)


def case_data(fields: Mapping[str, Sequence[str]], programme_id: str = "") -> dict[str, Any]:
    """Return a case as JSON has it, out of a form whose fields are named by their facts.

    What is left empty was not said. `used_dh` is what was already received of `programme_id`.
    """
    data: dict[str, Any] = {}
    for fact in FACTS:
        given = [each.strip() for each in fields.get(fact.value, ()) if each.strip()]
        if given:
            part, _, name = fact.value.partition(".")
            data.setdefault(part, {})[name] = _value(fact, given)
    used = next((each for each in fields.get("used_dh", ()) if each.strip()), "")
    if used and programme_id:
        data["used_dh"] = {programme_id: number_of(used)}
    return data


def _value(fact: Fact, given: list[str]) -> Any:
    match fact.kind:
        case FactKind.NUMBER:
            return _number(given[0])
        case FactKind.YES_NO:
            return {YES: True, NO: False}.get(given[0], given[0])
        case FactKind.CODES:
            return [word for each in given for word in each.split()]
    return given[0]


def _number(text: str) -> Any:
    """Return a number, or the band that was typed as two numbers with a dash between them."""
    for dash in _BAND:
        low, found, high = text.partition(dash)
        if found:
            ends = {"at_least": low.strip(), "at_most": high.strip()}
            return {name: number_of(end) for name, end in ends.items() if end}
    return number_of(text)
