"""What an organisation is called by somebody who may not know its name yet."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from matcher.domain.introduction import NAMED, Stage
from matcher.domain.taxonomy import Region, Sector, TrlLevel
from matcher.intake.organisations import distinct_name
from matcher.reference import regions, sectors, trl_levels
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.text.leaks import guard
from matcher.text.leaks.guard import hide, known_only
from matcher.text.leaks.known_names import KnownNames
from matcher.wording import taxonomy
from matcher.wording.stages import DESCRIPTORS
from matcher.workflow.name_parts import distinct_parts

HIDDEN = guard.HIDDEN
_SHORTEST = 3
_JOIN = r"[\W_]*"


def startup_label(
    row: StartupRow, organisation: OrganisationRow, stage: Stage, *, both_yes: bool = False
) -> str | None:
    """Return the startup's name if a firm may read it at this stage; else None.

    `both_yes` says that both had accepted, which the stage of an expired one does not tell.
    """
    if row.name_shown or both_yes or stage in NAMED:
        return organisation.name
    return None


def description(row: StartupRow, organisation: OrganisationRow, language: str) -> str:
    """Return what stands for a startup's name: "Startup, sector …, region …"."""
    words = DESCRIPTORS[language]
    sector = sector_name(row.sectors[0], language) if row.sectors else ""
    region = region_name(organisation.region, language) if organisation.region else ""
    if sector and region:
        return words["sector_region"].format(sector=sector, region=region)
    if sector:
        return words["sector"].format(sector=sector)
    if region:
        return words["region"].format(region=region)
    return words["startup"]


def names_of(organisation: OrganisationRow) -> tuple[str, ...]:
    """Return what gives an organisation away: its name, also in parts, and its site."""
    host = urlsplit(_with_scheme(organisation.website)).hostname or ""
    stem = host.removeprefix("www.").rsplit(".", 1)[0]
    name = organisation.name
    found = (name, distinct_name(name), *distinct_parts(name), host, stem)
    return tuple(dict.fromkeys(name for name in found if len(name) >= _SHORTEST))


def redact(text: str, names: Iterable[str]) -> str:
    """Return a text with «[…]» in place of these names and of any address, website or phone."""
    return _redacted(text, tuple(names))


@lru_cache(maxsize=8_000)
def _redacted(text: str, names: tuple[str, ...]) -> str:
    return hide(text, known_only(text, _ready(names)))


@lru_cache(maxsize=2_000)
def _ready(names: tuple[str, ...]) -> KnownNames:
    return KnownNames.of(own=names)


def without_names(text: str, names: Iterable[str]) -> str:
    """Return a text with «[…]» in place of these very names, capitals and accents aside."""
    shown = text
    for name in sorted(names, key=len, reverse=True):
        shown = _without_name(shown, name)
    return shown


def _without_name(text: str, name: str) -> str:
    words = re.findall(r"\w+", _folded(name)[0])
    if not words:
        return text
    folded, places = _folded(text)
    arabic = "\u0600" <= words[0][0] <= "\u06ff"
    opening = r"(?<!\w)(?:[وفبكل]?(?:ال)?)" if arabic else r"(?<!\w)"
    pattern = re.compile(opening + _JOIN.join(map(re.escape, words)) + r"(?!\w)")
    parts, rest = [], 0
    for found in pattern.finditer(folded):
        start, end = places[found.start()], places[found.end() - 1] + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        parts += [text[rest:start], HIDDEN]
        rest = end
    return "".join([*parts, text[rest:]])


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text in small letters without accents, and each letter's place in the text."""
    letters, places = [], []
    for place, letter in enumerate(text):
        for part in unicodedata.normalize("NFKD", letter.casefold()):
            if not unicodedata.combining(part):
                letters.append(part)
                places.append(place)
    return "".join(letters), places


def _with_scheme(website: str) -> str:
    return website if "//" in website else f"//{website}"


def sector_name(code: str, language: str) -> str:
    """Return what a sector is called; the code itself when it is none of ours."""
    found = next((sector for sector in sectors() if sector.id == code), None)
    return _label(found, taxonomy.SECTORS.get(code, ""), language) or code


def region_name(code: str, language: str) -> str:
    """Return what a region is called; the code itself when it is none of ours."""
    found = next((region for region in regions() if region.id == code), None)
    return _label(found, taxonomy.REGIONS.get(code, ""), language) or code


def trl_name(level: int, language: str) -> str:
    """Return what a level of maturity means; nothing for one that does not exist."""
    found = next((each for each in trl_levels() if each.id == level), None)
    return _label(found, taxonomy.TRL_LEVELS.get(level, ""), language)


def _label(found: Sector | Region | TrlLevel | None, in_arabic: str, language: str) -> str:
    """Return a label in a language; ours in Arabic where the taxonomy has none, else in French."""
    own = str(getattr(found, f"label_{language}", ""))
    if not own and language == "ar":
        own = in_arabic
    return own or str(getattr(found, "label_fr", ""))
