"""What a file is, by its content; its name must agree."""

import io
import re
import zipfile
from pathlib import PurePath
from typing import Final, Literal

from matcher.errors import DocumentTooLarge, UnreadableDocument
from matcher.text.extraction.encodings import utf16_without_mark

Kind = Literal["pdf", "docx", "pptx", "html", "txt"]

_BY_SUFFIX: Final[dict[str, Kind]] = {
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "pptx",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "txt",
    ".text": "txt",
    ".md": "txt",
}
_IMAGE: Final = "an image: give a document with text in it"
_ARCHIVE: Final = "a compressed archive: give the document inside it"
_NOT_READ: Final = {
    b"\xd0\xcf\x11\xe0": "an old or password-protected Office file: save it as .docx or .pptx"
    " without a password",
    b"{\\rtf": "a Rich Text file: save it as .docx or .pdf",
    b"\x89PNG": _IMAGE,
    b"\xff\xd8\xff": _IMAGE,
    b"GIF8": _IMAGE,
    b"II*\x00": _IMAGE,
    b"MM\x00*": _IMAGE,
    b"\x1f\x8b": _ARCHIVE,
    b"7z\xbc\xaf": _ARCHIVE,
    b"Rar!": _ARCHIVE,
    b"\x7fELF": "a program: give a document",
    b"MZ": "a program: give a document",
}
_HTML: Final = re.compile(rb"<(?:!doctype html|html|head|body|meta|title|div|script)\b", re.I)
_ZIP_ENTRY: Final = b"PK\x01\x02"
MOST_PARTS: Final = 10_000
"""Entries that a Word or PowerPoint file may have."""
_BEFORE_PDF: Final = b"\xef\xbb\xbf\x00\t\n\x0c\r "
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")


def kind_of(data: bytes, name: str) -> Kind:
    """Return what the bytes are.

    Raises:
        UnreadableDocument: empty, no format that is read here, or not what the name says.
        DocumentTooLarge: a package of too many parts.

    """
    if not data.strip():
        raise UnreadableDocument(f"“{name}” is empty: give a document with text in it.")
    found = _by_content(data, name)
    suffix = PurePath(name).suffix.lower()
    if not suffix:
        return found
    said = _BY_SUFFIX.get(suffix)
    if said is None:
        readable = ", ".join(_BY_SUFFIX)
        raise UnreadableDocument(f"“{name}” cannot be read: choose one of {readable}.")
    if {said, found} <= {"html", "txt"}:
        return said  # Both are text: there the name is the better witness.
    if said != found:
        raise UnreadableDocument(
            f"“{name}” is named {suffix} but its content is {found}: rename it or save it again."
        )
    return found


def _by_content(data: bytes, name: str) -> Kind:
    # Only blanks and a mark may come before: a file that begins as another kind is that kind.
    if data[:1024].lstrip(_BEFORE_PDF).startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK"):
        return _in_zip(data, name)
    for sign, what in _NOT_READ.items():
        if data.startswith(sign) and (sign != b"MZ" or b"\0" in data[:512]):
            raise UnreadableDocument(f"“{name}” is {what}.")
    if b"\0" in data[:4096] and not data.startswith(_UTF16) and not utf16_without_mark(data):
        raise UnreadableDocument(f"“{name}” is not a document that is read here: give a PDF.")
    return "html" if _HTML.search(data[:2048].replace(b"\0", b"")) else "txt"


def _in_zip(data: bytes, name: str) -> Kind:
    # Counted before the directory is read: an entry takes ten times its size in memory.
    if data.count(_ZIP_ENTRY) > MOST_PARTS:
        raise DocumentTooLarge(f"“{name}” is made of too many parts: save it again.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise UnreadableDocument(f"“{name}” is damaged: save it again.") from error
    if "word/document.xml" in parts:
        return "docx"
    if "ppt/presentation.xml" in parts:
        return "pptx"
    raise UnreadableDocument(
        f"“{name}” is {_ARCHIVE}, or save a spreadsheet or an OpenDocument file as .pdf."
    )
