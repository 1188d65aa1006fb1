"""Amounts, dates and yes-or-no answers as people write them in forms."""

import datetime as dt
import re
from typing import Final

from matcher.intake.report import quoted
from matcher.intake.values import BadValue, optional
from matcher.text.normalise import fold

_NUMBER: Final = re.compile(
    r"(\d{1,3}(?:[ .]\d{3})+|\d+)(?:,(\d+)|\.(\d+))?\s*"
    r"(mdh|mmad|millions?|مليون|ملايين|m\b|kdh|kmad|k\b|mille|milliers?|الف|الاف|md\b|milliards?)?"
)
_FACTORS: Final = {
    "mdh": 10**6, "mmad": 10**6, "million": 10**6, "millions": 10**6, "مليون": 10**6,
    "ملايين": 10**6, "m": 10**6, "kdh": 10**3, "kmad": 10**3, "k": 10**3, "mille": 10**3,
    "millier": 10**3, "milliers": 10**3, "الف": 10**3, "الاف": 10**3, "md": 10**9,
    "milliard": 10**9, "milliards": 10**9,
}  # fmt: skip
_OTHER_MONEY: Final = re.compile(r"€|\$|£|\b(?:eur|euros?|usd|dollars?|gbp)\b")
_UNDECIDED: Final = re.compile(r"definir|discuter|tbd|to be|preciser|يحدد|للنقاش")
_MOST: Final = 10**13
_YES: Final = frozenset({"yes", "oui", "true", "vrai", "1", "x", "نعم", "o", "y"})
_NO: Final = frozenset({"no", "non", "false", "faux", "0", "لا", "n"})
_EXCEL_EPOCH: Final = dt.date(1899, 12, 30)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")


def budget_dh(value: object) -> int | None:
    """Return a budget in dirhams, the highest amount of a range; None when none is said.

    Understood: 500000, "500 000 DH", "0,5 MDH", "200 à 500 kDH", "٣٠٠ ألف درهم", "à définir"
    (None). BadValue for another currency and for what holds no amount.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        amount: float | None = value
    else:
        text = fold(optional(value))
        if not text or _UNDECIDED.search(text):
            return None
        amount = _highest(text)
    if amount is None or not 0 <= amount <= _MOST:
        raise BadValue(
            f"{quoted(value)} is not an amount in dirhams",
            "Write a number of dirhams, for example 500000 or 0,5 MDH, or leave it empty.",
        )
    return round(amount)


def _highest(text: str) -> float | None:
    """Return the highest amount in a folded text; a unit said once counts for the whole range."""
    found = _NUMBER.findall(text)
    if not found or text.startswith("-") or _OTHER_MONEY.search(text):
        return None
    last = next((unit for *_, unit in reversed(found) if unit), "")
    return max(_amount(number, unit or last) for *number, unit in found)


def _amount(number: list[str], unit: str) -> float:
    whole, after_comma, after_point = number
    digits = re.sub(r"[ .]", "", whole)
    return float(f"{digits}.{after_comma or after_point or 0}") * _FACTORS.get(unit, 1)


def deadline(value: object) -> str:
    """Return a date as YYYY-MM-DD where one is understood, else the words as given.

    Understood: dates and serial numbers of a spreadsheet, 2026-03-31, 31/03/2026 (day first), in
    any digits.
    """
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool) and 30_000 <= value <= 80_000:
        return (_EXCEL_EPOCH + dt.timedelta(days=value)).isoformat()
    text = optional(value)
    plain = fold(text)
    if found := _DAY_FIRST.fullmatch(plain):
        plain = f"{found[3]}-{int(found[2]):02d}-{int(found[1]):02d}"
    try:
        return dt.date.fromisoformat(plain).isoformat()
    except ValueError:
        return text


def yes_or_no(value: object) -> bool:
    """Return the answer of a tick box; an empty one is no. BadValue for anything else."""
    if isinstance(value, bool):
        return value
    word = fold(optional(value))
    if word in _YES:
        return True
    if not word or word in _NO:
        return False
    raise BadValue(f"{quoted(value)} is neither yes nor no", "Write oui or non, yes or no.")
