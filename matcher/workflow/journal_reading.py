"""The journal as officers search it: who did what to which thing, when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from matcher.store.challenges import ChallengeRow
from matcher.store.journal import JournalRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.text.normalise import clean
from matcher.workflow.context import Context
from matcher.workflow.spelling import spelt_like

PAGE = 50
_Lines = Select[JournalRow, str]
SUBJECTS = (
    "challenge",
    "introduction",
    "organisation",
    "startup",
    "user",
    "invitation",
    "join_request",
    "mail",
    "import",
    "export",
    "programme",
    "backup",
    "page",
)
"""The kinds of things that the journal speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which lines to list; an empty field leaves none out."""

    subject: str = ""
    number: int | None = None
    person: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the journal. `subject_name` is empty for a thing that has no name."""

    id: int
    at: datetime
    person_id: int | None
    person: str
    action: str
    subject: str
    number: int | None
    subject_name: str
    before: dict[str, Any]
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Journal:
    """A page of the journal, the newest line first."""

    lines: tuple[Line, ...]
    total: int
    page: int
    pages: int


def lines(context: Context, wanted: Wanted, page: int = 1) -> Journal:
    """Return a page of the lines that were asked for; officers only."""
    context.staff()
    query = _narrowed(
        select(JournalRow, UserRow.name).outerjoin(UserRow, UserRow.id == JournalRow.user_id),
        wanted,
    )
    total = context.session.scalar(
        select(func.count()).select_from(query.with_only_columns(JournalRow.id).subquery())
    )
    pages = max(1, -(-(total or 0) // PAGE))
    shown = min(max(page, 1), pages)
    rows = context.session.execute(
        query.order_by(JournalRow.id.desc()).limit(PAGE).offset((shown - 1) * PAGE)
    ).all()
    names = _names(context, [row for row, _ in rows])
    found = tuple(_line(row, person or "", names) for row, person in rows)
    return Journal(found, total or 0, shown, pages)


def of_organisation(context: Context, organisation_id: int, most: int = 20) -> tuple[Line, ...]:
    """Return what was last done to an organisation or to its profile; officers only."""
    context.staff()
    rows = context.session.execute(
        select(JournalRow, UserRow.name)
        .outerjoin(UserRow, UserRow.id == JournalRow.user_id)
        .where(
            JournalRow.subject_kind.in_(("organisation", "startup")),
            JournalRow.subject_id == organisation_id,
        )
        .order_by(JournalRow.id.desc())
        .limit(most)
    ).all()
    return tuple(_line(row, person or "", {}) for row, person in rows)


def actions(context: Context) -> tuple[str, ...]:
    """Return the codes of what was ever done here; officers only."""
    context.staff()
    return tuple(
        context.session.scalars(select(JournalRow.action).distinct().order_by(JournalRow.action))
    )


def _narrowed(query: _Lines, wanted: Wanted) -> _Lines:
    if wanted.subject in SUBJECTS:
        query = query.where(JournalRow.subject_kind == wanted.subject)
        if wanted.number is not None:
            query = query.where(JournalRow.subject_id == wanted.number)
    if wanted.action:
        query = query.where(JournalRow.action == wanted.action)
    for word in clean(wanted.person).lower()[:100].split():
        query = query.where(
            spelt_like(UserRow.name, word) | UserRow.email_key.contains(word, autoescape=True)
        )
    return query


def _names(context: Context, rows: Iterable[JournalRow]) -> dict[tuple[str, int], str]:
    """Return the names of things that have one, with one query for each kind."""
    found: dict[tuple[str, int], str] = {}
    wanted: dict[str, set[int]] = {}
    for row in rows:
        if row.subject_id is not None:
            wanted.setdefault(row.subject_kind, set()).add(row.subject_id)
    for kind, table, column in (
        ("organisation", OrganisationRow, OrganisationRow.name),
        ("startup", OrganisationRow, OrganisationRow.name),
        ("challenge", ChallengeRow, ChallengeRow.title),
        ("user", UserRow, UserRow.name),
    ):
        if kind in wanted:
            named = context.session.execute(
                select(table.id, column).where(table.id.in_(wanted[kind]))
            )
            found |= {(kind, number): name for number, name in named}
    return found


def _line(row: JournalRow, person: str, names: dict[tuple[str, int], str]) -> Line:
    return Line(
        id=row.id,
        at=row.at,
        person_id=row.user_id,
        person=person,
        action=row.action,
        subject=row.subject_kind,
        number=row.subject_id,
        subject_name=names.get((row.subject_kind, row.subject_id or 0), ""),
        before=dict(row.before),
        after=dict(row.after),
    )
