"""What a search is limited to: sector, region, language, maturity and status."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from matcher import reference
from matcher.domain.startup import Status
from matcher.errors import UnknownFilter
from matcher.text.normalise import fold

ACTIVE_ONLY: Final = frozenset({Status.ACTIVE.value})
ANY: Final = "any"

_FIELDS: Final = {
    "sector": "sectors",
    "sectors": "sectors",
    "region": "regions",
    "regions": "regions",
    "language": "languages",
    "languages": "languages",
    "trl": "trl",
    "status": "statuses",
}
_GRAMMAR: Final = re.compile(r"\s*(\w+)\s*(>=|<=|≥|≤|=)\s*(.*?)\s*", re.DOTALL)
_SIGNS: Final = {"≥": ">=", "≤": "<="}
_LANGUAGE_NAMES: Final = {
    **dict.fromkeys(("francais", "french", "الفرنسيه", "fra", "fre"), "fr"),
    **dict.fromkeys(("arabe", "arabic", "العربيه", "ara"), "ar"),
    **dict.fromkeys(("anglais", "english", "الانجليزيه", "eng"), "en"),
}
_HELP: Final = (
    "Filters are sector=…, region=…, language=…, status=active|paused|withdrawn|any, "
    "and trl>=N, trl<=N or trl=N with N from 1 to 9."
)


def canonical_language(text: str) -> str:
    """Return the code of a language given by code (fr, fr-MA) or by name, else its folded words."""
    words = fold(text)
    if re.fullmatch(r"[a-z]{2}[-_][a-z0-9-]+", words):
        return words[:2]
    return _LANGUAGE_NAMES.get(words, words)


@dataclass(frozen=True, slots=True)
class Canonical:
    """How the words of a filter and of a startup become the ids that are compared."""

    sector: Callable[[str], str] = reference.canonical_sector
    sectors: Callable[[str], tuple[str, ...]] = reference.canonical_sectors
    region: Callable[[str], str] = reference.canonical_region
    language: Callable[[str], str] = canonical_language


@dataclass(frozen=True, slots=True)
class Filters:
    """The startups that may be found.

    Values of one field are alternatives; different fields must all hold. An empty set or None asks
    nothing. What a startup does not say never passes a filter on it: with `trl_min=6` a startup
    without a TRL is not found. Sector, region and language may be ids or labels. `statuses` keeps
    active startups only unless said otherwise.
    """

    sectors: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    trl_min: int | None = None
    trl_max: int | None = None
    statuses: frozenset[str] = ACTIVE_ONLY


@dataclass(slots=True)
class _Draft:
    """Filters while they are read."""

    values: dict[str, set[str]] = field(
        default_factory=lambda: {
            name: set() for name in ("sectors", "regions", "languages", "statuses")
        }
    )
    trl_min: int | None = None
    trl_max: int | None = None


def parse_filters(expressions: Iterable[str], *, canonical: Canonical | None = None) -> Filters:
    """Read filters such as `sector=automotive`, `region=MA-06`, `trl>=6`, `status=any`.

    A field given several times means any of its values; TRL bounds narrow each other.

    Raises:
        UnknownFilter: a field, a sign or a value is not one of those above, or no TRL can pass.

    """
    spelling = canonical or Canonical()
    draft = _Draft()
    for expression in expressions:
        name, sign, value = _parts(expression)
        if name == "trl":
            _narrow(draft, sign, value, expression)
        elif sign != "=":
            raise UnknownFilter(f"“{expression}”: {name} only knows the sign “=”. {_HELP}")
        else:
            draft.values[name].update(_values(name, value, expression, spelling))
    if draft.trl_min and draft.trl_max and draft.trl_min > draft.trl_max:
        raise UnknownFilter(
            f"No startup can have a TRL of at least {draft.trl_min} and at most {draft.trl_max}. "
            "Relax one of the two bounds."
        )
    values = {name: frozenset(found) for name, found in draft.values.items()}
    values["statuses"] = values["statuses"] or ACTIVE_ONLY
    return Filters(trl_min=draft.trl_min, trl_max=draft.trl_max, **values)


def _parts(expression: str) -> tuple[str, str, str]:
    """Return the field of Filters, the sign and the value of one expression."""
    match = _GRAMMAR.fullmatch(expression)
    name = _FIELDS.get(match[1].lower()) if match else None
    if match is None or name is None:
        raise UnknownFilter(f"“{expression}” is not a filter. {_HELP}")
    if not match[3]:
        raise UnknownFilter(f"“{expression}” has no value after “{match[2]}”. {_HELP}")
    return name, _SIGNS.get(match[2], match[2]), match[3]


def _values(name: str, value: str, expression: str, spelling: Canonical) -> tuple[str, ...]:
    if name == "statuses":
        return _statuses(value, expression)
    if name == "sectors":
        return (spelling.sector(value),)
    return ((spelling.region if name == "regions" else spelling.language)(value),)


def _statuses(value: str, expression: str) -> tuple[str, ...]:
    known = tuple(status.value for status in Status)
    word = fold(value)
    if word == ANY:
        return known
    if word not in known:
        raise UnknownFilter(f"“{expression}”: no status “{value}”. Use {', '.join(known)} or any.")
    return (word,)


def _narrow(draft: _Draft, sign: str, value: str, expression: str) -> None:
    """Narrow the TRL bounds."""
    digits = fold(value)
    if not re.fullmatch(r"[1-9]", digits):
        raise UnknownFilter(f"“{expression}”: a TRL is a whole number from 1 to 9.")
    level = int(digits)
    if sign != "<=":
        draft.trl_min = max(level, draft.trl_min or level)
    if sign != ">=":
        draft.trl_max = min(level, draft.trl_max or level)
