"""A startup and its capabilities."""

from dataclasses import dataclass
from enum import StrEnum


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
class Startup:
    """A young company with the facts that filters and hard rules read.

    `sectors` and `regions` hold taxonomy ids where one is known, else the words as given;
    an empty tuple, an empty string or None means "not said".
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
