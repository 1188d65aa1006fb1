"""Reads the case that `passerelle programmes check` is asked about from a JSON file."""

import json
from collections.abc import Collection
from pathlib import Path

from matcher.domain.programme import Case
from matcher.domain.programme_facts import Fact, FactKind, Range, Value
from matcher.errors import MatcherError, UnreadableInput
from matcher.programmes.codes import codes_of
from matcher.programmes.fields import Table

PARTS = ("firm", "startup", "pair", "project")
"""The parts of a case, each with its facts."""
_MAX_BYTES = 1_000_000


def read_case(path: Path, programmes: Collection[str]) -> Case:
    """Return the case of a JSON file; `UnreadableInput` names the field and what to do.

    What was already received is said by the ids of these programmes.
    """
    try:
        with path.open("rb") as stream:
            content = stream.read(_MAX_BYTES + 1)
        if len(content) > _MAX_BYTES:
            raise UnreadableInput(f"{path} is too large for a case: at most 1 MB.")
        data = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_said_once)
    except (json.JSONDecodeError, UnicodeDecodeError, _SaidTwice) as error:
        raise UnreadableInput(f"{path} is not valid JSON: {error}. Mend it.") from error
    except (ValueError, RecursionError) as error:
        raise UnreadableInput(f"{path} holds a number too long, or goes too deep.") from error
    except OSError as error:
        raise UnreadableInput(f"{path} cannot be read: {error.strerror}.") from error
    case = case_from(data, str(path))
    for name in case.used_dh:
        if name not in programmes:
            raise UnreadableInput(
                f"{path}: “used_dh” names “{name}”, which is no programme; "
                f"choose from {', '.join(sorted(programmes))}."
            )
    return case


class _SaidTwice(Exception):
    """A name stands twice in one object."""


def _said_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _SaidTwice(f"“{twice}” stands there twice")
    return found


def case_from(data: object, where: str, refused: type[MatcherError] = UnreadableInput) -> Case:
    """Return the case that an object of JSON describes; null is the same as not said."""
    table = Table(data, where, refused)
    facts: dict[Fact, Value] = {}
    for part in PARTS:
        row = table.table(part)
        for fact in (each for each in Fact if each.value.startswith(f"{part}.")):
            if row.has(_name(fact)):
                facts[fact] = _value(row, fact)
        row.done()
    used = table.table("used_dh")
    amounts = {name: used.whole(name) for name in used.names() if used.has(name)}
    table.done()
    return Case(facts, amounts)


def _name(fact: Fact) -> str:
    return fact.value.partition(".")[2]


def _value(row: Table, fact: Fact) -> Value:
    name = _name(fact)
    match fact.kind:
        case FactKind.NUMBER:
            return _range(row, name)
        case FactKind.CODES:
            return _codes(row, fact)
        case FactKind.DATE:
            return row.day(name)
    return row.flag(name)


def _range(row: Table, name: str) -> Range:
    value = row.raw(name)
    if not isinstance(value, dict):
        number = row.number(name)
        return Range(number, number)
    band = row.table(name)
    low = band.optional("at_least", band.number) or 0
    high = band.optional("at_most", band.number)
    band.done()
    if high is not None and high < low:
        raise band.complaint("“at_most” lies below “at_least”", field="at_most")
    return Range(low, high)


def _codes(row: Table, fact: Fact) -> tuple[str, ...]:
    name = _name(fact)
    codes = (row.text(name),) if isinstance(row.raw(name), str) else row.words(name)
    known = codes_of(fact)
    for code in codes:
        if known is None and not (len(code) == 2 and code.isascii() and code.isupper()):
            raise row.complaint(
                "“%(value)s” in “%(field)s” must be two capitals, such as MA",
                value=code,
                field=name,
            )
        if known is not None and code not in known:
            raise row.complaint(
                "“%(value)s” is no %(field)s; choose from %(known)s",
                value=code,
                field=name,
                known=", ".join(sorted(known)),
            )
    return codes
