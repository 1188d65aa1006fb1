"""Text out of PDF files."""

import io
import re
from collections.abc import Iterator
from typing import Any, Final

from matcher.text.extraction.limits import Limits
from matcher.text.extraction.refused import PastLimit, Refused

TINY: Final = 1.0
"""Points below which no reader sees a letter."""

_LOCKED: Final = "is protected by a password: save it without one, or paste the text."
_HYPHENATED: Final = re.compile(r"(?<=[^\W\d_])-[ ]*\n[ ]*(?=[a-zà-öø-ÿ])")
_ARABIC_START: Final = re.compile("[\u0620-\u064a\ufb50-\ufdff\ufe70-\ufefc]")
_WRAPPED: Final = 0.75
"""Share of the longest line from which a line is taken to go on in the next."""


def pdf_pages(data: bytes, limits: Limits) -> Iterator[str]:
    """Yield the text of each page, its wrapped lines joined."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError

    reader = PdfReader(io.BytesIO(data))
    try:
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused(_LOCKED)
        count = len(reader.pages)
    except DependencyError as error:
        raise Refused(_LOCKED) from error
    if count > limits.pages:
        raise PastLimit(f"has {count} pages, more than {limits.pages}: give the pages that matter.")
    for page in reader.pages:
        yield unwrapped(_visible(page))


def _visible(page: Any) -> str:
    """Return the text of a page without what is too small to be seen.

    Text that is drawn invisible (mode 3) is left out where the page has other text; alone it is
    what a scanner recognised, and stays.
    """
    shown: list[str] = []
    unseen: list[str] = []
    mode = {"invisible": False}

    def watch(operator: bytes, operands: list[Any], *_: Any) -> None:
        if operator == b"Tr" and operands:
            mode["invisible"] = int(operands[0]) == 3
        elif operator == b"BT":
            mode["invisible"] = False

    def take(text: str, _cm: Any, matrix: Any, _font: Any, size: float) -> None:
        scale = max(abs(matrix[0]), abs(matrix[1]), abs(matrix[2]), abs(matrix[3]))
        if text.strip() and abs(size) * scale < TINY:
            return
        (unseen if mode["invisible"] else shown).append(text)

    whole: str = page.extract_text(visitor_operand_before=watch, visitor_text=take)
    seen, hidden = "".join(shown), "".join(unseen)
    if not seen.strip():
        return hidden
    # Where all is visible, the library's own layout of the page is the better one.
    is_all = not hidden.strip() and len(seen.split()) >= len(whole.split())
    return whole if is_all else seen


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
