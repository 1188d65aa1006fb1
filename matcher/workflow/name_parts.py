"""The words of a name that give it away by themselves: "Magpie" of "Magpie Polymers"."""

import re
from functools import lru_cache

from matcher.intake.organisations import distinct_name
from matcher.reference import cities
from matcher.text.leaks.lexicon import is_in_needs
from matcher.text.normalise import fold

SHORTEST_PART = 4
"""Letters below which a word of a longer name is nobody's."""
GENERAL = frozenset(
    [
        "agri",
        "agro",
        "auto",
        "company",
        "firme",
        "group",
        "labs",
        "nano",
        "societe",
        "startup",
        "startups",
        "tech",
        "techno",
        "technologies",
        "شركه",
        "الشركه",
        "ناشئه",
        "الناشئه",
        "مقاوله",
        "المقاوله",
    ]
)
"""Words of many names, and of our own letters, that the lexicon does not have."""


@lru_cache(maxsize=5_000)
def distinct_parts(name: str) -> tuple[str, ...]:
    """Return the words of a name of several words that no dictionary of needs and no map has.

    A name that is made of common words alone ("Green Energy") has none: its words say nothing of
    it, and hiding them would leave nothing to read.
    """
    words = re.findall(r"\w+", distinct_name(name))
    if len(words) < 2:
        return ()
    return tuple(each for each in words if len(each) >= SHORTEST_PART and not _is_general(each))


def _is_general(word: str) -> bool:
    folded = fold(word)
    if folded in GENERAL or folded.isdigit() or folded in _of_towns():
        return True
    return is_in_needs(word)


@lru_cache(maxsize=1)
def _of_towns() -> frozenset[str]:
    return frozenset(
        part
        for city in cities()
        for name in (city.label_fr, city.label_ar)
        for part in re.findall(r"\w+", fold(name))
    )
