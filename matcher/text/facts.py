"""Hard facts that a need states in passing: maturity, money, place."""

import re
import unicodedata

from matcher import reference
from matcher.domain.challenge import Facts
from matcher.text.normalise import fold

_TRL = re.compile(r"\btrl\b[^0-9.;]{0,24}([1-9])\b")
_MONEY = re.compile(
    r"(\d[\d .]*(?:,\d+)?)\s*(k|m)?\s*(?:dh|mad|dirhams?|drahem)\b|(\d[\d .]*(?:,\d+)?)\s*"
    r"(الف|مليون)?\s*(?:درهم|دراهم)"
)
_BUDGET = re.compile(r"budget|enveloppe|envelope|ميزاني|غلاف")
_SCALE = {"k": 1_000, "m": 1_000_000, "الف": 1_000, "مليون": 1_000_000}


def facts_in(text: str) -> Facts:
    """Return the facts that a free text states; what is not stated stays empty.

    A sum counts as the budget only within 60 characters after a word for budget: prices by piece or
    by cubic metre are conditions, not budgets.
    """
    folded = fold(text)
    maturity = _TRL.search(folded)
    return Facts(
        region=_region(text),
        trl_min=int(maturity.group(1)) if maturity else None,
        budget_dh=_budget(folded),
    )


def is_only_a_fact(folded: str) -> bool:
    """Tell whether a clause states money or maturity, which no sentence of a startup answers."""
    return bool(_TRL.search(folded) or _MONEY.search(folded))


def _budget(folded: str) -> int | None:
    for word in _BUDGET.finditer(folded):
        amount = _MONEY.search(folded, word.end(), word.end() + 60)
        if amount:
            number = amount.group(1) or amount.group(3)
            scale = _SCALE.get(amount.group(2) or amount.group(4) or "", 1)
            digits = re.sub(r"[ .]", "", number).replace(",", ".")
            return round(float(digits) * scale)
    return None


def _region(text: str) -> str:
    """Return the region of the first Moroccan city or region that is named, or an empty string.

    A Latin name counts only with a capital: Salé is a city, « sale » is not.
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text))
    for place, word in enumerate(words):
        if word[0].islower():
            continue
        for length in (3, 2, 1):
            region = _place_region([fold(each) for each in words[place : place + length]])
            if region:
                return region
    return ""


def _place_region(words: list[str]) -> str:
    name = " ".join(words)
    for spelling in (name, name[1:] if name[:1] in "بل" else name):
        region = reference.canonical_region(spelling)
        if region.startswith("MA-"):
            return region
    return ""
