"""Officers work on the next version of a programme; what is published is never changed again."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from matcher.domain.programme_changes import Change, changes
from matcher.errors import InvalidForm, NotFound, NotPossible, StalePage, WorkflowError
from matcher.programmes.documents import Document, document_of, programme_in
from matcher.programmes.fields import Misfit
from matcher.programmes.toml import toml_of
from matcher.programmes.writing import as_toml, digest
from matcher.store.programmes import ProgrammeVersionRow
from matcher.text.normalise import clean
from matcher.workflow.account_fields import line, refuse, too_long
from matcher.workflow.context import Context
from matcher.workflow.programme_checks import Found, findings_in
from matcher.workflow.programme_versions import (
    DRAFT,
    NO_PROGRAMME,
    PUBLISHED,
    Kept,
    kept_version,
    kept_versions,
)

SUBJECT = "programme"
TEXT_CHARACTERS = 100_000
NOTE_CHARACTERS = 2_000
_NAME = ""
"""The version of every draft, which no published one can have: a programme has one at most."""
_PASSING = " "
"""The version of what is published at once, for the moment before it has its own."""
_CHANGED = (
    "Somebody changed this draft since you opened the page. Nothing was overwritten: look at it "
    "again, then make your changes."
)
_NOT_OPEN = "This version is published. It is never changed: prepare a new one."


@dataclass(frozen=True, slots=True)
class Draft:
    """The next version of a programme as far as it is written, with what is wrong in it."""

    id: int
    programme_id: str
    row_version: int
    text: str
    document: Document
    findings: tuple[Found, ...]
    changes: tuple[Change, ...]
    latest: Kept | None

    @property
    def name(self) -> str:
        """The name that it gives to the programme."""
        return str(self.document["programmes"][0].get("name", self.programme_id))

    @property
    def may_be_published(self) -> bool:
        """Whether nothing is wrong with it; a warning keeps nobody back."""
        return all(each.is_warning for each in self.findings)


def open_draft(context: Context, programme_id: str) -> int | None:
    """Return the id of the draft that is open for a programme, or None."""
    context.staff()
    return context.session.scalar(
        select(ProgrammeVersionRow.id).where(
            ProgrammeVersionRow.programme_id == programme_id, ProgrammeVersionRow.state == DRAFT
        )
    )


def draft(context: Context, programme_id: str, from_version: str = "") -> int:
    """Open a draft of the next version, as the latest stands or as `from_version` does.

    A programme has one draft at a time: the one that is open already is returned.
    """
    context.staff()
    found = kept_versions(context, programme_id)
    if not found:
        raise NotFound(NO_PROGRAMME)
    known = open_draft(context, programme_id)
    if known is not None:
        return known
    kept = kept_version(context, programme_id, from_version) if from_version else found[-1]
    document = next_version(context, document_of(as_toml(kept.programme)), found)
    row = _row(context, programme_id, _NAME, toml_of(document))
    context.write(
        "programme.draft_opened",
        SUBJECT,
        row.id,
        after=_named(programme_id, kept.programme.version),
    )
    return row.id


def read(context: Context, draft_id: int) -> Draft:
    """Return a draft, with all that is wrong in it and what it changes of the latest version."""
    context.staff()
    row = _held(context, draft_id)
    document = document_of(row.body)
    earlier = kept_versions(context, row.programme_id)
    latest = earlier[-1] if earlier else None
    return Draft(
        row.id,
        row.programme_id,
        row.row_version,
        row.body,
        document,
        findings_in(document, row.programme_id, earlier, context.now.date()),
        _changes(document, latest),
        latest,
    )


def check(context: Context, draft_id: int) -> tuple[Found, ...]:
    """Return what is wrong in a draft, each with its place."""
    return read(context, draft_id).findings


def findings_of(context: Context, programme_id: str, document: Document) -> tuple[Found, ...]:
    """Return what is wrong in tables that may become the draft of a programme."""
    earlier = kept_versions(context, programme_id)
    return findings_in(document, programme_id, earlier, context.now.date())


def save_document(
    context: Context, draft_id: int, row_version: int, document: Mapping[str, Any]
) -> None:
    """Keep a draft as its tables stand; StalePage when somebody saved it since `row_version`."""
    _save(context, draft_id, row_version, toml_of(document))


def save_text(context: Context, draft_id: int, row_version: int, text: str) -> None:
    """Keep a draft as it was typed; InvalidForm when it is no text of one programme."""
    typed = clean(text).strip() + "\n"
    refuse(text=too_long(typed, TEXT_CHARACTERS))
    try:
        document_of(typed)
    except Misfit as misfit:
        raise InvalidForm({"text": misfit}) from misfit
    _save(context, draft_id, row_version, typed)


def publish(context: Context, draft_id: int, row_version: int, note: str) -> str:
    """Make a draft a version, for good, and return its name; the note says why.

    InvalidForm when the strict reader refuses it, or its name or its first day cannot be.
    """
    context.staff()
    return _published(context, _held(context, draft_id, row_version), note, "programme.published")


def publish_text(context: Context, programme_id: str, text: str, note: str) -> str:
    """Publish a text at once, beside any draft, as the same sources read again."""
    context.staff()
    row = _row(context, programme_id, _PASSING, text)
    return _published(context, row, note, "programme.read_again")


def _published(context: Context, row: ProgrammeVersionRow, note: str, action: str) -> str:
    said = _checked_note(note)
    document = document_of(row.body)
    earlier = kept_versions(context, row.programme_id)
    found = findings_in(document, row.programme_id, earlier, context.now.date())
    wrong = [each.problem for each in found if not each.is_warning]
    if wrong:
        told = "This draft cannot be published before it is mended."
        raise InvalidForm({"draft": wrong[0]}, told)
    programme = programme_in(document)
    row.body = as_toml(programme)
    row.version, row.sha256 = programme.version, digest(programme)
    row.state, row.note, row.user_id = PUBLISHED, said, context.person().id
    row.published_at = context.now
    row.row_version += 1
    context.session.flush()
    before = _named(row.programme_id, earlier[-1].programme.version) if earlier else {}
    context.write(
        action, SUBJECT, row.id, before=before, after=_named(row.programme_id, row.version)
    )
    return row.version


def discard(context: Context, draft_id: int, row_version: int) -> None:
    """Throw a draft away; published versions stay."""
    context.staff()
    row = _held(context, draft_id, row_version)
    context.write("programme.draft_discarded", SUBJECT, row.id, before=_named(row.programme_id))
    context.session.delete(row)
    context.session.flush()


def next_version(context: Context, document: Document, earlier: tuple[Kept, ...]) -> Document:
    """Return a document with the name and the first day that a next version may have."""
    today = context.now.date()
    taken = {each.programme.version for each in earlier}
    name = today.isoformat()
    names = (name, *(f"{name}.{number}" for number in range(2, len(taken) + 3)))
    first = max([today, *(each.programme.valid_from for each in earlier)])
    return {
        **document,
        "version": next(each for each in names if each not in taken),
        "valid_from": first,
    }


def new_programme(context: Context, programme_id: str, name: str) -> int:
    """Open a draft of a programme that is not known yet; InvalidForm when its id is taken."""
    context.staff()
    key, called = line(programme_id), line(name)
    is_taken = bool(kept_versions(context, key)) or open_draft(context, key) is not None
    refuse(
        programme_id=_key_mistake(key)
        or (WorkflowError("There is a programme with this short name.") if is_taken else None),
        name=WorkflowError("This cannot be left empty.") if not called else too_long(called, 300),
    )
    today = context.now.date()
    document: Document = {
        "version": today.isoformat(),
        "valid_from": today,
        "as_of": today.isoformat()[:7],
        "review_by": today.replace(year=today.year + 1, day=min(today.day, 28)),
        "sources": {},
        "rules": [],
        "programmes": [{"id": key, "name": called}],
    }
    row = _row(context, key, _NAME, toml_of(document))
    context.write("programme.draft_opened", SUBJECT, row.id, after=_named(key))
    return row.id


def _key_mistake(key: str) -> WorkflowError | None:
    letters = key.replace("_", "")
    if letters.isascii() and letters.isalnum() and letters == letters.lower() and len(key) <= 60:
        return None
    return WorkflowError("Use small letters without accents, digits and _ only, at most 60.")


def _checked_note(note: str) -> str:
    said = clean(note).strip()
    empty = WorkflowError("Say why this version was made: it is kept with it.")
    refuse(note=empty if not said else too_long(said, NOTE_CHARACTERS))
    return said


def _changes(document: Document, latest: Kept | None) -> tuple[Change, ...]:
    try:
        programme = programme_in(document)
    except Misfit:
        return ()
    return () if latest is None else changes(latest.programme, programme)


def _row(context: Context, programme_id: str, version: str, body: str) -> ProgrammeVersionRow:
    row = ProgrammeVersionRow(
        programme_id=programme_id,
        version=version,
        state=DRAFT,
        body=body,
        sha256=_sum_of(body),
        user_id=context.person().id,
        created_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    return row


def _save(context: Context, draft_id: int, row_version: int, body: str) -> None:
    context.staff()
    row = _held(context, draft_id, row_version)
    if row.body == body:
        return
    before = row.sha256
    row.body, row.sha256 = body, _sum_of(body)
    row.row_version += 1
    context.session.flush()
    context.write(
        "programme.draft_saved",
        SUBJECT,
        row.id,
        before={**_named(row.programme_id), "sha256": before},
        after={**_named(row.programme_id), "sha256": row.sha256},
    )


def _held(context: Context, draft_id: int, row_version: int | None = None) -> ProgrammeVersionRow:
    """Return the row of a draft; when it is to be changed, as `row_version` says it was read."""
    row = context.session.get(
        ProgrammeVersionRow,
        draft_id,
        with_for_update=row_version is not None,
        populate_existing=True,
    )
    if row is None:
        raise NotFound("There is no such draft.")
    if row.state != DRAFT:
        raise NotPossible(_NOT_OPEN)
    if row_version is not None and row.row_version != row_version:
        raise StalePage(_CHANGED)
    return row


def _sum_of(body: str) -> str:
    return sha256(body.encode("utf-8")).hexdigest()


def _named(programme_id: str, version: str = "") -> dict[str, object]:
    told: dict[str, object] = {"programme": programme_id}
    return {**told, "version": version} if version else told
