"""Words, lemmas and stems for the lexical index."""

import re
from functools import cache
from typing import Final

from matcher.reference import stop_words
from matcher.text.lemmas import arabic_term, latin_term
from matcher.text.normalise import fold

_ARABIC: Final = "\u0620-\u064a\u066e-\u06d3\u06fa-\u06fc"
# In this order: decimals, I.A., C++, words. What is longer than a word can be (sequences of bases,
# encoded files) comes in pieces, so that nobody fills the memory with it.
_WORD: Final = re.compile(
    r"\d{1,20}(?:[.,]\d{1,20}){1,4}|\b(?:[a-z]\.){2,10}[a-z]?(?![a-z])|\b[a-z](?:\+\+|#)"
    rf"|[{_ARABIC}]{{1,40}}|[^\W_{_ARABIC}]{{1,40}}"
)
# "eau(x)", "usagé(e)s": the ending in brackets belongs to no word.
_OPTIONAL_ENDING: Final = re.compile(
    r"(?<=[a-z])\((?:e|s|x|es|ne|nes|le|les|trice|trices|al|aux)\)s?(?![a-z])"
)
# Prefixes that are written with or without a hyphen: bio-sourcé, e-commerce, pre-treatment.
_PREFIX: Final = re.compile(
    r"\b(aero|agro|anti|audio|auto|bi|bio|co|cyber|e|eco|electro|geo|hydro|hyper|infra|inter|intra"
    r"|macro|meta|micro|mini|mono|multi|nano|photo|pluri|poly|post|pre|radio|re|semi|sous|super"
    r"|techno|tele|thermo|tri|ultra|video)-(?=[a-z]{3})"
)


def terms(text: str, language: str | None = None) -> list[str]:
    """Return the index terms of a text, in order: lemma or stem of each word, stop words left out.

    Challenges and startups go through this one function, so that they meet. Arabic words are always
    taken as Arabic; Latin words as `language` ("fr" or "en"), or, where that is None or "ar", as
    whichever of the two has more of its stop words in the text (French when neither). Spelling does
    not matter beyond `fold`: with or without accents, hamza or hyphen after a prefix.
    """
    words = _words(text)
    latin = language if language in {"fr", "en"} else _latin_language(words)
    memory = _memory(latin)
    return [term for word in words if (term := memory[word])]


def latin_language(text: str) -> str:
    """Return "fr" or "en": as what `terms` takes the Latin words of a text when it is not told.

    Ask it of a whole text before its sentences are taken one by one: a short one tells too little.
    """
    return _latin_language(_words(text))


def _words(text: str) -> list[str]:
    folded = fold(text)
    if "(" in folded:
        folded = _OPTIONAL_ENDING.sub("", folded)
    if "-" in folded:
        folded = _PREFIX.sub(r"\1", folded)
    return _WORD.findall(folded)


def _latin_language(words: list[str]) -> str:
    french, english = function_words("fr"), function_words("en")
    lead = sum((word in french) - (word in english) for word in words)
    return "en" if lead < 0 else "fr"


class _Memory(dict[str, str]):
    """Word to term, worked out once; "" for stop words. Emptied when it grows out of hand."""

    _MOST = 1_000_000

    def __init__(self, latin: str) -> None:
        super().__init__()
        self._latin = latin

    def __missing__(self, word: str) -> str:
        if len(self) >= self._MOST:
            self.clear()
        self[word] = term = _term(word, self._latin)
        return term


@cache
def _memory(latin: str) -> _Memory:
    return _Memory(latin)


def _term(word: str, latin: str) -> str:
    if word[0] > "\u0600" and re.match(f"[{_ARABIC}]", word):
        is_stop = word in function_words("ar") or (
            word[0] in "وف" and word[1:] in function_words("ar")
        )
        return "" if is_stop else arabic_term(word)
    if word in function_words(latin):
        return ""
    if word.isalpha():
        return latin_term(word, latin)
    return word.replace(",", ".") if word[0].isdigit() else word.replace(".", "")


@cache
def function_words(language: str) -> frozenset[str]:
    """Return the stop words of a language as a folded text has them: jusqu'à is jusqu and a."""
    return frozenset(
        part for word in stop_words(language) for part in re.split(r"['-]", fold(word)) if part
    )
