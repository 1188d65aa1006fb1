"""What the guard found in a text, and where."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What gives somebody away; the order is that in which overlapping findings are named."""

    EMAIL = "email"
    URL = "url"
    IDENTIFIER = "identifier"
    PHONE = "phone"
    ORGANISATION = "organisation"
    PERSON = "person"
    SITE = "site"
    UNIQUE = "unique"
    FIGURE = "figure"


@dataclass(frozen=True, slots=True)
class Finding:
    """Words of a text that tell who is meant: offsets into the text as it was given.

    `reason` is a code that `wording.leaks` puts into words.
    """

    kind: Kind
    start: int
    end: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Trace:
    """A finding in the folded text, before its place in the text as given is known."""

    kind: Kind
    start: int
    end: int
    reason: str
