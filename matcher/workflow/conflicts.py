"""Firms and startups that must not be brought together, as officers said."""

from enum import StrEnum

from sqlalchemy import or_, select
from sqlalchemy.orm import aliased

from matcher.domain.people import OrganisationKind
from matcher.errors import InvalidForm, NotFound, NotPossible, WorkflowError
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.plans import ConflictRow
from matcher.workflow.context import Context
from matcher.workflow.plan_views import DeclaredConflict

LONGEST_NOTE = 1_000


class ConflictKind(StrEnum):
    """Why a firm and a startup must not meet."""

    SAME_GROUP = "same_group"
    COMPETITOR = "competitor"
    OTHER = "other"


def declare(
    context: Context, firm_id: int, startup_id: int, kind: ConflictKind | str, note: str = ""
) -> int:
    """Return the id of the conflict that now stands between a firm and a startup.

    Saying it again with another kind or note changes what is kept.
    """
    officer = context.staff()
    words = note.strip()
    said = _checked(kind, words)
    if not _takes_part(context, firm_id, OrganisationKind.FIRM):
        raise NotFound("There is no such firm.")
    if not _takes_part(context, startup_id, OrganisationKind.STARTUP):
        raise NotFound("There is no such startup.")
    row = _row(context, firm_id, startup_id)
    if row is not None and (row.kind, row.note) == (said.value, words):
        return row.id
    before: dict[str, object] = {"kind": row.kind} if row is not None else {}
    if row is None:
        row = ConflictRow(firm_id=firm_id, startup_id=startup_id, created_at=context.now)
        context.session.add(row)
    row.kind, row.note, row.user_id = said.value, words, officer.id
    context.session.flush()
    context.write(
        "conflict.declared",
        "organisation",
        firm_id,
        before=before,
        after={"conflict": row.id, "startup": startup_id, "kind": said.value},
    )
    return row.id


def withdraw(context: Context, conflict_id: int) -> None:
    """Take a conflict away; one that is gone already stays gone."""
    context.staff()
    row = context.session.get(ConflictRow, conflict_id, with_for_update=True)
    if row is None:
        return
    context.write(
        "conflict.withdrawn",
        "organisation",
        row.firm_id,
        before={"conflict": row.id, "startup": row.startup_id, "kind": row.kind},
    )
    context.session.delete(row)
    context.session.flush()


def all_conflicts(context: Context) -> tuple[DeclaredConflict, ...]:
    """Return every conflict that stands, by the names of firm and startup."""
    context.staff()
    firm, startup = aliased(OrganisationRow), aliased(OrganisationRow)
    rows = context.session.execute(
        select(ConflictRow, firm.name, startup.name, UserRow.name)
        .join(firm, firm.id == ConflictRow.firm_id)
        .join(startup, startup.id == ConflictRow.startup_id)
        .outerjoin(UserRow, UserRow.id == ConflictRow.user_id)
        .order_by(firm.name, startup.name, ConflictRow.id)
    )
    return tuple(
        DeclaredConflict(
            id=row.id,
            firm_id=row.firm_id,
            firm_name=firm_name,
            startup_id=row.startup_id,
            startup_name=startup_name,
            kind=row.kind,
            note=row.note,
            officer_name=officer or "",
            created_at=row.created_at,
        )
        for row, firm_name, startup_name, officer in rows
    )


def conflict_between(context: Context, firm_id: int, startup_id: int) -> NotPossible | None:
    """Return why this firm and this startup must not meet, in words; None when nothing was said.

    Nobody's permission is checked here: callers do.
    """
    row = _row(context, firm_id, startup_id)
    if row is None:
        return None
    if row.kind == ConflictKind.SAME_GROUP:
        return NotPossible(
            "This firm and this startup belong to the same group, as an officer noted. "
            "They cannot be introduced to each other."
        )
    if row.kind == ConflictKind.COMPETITOR:
        return NotPossible(
            "This firm and this startup are competitors, as an officer noted. "
            "They cannot be introduced to each other."
        )
    return NotPossible(
        "An officer noted that this firm and this startup must not be introduced to each other."
    )


def conflicts_of(context: Context, firm_id: int) -> dict[int, str]:
    """Return startup → the kind of what stands between it and a firm.

    Nobody's permission is checked here: callers do.
    """
    rows = context.session.execute(
        select(ConflictRow.startup_id, ConflictRow.kind).where(ConflictRow.firm_id == firm_id)
    )
    return dict(rows.all())


def move_conflicts(context: Context, kept_id: int, going_id: int) -> None:
    """Have what stands against an organisation that goes stand against the one that stays.

    Of two conflicts with the same other side, that of the one which stays is kept.
    """
    session = context.session
    for going in session.scalars(
        select(ConflictRow).where(
            or_(ConflictRow.firm_id == going_id, ConflictRow.startup_id == going_id)
        )
    ).all():
        firm_id = kept_id if going.firm_id == going_id else going.firm_id
        startup_id = kept_id if going.startup_id == going_id else going.startup_id
        if _row(context, firm_id, startup_id) is None:
            going.firm_id, going.startup_id = firm_id, startup_id
        else:
            session.delete(going)
        session.flush()


def _row(context: Context, firm_id: int, startup_id: int) -> ConflictRow | None:
    return context.session.scalar(
        select(ConflictRow).where(
            ConflictRow.firm_id == firm_id, ConflictRow.startup_id == startup_id
        )
    )


def _takes_part(context: Context, organisation_id: int, kind: OrganisationKind) -> bool:
    row = context.session.get(OrganisationRow, organisation_id)
    return row is not None and row.kind is kind and row.merged_into is None


def _checked(kind: ConflictKind | str, note: str) -> ConflictKind:
    problems: dict[str, WorkflowError] = {}
    if kind not in set(ConflictKind):
        problems["kind"] = WorkflowError("Choose why they must not meet.")
    if len(note) > LONGEST_NOTE:
        problems["note"] = WorkflowError("Write at most %(count)s characters.", count=LONGEST_NOTE)
    if problems:
        raise InvalidForm(problems)
    return ConflictKind(kind)
