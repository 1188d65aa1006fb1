"""Cue phrases that tell what a sentence of a need is for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from matcher import reference
from matcher.text.normalise import fold

LANGUAGES = ("fr", "ar", "en")
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Cues:
    """Compiled patterns over folded text, one for each role that words can announce."""

    sought: re.Pattern[str]
    must: re.Pattern[str]
    nice: re.Pattern[str]
    logistics: re.Pattern[str]
    refused: re.Pattern[str]
    today: re.Pattern[str]
    joints: re.Pattern[str]
    without: re.Pattern[str]
    apart: re.Pattern[str]


@cache
def cues_for(language: str) -> Cues:
    """Return the cues of one language (fr, ar or en).

    What is sought is announced in any of the three languages, since needs mix them;
    the other roles are read in the language of the text alone.
    """
    own = reference.cues(language)
    every_sought = [phrase for each in LANGUAGES for phrase in reference.cues(each)["sought"]]
    return Cues(
        sought=_pattern(every_sought),
        must=_pattern(own["must"]),
        nice=_pattern(own["nice"]),
        logistics=_pattern(own["logistics"]),
        refused=_pattern(own["refused"]),
        today=_pattern(own["today"]),
        joints=_joints(own["joints"]),
        without=_pattern(
            phrase for each in LANGUAGES for phrase in reference.cues(each)["without"]
        ),
        apart=_compounds(phrase for each in LANGUAGES for phrase in reference.cues(each)["apart"]),
    )


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))
    if not longest_first:
        return _NEVER
    return re.compile(r"(?<!\w)[وف]?(?:" + "|".join(map(_alternative, longest_first)) + ")")


def _alternative(phrase: str) -> str:
    words = re.escape(phrase).replace(r"\ :", r"\s*:").replace(r"\ ", r"\s+")
    return words if phrase[-1] in ":'" else words + r"(?!\w)"


def _joints(phrases: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(phrase).replace(r"\ ", r"\s+") for phrase in phrases))


def _compounds(phrases: Iterable[str]) -> re.Pattern[str]:
    each = (re.escape(phrase).replace(r"\ ", r"[\s-]+") for phrase in sorted(phrases))
    return re.compile(r"(?<!\w)[وف]?(?:" + "|".join(each) + r")(?!\w)")


def is_negative(text: str, language: str) -> bool:
    """Tell whether a text says what must not be, or is not ("without", "no", "sans", «بدون»).

    Inside a phrase such as "non-destructive", "not only" or «لا يقل عن» such a word denies nothing.
    """
    cues = cues_for(language)
    return bool(cues.without.search(cues.apart.sub(" ", fold(text))))
