"""Files that name somebody who goes, found by their bytes and by the text that they show."""

import io
import zipfile
from collections.abc import Iterator

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from matcher.errors import MatcherError
from matcher.store.challenges import AttachmentRow
from matcher.store.introductions import MoveRow
from matcher.text.documents import read_document
from matcher.text.normalise import fold
from matcher.workflow.attachments import KINDS, LARGEST
from matcher.workflow.erasure_words import Words
from matcher.workflow.file_names import ending_of
from matcher.workflow.imports import SUBJECT as IMPORT

MOST_UNPACKED = 100_000_000
"""Bytes of one file that are looked through, once unpacked."""


def naming(session: Session, words: Words, organisation_id: int | None) -> frozenset[int]:
    """Return the files of an organisation, and of imports, that hold one of the words.

    Nothing is written, so that nobody waits while files are read.
    """
    if words.is_empty:
        return frozenset()
    asked = select(AttachmentRow.id, AttachmentRow.filename, AttachmentRow.content).where(
        or_(AttachmentRow.subject_kind == IMPORT, AttachmentRow.organisation_id == organisation_id)
    )
    found = session.execute(asked.order_by(AttachmentRow.id)).yield_per(1)
    return frozenset(
        number for number, name, content in found if holds(words, name, bytes(content))
    )


def holds(words: Words, filename: str, content: bytes) -> bool:
    """Whether a file, its name or what was written into it about its author, holds a word."""
    return any(words.without(text, in_lists=True) != text for text in _texts(filename, content))


def empty(session: Session, ids: frozenset[int]) -> None:
    """Leave of files only that they were there."""
    session.execute(
        update(AttachmentRow)
        .where(AttachmentRow.id.in_(ids))
        .values(filename="", content=b"", text="", sha256="", size=0)
    )


def drop(session: Session, *subjects: tuple[str, list[int]]) -> None:
    """Delete all files of things: ("challenge", [7, 9])."""
    for kind, ids in subjects:
        gone = select(AttachmentRow.id).where(
            AttachmentRow.subject_kind == kind, AttachmentRow.subject_id.in_(ids)
        )
        session.execute(
            update(MoveRow).where(MoveRow.attachment_id.in_(gone)).values(attachment_id=None)
        )
        session.execute(
            delete(AttachmentRow).where(
                AttachmentRow.subject_kind == kind, AttachmentRow.subject_id.in_(ids)
            )
        )


def _texts(filename: str, content: bytes) -> Iterator[str]:
    yield filename
    for part in (content, *_members(content)):
        for encoding in ("utf-8", "latin-1", "utf-16-be", "utf-16-le"):
            yield part.decode(encoding, "ignore")
    if ending_of(filename) in KINDS and len(content) <= LARGEST:
        try:
            text = read_document(content, name=filename)
        except MatcherError:
            return
        yield text
        yield fold(text)


def _members(content: bytes) -> Iterator[bytes]:
    """Yield what is packed in a Word, PowerPoint or Excel file."""
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                left -= member.file_size
                if left < 0:
                    return
                yield archive.read(member)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        return
