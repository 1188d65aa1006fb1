"""The versions of support programmes: those of data/programmes, and those that officers published.

A published version is never changed, so whatever rested on it can be worked out anew.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain import programme as rules
from matcher.domain.programme import Programme
from matcher.domain.programme_changes import Change, changes
from matcher.errors import NotFound, ReferenceUnreadable
from matcher.programmes.reading import programmes
from matcher.programmes.writing import digest, read_one
from matcher.store.organisations import UserRow
from matcher.store.programmes import ProgrammeVersionRow
from matcher.workflow.context import Context

DRAFT, PUBLISHED = "draft", "published"
NO_PROGRAMME = "There is no such programme, or no such version of it."


@dataclass(frozen=True, slots=True)
class Kept:
    """One version, and where it is kept: in the files, or published here by somebody.

    `is_changed` says that what is kept is no longer what was published.
    """

    programme: Programme
    sha256: str
    row_id: int | None = None
    note: str = ""
    by: str = ""
    published_at: datetime | None = None
    is_changed: bool = False


@dataclass(frozen=True, slots=True)
class Past:
    """A version in the history of its programme, with what it changed of the one before."""

    kept: Kept
    changes: tuple[Change, ...]
    is_first: bool
    is_in_force: bool


def kept_versions(context: Context, programme_id: str | None = None) -> tuple[Kept, ...]:
    """Return every version of every programme, or of one: see `versions_in`."""
    return versions_in(context.session, programme_id)


def versions_in(session: Session, programme_id: str | None = None) -> tuple[Kept, ...]:
    """Return every version of every programme, or of one, those of one from the oldest on.

    Where a file has a version that somebody published under the same name, the published counts.
    """
    published = _published(session, programme_id)
    names = {(each.programme.id, each.programme.version) for each in published}
    of_files = [
        each
        for each in _of_files(id(programmes()))
        if programme_id in (None, each.programme.id)
        and (each.programme.id, each.programme.version) not in names
    ]
    found = sorted([*of_files, *published], key=_by_day)
    return tuple(found)


def all_versions(context: Context) -> tuple[Programme, ...]:
    """Return every version of every programme, those of one from the oldest on."""
    return tuple(each.programme for each in kept_versions(context))


def in_force(context: Context, day: date) -> tuple[Programme, ...]:
    """Return the version of each programme that holds on a day; see `Programme.valid_from`."""
    return rules.in_force(all_versions(context), day)


def kept_version(context: Context, programme_id: str, version: str) -> Kept:
    """Return one version with what is known of it; NotFound when there is none."""
    for each in kept_versions(context, programme_id):
        if each.programme.version == version:
            return each
    raise NotFound(NO_PROGRAMME)


def version_of(context: Context, programme_id: str, version: str) -> Programme:
    """Return one version of a programme; NotFound when there is none."""
    return kept_version(context, programme_id, version).programme


def history(context: Context, programme_id: str) -> tuple[Past, ...]:
    """Return the versions of a programme, the newest first, each with what it changed."""
    found = kept_versions(context, programme_id)
    if not found:
        raise NotFound(NO_PROGRAMME)
    held = rules.in_force(tuple(each.programme for each in found), context.now.date())
    told = []
    before: Programme | None = None
    for each in found:
        changed = () if before is None else changes(before, each.programme)
        told.append(Past(each, changed, before is None, each.programme in held))
        before = each.programme
    return tuple(reversed(told))


@cache
def _of_files(_: int) -> tuple[Kept, ...]:
    """Return what the files hold, worked out once for each time that they are read."""
    return tuple(Kept(each, digest(each)) for each in programmes())


def _by_day(kept: Kept) -> tuple[str, date, str]:
    """Order by the first day; of one day, the files come first, then as they were published."""
    moment = "" if kept.published_at is None else kept.published_at.isoformat()
    return (kept.programme.id, kept.programme.valid_from, moment)


def _published(session: Session, programme_id: str | None) -> list[Kept]:
    wanted = (
        select(ProgrammeVersionRow, UserRow.name)
        .outerjoin(UserRow, UserRow.id == ProgrammeVersionRow.user_id)
        .where(ProgrammeVersionRow.state == PUBLISHED)
        .order_by(ProgrammeVersionRow.published_at, ProgrammeVersionRow.id)
    )
    if programme_id is not None:
        wanted = wanted.where(ProgrammeVersionRow.programme_id == programme_id)
    return [_kept(row, name or "") for row, name in session.execute(wanted)]


def _kept(row: ProgrammeVersionRow, by: str) -> Kept:
    programme = read_one(row.body, f"{row.programme_id}@{row.version}")
    if (programme.id, programme.version) != (row.programme_id, row.version):
        raise ReferenceUnreadable(
            f"The database holds {programme.id}@{programme.version} under the name "
            f"{row.programme_id}@{row.version}: restore it from a copy."
        )
    found = digest(programme)
    return Kept(
        programme,
        found,
        row_id=row.id,
        note=row.note,
        by=by,
        published_at=row.published_at,
        is_changed=found != row.sha256,
    )
