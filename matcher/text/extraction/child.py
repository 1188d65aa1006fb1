"""The process that reads one document: bytes on standard input, JSON on standard output."""

import json
import os
import re
import resource
import sys
import unicodedata
from collections.abc import Callable, Iterable
from typing import Final

from matcher.text.extraction.limits import Limits
from matcher.text.extraction.refused import PastLimit, Refused
from matcher.text.normalise import clean

_BLANK_LINES: Final = re.compile(r"\n{3,}")
_SPACES: Final = re.compile(r"[^\S\n]+")
_NICE: Final = 10
_FORBIDDEN: Final = (
    *("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn"),
    *("ctypes.", "urllib.", "ftplib.", "smtplib.", "http.client."),
)
# PDF files hold Arabic by its shapes, and Latin ligatures.
_SHAPES: Final = re.compile("[\ufb00-\ufb06\ufb50-\ufdff\ufe70-\ufeff]+")


def main(order: str) -> None:
    """Read the document on standard input as `order` (JSON) says, and write what came of it."""
    asked = json.loads(order)
    limits = Limits(**asked["limits"])
    data = sys.stdin.buffer.read()
    _restrain(limits)
    json.dump(_answer(data, asked["kind"], limits, needs_text=asked["needs_text"]), sys.stdout)


def _restrain(limits: Limits) -> None:
    """Give up, for good, the right to much memory, much time, any file, network and process."""
    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(_forbid)


def _forbid(event: str, _: tuple[object, ...]) -> None:
    """End what a reader of documents never needs: sockets and other programs."""
    if event.startswith(_FORBIDDEN):
        raise PermissionError(event)


def _answer(data: bytes, kind: str, limits: Limits, *, needs_text: bool) -> dict[str, str]:
    try:
        text = _read(data, kind, limits, needs_text=needs_text)
    except Refused as refused:
        return {"error": refused.error, "reason": str(refused), "text": ""}
    except (MemoryError, RecursionError):
        reason = "is too complex to be read: give a simpler document, or paste the text."
        return {"error": "too_large", "reason": reason, "text": ""}
    except Exception as error:  # the parsers raise of every kind on damaged files
        reason = f"is damaged ({type(error).__name__}): save it again, or paste the text."
        return {"error": "unreadable", "reason": reason, "text": ""}
    return {"error": "", "reason": "", "text": text}


def _read(data: bytes, kind: str, limits: Limits, *, needs_text: bool) -> str:
    parts: list[str] = []
    size = 0
    for part in _reader(kind)(data, limits):
        parts.append(part)
        size += len(part)
        if size > limits.characters:
            raise PastLimit(
                f"holds more than {limits.characters:,} characters: give a shorter document."
            )
    text = tidy("\n".join(parts))
    if needs_text and not any(sign.isalnum() for sign in text):
        raise Refused(_NO_TEXT.get(kind, "has no text in it: give another document."))
    return text


_NO_TEXT: Final = {
    "pdf": "has no text in it, only images (a scan?): give a PDF with text that can be selected,"
    " or paste the text.",
}


def _reader(kind: str) -> Callable[[bytes, Limits], Iterable[str]]:
    if kind == "pdf":
        from matcher.text.extraction.pdf import pdf_pages

        return pdf_pages
    if kind in {"docx", "pptx"}:
        from matcher.text.extraction import office

        return office.docx_paragraphs if kind == "docx" else office.pptx_paragraphs
    from matcher.text.extraction import web

    return web.html_paragraphs if kind == "html" else web.plain_text


def tidy(text: str) -> str:
    """Return the text clean, with plain letters for shapes and no runs of spaces or blank lines."""
    plain = _SHAPES.sub(lambda shapes: unicodedata.normalize("NFKC", shapes.group()), text)
    lines = (_SPACES.sub(" ", line).strip() for line in clean(plain).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()
