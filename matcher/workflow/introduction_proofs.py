"""Files that prove an outcome: handed in by officers, read by officers."""

from dataclasses import dataclass
from hashlib import sha256

from matcher.errors import (
    DocumentTooLarge,
    InvalidForm,
    NotFound,
    ReadersBusy,
    UnreadableDocument,
    WorkflowError,
)
from matcher.store.challenges import AttachmentRow
from matcher.text.documents import check_document, check_opens
from matcher.text.extraction.limits import Limits
from matcher.workflow.context import Context
from matcher.workflow.file_names import BUSY, clean_name, ending_of
from matcher.workflow.introduction_moves import locked, parties

SUBJECT = "introduction"
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
KINDS = tuple(_MEDIA_TYPES)
"""The endings of files that are taken."""


LARGEST = 10_000_000
NOT_A_PROOF = "Send a PDF or DOCX file of at most 10 MB that opens without a password."


_LIMITS = Limits(bytes=LARGEST, pages=5_000, characters=LARGEST)
"""A contract is long: it is opened to see that it opens, and not for its text."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A file as it was handed in."""

    filename: str
    media_type: str
    content: bytes


def check_proof(filename: str, content: bytes) -> None:
    """Open a file in a process of its own; InvalidForm for one that is made to harm.

    Call it before a transaction is opened: it can take seconds.
    """
    try:
        check_opens(content, name=clean_name(filename), limits=_LIMITS)
    except ReadersBusy as problem:
        raise InvalidForm({"proof": WorkflowError(BUSY)}) from problem
    except (DocumentTooLarge, UnreadableDocument) as problem:
        raise InvalidForm({"proof": WorkflowError(NOT_A_PROOF)}) from problem


def attach_proof(context: Context, introduction_id: int, filename: str, content: bytes) -> int:
    """Return the id of a file that is kept for an introduction; pass it to `record`.

    InvalidForm for one that is not what its name says, or that would unpack to too much.
    """
    officer = context.staff()
    who = parties(context, locked(context, introduction_id))
    name = clean_name(filename)
    try:
        check_document(content, name=name, limits=_LIMITS)
    except (DocumentTooLarge, UnreadableDocument) as problem:
        raise InvalidForm({"proof": WorkflowError(NOT_A_PROOF)}) from problem
    row = AttachmentRow(
        subject_kind=SUBJECT,
        subject_id=introduction_id,
        organisation_id=officer.organisation_id or who.firm.id,
        filename=name,
        media_type=_MEDIA_TYPES.get(ending_of(name), "application/pdf"),
        size=len(content),
        sha256=sha256(content).hexdigest(),
        content=content,
        created_by=officer.id,
        created_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    context.write("introduction.proof_added", SUBJECT, introduction_id, after={"file": row.id})
    return row.id


def proof(context: Context, introduction_id: int, attachment_id: int) -> Proof:
    """Return a file that proves an outcome of this introduction; for officers."""
    context.staff()
    row = context.session.get(AttachmentRow, attachment_id)
    if row is None or (row.subject_kind, row.subject_id) != (SUBJECT, introduction_id):
        raise NotFound("There is no such file for this introduction.")
    return Proof(row.filename, row.media_type, row.content)
