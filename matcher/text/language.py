"""Which of French, Arabic or English (or Darija, arabizi) a text is written in."""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final, Literal

from matcher.text.lemmas import lemmas
from matcher.text.normalise import clean, fold
from matcher.text.tokens import function_words
from matcher.text.varieties import arabizi_words, is_darija

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

Language = Literal["fr", "ar", "en"]
Variety = Literal["standard", "darija", "arabizi", "mixed"]

READ_AT_MOST: Final = 5_000
"""Characters that are looked at: the language of a long text shows in its beginning."""
CLEAR: Final = 0.7
"""Share from which a script or a language leads clearly."""
REAL_SHARE: Final = 0.3
"""Share from which a second language makes a text mixed."""
KNOWN_IN_ARABIZI: Final = 0.4
"""Share of French or English words up to which a text with arabizi in it is arabizi throughout."""

_ARABIC_LETTER: Final = re.compile("[\u0620-\u064a\u066e-\u06d3]")
_LATIN_LETTER: Final = re.compile("[A-Za-z\u00c0-\u024f]")
_ARABIC_WORD: Final = re.compile("[\u0620-\u064a\u066e-\u06d3]+")
_LATIN_WORD: Final = re.compile("[a-z0-9]*[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """What a text seems to be written in.

    `language` is the one to treat the text as; arabizi counts as Arabic, a mixture as the language
    that leads in it. `variety` is "darija" (Moroccan Arabic in Arabic letters), "arabizi" (the same
    in Latin letters), "mixed" (two languages or scripts, each with a real share) or "standard".
    `confident` is false for texts that are too short, too even or in some other language: there the
    person's own choice should win.
    """

    language: Language
    variety: Variety
    confident: bool


def detect(text: str) -> LanguageGuess:
    """Guess the language of a text from its script, its function words and its letter sequences.

    A text without a single letter comes back as French, not confident.
    """
    seen = fold(clean(text[:READ_AT_MOST]))
    arabic, latin = len(_ARABIC_LETTER.findall(seen)), len(_LATIN_LETTER.findall(seen))
    if not arabic + latin:
        return LanguageGuess("fr", "standard", confident=False)
    latin_words = _LATIN_WORD.findall(seen)
    arabic_words = _ARABIC_WORD.findall(seen)
    two_scripts = REAL_SHARE <= arabic / (arabic + latin) <= 1 - REAL_SHARE
    two_scripts = two_scripts and min(len(_long(latin_words)), len(arabic_words)) >= 3
    if arabic > latin:
        guess = _in_arabic_letters(arabic_words, arabic / (arabic + latin))
    else:
        guess = _in_latin_letters(text[:READ_AT_MOST], latin_words)
    return replace(guess, variety="mixed") if two_scripts else guess


def _long(words: list[str]) -> list[str]:
    """Return the words that are not acronyms or units by their length."""
    return [word for word in words if len(word) > 3]


def _in_arabic_letters(words: list[str], share: float) -> LanguageGuess:
    variety: Variety = "darija" if is_darija(words) else "standard"
    return LanguageGuess("ar", variety, confident=share >= CLEAR and len(words) >= 2)


def _in_latin_letters(text: str, words: list[str]) -> LanguageGuess:
    french, english = _votes(words)
    likely, is_ours = _likely(text, french - english)
    moroccan = arabizi_words(words)
    if moroccan:
        known = [word for word in words if word not in moroccan and _is_known(word)]
        if len(known) < KNOWN_IN_ARABIZI * len(words):
            return LanguageGuess("ar", "arabizi", confident=len(moroccan) >= 2)
        return LanguageGuess(likely, "mixed", confident=False)
    if min(french, english) >= max(3, REAL_SHARE * (french + english)):
        return LanguageGuess(likely, "mixed", confident=False)
    return LanguageGuess(likely, "standard", confident=is_ours)


def _votes(words: list[str]) -> tuple[int, int]:
    """Count the words that only French and only English use to build sentences."""
    french, english = function_words("fr"), function_words("en")
    return (
        sum(word in french and word not in english for word in words),
        sum(word in english and word not in french for word in words),
    )


def _likely(text: str, lead: int) -> tuple[Language, bool]:
    """Return French or English, and whether that is sure.

    Letter sequences decide, moved by the function words (`lead`: French minus English ones): a
    factor of two for each.
    """
    chances = dict(_identifier().rank(text))
    french = chances["fr"] * 2.0 ** min(max(lead, -20), 20)
    share = french / (french + chances["en"])
    is_french = share >= 0.5
    best = max(chances, key=chances.__getitem__)
    is_ours = best in {"fr", "en"} or chances[best] < CLEAR
    return ("fr" if is_french else "en"), is_ours and max(share, 1 - share) >= CLEAR


def _is_known(word: str) -> bool:
    """Tell whether French or English has the word."""
    return any(word in function_words(name) or word in lemmas(name) for name in ("fr", "en"))


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
