"""What programmes ask about: the facts that their rules and amounts read."""

from collections.abc import Iterator

from matcher.domain.programme import (
    AnyOf,
    Between,
    CeilingBasis,
    Condition,
    Holds,
    NotInForce,
    OneOf,
    Programme,
    Test,
    YoungerThan,
)
from matcher.domain.programme_facts import Fact

_OF_OTHERS = ("firm.", "pair.")


def facts_asked(programme: Programme) -> tuple[Fact, ...]:
    """Return the facts that a programme reads, each once; none of one that is closed."""
    if any(isinstance(rule.test, NotInForce) for rule in programme.rules):
        return ()
    found = [fact for rule in programme.rules for fact in _facts(rule.test)]
    for terms in programme.aid:
        found += [fact for each in terms.when for fact in _facts(each)]
        steps = [step for bonus in terms.bonuses for step in bonus.steps]
        found += [fact for step in steps for each in step.when for fact in _facts(each)]
    if programme.aid:
        found.append(Fact.PROJECT_COST)
    return tuple(dict.fromkeys(found))


def is_for_startups(programme: Programme) -> bool:
    """Whether a startup can ask alone: its rules read the startup and its project, nobody else."""
    asked = facts_asked(programme)
    return bool(asked) and not any(fact.value.startswith(_OF_OTHERS) for fact in asked)


def youngest_years(programme: Programme, fact: Fact) -> frozenset[int]:
    """Return the ages that its rules compare a date with."""
    return frozenset(
        each.years
        for rule in programme.rules
        for each in _conditions(rule.test)
        if isinstance(each, YoungerThan) and each.fact is fact
    )


def ceiling_basis(programme: Programme) -> CeilingBasis | None:
    """Return what its ceiling counts over; None where it pays nothing."""
    return programme.aid[0].ceiling_per if programme.aid else None


def _facts(test: Test) -> Iterator[Fact]:
    for each in _conditions(test):
        if isinstance(each, Between | OneOf | Holds | YoungerThan):
            yield each.fact


def _conditions(test: Test) -> Iterator[Condition]:
    if isinstance(test, AnyOf):
        for alternative in test.alternatives:
            yield from alternative
    else:
        yield test
