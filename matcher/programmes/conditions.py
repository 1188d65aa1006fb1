"""Reads the test of a rule from its table: a small closed set of kinds, each with its fields."""

from collections.abc import Callable
from typing import TypeVar

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
    Unsound,
    Unverified,
    YoungerThan,
)
from matcher.domain.programme_facts import Fact, FactKind
from matcher.programmes.codes import codes_of
from matcher.programmes.fields import Table

T = TypeVar("T")

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
    for number, group in enumerate(row.rows("alternatives")):
        place = f"{row.where}, alternative {number + 1}"
        if not isinstance(group, list):
            raise row.complaint("“%(field)s” must be a list of conditions", field="alternatives")
        tables = row.tables_in(group, place, "fact", ("alternatives", number))
        found.append(tuple(_condition(each) for each in tables))
    return AnyOf(tuple(found))


def _condition(row: Table) -> Condition:
    made = kept(row, lambda: KINDS[row.one_of("kind", KINDS)](row))
    row.done()
    return made


def kept(row: Table, make: Callable[[], T]) -> T:
    """Return what is made of a row; what the domain refuses is told with the row's place."""
    try:
        return make()
    except Unsound as error:
        raise row.complaint(error.template, **error.params) from error
    except ValueError as error:
        raise row.complaint("%(problem)s", problem=error) from error


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
                "“%(value)s” is no %(fact)s; choose from %(known)s",
                value=code,
                fact=fact.value,
                known=", ".join(sorted(known)),
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
