"""All that is kept about one person, for that person: read from the tables, column by column.

Which columns those are is said by the register of what is kept, so nothing is forgotten: a new
table about people is in the next copy by itself.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, LargeBinary, Table, Text, cast, or_, select

from matcher.domain.data_register import REGISTER, TABLES, Class, Kept
from matcher.errors import NotFound
from matcher.notify.data_messages import DataReady
from matcher.store.journal import JournalRow
from matcher.store.organisations import JoinRequestRow, OrganisationRow, TokenRow, UserRow
from matcher.store.outbox import MailState, OutboxRow
from matcher.store.schema import METADATA
from matcher.store.startups import StartupRow
from matcher.workflow import outbox
from matcher.workflow.consents import Consent, of_person
from matcher.workflow.context import Context

Row = dict[str, Any]
NUMBERED = frozenset(
    {
        "users",
        "organisations",
        "startups",
        "challenges",
        "introductions",
        "interests",
        "attachments",
        "tokens",
    }
)
"""Tables whose rows are told with their numbers: drawn, or the person's own and known. The others
are numbered in a row, which would count what everybody does."""
MOST_ROWS = 10_000
"""Rows of one kind in a copy; the journal of a busy officer may hold more, the newest are told."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one table holds about the person; `processing` says why it is kept."""

    table: str
    processing: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    """All that is kept about a person on a day."""

    user_id: int
    name: str
    made_at: datetime
    consents: tuple[Consent, ...]
    parts: tuple[Part, ...]

    def as_json(self) -> bytes:
        """Return the copy as a file that programmes read."""
        told = {
            "made_at": self.made_at.isoformat(),
            "consents": [
                {"version": each.version, "words": each.words, "at": each.at.isoformat()}
                for each in self.consents
            ],
            "kept": {part.table: list(part.rows) for part in self.parts},
        }
        return json.dumps(told, ensure_ascii=False, indent=2).encode("utf-8")


def mine(context: Context) -> Copy:
    """Return what is kept about the person who acts."""
    return _copy(context, context.session.get_one(UserRow, context.person().id))


def of(context: Context, user_id: int) -> Copy:
    """Return what is kept about somebody, who asked for it or who acts; officers for others."""
    if user_id != context.person().id:
        context.staff()
    return _copy(context, _person(context, user_id))


def download(context: Context, user_id: int) -> bytes:
    """Return the same as a file; the journal says that it was taken."""
    copy = of(context, user_id)
    context.write("data.copied", "user", user_id)
    return copy.as_json()


def announce(context: Context, user_id: int) -> None:
    """Write to somebody that their copy waits on their page; officers only, once a day."""
    context.staff()
    row = _person(context, user_id)
    mail = outbox.Mail(
        to=(row.email,),
        language=row.language,
        message=DataReady(name=row.name, link="/account/data"),
        dedupe_key=f"data_ready:{row.id}:{context.now:%Y-%m-%d}",
    )
    if outbox.post(context, mail) is not None:
        context.write("data.announced", "user", row.id)


def _person(context: Context, user_id: int) -> UserRow:
    row = context.session.get(UserRow, user_id)
    if row is None or row.erased_at is not None:
        raise NotFound("There is no such person.")
    return row


def _copy(context: Context, row: UserRow) -> Copy:
    context.session.flush()
    return Copy(
        user_id=row.id,
        name=row.name,
        made_at=context.now,
        consents=of_person(context, row.id),
        parts=tuple(_parts(context, row)),
    )


def _parts(context: Context, person: UserRow) -> Iterator[Part]:
    for processing in REGISTER:
        for name, kept in processing.tables.items():
            table = METADATA.tables.get(name)
            rows = _rows(context, person, table, kept) if table is not None else ()
            if rows:
                yield Part(name, processing.key, tuple(_without_count(name, row) for row in rows))


def _without_count(table: str, row: Row) -> Row:
    return row if table in NUMBERED else {key: row[key] for key in row if key != "id"}


def _rows(context: Context, person: UserRow, table: Table, kept: Kept) -> tuple[Row, ...]:
    if table.name in _OWN_WAYS:
        return _OWN_WAYS[table.name](context, person)
    if kept.owner:
        return _selected(context, table, kept, [table.c[kept.owner]], person.id, everything=True)
    written = [table.c[kept.author]] if kept.author else []
    mine = _selected(context, table, kept, written, person.id, everything=True)
    known = {row["id"] for row in mine if "id" in row}
    others = [
        column
        for column in table.columns
        if column.name != kept.author
        and any(key.column.table.name == "users" for key in column.foreign_keys)
    ]
    done = _selected(context, table, kept, others, person.id, everything=False)
    return (*mine, *(row for row in done if row.get("id") not in known))


def _selected(
    context: Context,
    table: Table,
    kept: Kept,
    by: list[Column[Any]],
    user_id: int,
    *,
    everything: bool,
) -> tuple[Row, ...]:
    """Return rows that name the person in these columns.

    `everything` is what the person wrote or is; else only which row it is, without the words of
    others in it.
    """
    if not by:
        return ()
    shown = [
        column
        for column in table.columns
        if not isinstance(column.type, LargeBinary)
        and (
            kept.class_of(column.name) is Class.PLAIN
            or (everything and kept.class_of(column.name) is not Class.SECRET)
        )
    ]
    key = next(iter(table.primary_key.columns))
    found = context.session.execute(
        select(*shown)
        .where(or_(*(column == user_id for column in by)))
        .order_by(key.desc())
        .limit(MOST_ROWS)
    )
    return tuple(_told(dict(row._mapping)) for row in found)


def _own_organisation(context: Context, person: UserRow) -> tuple[Row, ...]:
    """Return what is kept of the organisation, which its people may read anyway."""
    return _of_home(context, person, OrganisationRow)


def _own_profile(context: Context, person: UserRow) -> tuple[Row, ...]:
    return _of_home(context, person, StartupRow)


def _of_home(
    context: Context, person: UserRow, kind: type[OrganisationRow] | type[StartupRow]
) -> tuple[Row, ...]:
    row = context.session.get(kind, person.organisation_id or 0)
    if row is None:
        return ()
    columns = kind.__table__.columns
    return (
        _told(
            {
                each.name: getattr(row, kind.__mapper__.get_property_by_column(each).key)
                for each in columns
            }
        ),
    )


def _own_mails(context: Context, person: UserRow) -> tuple[Row, ...]:
    """Return the e-mails to the person's address, without the addresses of others.

    Nor their numbers and the moment they left: these tell how many were written to others.
    """
    rows = context.session.scalars(
        select(OutboxRow)
        .where(cast(OutboxRow.recipients, Text).icontains(person.email, autoescape=True))
        .order_by(OutboxRow.id.desc())
        .limit(MOST_ROWS)
    )
    return tuple(
        _told(
            {
                "kind": row.kind,
                "state": row.state,
                "language": row.language,
                "recipients": [person.email],
                "created_at": row.created_at,
                "sent_at": row.sent_at and row.sent_at.date(),
                "payload": _read_words(row),
            }
        )
        for row in rows
        if person.email.casefold() in {each.casefold() for each in row.recipients}
    )


def _read_words(row: OutboxRow) -> Row:
    """Return the words of an e-mail that went out; one that was stopped may tell what is hidden."""
    if row.state is not MailState.SENT:
        return {}
    return outbox.without_links(row.kind, row.payload)


def _own_requests(context: Context, person: UserRow) -> tuple[Row, ...]:
    rows = context.session.scalars(
        select(JoinRequestRow).where(JoinRequestRow.email.icontains(person.email, autoescape=True))
    )
    return tuple(
        _told({each.name: getattr(row, each.name) for each in JoinRequestRow.__table__.columns})
        for row in rows
        if row.email.casefold() == person.email.casefold()
    )


def _own_links(context: Context, person: UserRow) -> tuple[Row, ...]:
    """Return the links that were sent to the person, as its number or its address says."""
    kept = TABLES["tokens"]
    rows = context.session.scalars(select(TokenRow).order_by(TokenRow.created_at.desc()))
    return tuple(
        _told({name: getattr(row, name) for name in sorted(kept.plain | kept.personal)})
        for row in rows
        if row.user_id == person.id
        or str(row.payload.get("email", "")).casefold() == person.email_key
    )


def _own_lines(context: Context, person: UserRow) -> tuple[Row, ...]:
    """Return the journal's lines of what the person did, and of what was done to the account."""
    rows = context.session.scalars(
        select(JournalRow)
        .where(
            or_(
                JournalRow.user_id == person.id,
                (JournalRow.subject_kind == "user") & (JournalRow.subject_id == person.id),
            )
        )
        .order_by(JournalRow.id.desc())
        .limit(MOST_ROWS)
    )
    return tuple(
        _told(
            {
                "at": row.at,
                "action": row.action,
                "subject_kind": row.subject_kind,
                "subject_id": row.subject_id,
                "by_me": row.user_id == person.id,
            }
        )
        for row in rows
    )


_OWN_WAYS = {
    "organisations": _own_organisation,
    "startups": _own_profile,
    "outbox": _own_mails,
    "join_requests": _own_requests,
    "tokens": _own_links,
    "journal": _own_lines,
}
"""Tables whose rows are found another way than by a person's number."""


def _told(row: Row) -> Row:
    return {name: _plain(value) for name, value in row.items() if value not in (None, "", [], {})}


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value
