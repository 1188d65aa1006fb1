"""Writes a programme as a file of one programme, which reads back as the very same programme."""

import tomllib
from collections import Counter
from dataclasses import fields, is_dataclass
from hashlib import sha256
from typing import Any

from matcher.domain.programme import (
    AidTerms,
    AnyOf,
    Condition,
    InCall,
    Programme,
    Rule,
    Source,
    Test,
)
from matcher.errors import ReferenceUnreadable
from matcher.programmes.kinds import KIND_NAMES
from matcher.programmes.reading import programmes_in
from matcher.programmes.toml import toml_of

_SHARED = ("as_of", "review_by")
_DIGESTS: dict[str, str] = {}


def as_toml(programme: Programme) -> str:
    """Return the TOML text of one version of one programme.

    Its digest is kept with old verdicts, so what is written of the fields of today never changes.
    """
    return toml_of(data_of(programme))


def digest(programme: Programme) -> str:
    """Return the SHA-256 of what a version says, however its file is laid out."""
    # By what it says, letter by letter: 10 and 10.0 are equal, and are written otherwise.
    said = repr(programme)
    if said not in _DIGESTS:
        _DIGESTS[said] = sha256(as_toml(programme).encode("utf-8")).hexdigest()
    return _DIGESTS[said]


def read_one(text: str, where: str) -> Programme:
    """Return the programme of a text that holds one; ReferenceUnreadable says what is wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ReferenceUnreadable(f"{where} is not valid TOML: {error}.") from error
    found = programmes_in(data, where)
    if len(found) != 1:
        raise ReferenceUnreadable(f"{where} must hold one programme, and holds {len(found)}.")
    return found[0]


def data_of(programme: Programme) -> dict[str, Any]:
    """Return the tables of a file that holds this programme alone."""
    dated: tuple[Rule | AidTerms, ...] = (*programme.rules, *programme.aid)
    shared = {
        name: Counter(getattr(each, name) for each in dated).most_common(1)[0][0]
        for name in _SHARED
    }
    cited = [source for each in dated for source in each.sources]
    for terms in programme.aid:
        cited.extend(source for bonus in terms.bonuses for source in bonus.sources)
    sources = {source.id: source for source in cited}
    return {
        "version": programme.version,
        "valid_from": programme.valid_from,
        **shared,
        "sources": {
            name: {"title": source.title, "where": source.where, "read_on": source.read_on}
            for name, source in sources.items()
        },
        "rules": [
            {"id": rule.id, **test_data(rule.test), **_stated(rule, shared)}
            for rule in programme.rules
        ],
        "programmes": [_programme(programme, shared)],
    }


def test_data(test: Test) -> dict[str, Any]:
    """Return the fields of a test, with its kind first."""
    if isinstance(test, AnyOf):
        groups = [[test_data(each) for each in group] for group in test.alternatives]
        return {"kind": "any_of", "alternatives": groups}
    return {"kind": KIND_NAMES[type(test)], **_condition(test)}


def _programme(programme: Programme, shared: dict[str, Any]) -> dict[str, Any]:
    told = {
        name: getattr(programme, name) for name in ("id", "name", "operator", "instrument", "note")
    }
    if not programme.note:
        del told["note"]
    if programme.aid:
        told["aid"] = [_aid(terms, shared) for terms in programme.aid]
    return told


def _aid(terms: AidTerms, shared: dict[str, Any]) -> dict[str, Any]:
    told = _told(terms, without=("sources", *_SHARED))
    return {**told, **_stated(terms, shared)}


def _stated(of: Rule | AidTerms, shared: dict[str, Any]) -> dict[str, Any]:
    """Return whose word it is, and the dates that differ from those of the file."""
    own = {name: getattr(of, name) for name in _SHARED if getattr(of, name) != shared[name]}
    return {"sources": [source.id for source in of.sources], **own}


def _condition(test: Condition) -> dict[str, Any]:
    if isinstance(test, InCall):
        calls = [_without_none({"opens": c.opens, "deadline": c.deadline}) for c in test.calls]
        later = {"next_is_unverified": True} if test.is_next_unverified else {}
        return {"calls": calls, **later}
    return _told(test)


def _told(of: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the fields that say something: those left as they are when nothing is said are not."""
    return {
        each.name: _plain(getattr(of, each.name))
        for each in fields(of)
        if each.name not in without and getattr(of, each.name) != each.default
    }


def _without_none(table: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in table.items() if value is not None}


def _plain(value: Any) -> Any:
    """Return a value as TOML has it: codes as texts, tuples as lists, a source as its id."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if type(value) in KIND_NAMES:
        return test_data(value)
    if isinstance(value, Source):
        return value.id
    if is_dataclass(value):
        return _told(value)
    return str(value) if isinstance(value, str) else value
