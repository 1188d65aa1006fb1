"""What curators decided on the startups of a challenge. Nobody's permission is checked here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from matcher.store.matches import VerdictRow
from matcher.store.organisations import UserRow
from matcher.workflow.context import Context

KEEP, REJECT, NO_PARTNER = "keep", "reject", "no_partner"
"""The kinds of verdicts; the last is about a challenge, not about one startup."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision that stands."""

    id: int
    kind: str
    reason: str
    note: str
    by_hand: bool
    user_id: int | None
    user_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands on a startup now, and `mark`, which grows with every decision and every undo.

    A page carries the mark that it showed: a decision made on an older one overwrites nothing.
    """

    verdict: Verdict | None = None
    mark: int = 0


NOTHING = Standing()
"""Where nobody decided yet."""


def standings(context: Context, challenge_id: int) -> dict[int | None, Standing]:
    """Return startup id → what stands on it; under None what stands on the challenge itself."""
    found = context.session.execute(
        select(VerdictRow, UserRow.name)
        .outerjoin(UserRow, UserRow.id == VerdictRow.user_id)
        .where(VerdictRow.challenge_id == challenge_id)
        .order_by(VerdictRow.id)
        .execution_options(populate_existing=True)
    ).all()
    by_startup: dict[int | None, list[tuple[VerdictRow, str]]] = defaultdict(list)
    for row, name in found:
        by_startup[row.startup_id].append((row, name or ""))
    return {startup: _standing(rows) for startup, rows in by_startup.items()}


def standing(context: Context, challenge_id: int, startup_id: int | None) -> Standing:
    """Return what stands on one startup, or with None on the challenge itself."""
    return standings(context, challenge_id).get(startup_id, NOTHING)


def last_of(context: Context, challenge_id: int, user_id: int) -> VerdictRow | None:
    """Return the last decision of a person on a challenge that was not undone."""
    return context.session.scalar(
        select(VerdictRow)
        .where(
            VerdictRow.challenge_id == challenge_id,
            VerdictRow.user_id == user_id,
            VerdictRow.undone_at.is_(None),
        )
        .order_by(VerdictRow.id.desc())
        .limit(1)
    )


def set_aside(context: Context, verdict: Verdict, user_id: int) -> None:
    """Mark a decision as undone, because another takes its place."""
    row = context.session.get_one(VerdictRow, verdict.id)
    row.undone_at, row.undone_by = context.now, user_id


def kinds(standing_of: Mapping[int | None, Standing], startups: Iterable[int]) -> list[str]:
    """Return the kind of what stands on each of these startups; "" where nothing does."""
    verdicts = (standing_of.get(each, NOTHING).verdict for each in startups)
    return [verdict.kind if verdict else "" for verdict in verdicts]


def _standing(rows: list[tuple[VerdictRow, str]]) -> Standing:
    mark = len(rows) + sum(row.undone_at is not None for row, _ in rows)
    current = [(row, name) for row, name in rows if row.undone_at is None]
    if not current:
        return Standing(None, mark)
    row, name = current[-1]
    return Standing(
        Verdict(
            id=row.id,
            kind=row.kind,
            reason=row.reason,
            note=row.note,
            by_hand=row.by_hand,
            user_id=row.user_id,
            user_name=name,
            at=row.created_at,
        ),
        mark,
    )
