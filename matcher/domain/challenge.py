"""A need that an industrial firm posts, and its requirements."""

from dataclasses import dataclass
from enum import StrEnum


class Importance(StrEnum):
    """How much a requirement weighs."""

    MUST = "must"
    NICE = "nice"


class FirmSize(StrEnum):
    """How large a firm is, in its own words; each country draws the lines elsewhere."""

    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that is asked for.

    `start` and `end` are offsets into the challenge's text, or None when it came from the form.
    """

    id: str
    text: str
    importance: Importance = Importance.MUST
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """The hard facts of a challenge; None or empty means "not said".

    `firm` is the id or the name of the firm that asks; `budget_dh` is in dirhams; `asked_in` is the
    year in which it asks: who is young is told by it, never by the clock; `collaboration` is the
    code of the kind that it seeks.
    """

    sectors: tuple[str, ...] = ()
    region: str = ""
    trl_min: int | None = None
    budget_dh: int | None = None
    deadline: str = ""
    languages: tuple[str, ...] = ()
    on_site: bool = False
    firm: str = ""
    firm_size: FirmSize | None = None
    asked_in: int | None = None
    collaboration: str = ""


@dataclass(frozen=True, slots=True)
class Challenge:
    """A need in a firm's own words, with what is asked for and the facts around it.

    `sought` is what is looked for, without the context; empty means that the whole text is.
    """

    id: str
    text: str
    language: str
    title: str = ""
    sought: str = ""
    requirements: tuple[Requirement, ...] = ()
    facts: Facts = Facts()
