"""A startup and its capabilities."""

from dataclasses import dataclass, field
from enum import StrEnum

from matcher.domain.challenge import FirmSize


class Status(StrEnum):
    """Whether a startup may be suggested."""

    ACTIVE = "active"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that a startup can do; capabilities are what is indexed.

    `title` may be empty. Evidence offsets count characters of `text`, exactly as it was given.
    """

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a startup accepts and what it would refuse; empty or None means "not said".

    `firm_sizes` are the only firms that it works with; `capacity` is how many introductions it can
    take at a time, of which `introductions_open` are taken. `exclusive_with` holds the only firms
    (ids or names) that it may work with, `excluded_firms` those that it may not: both are
    confidential, never shown to another side and never told in a reason. `min_budget_dh` is in
    dirhams.
    """

    refused_sectors: tuple[str, ...] = ()
    refused_regions: tuple[str, ...] = ()
    firm_sizes: tuple[FirmSize, ...] = ()
    capacity: int | None = None
    introductions_open: int = 0
    exclusive_with: tuple[str, ...] = field(default=(), repr=False)
    excluded_firms: tuple[str, ...] = field(default=(), repr=False)
    min_budget_dh: int | None = None


YOUNG_YEARS = 3
"""A startup is young in the calendar year that it was founded in and in the two after it."""

NO_TERMS = Terms()
"""The terms of a startup that said nothing about them."""


@dataclass(frozen=True, slots=True)
class Startup:
    """A young company with the facts that filters and hard rules read.

    `sectors` and `regions` hold taxonomy ids where one is known, else the words as given;
    an empty tuple, an empty string or None means "not said". `founded` is a year.
    """

    id: str
    name: str
    capabilities: tuple[Capability, ...]
    sectors: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    trl: int | None = None
    status: Status = Status.ACTIVE
    ice: str = ""
    website: str = ""
    terms: Terms = NO_TERMS
    founded: int | None = None


def is_young(founded: int | None, year: int | None) -> bool:
    """Whether a startup of one year is young in another; not when either is unknown."""
    return founded is not None and year is not None and year - founded < YOUNG_YEARS


def startup_of_document(document_id: str, title: str, text: str) -> Startup:
    """Return a document of a judged set as evaluations see it: a startup with one capability."""
    return Startup(document_id, title or document_id, (Capability(document_id, title, text),))
