"""Folded text that remembers where each of its characters came from."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from matcher.text.normalise import fold


@dataclass(frozen=True, slots=True)
class AlignedText:
    """A folded text; `origins[i]` is the offset in the original of folded character i.

    `origins` has one entry more than the text: the end of the original.
    """

    text: str
    origins: tuple[int, ...]


def align(text: str) -> AlignedText:
    """Fold a text character by character, keeping offsets into the original."""
    pieces: list[str] = []
    origins: list[int] = []
    for offset, character in enumerate(text):
        folded = _folded_space(character) or _folded_character(character)
        pieces.append(folded)
        origins.extend([offset] * len(folded))
    return AlignedText("".join(pieces), (*origins, len(text)))


def _folded_space(character: str) -> str:
    """Return a line end or a space for white space, nothing for other characters."""
    if not character.isspace():
        return ""
    return "\n" if character in "\n\r\u2028\u2029\x85" else " "


@lru_cache(maxsize=4_096)
def _folded_character(character: str) -> str:
    return "" if unicodedata.combining(character) else fold(character)
