"""Facts of organisations as officers and files write them: checked, in the words of the house."""

from collections.abc import Iterable
from functools import lru_cache

from matcher import reference
from matcher.domain.challenge import FirmSize
from matcher.errors import WorkflowError
from matcher.intake import values
from matcher.intake.values import BadValue
from matcher.text.normalise import fold

NOT_AN_ICE = (
    "This is not an ICE. It has 15 digits, of which the last two are a key: check them, or leave "
    "it empty."
)
NOT_A_SITE = "This is not a web address. Start it with https://, or leave it empty."
SIZES = tuple(size.value for size in FirmSize)


def sectors_of(given: Iterable[str]) -> list[str]:
    """Return sectors as they are kept: the ids of those that are known, else the words as given."""
    found: dict[str, None] = {}
    for words in given:
        known = [one for one in _sectors_named(words) if one in _sector_labels()]
        found.update(dict.fromkeys(known or [words.strip()]))
    return [each for each in found if each]


def regions_of(given: Iterable[str]) -> list[str]:
    """Return regions as they are kept: ISO codes of known ones, else the words as given."""
    found: dict[str, None] = {}
    for words in given:
        code = _region_named(words)
        found[code if code in _region_labels() else words.strip()] = None
    return [each for each in found if each]


def sector_ids(kept: Iterable[str]) -> frozenset[str]:
    """Return the ids that kept sectors stand for; words that are no sector of ours stay words."""
    found: set[str] = set()
    for words in kept:
        named = _sectors_named(words)
        found.update([one for one in named if one in _sector_labels()] or named)
    return frozenset(found)


def region_ids(kept: Iterable[str]) -> frozenset[str]:
    """Return the codes that kept regions stand for, other words as one spelling."""
    return frozenset(_region_named(words) for words in kept)


def region_of_city(city: str) -> str:
    """Return the code of the region where a city lies, or nothing."""
    code = _region_named(city) if city else ""
    return code if code in _region_labels() else ""


def sector_label(kept: str, language: str = "fr") -> str:
    """Return how a kept sector is called; the words themselves when it is none of ours."""
    return _sector_labels().get(kept, {}).get(language) or kept


def region_label(kept: str, language: str = "fr") -> str:
    """Return how a kept region is called; the words themselves when it is none of ours."""
    return _region_labels().get(kept, {}).get(language) or kept


def sector_choices(language: str) -> list[tuple[str, str]]:
    """Return (id, label) of every sector."""
    return [(one, sector_label(one, language)) for one in _sector_labels()]


def region_choices(language: str) -> list[tuple[str, str]]:
    """Return (code, label) of every region."""
    return [(one, region_label(one, language)) for one in _region_labels()]


@lru_cache(maxsize=4_096)
def searched_sector(kept: str) -> str:
    """Return what a search finds a kept sector by: its labels in three languages, folded."""
    labels = [sector_label(one, code) for one in sector_ids([kept]) for code in ("fr", "ar", "en")]
    return fold(" ".join((kept, *labels)))


def checked_ice(written: str) -> tuple[str, WorkflowError | None]:
    """Return an ICE as 15 digits ("" for none), and what is wrong with it."""
    try:
        return values.ice(written)[0], None
    except BadValue:
        return written, WorkflowError(NOT_AN_ICE)


def checked_website(written: str) -> tuple[str, WorkflowError | None]:
    """Return a web address, and what is wrong with it."""
    try:
        return values.website(written), None
    except BadValue:
        return written, WorkflowError(NOT_A_SITE)


def is_a_site(written: str) -> bool:
    """Whether this is an address of the web, with http, https or without either."""
    return "." in written and " " not in written and checked_website(written)[1] is None


@lru_cache(maxsize=4_096)
def _sectors_named(words: str) -> tuple[str, ...]:
    return reference.canonical_sectors(words)


@lru_cache(maxsize=4_096)
def _region_named(words: str) -> str:
    return reference.canonical_region(words)


@lru_cache(maxsize=1)
def _sector_labels() -> dict[str, dict[str, str]]:
    return {
        each.id: _in_each(each.label_fr, each.label_ar, each.label_en)
        for each in reference.sectors()
    }


@lru_cache(maxsize=1)
def _region_labels() -> dict[str, dict[str, str]]:
    return {
        each.id: _in_each(each.label_fr, each.label_ar, each.label_en)
        for each in reference.regions()
    }


def _in_each(french: str, arabic: str, english: str) -> dict[str, str]:
    """Return a label by language; French stands where no source gives another."""
    return {"fr": french, "ar": arabic or french, "en": english or french}
