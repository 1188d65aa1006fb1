"""Deletion of people and organisations: asked for, done by the worker, done again after a restore.

An account closes when its deletion is confirmed; the worker deletes what is kept within minutes.
Where introductions of the organisation are open and nobody else could answer, the deletion waits
for officers to end them, `DELAY` at most, and then takes place by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.errors import NotFound
from matcher.notify.data_messages import DataErased
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.personal import ErasureRow
from matcher.workflow import erasure_files, erasure_list, erasure_mail, indexing, outbox
from matcher.workflow.context import Context, Services
from matcher.workflow.erasure_list import Erased
from matcher.workflow.erasure_organisations import forget_organisation
from matcher.workflow.erasure_people import forget_person
from matcher.workflow.erasure_words import words_of_organisation, words_of_person

DELAY = timedelta(days=10)
"""How long a deletion may wait for open introductions: the ten days of Law 09-08."""
PERSON, ORGANISATION = "person", "organisation"
WAITING, CONFIRMED, DONE, WITHDRAWN = "waiting", "confirmed", "done", "withdrawn"
SUBJECTS = {PERSON: "user", ORGANISATION: "organisation"}
"""Kind of a deletion → what the journal calls its subject."""
Files = dict[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class _Going:
    """Whom a deletion is about: the organisation or None, and the people."""

    organisation: OrganisationRow | None
    people: tuple[UserRow, ...]

    @property
    def is_nobody(self) -> bool:
        """Whether nothing is left to delete."""
        return self.organisation is None and not self.people

    def entries(self, now: datetime) -> tuple[Erased, ...]:
        """Return the lines of the list outside the database."""
        rows: list[tuple[str, Any]] = [(PERSON, each) for each in self.people]
        if self.organisation is not None:
            rows.append((ORGANISATION, self.organisation))
        return tuple(Erased(kind, row.id, row.created_at.date(), now.date()) for kind, row in rows)


def carry_out(services: Services, now: datetime, erasure_id: int) -> None:
    """Delete what a confirmed deletion is about, as a task of the worker; twice changes nothing.

    Files are read before anything is written, so that nobody waits for them.
    """
    with services.database.session(writes=False) as session:
        asked = _confirmed(session, erasure_id)
        if asked is None:
            return
        files = _files(session, _going(session, asked.kind, asked.subject_id))
    with services.database.session() as session:
        context = Context(session, None, now, services)
        row = _confirmed(session, erasure_id)
        if row is None:
            return
        gone = _going(session, row.kind, row.subject_id)
        entries = gone.entries(now)
        farewells = [(each.email, each.language, each.id) for each in gone.people]
        _forget(context, gone, files)
        row.state, row.done_at = DONE, now
        context.write("erasure.done", SUBJECTS[row.kind], row.subject_id)
        for address, language, user_id in farewells:
            _say_goodbye(context, address, language, user_id)
        context.later("erase_traces", key="all")
    erasure_list.add(services.settings, *entries)


def remove_traces(services: Services, now: datetime) -> None:
    """Leave nothing of what was deleted in the index, the vectors and the database's free pages.

    A task of the worker; it is tried again while the encoder is away.
    """
    with services.database.session() as session:
        erasure_mail.forget_farewells(session)
    indexing.catch_up(services)
    services.engine.purge()
    services.database.scrub()


def reapply(context: Context) -> int:
    """Return how many deletions were done again; call it in a database that was restored.

    The list outside the database says which. A row that was made on another day is somebody
    else's and stays. Nobody is written to. The index and the vectors follow with the worker.
    """
    session, done = context.session, 0
    for entry in erasure_list.lines(context.services.settings):
        gone = _still_there(session, entry)
        if gone.is_nobody:
            continue
        _forget(context, gone, _files(session, gone))
        context.write("erasure.done", SUBJECTS[entry.kind], entry.id, after={"by": "restore"})
        done += 1
    if done:
        session.flush()
        context.later("erase_traces", key="all")
    return done


def note_all(services: Services, session: Session) -> None:
    """Add to the list what was deleted and, because of a crash, is not in it yet."""
    found: list[Erased] = []
    kinds: tuple[tuple[str, Any], ...] = ((PERSON, UserRow), (ORGANISATION, OrganisationRow))
    known = {(each.kind, each.id, each.made) for each in erasure_list.lines(services.settings)}
    for kind, table in kinds:
        for row in session.scalars(select(table).where(table.erased_at.is_not(None))):
            made = row.created_at.date()
            if (kind, row.id, made) not in known:
                found.append(Erased(kind, row.id, made, row.erased_at.date()))
    erasure_list.add(services.settings, *found)


def row_of(context: Context, erasure_id: int) -> ErasureRow:
    """Return a deletion that was asked for, held; NotFound when there is none."""
    row = context.session.get(ErasureRow, erasure_id, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound("There is no such deletion.")
    return row


def _confirmed(session: Session, erasure_id: int) -> ErasureRow | None:
    row = session.get(ErasureRow, erasure_id, with_for_update=True, populate_existing=True)
    return row if row is not None and row.state == CONFIRMED else None


def _going(session: Session, kind: str, subject_id: int) -> _Going:
    """Return who is to be deleted and was not yet."""
    if kind == PERSON:
        person = session.get(UserRow, subject_id)
        return _Going(None, (person,) if person is not None and not person.erased_at else ())
    home = session.get(OrganisationRow, subject_id)
    if home is None or home.erased_at is not None:
        return _Going(None, ())
    people = session.scalars(
        select(UserRow)
        .where(UserRow.organisation_id == home.id, UserRow.erased_at.is_(None))
        .order_by(UserRow.id)
    )
    return _Going(home, tuple(people))


def _still_there(session: Session, entry: Erased) -> _Going:
    gone = _going(session, entry.kind, entry.id)
    row = gone.organisation or next(iter(gone.people), None)
    is_same = row is not None and row.created_at.date() == entry.made <= entry.erased
    return gone if is_same else _Going(None, ())


def _files(session: Session, gone: _Going) -> Files:
    """Return the files that name whoever goes: of the organisation under 0, of people by number."""
    found: Files = {
        each.id: erasure_files.naming(session, words_of_person(each), each.organisation_id)
        for each in gone.people
    }
    home = gone.organisation
    if home is not None:
        found[0] = erasure_files.naming(session, words_of_organisation(home), home.id)
    return found


def _forget(context: Context, gone: _Going, files: Files) -> None:
    """Delete; whoever came to the organisation meanwhile goes with it."""
    if gone.organisation is not None:
        forget_organisation(context, gone.organisation, files)
        return
    for person in gone.people:
        forget_person(context, person, files.get(person.id, frozenset()))


def _say_goodbye(context: Context, address: str, language: str, user_id: int) -> None:
    """Tell somebody that everything is deleted; the letter itself is emptied once it went out."""
    outbox.post(
        context,
        outbox.Mail(
            to=(address,),
            language=language,
            message=DataErased(),
            dedupe_key=f"erased:{user_id}",
        ),
    )
