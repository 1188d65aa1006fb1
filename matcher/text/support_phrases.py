"""Phrases of data/support as patterns over folded text: what asks for a support body."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from matcher import reference
from matcher.settings import settings

_ARABIC: Final = re.compile("[\u0620-\u064a]")
_PREFIX: Final = "(?:[وف]?[بلك]?(?:ال)?|لل)"
_BARE: Final = "(?:[وف]?[بلك]?)"
_INDEFINITE: Final = frozenset({"technology"})
"""What is sought has no article in Arabic: with one, it is what the firm has."""
_NEXT: Final = r"\W{1,3}"
_GAP: Final = r"(?:\W{1,3}\w+){0,4}?\W{1,3}"
_NEVER: Final = re.compile(r"(?!)")

Patterns = Mapping[str, re.Pattern[str]]


def cue_patterns(language: str) -> Patterns:
    """Return name of a family of cues → its pattern, for fr, ar or en."""
    return _cue_patterns(settings().home, language)


def subject_patterns(language: str) -> Patterns:
    """Return key of a support body → the pattern of what it deals with."""
    return _subject_patterns(settings().home, language)


@cache
def _cue_patterns(home: Path, language: str) -> Patterns:
    """Return the patterns of a project folder, which `reference` reads."""
    return {
        name: pattern_of(phrases, article=name not in _INDEFINITE)
        for name, phrases in reference.support_cues(language).items()
    }


@cache
def _subject_patterns(home: Path, language: str) -> Patterns:
    return {
        key: pattern_of(subjects.phrases[language])
        for key, subjects in reference.support_subjects().items()
    }


def pattern_of(phrases: Iterable[str], *, article: bool = True) -> re.Pattern[str]:
    """Return what finds any of the phrases in folded text.

    In a phrase, `*` ends or opens a word freely, `…` stands for up to four words, `|` parts words
    of which one stands, and `_` joins several words into one of these. An Arabic word may carry its
    prefixes, and the article unless `article` is false.
    """
    every = [_phrase(phrase, _PREFIX if article else _BARE) for phrase in phrases]
    return re.compile(rf"(?<!\w)(?:{'|'.join(every)})(?!\w)") if every else _NEVER


def _phrase(phrase: str, prefix: str) -> str:
    made, joint = "", ""
    for token in phrase.split():
        if token == "…":  # noqa: S105 (a sign of the notation)
            joint = _GAP
            continue
        ways = "|".join(
            _NEXT.join(_word(word, prefix) for word in way.split("_")) for way in token.split("|")
        )
        made += f"{joint}(?:{ways})"
        joint = _NEXT
    return made


def _word(word: str, prefix: str) -> str:
    body = re.escape(word).replace(r"\*", r"\w*").replace(r"\\d\+", r"\d+")
    return prefix + body if _ARABIC.match(word) else body
