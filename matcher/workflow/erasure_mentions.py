"""Takes words that give somebody away out of every text that is kept, wherever it stands.

The columns come from the register of what is kept, so a new one is searched as soon as it is there.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, String, Table, Text, cast, or_, select, update
from sqlalchemy.orm import Session

from matcher.domain.data_register import searched
from matcher.store.schema import METADATA
from matcher.workflow.erasure_words import Words

LEFT_OUT = frozenset({"users", "organisations", "join_requests", "tokens"})
"""Tables whose rows say who somebody is: those of others stay, the own ones go another way."""
LISTS = frozenset(
    {
        ("startups", "excluded_firms"),
        ("startups", "exclusive_with"),
        ("outbox", "payload"),
        ("outbox", "recipients"),
        ("outbox", "delivered"),
        ("outbox", "refused"),
        ("imports", "lines"),
        ("imports", "notes"),
        ("introductions", "why"),
    }
)
"""Columns in which names stand by themselves, or in our own sentences."""


@dataclass(slots=True)
class Changed:
    """Which rows changed: table → primary keys."""

    rows: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))

    def __bool__(self) -> bool:
        return any(self.rows.values())


def take_out(session: Session, words: Words) -> Changed:
    """Take the words out of all texts, and return the rows that changed."""
    session.flush()
    changed = Changed()
    if words.is_empty:
        return changed
    for name, columns in searched().items():
        table = METADATA.tables.get(name)
        if table is None or name in LEFT_OUT:
            continue
        for column in columns:
            _clean(session, table, table.c[column], words, changed)
    session.expire_all()
    return changed


def _clean(
    session: Session, table: Table, column: Column[Any], words: Words, changed: Changed
) -> None:
    if not isinstance(column.type, String | JSON):
        return
    in_lists = (table.name, column.name) in LISTS
    key = next(iter(table.primary_key.columns))
    found = session.execute(
        select(key, column).where(_holds(column, words.forms(in_lists=in_lists)))
    ).all()
    for number, value in found:
        cleaned = words.out_of(value, in_lists=in_lists)
        if cleaned != value:
            session.execute(update(table).where(key == number).values({column.name: cleaned}))
            changed.rows[table.name].add(number)


def _holds(column: Column[Any], forms: tuple[str, ...]) -> ColumnElement[bool]:
    text = cast(column, Text) if isinstance(column.type, JSON) else column
    return or_(*(text.icontains(form, autoescape=True) for form in forms))
