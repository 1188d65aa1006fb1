"""Bytes of an unknown encoding into text."""

import codecs
import re
from typing import Final

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED: Final = re.compile(
    rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I
)
_ARABIC: Final = re.compile("[\u0621-\u064a]")
_COMMON: Final = re.compile("[\t\r\n -~\u00a0-\u017f\u060c\u061b\u061f-\u066d\u2013-\u2026]")
_ARABIC_SHARE: Final = 0.3


def decoded(data: bytes, *, look_for_declaration: bool = False) -> str:
    """Return the bytes as text, whatever they were written in; never fails.

    In this order: byte-order mark, UTF-16 without one, the encoding that the page declares (if
    asked), UTF-8, then Windows-1256 where that gives Arabic, else Windows-1252.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    declared = _declared(data) if look_for_declaration else ""
    for encoding in (utf16_without_mark(data), declared, "utf-8"):
        text = _strictly(data, encoding)
        if text is not None:
            return text
    arabic = data.decode("cp1256", errors="replace")
    letters = sum(sign.isalpha() for sign in arabic)
    if len(_ARABIC.findall(arabic)) > _ARABIC_SHARE * letters:
        return arabic
    return data.decode("cp1252", errors="replace")


def _declared(data: bytes) -> str:
    found = _DECLARED.search(data[:4096])
    name = found.group(1).decode("ascii").lower() if found else ""
    # As browsers do: what calls itself Latin-1 is Windows-1252.
    return {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "utf-8"}.get(name, name)


def utf16_without_mark(data: bytes) -> str:
    """Return the name of the UTF-16 that the bytes are in, or "" where they seem to be in neither.

    Text has zeros then (at least for spaces), and nearly all of its characters are common ones.
    """
    sample = data[:2000]
    if 0 not in sample:
        return ""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = sample[: len(sample) // 2 * 2].decode(encoding, errors="replace")
        if len(_COMMON.findall(text)) > 0.9 * len(text):
            return encoding
    return ""


def _strictly(data: bytes, encoding: str) -> str | None:
    if not encoding:
        return None
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
