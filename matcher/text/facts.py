"""Hard facts that a need states in passing: maturity, money, place."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from matcher import reference
from matcher.domain.challenge import Facts
from matcher.domain.taxonomy import is_everyday_word
from matcher.text.normalise import fold
from matcher.text.tokens import terms

FEWEST_OTHER_WORDS: Final = 2
"""A clause with a sum is still a requirement when it has this many words beside it."""
BUDGET_REACH: Final = 60
"""A sum is the budget only within this many characters after a word for budget, in its clause."""

_TRL: Final = re.compile(r"\btrl\b[^0-9.;]{0,24}([1-9])\b")
_WAIVED: Final = re.compile(
    r"\s*(?:n'est pas|ne sont pas|pas (?:exig|requis|necessaire|demand)|(?:is |are )?not\b|غير|ليس)"
)
_SUM: Final = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[ .,]\d{3})+|\d+)(?:[.,](\d+))?\s*"
    r"(k|m|mille|thousand|millions?|الف|الاف|مليون|ملايين)?\s*(?:de |d'|of )?"
    r"(?:dh|mad|dhs|dirhams?|درهما?|دراهم)(?!\w)"
)
_AND_MILLIONS: Final = re.compile(r"(?:(\d+)\s*)?(?:مليون|ملايين)\s+و$")
_BUDGET: Final = re.compile(r"budget|enveloppe|envelope|ميزاني|غلاف")
_ELSEWHERE: Final = re.compile(r"[,،;؛.]\s")
_SCALES: Final = {
    **dict.fromkeys(("k", "mille", "thousand", "الف", "الاف"), 1_000),
    **dict.fromkeys(("m", "million", "millions", "مليون", "ملايين"), 1_000_000),
}
_WORD: Final = re.compile(r"[^\W_]+")
_SITES: Final = frozenset(
    {"usine", "usines", "site", "sites", "atelier", "ateliers", "unite", "unites", "fabrique"}
    | {"plant", "plants", "factory", "factories", "workshop", "facility", "mill", "works"}
    | {"مصنع", "مصانع", "معمل", "معامل", "موقع", "ورشه", "ورشت", "وحده", "وحدت", "منشاه", "منشات"}
)
_TO_A_PLACE: Final = frozenset(
    {"pour", "dans", "a", "au", "aux", "sur", "pres", "for", "in", "at", "near", "في", "قرب"}
)
_AROUND_A_PLACE: Final = frozenset(
    {"de", "du", "d", "l", "la", "le", "les", "un", "une", "notre", "nos", "region", "ville"}
    | {"of", "the", "our", "located", "based", "city", "situe", "situee", "base", "basee"}
    | {"مدينه", "بمدينه", "جهه", "بجهه", "من", "الكائن", "الواقع", "الكائنه", "الواقعه"}
)
_BEFORE_A_PLACE: Final = frozenset(
    {"a", "au", "de", "d", "pres", "vers", "region", "ville", "in", "at", "near", "of", "city"}
    | {"في", "بمدينه", "مدينه", "جهه", "بجهه", "قرب", "من", "الي"}
)


def facts_in(text: str) -> Facts:
    """Return the facts that a free text states; what is not stated stays empty.

    Prices by piece or by cubic metre are conditions, not budgets: a sum counts only shortly after a
    word for budget (`BUDGET_REACH`).
    """
    folded = fold(text)
    return Facts(
        region=next(_regions(text), ""),
        trl_min=_trl(folded),
        budget_dh=_budget(folded),
    )


def is_only_a_fact(folded: str) -> bool:
    """Tell whether a clause says little but money or maturity, which no sentence answers."""
    rest = _SUM.sub(" ", _TRL.sub(" ", folded))
    return rest != folded and len(terms(rest)) < FEWEST_OTHER_WORDS


def is_only_a_place(folded: str) -> bool:
    """Tell whether a clause only says where: "pour notre usine de Fès", «لمصنعنا بالراشيدية»."""
    words = _WORD.findall(folded)
    if not words or not (words[0] in _TO_A_PLACE or _bare_site(words[0]) or words[0][0] == "ب"):
        return False
    framing = 0
    while framing < len(words) and _frames_a_place(words[framing]):
        framing += 1
    place = " ".join(words[framing:])
    return (
        bool(place)
        and (any(map(_bare_site, words[:framing])) or not is_everyday_word(place.removeprefix("ب")))
        and _is_region(place)
    )


def _frames_a_place(word: str) -> bool:
    return word in _TO_A_PLACE or word in _AROUND_A_PLACE or bool(_bare_site(word))


def _bare_site(word: str) -> str:
    """Return the word for a site without what Arabic joins to it, "" when it is no such word."""
    bare = re.sub(r"^(?:[وف]?(?:لل|[لب]?ال|[لب]))?(\w{3,}?)(?:نا|هم|ها|ه)?$", r"\1", word)
    return next((each for each in (word, bare, word.removesuffix("نا")) if each in _SITES), "")


def _is_region(place: str) -> bool:
    spellings = (place, place[1:]) if place[0] in "بل" else (place,)
    return any(reference.canonical_region(each).startswith("MA-") for each in spellings)


def _trl(folded: str) -> int | None:
    """Return the first TRL that is asked for; one that a sentence waives does not count."""
    for found in _TRL.finditer(folded):
        if not _WAIVED.match(folded, found.end()):
            return int(found.group(1))
    return None


def _budget(folded: str) -> int | None:
    for word in _BUDGET.finditer(folded):
        found = _SUM.search(folded, word.end(), word.end() + BUDGET_REACH)
        if found and not _ELSEWHERE.search(folded, word.end(), found.start()):
            return _dirhams(found) + _millions_before(folded[word.end() : found.start()])
    return None


def _dirhams(found: re.Match[str]) -> int:
    whole, decimals, scale = found.groups()
    number = float(f"{re.sub('[ .,]', '', whole)}.{decimals or 0}")
    return round(number * _SCALES.get(scale or "", 1))


def _millions_before(words: str) -> int:
    """Return the millions of a sum written in two parts, as in «مليون و200 ألف درهم»."""
    found = _AND_MILLIONS.search(words)
    return int(found.group(1) or 1) * 1_000_000 if found else 0


def _regions(text: str) -> Iterator[str]:
    """Yield the region of each Moroccan city or region that is named, in the order of the text.

    A Latin name counts only with a capital, and a name that is also an everyday word only after a
    word that announces a place: Salé is a city, « sale » and «الجديدة» alone are not.
    """
    words = _WORD.findall(unicodedata.normalize("NFC", text))
    for place, word in enumerate(words):
        if word[0].islower():
            continue
        before = fold(words[place - 1]) if place else ""
        for length in (3, 2, 1):
            region = _place_region(" ".join(words[place : place + length]), before)
            if region:
                yield region
                break


def _place_region(name: str, before: str) -> str:
    for spelling, announced in ((name, before in _BEFORE_A_PLACE), (name[1:], name[0] == "ب")):
        if spelling == name[1:] and name[0] not in "بل":
            continue
        region = reference.canonical_region(spelling)
        if region.startswith("MA-") and (announced or not is_everyday_word(spelling)):
            return region
    return ""
