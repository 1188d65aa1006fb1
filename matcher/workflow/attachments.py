"""Files of a challenge: kept, read into a proposed text, which the firm takes or not."""

import hashlib
from dataclasses import dataclass, replace

from sqlalchemy import Select, delete, func, select

from matcher.errors import InvalidForm, NotFound, NotPossible, WorkflowError
from matcher.store.challenges import AttachmentRow
from matcher.text.documents import read_document
from matcher.text.extraction.limits import Limits
from matcher.workflow import use_limits
from matcher.workflow.challenge_drafts import save
from matcher.workflow.challenge_limits import LONGEST
from matcher.workflow.challenges import EDITABLE, SUBJECT, draft_of, firm_of, held, readable
from matcher.workflow.context import Context
from matcher.workflow.file_names import clean_name, ending_of

LARGEST = 10_000_000
MOST_FILES = 5
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
"""Ending of a file → its media type."""
PROPOSED_AT_MOST = LONGEST["attached_text"]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file that was sent, and the text read from it; made before a transaction is opened."""

    filename: str
    content: bytes
    text: str
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it is handed back."""

    filename: str
    media_type: str
    content: bytes


def read_file(filename: str, content: bytes) -> ReadFile:
    """Return a file with its text, cut to what a challenge may hold.

    UnreadableDocument or DocumentTooLarge when no text can be read; InvalidForm for other kinds.
    """
    name = clean_name(filename)
    if ending_of(name) not in KINDS:
        raise InvalidForm({"attachment": WorkflowError("Send a PDF, DOCX or PPTX file.")})
    text = read_document(content, name=name, limits=Limits(bytes=LARGEST))
    cut = len(text) > PROPOSED_AT_MOST
    if cut:
        text = text[:PROPOSED_AT_MOST].rsplit("\n", 1)[0]
    return ReadFile(name, content, text, is_cut=cut)


def add(context: Context, challenge_id: int, file: ReadFile) -> int:
    """Return the id of the file, kept with its text as a proposal; the same file is kept once."""
    firm = firm_of(context)
    row = held(context, challenge_id)
    if row.state not in EDITABLE:
        raise NotPossible("This challenge is closed or withdrawn. Reopen it before you change it.")
    digest = hashlib.sha256(file.content).hexdigest()
    known = context.session.scalar(_of(challenge_id).where(AttachmentRow.sha256 == digest))
    if known is not None:
        return known.id
    use_limits.check(context, use_limits.FILES)
    count = context.session.scalar(select(func.count()).select_from(_of(challenge_id).subquery()))
    if (count or 0) >= MOST_FILES:
        raise InvalidForm(
            {
                "attachment": WorkflowError(
                    "At most %(most)s files fit. Remove one first.", most=MOST_FILES
                )
            }
        )
    kept = AttachmentRow(
        subject_kind=SUBJECT,
        subject_id=challenge_id,
        organisation_id=firm.id,
        filename=file.filename,
        media_type=KINDS[ending_of(file.filename)],
        size=len(file.content),
        sha256=digest,
        text=file.text,
        content=file.content,
        created_by=context.person().id,
        created_at=context.now,
    )
    context.session.add(kept)
    context.session.flush()
    context.write("attachment.added", SUBJECT, challenge_id, after={"attachment": kept.id})
    return kept.id


def accept(context: Context, challenge_id: int, attachment_id: int, text: str) -> int:
    """Return the version of a challenge that took a file's text, as the firm left it, into its own.

    A proposal that was decided on already changes nothing.
    """
    firm_of(context)
    row = held(context, challenge_id)
    kept = _row(context, challenge_id, attachment_id)
    if not kept.text:
        return row.version
    draft = draft_of(row)
    joined = "\n\n".join(part for part in (draft.attached_text, text.strip()) if part)
    if len(joined) > PROPOSED_AT_MOST:
        raise InvalidForm(
            {
                "attached_text": WorkflowError(
                    "This text has %(length)s characters; at most %(most)s fit. Shorten it.",
                    length=len(joined),
                    most=PROPOSED_AT_MOST,
                )
            }
        )
    saved = save(context, row.id, row.version, replace(draft, attached_text=joined))
    kept.text = ""
    return saved.version


def dismiss(context: Context, challenge_id: int, attachment_id: int) -> None:
    """Leave a file's text out; the file stays with the challenge."""
    firm_of(context)
    held(context, challenge_id)
    _row(context, challenge_id, attachment_id).text = ""


def remove(context: Context, challenge_id: int, attachment_id: int) -> None:
    """Delete a file; a text that was taken from it stays until the firm deletes it."""
    firm_of(context)
    row = held(context, challenge_id)
    if row.state not in EDITABLE:
        raise NotPossible("This challenge is closed or withdrawn. Reopen it before you change it.")
    context.session.delete(_row(context, challenge_id, attachment_id))
    context.write("attachment.removed", SUBJECT, challenge_id, before={"attachment": attachment_id})


def remove_all(context: Context, challenge_id: int) -> None:
    """Delete all files of a challenge that goes away itself."""
    context.session.execute(
        delete(AttachmentRow).where(
            AttachmentRow.subject_kind == SUBJECT, AttachmentRow.subject_id == challenge_id
        )
    )


def stored(context: Context, challenge_id: int, attachment_id: int) -> StoredFile:
    """Return a file, for the firm and the agency."""
    readable(context, challenge_id)
    row = _row(context, challenge_id, attachment_id)
    return StoredFile(row.filename, row.media_type, row.content)


def _of(challenge_id: int) -> Select[AttachmentRow]:
    return select(AttachmentRow).where(
        AttachmentRow.subject_kind == SUBJECT, AttachmentRow.subject_id == challenge_id
    )


def _row(context: Context, challenge_id: int, attachment_id: int) -> AttachmentRow:
    row = context.session.scalar(_of(challenge_id).where(AttachmentRow.id == attachment_id))
    if row is None:
        raise NotFound("There is no such file.")
    return row
