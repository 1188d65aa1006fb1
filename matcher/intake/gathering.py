"""The rows of one startup made one, and rows that contradict each other refused."""

import hashlib
from dataclasses import dataclass, field
from typing import Final

from matcher.domain.startup import Capability, Startup, Status
from matcher.intake.memory import folded
from matcher.intake.report import RefusedRow, quoted
from matcher.intake.startup_rows import CapabilityWords, StartupWords
from matcher.intake.terms import ONE_VALUED as TERMS_ONE_VALUED
from matcher.intake.terms import gathered_terms

_ONE_VALUED: Final = ("trl", "status", "ice", "website", "founded", *TERMS_ONE_VALUED)


@dataclass(slots=True)
class _Gathered:
    rows: list[StartupWords] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    capabilities: list[CapabilityWords] = field(default_factory=list)
    said: dict[str, tuple[object, int]] = field(default_factory=dict)


class Gathering:
    """Startups built from rows, in the order of their first row.

    Rows with the same id, or without an id and with the same name (case, accents and Arabic letter
    variants aside), are one startup: each adds its capabilities, sectors, regions, languages and
    what it refuses. TRL, status, ICE, web address, year founded, places for introductions and
    lowest budget may be repeated or left empty, not changed. `repeated` counts capabilities left
    out because their startup already has the very same text.
    """

    def __init__(self) -> None:
        self._startups: dict[tuple[str, str], _Gathered] = {}
        self.repeated = 0

    def add(self, row: StartupWords) -> list[RefusedRow]:
        """Take a row in and return no problem; or return its problems and take nothing."""
        key = ("id", row.id) if row.id else ("name", folded(row.name))
        gathered = self._startups.get(key, _Gathered())
        problems = _contradictions(row, gathered)
        if not problems:
            self._startups[key] = gathered
            self._merge(row, gathered)
        return problems

    def _merge(self, row: StartupWords, gathered: _Gathered) -> None:
        gathered.rows.append(row)
        for name in _ONE_VALUED:
            if (value := _said(row, name)) is not None:
                gathered.said.setdefault(name, (value, row.line))
        for one in row.capabilities:
            if one.text in gathered.texts:
                self.repeated += 1
                continue
            gathered.texts.add(one.text)
            gathered.ids.update(filter(None, [one.id]))
            gathered.capabilities.append(one)

    def startups(self) -> tuple[Startup, ...]:
        """Return the startups gathered so far."""
        return tuple(_startup(gathered) for gathered in self._startups.values())


def _contradictions(row: StartupWords, gathered: _Gathered) -> list[RefusedRow]:
    problems: list[RefusedRow] = []
    if gathered.rows and folded(gathered.rows[0].name) != folded(row.name):
        first = gathered.rows[0]
        problems.append(
            RefusedRow(
                row.line,
                "id",
                f"the id {quoted(row.id)} already names {quoted(first.name)} (line {first.line:,})",
                "Give each startup its own id; repeat id and name only to add a capability.",
            )
        )
        return problems
    for name in _ONE_VALUED:
        value = _said(row, name)
        known, line = gathered.said.get(name, (value, row.line))
        if value is not None and value != known:
            problems.append(
                RefusedRow(
                    row.line,
                    name,
                    f"{quoted(value)} contradicts {quoted(known)} on line {line:,} "
                    f"for {quoted(row.name)}",
                    "Keep one of them, or give the two startups different ids.",
                )
            )
    return problems + _repeated_ids(row, gathered)


def _said(row: StartupWords, name: str) -> object:
    """Return the single value that a row gives a field, None when it gives none; 0 is a value."""
    value = getattr(row.terms if name in TERMS_ONE_VALUED else row, name)
    return None if value == "" else value


def _repeated_ids(row: StartupWords, gathered: _Gathered) -> list[RefusedRow]:
    given = [one.id for one in row.capabilities if one.id and one.text not in gathered.texts]
    twice = {one for one in given if one in gathered.ids or given.count(one) > 1}
    return [
        RefusedRow(
            row.line,
            "capability_id",
            f"the capability id {quoted(one)} is given to two texts",
            "Give each capability of a startup its own id, or none.",
        )
        for one in sorted(twice)
    ]


def _startup(gathered: _Gathered) -> Startup:
    first = gathered.rows[0]
    startup_id = (
        first.id or "startup-" + hashlib.sha256(folded(first.name).encode()).hexdigest()[:12]
    )
    said = {name: value for name, (value, _) in gathered.said.items()}
    trl, status, founded = (said.get(name) for name in ("trl", "status", "founded"))
    return Startup(
        id=startup_id,
        name=first.name,
        capabilities=_numbered(startup_id, gathered),
        sectors=_union(gathered, "sectors"),
        regions=_union(gathered, "regions"),
        languages=_union(gathered, "languages"),
        trl=trl if isinstance(trl, int) else None,
        status=status if isinstance(status, Status) else Status.ACTIVE,
        ice=str(said.get("ice", "")),
        website=str(said.get("website", "")),
        terms=gathered_terms([row.terms for row in gathered.rows]),
        founded=founded if isinstance(founded, int) else None,
    )


def _numbered(startup_id: str, gathered: _Gathered) -> tuple[Capability, ...]:
    """Return capabilities with ids: as given, else `startup#1`, `startup#2`… in order."""
    return tuple(
        Capability(one.id or f"{startup_id}#{place}", one.title, one.text)
        for place, one in enumerate(gathered.capabilities, start=1)
    )


def _union(gathered: _Gathered, name: str) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for row in gathered.rows:
        for item in getattr(row, name):
            found.setdefault(folded(item), item)
    return tuple(found.values())
