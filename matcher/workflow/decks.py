"""A startup's deck, read into a draft of capabilities that its members accept, edit or drop.

The file itself is not kept: only the text read from it, until the draft is decided on.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from matcher.errors import (
    DocumentTooLarge,
    InvalidForm,
    NotFound,
    ReadersBusy,
    UnreadableDocument,
    WorkflowError,
)
from matcher.store.challenges import AttachmentRow
from matcher.text.documents import read_document
from matcher.text.extraction.limits import Limits
from matcher.workflow import capabilities, startups, use_limits
from matcher.workflow.context import Context
from matcher.workflow.deck_parts import Part, parts_of
from matcher.workflow.file_names import BUSY, clean_name, ending_of

KINDS = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""Ending of a file → its media type."""
LARGEST = 10_000_000
LONGEST_TEXT = 100_000
MOST_DRAFTS = 5
SUBJECT = "deck"

_PLAIN_WORDS = (
    ("password", "This file is protected by a password. Save it without one, then send it again."),
    (
        "only images",
        (
            "This file holds images only, as a scan does. Send one whose text can be selected, "
            "or write your capabilities here."
        ),
    ),
    ("is empty", "This file is empty. Choose another one."),
    (
        "has no text",
        "There is no text in this file. Send another one, or write your capabilities here.",
    ),
    (
        "is named",
        "The content of this file is not what its name says. Save it again, then send it.",
    ),
)
_DAMAGED = "This file cannot be read. Save it again as PDF, PPTX or DOCX, then send it."
_TOO_LARGE = (
    "This file is too large or too long. Send a shorter one, of 10 MB and 200 pages at most."
)


@dataclass(frozen=True, slots=True)
class ReadDeck:
    """A deck that was sent, and the text read from it; made before a transaction is opened."""

    filename: str
    size: int
    sha256: str
    text: str


@dataclass(frozen=True, slots=True)
class DeckDraft:
    """What was read from a deck and waits for a decision."""

    id: int
    filename: str
    created_at: datetime
    parts: tuple[Part, ...]


def read_deck(filename: str, content: bytes) -> ReadDeck:
    """Return a deck with its text; InvalidForm says in plain words why it cannot be read."""
    if not filename:
        raise _refused("Choose a file first.")
    name = clean_name(filename)
    if ending_of(name) not in KINDS:
        raise _refused("Send a PDF, PPTX or DOCX file.")
    try:
        text = read_document(content, name=name, limits=Limits(bytes=LARGEST))
    except ReadersBusy as problem:
        raise _refused(BUSY) from problem
    except DocumentTooLarge as problem:
        raise _refused(_TOO_LARGE) from problem
    except UnreadableDocument as problem:
        raise _refused(_plain(str(problem))) from problem
    digest = hashlib.sha256(content).hexdigest()
    return ReadDeck(name, len(content), digest, text[:LONGEST_TEXT])


def keep(context: Context, deck: ReadDeck) -> int:
    """Return the id of the draft made from a deck; the same file makes one draft.

    InvalidForm when nothing in it looks like a capability.
    """
    row, home = startups.held(context)
    known = context.session.scalar(_of(home.id).where(AttachmentRow.sha256 == deck.sha256))
    if known is not None:
        return known.id
    use_limits.check(context, use_limits.FILES)
    if not parts_of(deck.text):
        raise _refused(
            "No sentence in this file describes what you can do. Write your capabilities here."
        )
    count = context.session.scalar(select(func.count()).select_from(_of(home.id).subquery()))
    if (count or 0) >= MOST_DRAFTS:
        raise _refused("Several drafts wait for your decision already. Finish one of them first.")
    new = AttachmentRow(
        subject_kind=SUBJECT,
        subject_id=row.id,
        organisation_id=home.id,
        filename=deck.filename,
        media_type=KINDS[ending_of(deck.filename)],
        size=deck.size,
        sha256=deck.sha256,
        text=deck.text,
        content=b"",
        created_by=context.person().id,
        created_at=context.now,
    )
    context.session.add(new)
    context.session.flush()
    context.write("deck.read", startups.SUBJECT, row.id, after={"deck": new.id})
    return new.id


def waiting(context: Context) -> tuple[DeckDraft, ...]:
    """Return the drafts that wait for a decision of the person's startup, the oldest first."""
    home = startups.home_of(context)
    rows = context.session.scalars(
        _of(home.id).order_by(AttachmentRow.created_at, AttachmentRow.filename)
    )
    return tuple(_draft(row) for row in rows)


def draft(context: Context, deck_id: int) -> DeckDraft:
    """Return one draft; NotFound when it was decided on, or is none of theirs."""
    return _draft(_row(context, deck_id))


def accept(context: Context, deck_id: int, told: Sequence[tuple[str, str]]) -> list[int]:
    """Return the ids of the capabilities made of a draft, as the person left them; it ends here.

    A draft that was decided on already gives none.
    """
    home = startups.home_of(context)
    row = context.session.scalar(_of(home.id).where(AttachmentRow.id == deck_id))
    if row is None:
        return []
    kept = capabilities.add_all(context, told)
    _end(context, row)
    return kept


def drop(context: Context, deck_id: int) -> None:
    """Forget a draft; one that is gone already changes nothing."""
    home = startups.home_of(context)
    row = context.session.scalar(_of(home.id).where(AttachmentRow.id == deck_id))
    if row is not None:
        _end(context, row)


def _end(context: Context, row: AttachmentRow) -> None:
    context.write("deck.decided", startups.SUBJECT, row.subject_id, before={"deck": row.id})
    context.session.delete(row)
    context.session.flush()


def _of(startup_id: int) -> Select[AttachmentRow]:
    return select(AttachmentRow).where(
        AttachmentRow.subject_kind == SUBJECT, AttachmentRow.subject_id == startup_id
    )


def _row(context: Context, deck_id: int) -> AttachmentRow:
    home = startups.home_of(context)
    row = context.session.scalar(_of(home.id).where(AttachmentRow.id == deck_id))
    if row is None:
        raise NotFound("There is no such draft. It may have been decided on already.")
    return row


def _draft(row: AttachmentRow) -> DeckDraft:
    return DeckDraft(row.id, row.filename, row.created_at, parts_of(row.text))


def _plain(problem: str) -> str:
    """Return the sentence for what the reader of documents found."""
    return next((sentence for sign, sentence in _PLAIN_WORDS if sign in problem), _DAMAGED)


def _refused(template: str) -> InvalidForm:
    return InvalidForm({"deck": WorkflowError(template)})
