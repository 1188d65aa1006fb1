"""Index terms and their numbers: a term keeps its number for ever."""

import json
import os
import threading
from collections.abc import Iterable
from pathlib import Path

from matcher.errors import SnapshotRefused


class Vocabulary:
    """Every term ever indexed, numbered from 0 in order of first appearance.

    It only grows. Growing takes a lock, so several threads may add; reading needs none, because
    a term becomes visible only once its number is fixed.
    """

    def __init__(self, terms: Iterable[str] = ()) -> None:
        self._terms: list[str] = []
        self._numbers: dict[str, int] = {}
        self._growing = threading.Lock()
        self.add(terms)

    def __len__(self) -> int:
        return len(self._terms)

    def __contains__(self, term: str) -> bool:
        return term in self._numbers

    def add(self, terms: Iterable[str]) -> list[int]:
        """Return the number of each term, in order and with repeats; new terms are numbered."""
        known = self._numbers
        numbers = []
        for term in terms:
            number = known.get(term)
            numbers.append(self._number(term) if number is None else number)
        return numbers

    def known(self, terms: Iterable[str]) -> list[int]:
        """Return the numbers of the terms that are known, in order; unknown terms are left out."""
        numbers = self._numbers
        return [numbers[term] for term in terms if term in numbers]

    def term(self, number: int) -> str:
        """Return the term with this number; IndexError when there is none."""
        if number < 0:
            raise IndexError(f"Terms are numbered from 0; there is no term {number}.")
        return self._terms[number]

    def save(self, path: Path) -> None:
        """Write the terms to one file and wait until the disk has it; not atomic by itself."""
        with path.open("w", encoding="ascii") as file:
            json.dump(self._terms, file, indent=0)
            file.flush()
            os.fsync(file.fileno())

    @classmethod
    def load(cls, path: Path) -> "Vocabulary":
        """Read a file that `save` wrote; SnapshotRefused when it is missing or damaged."""
        try:
            terms = json.loads(path.read_text(encoding="ascii"))
        except (OSError, ValueError) as error:
            raise SnapshotRefused(
                f"The vocabulary {path} cannot be read; rebuild the index."
            ) from error
        if not isinstance(terms, list) or not all(isinstance(term, str) for term in terms):
            raise SnapshotRefused(f"{path} is not a list of terms; rebuild the index.")
        vocabulary = cls(terms)
        if len(vocabulary) != len(terms):
            raise SnapshotRefused(f"The vocabulary {path} holds a term twice; rebuild the index.")
        return vocabulary

    def _number(self, term: str) -> int:
        with self._growing:
            number = self._numbers.get(term)
            if number is None:
                number = len(self._terms)
                self._terms.append(term)
                self._numbers[term] = number
            return number
