"""Needs told in three languages, with what is known of who answers them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from matcher.learning.encoder.needs import (
    BLIND_GRADES,
    GRADES,
    read_blind,
    read_grades,
)
from matcher.learning.encoder.pairs import Profile, Texts, TrainingNeed


@dataclass(frozen=True, slots=True)
class ToldNeed:
    """A need in three languages.

    `startup` is the one that it was written for; empty when it was written before any startup was
    read. `grades` are those of the startups that were graded for it: 3 propose at once … 0
    unrelated.
    """

    id: str
    texts: Texts
    startup: str
    grades: Mapping[str, int]

    @property
    def gains(self) -> dict[str, float]:
        """What each startup that answers is worth: 2 for grade 3, 1 for grade 2.

        A need without grades is answered by the startup that it was written for.
        """
        if not self.grades:
            return {self.startup: 1.0} if self.startup else {}
        return {name: grade - 1.0 for name, grade in self.grades.items() if grade >= 2}

    @property
    def times(self) -> int:
        """How often it comes in a round: blind needs with grades twice, the others once."""
        return 2 if self.grades and not self.startup else 1


def read_told(
    data: Path, needs: Sequence[TrainingNeed], profiles: Mapping[str, Profile]
) -> list[ToldNeed]:
    """Return the needs that may train: those for a startup, then the blind ones.

    Raises ReferenceUnreadable for a file that is not as it should be.
    """
    targeted, blind = {need.startup_id: need.texts for need in needs}, read_blind(data)
    folder = data / "training"
    grades = read_grades(folder / GRADES, targeted, profiles)
    blind_grades = read_grades(folder / BLIND_GRADES, blind, profiles)
    return [
        *(ToldNeed(name, texts, name, grades.get(name, {})) for name, texts in targeted.items()),
        *(ToldNeed(name, texts, "", blind_grades.get(name, {})) for name, texts in blind.items()),
    ]
