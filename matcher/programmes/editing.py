"""Parts of a document as officers edit them one by one: its head, sources, rules and aid."""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from matcher.domain.programme import AidTerms, Rule
from matcher.programmes.documents import Document, document_around, programme_in
from matcher.programmes.fields import Misfit, Path
from matcher.programmes.forms import AID, HEAD, RULE, SOURCE, Fields, Kind, fields_of, table_of

_OWN = ("name", "operator", "instrument", "note")
"""Fields of the head that stand in the programme's own table."""
_LONGEST = 40


class EditedPart(StrEnum):
    """What has a form of its own."""

    HEAD = "head"
    SOURCE = "source"
    RULE = "rule"
    AID = "aid"


SHAPES: dict[EditedPart, dict[str, Kind]] = {
    EditedPart.HEAD: HEAD,
    EditedPart.SOURCE: SOURCE,
    EditedPart.RULE: RULE,
    EditedPart.AID: AID,
}


def part_fields(document: Document, part: EditedPart, number: int) -> Fields | None:
    """Return a part as the fields of its form; None when there is no such part."""
    if part is EditedPart.HEAD:
        table: Mapping[str, Any] = {**document, **document["programmes"][0]}
        return fields_of(HEAD, table)
    tables = [table for _, table in parts_of(document, part)]
    return fields_of(SHAPES[part], tables[number]) if 0 <= number < len(tables) else None


def with_part(document: Document, part: EditedPart, number: int, fields: Fields) -> Document:
    """Return the document with a part as its form has it; a number past the last adds one."""
    table = table_of(SHAPES[part], fields)
    if part is EditedPart.HEAD:
        return _with_head(document, table)
    parts = parts_of(document, part)
    if number < len(parts):
        name = parts[number][0]
        parts[number] = (name, table)
    else:
        parts.append((_new_name(document, table), table))
    return _with_parts(document, part, parts)


def without_part(document: Document, part: EditedPart, number: int) -> Document:
    """Return the document without one source, rule or aid."""
    parts = parts_of(document, part)
    return _with_parts(document, part, parts[:number] + parts[number + 1 :])


def moved_up(document: Document, part: EditedPart, number: int) -> Document:
    """Return the document with a rule or an aid before the one that it followed."""
    parts = parts_of(document, part)
    if 0 < number < len(parts):
        parts[number - 1], parts[number] = parts[number], parts[number - 1]
    return _with_parts(document, part, parts)


def parts_of(document: Document, part: EditedPart) -> list[tuple[str, dict[str, Any]]]:
    """Return the sources, rules or aid of a document, each with its id, in order."""
    if part is EditedPart.SOURCE:
        return list(document["sources"].items())
    rows = (
        document["rules"] if part is EditedPart.RULE else document["programmes"][0].get("aid", [])
    )
    return [(str(row.get("id", "")), row) for row in rows]


def read_alone(part: EditedPart, table: Mapping[str, Any]) -> Rule | AidTerms | None:
    """Return a rule or an aid of a draft by itself; None while the strict reader refuses it."""
    name = "rules" if part is EditedPart.RULE else "aid"
    document = document_around(name, table)
    try:
        programme = programme_in(document)
    except Misfit:
        return None
    return programme.rules[0] if name == "rules" else programme.aid[0]


def place_of(document: Document, path: Path) -> tuple[EditedPart, int, str]:
    """Return which part a path leads to, and the name of the field in its form."""
    match path:
        case ("rules", int(number), *rest):
            return EditedPart.RULE, number, _name(rest)
        case ("programmes", 0, "aid", int(number), *rest):
            return EditedPart.AID, number, _name(rest)
        case ("sources", str(name), *rest) if name in document["sources"]:
            return EditedPart.SOURCE, list(document["sources"]).index(name), _name(rest)
        case ("programmes", 0, *rest):
            return EditedPart.HEAD, 0, _name(rest)
    return EditedPart.HEAD, 0, _name(list(path))


def _name(path: list[Any]) -> str:
    return "-".join(str(each) for each in path)


def _with_head(document: Document, table: Mapping[str, Any]) -> Document:
    own = {**document["programmes"][0]}
    head = {**document}
    for name in HEAD:
        holder = own if name in _OWN else head
        holder.pop(name, None)
    told = {name: value for name, value in table.items() if name not in _OWN}
    named = {name: table[name] for name in _OWN if name in table}
    aid = {"aid": own.pop("aid")} if "aid" in own else {}
    return {**told, **head, "programmes": [{**own, **named, **aid}]}


def _with_parts(
    document: Document, part: EditedPart, parts: list[tuple[str, dict[str, Any]]]
) -> Document:
    if part is EditedPart.SOURCE:
        return {**document, "sources": dict(parts)}
    tables = [table for _, table in parts]
    if part is EditedPart.RULE:
        return {**document, "rules": tables}
    own = {name: value for name, value in document["programmes"][0].items() if name != "aid"}
    return {**document, "programmes": [{**own, **({"aid": tables} if tables else {})}]}


def _new_name(document: Document, table: Mapping[str, Any]) -> str:
    """Return a short name for a new source, made of its title."""
    plain = unicodedata.normalize("NFKD", str(table.get("title", ""))).lower()
    letters = "".join(each if each.isascii() else " " * (each.isspace()) for each in plain)
    short = "_".join(re.findall(r"[a-z0-9]+", letters))[:_LONGEST].strip("_") or "source"
    taken = document["sources"]
    names = (short, *(f"{short}_{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)
