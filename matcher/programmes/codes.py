"""The codes that a fact takes, those of the taxonomy included."""

from collections.abc import Set

from matcher import reference
from matcher.domain.programme_facts import CODES, Fact


def codes_of(fact: Fact) -> Set[str] | None:
    """Return the codes that a fact takes, or None where any two capitals do (countries)."""
    if fact in {Fact.FIRM_SECTORS, Fact.STARTUP_SECTORS}:
        return {sector.id for sector in reference.sectors()}
    return CODES.get(fact)
