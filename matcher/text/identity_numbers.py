"""Finds what looks like the number of a Moroccan identity card, which nobody should write here."""

import re

from matcher.text.normalise import clean

_SAID = re.compile(
    r"(?:\bC\.?\s?I\.?\s?N\.?(?:E\.?)?\b|carte\s+(?:d['’]identit[ée]|nationale)|identity\s+card"
    r"|national\s+id|(?:ال)?بطاقة\s+(?:ال)?(?:وطنية|التعريف))"
    r"[^\n]{0,40}?\b[A-Z]{1,2}[ .-]?\d{4,7}\b",
    re.IGNORECASE,
)
"""A number after words that say what it is."""
_BARE = re.compile(r"(?<![\w-])[A-Z]{1,2}\d{6}(?![\w-])")
"""A number that stands alone, as it is printed on the card."""
_OTHER = frozenset({"MA", "EP", "WO", "FR", "US", "EN", "NM", "NF", "RC", "IF", "TP", "CE"})
"""Letters before numbers of patents, standards and registers."""


def identity_number(text: str) -> str | None:
    """Return the first thing that looks like the number of an identity card, or None."""
    plain = clean(text)
    said = _SAID.search(plain)
    if said is not None:
        return said.group()
    found = (match.group() for match in _BARE.finditer(plain))
    return next((each for each in found if each.rstrip("0123456789") not in _OTHER), None)
