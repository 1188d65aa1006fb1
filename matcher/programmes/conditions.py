"""Reads the test of a rule from its table: a small closed set of kinds, each with its fields."""

from collections.abc import Callable

from matcher.domain.programme import (
    About,
    AnyOf,
    Between,
    Call,
    Condition,
    Holds,
    InCall,
    NotInForce,
    OneOf,
    Test,
    Unverified,
    YoungerThan,
)
from matcher.domain.programme_facts import Fact, FactKind
from matcher.errors import ReferenceUnreadable
from matcher.programmes.codes import codes_of
from matcher.programmes.fields import Table, tables_of

FACTS = frozenset(fact.value for fact in Fact if fact.kind is not FactKind.ASKED)
"""The facts that a rule may read."""


def read_test(row: Table) -> Test:
    """Return the test of a rule."""
    if row.one_of("kind", [*KINDS, "any_of"]) == "any_of":
        return _any_of(row)
    return KINDS[row.text("kind")](row)


def conditions_of(row: Table, name: str) -> tuple[Condition, ...]:
    """Return the conditions that a field lists; none where it is left out."""
    return tuple(_condition(each) for each in row.tables(name, "fact"))


def _any_of(row: Table) -> AnyOf:
    found = []
    for number, group in enumerate(row.rows("alternatives"), start=1):
        place = f"{row.where}, alternative {number}"
        if not isinstance(group, list):
            raise ReferenceUnreadable(f"{place}: must be a list of conditions.")
        tables = tables_of(group, place, ReferenceUnreadable, "fact")
        found.append(tuple(_condition(each) for each in tables))
    return AnyOf(tuple(found))


def _condition(row: Table) -> Condition:
    made = KINDS[row.one_of("kind", KINDS)](row)
    row.done()
    return made


def _fact(row: Table) -> Fact:
    return Fact(row.one_of("fact", FACTS))


def _between(row: Table) -> Between:
    return Between(
        _fact(row),
        at_least=row.optional("at_least", row.number),
        at_most=row.optional("at_most", row.number),
        below=row.optional("below", row.number),
    )


def _one_of(row: Table) -> OneOf:
    fact = _fact(row)
    made = OneOf(fact, row.words("values"), row.words("unclear", may_be_left_out=True))
    known = codes_of(fact)
    for code in (*made.values, *made.unclear):
        if known is not None and code not in known:
            raise row.complaint(
                f"“{code}” is no {fact.value}; choose from {', '.join(sorted(known))}"
            )
    return made


def _call(row: Table) -> InCall:
    calls = []
    for each in row.tables("calls", "deadline"):
        calls.append(Call(each.day("deadline"), each.optional("opens", each.day)))
        each.done()
    return InCall(tuple(calls), row.flag("next_is_unverified", default=False))


KINDS: dict[str, Callable[[Table], Condition]] = {
    "between": _between,
    "one_of": _one_of,
    "holds": lambda row: Holds(_fact(row), row.flag("expected", default=True)),
    "younger_than": lambda row: YoungerThan(_fact(row), row.whole("years")),
    "call": _call,
    "unverified": lambda row: Unverified(About(row.one_of("about", About))),
    "not_in_force": lambda row: NotInForce(),
}
"""Kind → what reads its fields; any_of is the one kind that holds others."""
