"""The ICE, the common identifier of Moroccan companies: 15 digits that check themselves."""

import re
from typing import Final

from matcher.text.normalise import fold

_LENGTH: Final = 15
_PADDING: Final = re.compile(r"[\s.\-/]+")


def ice_digits(written: str) -> str:
    """Return an ICE as bare ASCII digits, whatever digits and spacing it was written with.

    What is not a digit otherwise stays, so that a check can refuse it.
    """
    return re.sub(r"^ice:? ?", "", _PADDING.sub("", fold(written)))


def ice_problem(digits: str) -> str | None:
    """Return what is wrong with an ICE given as digits, or None when it is right.

    An ICE is 9 digits for the company, 4 for the establishment and 2 for the key, and the whole
    number is a multiple of 97.
    """
    if not (digits.isascii() and digits.isdigit()):
        return "it holds something other than digits"
    if len(digits) != _LENGTH:
        return f"it has {len(digits)} digits where an ICE has {_LENGTH}"
    if not digits[:9].strip("0"):
        return "it names no company (only zeros)"
    if int(digits) % 97:
        return f"its last two digits should be {ice_key(digits[:13])}"
    return None


def ice_key(thirteen: str) -> str:
    """Return the two key digits that follow the first thirteen: 97 − (number × 100) mod 97."""
    return f"{97 - int(thirteen) * 100 % 97:02d}"


def with_leading_zeros(digits: str) -> str | None:
    """Return the ICE that a spreadsheet shortened by taking it for a number, or None.

    A number loses all its leading zeros; so the digits must start with another digit, be 11 to 14
    long, and make a right ICE once the zeros are back.
    """
    shortened = digits.isascii() and digits.isdigit() and 11 <= len(digits) < _LENGTH
    if not shortened or digits.startswith("0"):
        return None
    whole = digits.zfill(_LENGTH)
    return whole if ice_problem(whole) is None else None
