"""The text of one programme while somebody works on it: its tables, and all that is wrong in it."""

import tomllib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from matcher.domain.programme import Programme
from matcher.programmes.fields import Misfit, Path
from matcher.programmes.reading import programmes_in

Document = dict[str, Any]
_MOST = 200
"""Most mistakes that are told at once."""
_WHERE = "programme"
_GOOD_SOURCE = {"title": "-", "where": "-", "read_on": date.min}
_CITED = "neutral source"
_GOOD: dict[str, Any] = {
    "version": "-",
    "valid_from": date.min,
    "as_of": "2000",
    "review_by": date.max,
    **dict.fromkeys(("id", "name", "operator", "instrument", "note"), "-"),
}


def document_of(text: str) -> Document:
    """Return the tables of a text that holds one programme; Misfit when it is no such text.

    Its rules stand in one list, whether the text has them for the file or for the programme.
    """
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Misfit((), "This is not valid TOML: %(problem)s.", problem=error) from error
    owners = document.get("programmes")
    if not isinstance(owners, list) or len(owners) != 1 or not isinstance(owners[0], dict):
        raise Misfit(("programmes",), "The text must hold one table [[programmes]].")
    own = owners[0].pop("rules", [])
    shared = document.setdefault("rules", [])
    for name, rows in (("rules", shared), ("rules", own), ("aid", owners[0].get("aid", []))):
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise Misfit(
                (name,), "“%(field)s” must be a list of tables: [[%(field)s]].", field=name
            )
    sources = document.setdefault("sources", {})
    if not isinstance(sources, dict) or not all(isinstance(row, dict) for row in sources.values()):
        raise Misfit(("sources",), "Each source must be a table: [sources.name].")
    shared.extend(own)
    return document


def mistakes_in(document: Mapping[str, Any]) -> tuple[Misfit, ...]:
    """Return what the strict reader refuses, one mistake for each rule, aid, source or field."""
    return tuple(_refused(deepcopy(dict(document))))


def programme_in(document: Mapping[str, Any]) -> Programme:
    """Return the programme of a sound document; Misfit with the first thing that is wrong."""
    return programmes_in(deepcopy(dict(document)), _WHERE, Misfit)[0]


def document_around(name: str, table: Mapping[str, Any]) -> Document:
    """Return a sound document that holds one rule or one aid, whatever sources it cites."""
    cited = [each for each in _cited(table) if isinstance(each, str)]
    own: dict[str, Any] = dict.fromkeys(("id", "name", "operator", "instrument"), "-")
    rules = [table] if name == "rules" else [_neutral(0, kind="not_in_force")]
    return {
        **{field: _GOOD[field] for field in ("version", "valid_from", "as_of", "review_by")},
        "sources": {each: dict(_GOOD_SOURCE) for each in (_CITED, *cited)},
        "rules": rules,
        "programmes": [own if name == "rules" else {**own, "aid": [table]}],
    }


def _cited(table: Mapping[str, Any]) -> list[Any]:
    inner = table.get("bonuses", [])
    bonuses = [each for each in inner if isinstance(each, Mapping)] if inner else []
    found: list[Any] = []
    for each in (table, *bonuses):
        sources = each.get("sources", [])
        found.extend(sources if isinstance(sources, list) else [])
    return found


def _refused(document: Document) -> Iterator[Misfit]:
    """Yield each mistake: what was refused is replaced by something sound, and all is read anew."""
    for _ in range(_MOST):
        try:
            programmes_in(document, _WHERE, Misfit)
        except Misfit as misfit:
            yield misfit
            if not _mended(document, misfit.path):
                return
        else:
            return


def _mended(document: Document, path: Path) -> bool:
    """Put something sound in the place of what was refused; False where there is nothing to put."""
    document["sources"].setdefault(_CITED, dict(_GOOD_SOURCE))
    match path:
        case ("rules", int(number), *_):
            document["rules"][number] = _neutral(number, kind="not_in_force")
        case ("sources", str(name), *_):
            document["sources"][name] = dict(_GOOD_SOURCE)
        case ("programmes", 0, "aid", int(number), *_):
            document["programmes"][0]["aid"][number] = _neutral(number, rate_pct=1)
        case ("programmes", 0, str(field)):
            _mend(document["programmes"][0], field)
        case (str(field),):
            _mend(document, field)
        case _:
            return False
    return True


def _neutral(number: int, **said: object) -> dict[str, Any]:
    return {"id": f"neutral {number}", "sources": [_CITED], **said}


def _mend(table: dict[str, Any], field: str) -> None:
    if field in _GOOD:
        table[field] = _GOOD[field]
    else:
        table.pop(field, None)
