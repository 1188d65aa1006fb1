"""Reads the files of data/support about bodies, checked while they are read.

    kind = "centre" or "cluster"; as_of = the day on which the rows were read from their sources
    [[bodies]]  key, name, sources; if confirmed: acronym, sectors, services, city, region
    [[bodies.also_serves]]  sector, sources: a sector that the sources on it name the body for

and subjects.toml: for each key of a body, fr, ar and en (phrases) and perhaps specialist = true.
"""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from matcher.domain.support import Service, SupportBody, SupportKind
from matcher.domain.taxonomy import LANGUAGES
from matcher.errors import ReferenceUnreadable

_FILE = frozenset({"kind", "as_of", "bodies"})
_BODY = frozenset(
    {"key", "name", "acronym", "sectors", "services", "city", "region", "sources", "also_serves"}
)
_SERVES = frozenset({"sector", "sources"})
_SERVICES = frozenset(each.value for each in Service)


@dataclass(frozen=True, slots=True)
class Subjects:
    """The words of what a body deals with, by language; a specialist deals with little else."""

    is_specialist: bool
    phrases: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Known:
    """The ids that a file may name."""

    sectors: Collection[str]
    regions: Collection[str]


def read_support(path: Path, text: str, known: Known) -> tuple[SupportBody, ...]:
    """Return the bodies of one file, in its order.

    Raises ReferenceUnreadable, with the file, the row and what is wrong with it.
    """
    table = _parsed(path, text)
    _only(table, _FILE, str(path))
    if table.get("kind") not in {each.value for each in SupportKind}:
        raise ReferenceUnreadable(f"{path}: “kind” must be centre or cluster.")
    if not isinstance(table.get("as_of"), date):
        raise ReferenceUnreadable(f"{path}: “as_of” must be a date such as 2026-11-22.")
    rows = table.get("bodies")
    if not isinstance(rows, list) or not rows:
        raise ReferenceUnreadable(f"{path} holds no [[bodies]].")
    kind = SupportKind(table["kind"])
    return tuple(
        _body(row, kind, f"{path}, row {number}", known) for number, row in enumerate(rows, start=1)
    )


def read_subjects(path: Path, text: str, keys: Collection[str]) -> Mapping[str, Subjects]:
    """Return key of a body → its subjects. Raises ReferenceUnreadable."""
    table = _parsed(path, text)
    _among(table, keys, "key of a support body", str(path))
    found = {}
    for key, row in table.items():
        where = f"{path}, {key}"
        _only(row, {*LANGUAGES, "specialist"}, where)
        phrases = {each: _words(row, each, where, required=True) for each in LANGUAGES}
        found[key] = Subjects(row.get("specialist", False) is True, phrases)
    return found


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReferenceUnreadable(f"{path} is not valid TOML: {error}.") from error


def _body(row: Any, kind: SupportKind, where: str, known: Known) -> SupportBody:
    _only(row, _BODY, where)
    region = _text(row, "region", where, required=False)
    _among(region and [region], known.regions, "region", where)
    sectors = _words(row, "sectors", where)
    also = tuple(_also(each, where) for each in row.get("also_serves", ()))
    _among((*sectors, *also), known.sectors, "sector", where)
    services = _words(row, "services", where)
    _among(services, _SERVICES, "service", where)
    return SupportBody(
        key=_text(row, "key", where),
        kind=kind,
        name=_text(row, "name", where),
        sources=_words(row, "sources", where, required=True),
        acronym=_text(row, "acronym", where, required=False),
        sectors=sectors,
        also_serves=also,
        services=tuple(Service(each) for each in services),
        city=_text(row, "city", where, required=False),
        region=region,
    )


def _also(row: Any, where: str) -> str:
    _only(row, _SERVES, f"{where}, also_serves")
    _words(row, "sources", f"{where}, also_serves", required=True)
    return _text(row, "sector", f"{where}, also_serves")


def _only(row: Any, allowed: Collection[str], where: str) -> None:
    if not isinstance(row, dict):
        raise ReferenceUnreadable(f"{where} must be a table of fields.")
    unknown = sorted(set(row) - set(allowed))
    if unknown:
        raise ReferenceUnreadable(
            f"{where}: “{unknown[0]}” is not a field here; known: {', '.join(sorted(allowed))}."
        )


def _text(row: Mapping[str, Any], name: str, where: str, *, required: bool = True) -> str:
    value = row.get(name, "")
    if not isinstance(value, str) or (required and not value.strip()):
        raise ReferenceUnreadable(f"{where}: “{name}” must be a text.")
    return value.strip()


def _words(
    row: Mapping[str, Any], name: str, where: str, *, required: bool = False
) -> tuple[str, ...]:
    value = row.get(name, [])
    if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
        raise ReferenceUnreadable(f"{where}: “{name}” must be a list of words.")
    if required and not value:
        raise ReferenceUnreadable(f"{where}: “{name}” is empty.")
    return tuple(value)


def _among(given: Collection[str], known: Collection[str], name: str, where: str) -> None:
    for each in given or ():
        if each not in known:
            raise ReferenceUnreadable(f"{where}: “{each}” is not a known {name}.")
