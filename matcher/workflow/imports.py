"""Files of startups and firms: read without changing anything, looked at, then taken over whole."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from matcher.errors import NotFound, NotPossible, StalePage
from matcher.store.challenges import AttachmentRow
from matcher.store.database import Database
from matcher.store.imports import ImportRow
from matcher.store.organisations import UserRow
from matcher.workflow import import_firms, import_startups, matching
from matcher.workflow.agency import agency
from matcher.workflow.context import Context, Services
from matcher.workflow.import_plans import OUTCOMES, REFUSED, Plans
from matcher.workflow.import_reading import STARTUPS, Sheet, read

WAITING, APPLIED = "waiting", "applied"
SUBJECT = "import"
PAGE = 100
_SHOWN = 20
_PLANS: dict[str, Callable[..., Plans]] = {
    "startups": import_startups.plans,
    "firms": import_firms.plans,
}
_WRITE: dict[str, Callable[..., list[int]]] = {
    "startups": import_startups.write,
    "firms": import_firms.write,
}


@dataclass(frozen=True, slots=True)
class Examined:
    """A file that was compared with the database, before anything is kept."""

    sheet: Sheet
    plans: Plans
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Import:
    """A file that was brought in, in the list of them and at the top of its report."""

    id: int
    kind: str
    filename: str
    size: int
    sha256: str
    notes: tuple[str, ...]
    counts: dict[str, int]
    is_applied: bool
    created_at: datetime
    created_by: str
    applied_at: datetime | None
    applied_by: str

    @property
    def may_apply(self) -> bool:
        """Whether there is something to do, and nothing that was refused."""
        doing = sum(self.counts.get(each, 0) for each in ("new", "changed", "near"))
        return not self.is_applied and not self.counts.get(REFUSED) and doing > 0


@dataclass(frozen=True, slots=True)
class Report:
    """A page of the lines of a file, with what becomes of each."""

    about: Import
    lines: tuple[dict[str, Any], ...]
    outcome: str
    page: int
    pages: int


def examine(services: Services, kind: str, filename: str, content: bytes) -> Examined:
    """Return what a file holds and would change; nothing is changed.

    It is read in a process of its own where there is one, without a transaction that writes.
    Raises UnreadableInput when the file cannot be read as a whole.
    """
    if services.examine is not None:
        found: Examined = services.examine(kind, filename, content)
        return found
    return compared(services.database, read(kind, filename, content))


def compared(database: Database, sheet: Sheet) -> Examined:
    """Return what the file would change, read in a transaction of its own that writes nothing."""
    with database.session(writes=False) as session:
        plans = _PLANS[sheet.kind](session, sheet, look_for_near=True)
    return Examined(sheet, plans, plans.fingerprint(sheet.sha256))


def keep(context: Context, examined: Examined) -> int:
    """Return the id of the import; the file and its report are kept, and nothing else changes."""
    officer = context.staff()
    sheet = examined.sheet
    content = AttachmentRow(
        subject_kind=SUBJECT,
        subject_id=0,
        organisation_id=officer.organisation_id or agency(context).id,
        filename=sheet.filename,
        media_type=sheet.media_type,
        size=len(sheet.content),
        sha256=sheet.sha256,
        content=sheet.content,
        created_by=officer.id,
        created_at=context.now,
    )
    context.session.add(content)
    context.session.flush()
    row = ImportRow(
        kind=sheet.kind,
        attachment_id=content.id,
        sha256=sheet.sha256,
        created_by=officer.id,
        created_at=context.now,
        fingerprint="",
    )
    _fill(row, examined)
    context.session.add(row)
    context.session.flush()
    content.subject_id = row.id
    context.write("import.read", SUBJECT, row.id, after={"kind": row.kind, **row.counts})
    return row.id


def reread(services: Services, import_id: int) -> Sheet:
    """Return the file that was kept, read once more; NotFound when there is none.

    Call it before a transaction that writes is opened, for people who may see imports only.
    """
    with services.database.session(writes=False) as session:
        row = session.get(ImportRow, import_id)
        if row is None:
            raise NotFound("There is no such import.")
        kept = session.get_one(AttachmentRow, row.attachment_id)
        kind, filename, content = row.kind, kept.filename, bytes(kept.content)
    return read(kind, filename, content)


def look_again(context: Context, import_id: int, examined: Examined) -> None:
    """Replace the report of an import by what the same file would change now."""
    context.staff()
    row = _held(context, import_id)
    if row.state != APPLIED and examined.sheet.sha256 == row.sha256:
        _fill(row, examined)


def apply(context: Context, import_id: int, sheet: Sheet, *, add_near: bool) -> int:
    """Take the file over, all of it or nothing, and return how many organisations it wrote.

    `sheet` is what `reread` gave. Refused when a line was refused, or when the startups or firms
    that it touches changed since the report. Done once: again, it changes nothing.
    """
    officer = context.staff()
    row = _held(context, import_id)
    if row.state == APPLIED:
        return int(row.counts.get("written", 0))
    if sheet.sha256 != row.sha256:
        raise StalePage("The file that was kept is not the one of this report. Send it again.")
    found = _PLANS[row.kind](context.session, sheet, look_for_near=False)
    if found.refused:
        raise NotPossible(
            "Some rows were refused, so nothing was taken over. Correct the file and send it again."
        )
    if found.fingerprint(sheet.sha256) != row.fingerprint:
        raise StalePage(
            "What this file would change is no longer what the report says, because somebody "
            "changed these organisations since. Nothing was taken over: look at the new report."
        )
    _mark_near(found, row)
    written = _WRITE[row.kind](context, found, add_near=add_near)
    row.state, row.applied_at, row.applied_by = APPLIED, context.now, officer.id
    row.counts = row.counts | {"written": len(written), "added_near": int(add_near)}
    context.write("import.applied", SUBJECT, row.id, after={"kind": row.kind, **row.counts})
    if row.kind == STARTUPS and written:
        matching.startup_changed(context, written[0])
    return len(written)


def report(context: Context, import_id: int, *, outcome: str = "", page: int = 1) -> Report:
    """Return a page of the report of an import, all lines or those with one outcome."""
    context.staff()
    row = context.session.get(ImportRow, import_id)
    if row is None:
        raise NotFound("There is no such import.")
    chosen = outcome if outcome in OUTCOMES else ""
    lines = [each for each in row.lines if chosen in ("", each["outcome"])]
    pages = max(1, -(-len(lines) // PAGE))
    shown = min(max(page, 1), pages)
    return Report(
        _import(context, row),
        tuple(lines[(shown - 1) * PAGE : shown * PAGE]),
        chosen,
        shown,
        pages,
    )


def latest(context: Context) -> tuple[Import, ...]:
    """Return the imports of the last time, the newest first; officers only."""
    context.staff()
    rows = context.session.scalars(select(ImportRow).order_by(ImportRow.id.desc()).limit(_SHOWN))
    return tuple(_import(context, row) for row in rows)


def _fill(row: ImportRow, examined: Examined) -> None:
    row.fingerprint = examined.fingerprint
    row.lines = examined.plans.lines()
    row.counts = dict(examined.plans.counts())
    row.notes = list(examined.sheet.notes)


def _mark_near(found: Plans, row: ImportRow) -> None:
    """Leave to the report what looks like another one: it is what the officer decided on."""
    lines = [each for each in row.lines if each["outcome"] != REFUSED]
    for plan, line in zip(found.plans, lines, strict=True):
        plan.mark_near(line["near"])


def _held(context: Context, import_id: int) -> ImportRow:
    context.session.flush()
    row = context.session.get(ImportRow, import_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("There is no such import.")
    return row


def _import(context: Context, row: ImportRow) -> Import:
    kept = context.session.get_one(AttachmentRow, row.attachment_id)
    return Import(
        id=row.id,
        kind=row.kind,
        filename=kept.filename,
        size=kept.size,
        sha256=row.sha256,
        notes=tuple(row.notes),
        counts=dict(row.counts),
        is_applied=row.state == APPLIED,
        created_at=row.created_at,
        created_by=_name(context, row.created_by),
        applied_at=row.applied_at,
        applied_by=_name(context, row.applied_by),
    )


def _name(context: Context, user_id: int | None) -> str:
    row = context.session.get(UserRow, user_id) if user_id else None
    return row.name if row else ""
