"""What the encoder learns from: texts that belong together, by source."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass

Texts = tuple[str, str, str]
"""The same need in French, Arabic and English."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A query and the document that answers it.

    `queries` says the same thing in one or more languages (fr, ar, en when there are three); one
    of them is drawn each time. Documents of one `group` never count as wrong for each other.
    """

    queries: tuple[str, ...]
    document: str
    group: str


@dataclass(frozen=True, slots=True)
class TrainingNeed:
    """A need in three languages, written for a startup that could answer it."""

    startup_id: str
    texts: Texts
    core: str
    """What is sought, in a few French words."""
    document: str
    """The text of its startup."""
    group: str


@dataclass(frozen=True, slots=True)
class GradedNeed:
    """A need with startups that a reader graded for it: 3 propose at once … 0 unrelated."""

    id: str
    texts: Texts
    grades: Mapping[str, int]
    """Startup id → grade, in the order of the file."""

    @property
    def answers(self) -> list[str]:
        """The startups worth an introduction: grade 2 or 3."""
        return [startup for startup, grade in self.grades.items() if grade >= 2]

    @property
    def others(self) -> list[str]:
        """The startups that are not: grade 0 or 1."""
        return [startup for startup, grade in self.grades.items() if grade < 2]


@dataclass(frozen=True, slots=True)
class Profile:
    """A startup's name and text."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Graded:
    """The graded needs that have at least one answer and one that is none, and their startups."""

    needs: tuple[GradedNeed, ...]
    startups: Mapping[str, Profile]


def fingerprint(sources: Mapping[str, Iterable[Pair]], graded: Graded | None) -> str:
    """Return the SHA-256 of everything that is learned from, in order."""
    digest = hashlib.sha256()

    def add(*values: object) -> None:
        digest.update(json.dumps(values, ensure_ascii=False).encode() + b"\n")

    for name, pairs in sources.items():
        for pair in pairs:
            add(name, *astuple(pair))
    for each in graded.needs if graded else ():
        add("graded", each.id, list(each.grades.items()))
    for startup, profile in graded.startups.items() if graded else ():
        add("startup", startup, profile.name, profile.text)
    return digest.hexdigest()
