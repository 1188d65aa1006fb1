"""Text out of PDF, Word, PowerPoint, HTML and plain text files.

A file comes from a stranger, so it is opened in a process of its own that may use little memory and
time and is handed nothing but the bytes: a hostile file ends that process, never ours.
"""

from pathlib import Path

from matcher.errors import DocumentTooLarge, UnreadableDocument
from matcher.text.extraction.kinds import kind_of
from matcher.text.extraction.limits import Limits
from matcher.text.extraction.office import opened_package
from matcher.text.extraction.refused import PastLimit, Refused
from matcher.text.extraction.sandbox import extract_apart


def read_document(
    path_or_bytes: Path | str | bytes, *, name: str | None = None, limits: Limits | None = None
) -> str:
    """Return the visible text of a document: clean, one line a paragraph, never empty.

    A str is a path. The content decides what the file is; the suffix of `name` (by default that of
    the path) must agree with it. Scripts, styles and text that no reader would see are left out.

    Raises:
        UnreadableDocument: missing, protected, damaged, of another kind, or without text.
        DocumentTooLarge: past one of the limits.
        ReadersBusy: as many documents are being read as may be at a time.

    """
    allowed = limits or Limits()
    if isinstance(path_or_bytes, bytes):
        called, data = name or "document", path_or_bytes
    else:
        path = Path(path_or_bytes)
        called, data = name or path.name, _content(path, allowed)
    if len(data) > allowed.bytes:
        raise DocumentTooLarge(
            f"“{called}” is larger than {allowed.bytes / 1_000_000:g} MB: give a shorter document,"
            " or paste the text."
        )
    return extract_apart(data, kind=kind_of(data, called), name=called, limits=allowed)


def check_document(data: bytes, *, name: str, limits: Limits | None = None) -> None:
    """Find nothing wrong with a file that is kept without being read.

    Its size, what it is by its content, and what a package would unpack to; nothing is unpacked.

    Raises:
        UnreadableDocument: empty, damaged, protected, or not what its name says.
        DocumentTooLarge: past one of the limits.

    """
    allowed = limits or Limits()
    if len(data) > allowed.bytes:
        raise DocumentTooLarge(f"“{name}” is larger than {allowed.bytes / 1_000_000:g} MB.")
    if kind_of(data, name) not in {"docx", "pptx"}:
        return
    try:
        opened_package(data, allowed).close()
    except PastLimit as refused:
        raise DocumentTooLarge(f"“{name}” {refused}") from refused
    except Refused as refused:
        raise UnreadableDocument(f"“{name}” {refused}") from refused


def check_opens(data: bytes, *, name: str, limits: Limits | None = None) -> None:
    """Find nothing wrong with a file, as `check_document`; a package is opened and read as well.

    It is opened apart, as to be read; it may hold no text. Call it before a transaction is opened.

    Raises:
        UnreadableDocument: empty, damaged, protected, or not what its name says.
        DocumentTooLarge: past one of the limits.
        ReadersBusy: as many documents are being read as may be at a time.

    """
    allowed = limits or Limits()
    check_document(data, name=name, limits=allowed)
    kind = kind_of(data, name)
    if kind in {"docx", "pptx"}:
        extract_apart(data, kind=kind, name=name, limits=allowed, needs_text=False)


def _content(path: Path, limits: Limits) -> bytes:
    # A pipe or a device would be waited for without end.
    if not path.is_file():
        raise UnreadableDocument(f"There is no file “{path}”: check the path.")
    try:
        with path.open("rb") as file:
            return file.read(limits.bytes + 1)
    except OSError as error:
        raise UnreadableDocument(f"“{path}” cannot be read: {error.strerror}.") from error
