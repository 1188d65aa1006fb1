"""What a file would change, line by line, before anything is changed."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from matcher.domain.startup import Startup
from matcher.intake.report import RefusedRow

NEW, CHANGED, SAME, NEAR, REFUSED = OUTCOMES = ("new", "changed", "same", "near", "refused")
"""What becomes of a line. `near` is new, and looks like one that exists or like another line."""
_CLIPPED = 160


@dataclass(frozen=True, slots=True)
class Change:
    """A field that a line changes, with short values."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Near:
    """What a new line looks like: an organisation, or (id None) another line of the file."""

    id: int | None
    name: str
    why: str


@dataclass(slots=True)
class Plan:
    """What one startup or firm of a file becomes.

    `target` is the organisation that it changes; `versions` are those of the rows that were read.
    `organisation`, `profile` and `texts` hold what is to be written.
    """

    key: str
    name: str
    target: int | None = None
    versions: tuple[int, ...] = ()
    organisation: dict[str, Any] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)
    texts: list["Text"] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    near: list[Near] = field(default_factory=list)

    def mark_near(self, kept: Iterable[Sequence[Any]]) -> None:
        """Say what a new one looks like, as a kept report tells it."""
        self.near = [Near(*each) for each in kept]

    @property
    def outcome(self) -> str:
        """Return what becomes of it."""
        if self.target is None:
            return NEAR if self.near else NEW
        return CHANGED if self.changes else SAME


@dataclass(frozen=True, slots=True)
class Text:
    """A capability to write: one that exists (`id`), or a new one (None)."""

    id: int | None
    key: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Plans:
    """All that a file would do, and the lines that it cannot do."""

    plans: tuple[Plan, ...]
    refused: tuple[RefusedRow, ...] = ()

    def fingerprint(self, sha256: str) -> str:
        """Return what changes when the file, or anything that it would touch, changes."""
        touched = [(each.key, each.name, each.target, *each.versions) for each in self.plans]
        told = json.dumps([sha256, touched, len(self.refused)], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    def counts(self) -> dict[str, int]:
        """Return outcome → how many; refused lines are counted once each."""
        found = Counter(each.outcome for each in self.plans)
        found[REFUSED] = len({(row.line, row.problem) for row in self.refused})
        return {outcome: found.get(outcome, 0) for outcome in OUTCOMES}

    def lines(self) -> list[dict[str, Any]]:
        """Return the report as it is kept: what was refused first, then the file's order."""
        told = [
            {"outcome": REFUSED, "line": row.line, "field": row.field}
            | {"problem": row.problem, "remedy": row.remedy}
            for row in sorted(self.refused, key=lambda row: row.line)
        ]
        return told + [_line(each) for each in self.plans]


def differences(
    before: dict[str, Any], after: dict[str, Any], alike: Iterable[str] = ()
) -> list[Change]:
    """Return the fields whose value the file changes; an empty value says nothing.

    `alike` are fields whose values differ in writing only.
    """
    skipped = set(alike)
    return [
        Change(name, short(before[name]), short(value))
        for name, value in after.items()
        if value not in ("", None, [], ()) and value != before[name] and name not in skipped
    ]


def short(value: object) -> str:
    """Return a value as a report shows it."""
    if value is None:
        return ""
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= _CLIPPED else f"{text[: _CLIPPED - 1]}…"


def near_of(
    existing: Sequence[Startup], new: Sequence[Startup], names: dict[str, str]
) -> dict[int, list[Near]]:
    """Return place of a new one → what it looks like, among those that exist and the file's own.

    Ids of existing ones are "e<id>", of new ones "n<place>"; `names` gives the name of each.
    """
    from matcher.intake.duplicates import near_duplicates

    found: dict[int, list[Near]] = {}
    for pair in near_duplicates([*existing, *new]):
        for one, other in ((pair.first_id, pair.second_id), (pair.second_id, pair.first_id)):
            if not one.startswith("n"):
                continue
            is_known = other.startswith("e")
            if is_known or int(other[1:]) < int(one[1:]):
                near = Near(int(other[1:]) if is_known else None, names[other], pair.why)
                found.setdefault(int(one[1:]), []).append(near)
    return found


def bare(startup_id: str, name: str, ice: str) -> Startup:
    """Return what is compared to find organisations that look alike."""
    return Startup(startup_id, name, (), ice=ice)


def _line(plan: Plan) -> dict[str, Any]:
    return {
        "outcome": plan.outcome,
        "key": plan.key,
        "name": plan.name,
        "target": plan.target,
        "changes": [[each.field, each.before, each.after] for each in plan.changes],
        "near": [[each.id, each.name, each.why] for each in plan.near],
    }
