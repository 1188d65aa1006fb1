"""Text out of PDF files."""

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from matcher.text.extraction.ink import Ink
from matcher.text.extraction.limits import Limits
from matcher.text.extraction.refused import PastLimit, Refused

_LOCKED: Final = "is protected by a password: save it without one, or paste the text."
_HYPHENATED: Final = re.compile(r"(?<=[^\W\d_])-[ ]*\n[ ]*(?=[a-zà-öø-ÿ])")
_ARABIC_START: Final = re.compile("[\u0620-\u064a\ufb50-\ufdff\ufe70-\ufefc]")
_WRAPPED: Final = 0.75
"""Share of the longest line from which a line is taken to go on in the next."""


def pdf_pages(data: bytes, limits: Limits) -> Iterator[str]:
    """Yield the visible text of each page, its wrapped lines joined.

    Text that is drawn invisible, white on white or tiny is left out; but where a file has no other
    text, what is drawn invisible stays: so do scanners store what they recognised.
    """
    seen = [_text(page, drops_invisible=True) for page in _pages(data, limits)]
    if not any(text.strip() for text in seen):
        seen = [_text(page, drops_invisible=False) for page in _pages(data, limits)]
    for text in seen:
        yield unwrapped(text)


def _pages(data: bytes, limits: Limits) -> Iterator[Any]:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(data))
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(_LOCKED)
        count = _count_of_pages(reader, limits)
    except DependencyError as error:
        raise Refused(_LOCKED) from error
    if count > limits.pages:
        raise PastLimit(f"has {count} pages, more than {limits.pages}: give the pages that matter.")
    yield from reader.pages


def _count_of_pages(reader: Any, limits: Limits) -> int:
    """Return the number of pages; refuse a file of far more objects before it is gone through."""
    objects = sum(len(each) for each in reader.xref.values()) + len(reader.xref_objStm)
    if objects > limits.objects:
        raise PastLimit(f"holds {objects:,} objects: give the pages that matter.")
    return len(reader.pages)


def _text(page: Any, *, drops_invisible: bool) -> str:
    ink = Ink(drops_invisible=drops_invisible)
    text: str = page.extract_text(visitor_operand_before=ink.watch)
    return text


def unwrapped(text: str) -> str:
    """Return the text with words and sentences joined that only the width of the page broke."""
    lines = [line.strip() for line in _HYPHENATED.sub("", text).split("\n")]
    width = max(map(len, lines), default=0) * _WRAPPED
    joined: list[str] = []
    for previous, line in zip(["", *lines], lines, strict=False):
        goes_on = len(previous) >= width and previous[-1:] not in ".!?:;؟؛…"
        if joined and goes_on and (line[:1].islower() or _ARABIC_START.match(line)):
            joined[-1] += " " + line
        else:
            joined.append(line)
    return "\n".join(joined)
