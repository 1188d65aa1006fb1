"""The same need in other clothes: changes that should leave the answer as it is."""

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("synonyms.json")
LINE = 40
"""A line break is put at the first space after so many characters."""

_ARABIC_LETTERS = str.maketrans({**dict.fromkeys("أإآٱ", "ا"), "ؤ": "و", "ئ": "ي"})
_WORD = re.compile(r"(?:[^\W\d_][\u0300-\u036f\u064b-\u0652]*)+")
_BETWEEN_DIGITS = re.compile(r"(?<=\d)[.,](?=\d)")


def capitals(text: str, _: str) -> str:
    """Return the text in capitals."""
    return text.upper()


def without_accents(text: str, _: str) -> str:
    """Return the text without Latin accents, Arabic vowel signs and hamza on its carriers."""
    decomposed = unicodedata.normalize("NFD", text.translate(_ARABIC_LETTERS))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def without_punctuation(text: str, _: str) -> str:
    """Return the text with a space for every mark, but for the point or comma of a decimal."""
    kept = {found.start() for found in _BETWEEN_DIGITS.finditer(text)}
    bare = "".join(
        " " if place not in kept and unicodedata.category(letter).startswith("P") else letter
        for place, letter in enumerate(text)
    )
    return " ".join(bare.split())


def line_breaks(text: str, _: str) -> str:
    """Return the text in lines of about LINE characters, as a mail program would cut it."""
    return re.sub(rf"(.{{{LINE}}}\S*) ", r"\1\n", text)


def decomposed(text: str, _: str) -> str:
    """Return the text in NFD: every accent a character of its own."""
    return unicodedata.normalize("NFD", text)


def one_synonym(text: str, language: str) -> str:
    """Return the text with the first word that the table knows replaced by its synonym, once."""
    known = _table().get(language, {})
    for found in _WORD.finditer(text):
        other = known.get(found.group().lower())
        if other is not None:
            spelled = other[0].upper() + other[1:] if found.group()[0].isupper() else other
            return text[: found.start()] + spelled + text[found.end() :]
    return text


PERTURBATIONS: Mapping[str, Callable[[str, str], str]] = {
    "capitals": capitals,
    "without accents": without_accents,
    "without punctuation": without_punctuation,
    "line breaks": line_breaks,
    "decomposed (NFD)": decomposed,
    "one synonym": one_synonym,
}
"""Name → what it does to a text in a language ("fr", "ar" or "en")."""


@cache
def _table() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads(TABLE.read_text(encoding="utf-8"))
    return found
