"""The guard's word lists, folded, and which words a dictionary has."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from matcher import reference
from matcher.domain.taxonomy import LANGUAGES
from matcher.text.leaks.reading import folded_words
from matcher.text.lemmas import stemmer
from matcher.text.normalise import fold
from matcher.text.tokens import terms

_ARABIC = "\u0600-\u06ff"
_PREFIXES = re.compile("^(?:[وف]?(?:[بك]?ال|لل)|[وفبكل])(?=.{3})")


@cache
def words(name: str) -> frozenset[str]:
    """Return a list of `data/leaks/words.toml`, folded."""
    return frozenset(fold(each) for each in reference.leak_words(name))


@cache
def spelled(name: str) -> frozenset[str]:
    """Return a list with its capitals, without accents."""
    return frozenset(reference.leak_words(name))


@cache
def any_of(*names: str) -> str:
    """Return a pattern that finds any phrase of these lists, the longest first."""
    return alternatives(phrase for name in names for phrase in words(name))


def alternatives(phrases: Iterable[str]) -> str:
    """Return a pattern of phrases, folded, the longest first; any white space parts words."""
    told = sorted(set(phrases), key=lambda each: (-len(each), each))
    return "(?:" + "|".join(re.escape(each).replace("\\ ", r"\s+") for each in told) + ")"


@cache
def cities() -> frozenset[str]:
    """Return the names of Moroccan cities and regions, folded, in three scripts."""
    found = {fold(each.label_fr) for each in reference.cities()}
    found |= {fold(each.label_ar) for each in reference.cities() if each.label_ar}
    for by_language in reference.region_terms().values():
        found |= {fold(name) for names in by_language.values() for name in names}
    for region in reference.regions():
        found |= {fold(each) for each in (region.label_fr, region.label_ar, region.label_en)}
    return frozenset(found - {""})


@cache
def city_words() -> frozenset[str]:
    """Return each word of the names of cities and regions."""
    return frozenset(word for name in cities() for word in folded_words(name))


@cache
def _dictionary(language: str) -> Mapping[str, str]:
    from simplemma.strategies import DefaultDictionaryFactory

    found: Mapping[str, str] = DefaultDictionaryFactory(cache_max_size=0).get_dictionary(language)
    return found


@lru_cache(maxsize=20_000)
def is_common(word: str) -> bool:
    """Whether a dictionary of French, English or Arabic has this word, as it is written."""
    lower = word.lower()
    if re.match(f"[{_ARABIC}]", lower):
        return _is_common_arabic(lower)
    return any(
        form in _dictionary(language) or form.capitalize() in _dictionary(language)
        for language in ("fr", "en")
        for form in (lower, lower.removesuffix("s"))
    )


@lru_cache(maxsize=20_000)
def is_in_needs(word: str) -> bool:
    """Whether the dictionary of needs has this word, in any form, with accents or without."""
    return any(
        term in reference.translations(spoken)
        for spoken in LANGUAGES
        for term in terms(word, spoken)
    )


def _is_common_arabic(word: str) -> bool:
    return stemmer("ar")(fold(word)) in reference.translations("ar") or is_in_arabic(word)


@lru_cache(maxsize=20_000)
def is_in_arabic(word: str) -> bool:
    """Whether the Arabic dictionary itself has a word; towns that were learned are not in it."""
    known = _dictionary("ar")
    bare = _PREFIXES.sub("", word)
    forms = {word, bare, f"ال{bare}", re.sub("(?<=...)(?:نا|ها|هم|كم|ه)$", "", bare)}
    forms |= {re.sub("ات$", "ة", form) for form in forms} | {f"{form}ة" for form in forms}
    forms |= {re.sub("ه$", "ة", form) for form in forms}
    return any(form in known for form in forms)
