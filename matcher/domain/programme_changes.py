"""What one version of a programme changed of another: rules, aid, sources, names and dates."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from matcher.domain.programme import AidTerms, Programme, Rule, Source

_HEAD = ("name", "operator", "instrument", "note", "valid_from")


class Part(StrEnum):
    """What of a programme a change is about."""

    HEAD = "head"
    RULE = "rule"
    AID = "aid"
    SOURCE = "source"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: `before` None when it was added, `after` None when it was removed.

    For a rule or an aid that was changed, `field` names what of it; empty for the whole.
    """

    part: Part
    id: str
    field: str
    before: Any
    after: Any


def changes(before: Programme, after: Programme) -> tuple[Change, ...]:
    """Return what differs between two versions of a programme, whatever their names."""
    return (
        *_fields_of(Part.HEAD, before.id, before, after, _HEAD),
        *_parts(Part.RULE, _by_id(before.rules), _by_id(after.rules)),
        *_parts(Part.AID, _by_id(before.aid), _by_id(after.aid)),
        *_order(Part.AID, before.aid, after.aid),
        *_parts(Part.SOURCE, _sources(before), _sources(after)),
    )


def _parts(part: Part, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name, old in before.items():
        if name not in after:
            yield Change(part, name, "", old, None)
        elif part is Part.SOURCE:
            yield from _fields_of(part, name, old, after[name], ("title", "where", "read_on"))
        else:
            yield from _fields_of(part, name, old, after[name], _names(old))
    for name, new in after.items():
        if name not in before:
            yield Change(part, name, "", None, new)


def _fields_of(
    part: Part, name: str, before: Any, after: Any, compared: Iterable[str]
) -> Iterator[Change]:
    for field in compared:
        old, new = getattr(before, field), getattr(after, field)
        if field == "sources":
            # A source that changed is told once, as a source, not at each rule that cites it.
            old, new = _ids(old), _ids(new)
        if old != new:
            yield Change(part, name, field, old, new)


def _order(
    part: Part, before: tuple[AidTerms, ...], after: tuple[AidTerms, ...]
) -> Iterator[Change]:
    """Yield that the order of the aid differs: the first terms that fit a case count."""
    old, new = _ids(before), _ids(after)
    if sorted(old) == sorted(new) and old != new:
        yield Change(Part.ORDER, part.value, "", old, new)


def _names(of: Rule | AidTerms) -> tuple[str, ...]:
    return tuple(each.name for each in fields(of) if each.name != "id")


def _by_id(parts: Iterable[Rule | AidTerms]) -> dict[str, Rule | AidTerms]:
    return {each.id: each for each in parts}


def _ids(parts: Iterable[Rule | AidTerms | Source]) -> tuple[str, ...]:
    return tuple(each.id for each in parts)


def _sources(programme: Programme) -> dict[str, Source]:
    cited = [source for rule in programme.rules for source in rule.sources]
    for terms in programme.aid:
        cited.extend(terms.sources)
        cited.extend(source for bonus in terms.bonuses for source in bonus.sources)
    return {source.id: source for source in cited}
