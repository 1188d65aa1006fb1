"""Text out of Word and PowerPoint files, read as what they are: XML in a zip."""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree as ET

from matcher.text.extraction.kinds import MOST_PARTS
from matcher.text.extraction.limits import Limits
from matcher.text.extraction.refused import PastLimit, Refused

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
P: Final = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

MOST_RATIO: Final = 200
"""How many times its size a large part may unpack to; real XML stays below 30."""
TINY: Final = 4
"""Half-points up to which Word text is not seen."""

_OFF: Final = frozenset({"0", "false", "off", "none"})
_WHITE: Final = frozenset({"FFFFFF", "WHITE"})


def docx_paragraphs(data: bytes, limits: Limits) -> Iterator[str]:
    """Yield the paragraphs of a Word file: body, tables, text boxes, then notes.

    Hidden text, deleted text and white text on no ground are left out.
    """
    with opened_package(data, limits) as package:
        body = _part(package, "word/document.xml")
        breaks = body.iter(f"{W}lastRenderedPageBreak")
        if sum(1 for _ in breaks) >= limits.pages:
            raise PastLimit(f"has more than {limits.pages} pages: give the pages that matter.")
        yield from _word_paragraphs(body)
        for notes in ("word/footnotes.xml", "word/endnotes.xml"):
            if notes in package.namelist():
                yield from _word_paragraphs(_part(package, notes))


def pptx_paragraphs(data: bytes, limits: Limits) -> Iterator[str]:
    """Yield the paragraphs of the slides in their order; hidden slides are left out."""
    with opened_package(data, limits) as package:
        slides = _slides(package)
        if len(slides) > limits.pages:
            raise PastLimit(f"has {len(slides)} slides, more than {limits.pages}: give fewer.")
        for name in slides:
            slide = _part(package, name)
            if slide.get("show") in _OFF:
                continue
            for paragraph in slide.iter(f"{A}p"):
                yield "".join(_slide_text(paragraph))
            yield ""


def opened_package(data: bytes, limits: Limits) -> zipfile.ZipFile:
    """Return the zip, open, after its directory shows that it cannot unpack to too much."""
    package = zipfile.ZipFile(io.BytesIO(data))
    parts = package.infolist()
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > limits.unpacked_bytes:
        raise PastLimit(
            f"unpacks to more than {limits.unpacked_bytes / 1_000_000:g} MB: give a smaller one."
        )
    # Parts that overlap, or swell hundredfold, are made to harm.
    is_bomb = sum(part.compress_size for part in parts) > len(data) or any(
        part.file_size > 1_000_000 and part.file_size > MOST_RATIO * part.compress_size
        for part in parts
    )
    if is_bomb:
        raise PastLimit("unpacks to far more than a document would: save it again.")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("is protected by a password: save it without one, or paste the text.")
    return package


def _part(package: zipfile.ZipFile, name: str) -> ET.Element:
    content = package.read(name)
    # Office files never declare entities. Without zeros, UTF-16 cannot hide a declaration.
    if b"<!DOCTYPE" in content.replace(b"\0", b"") or b"<!ENTITY" in content.replace(b"\0", b""):
        raise Refused("declares XML entities, as no Office program does: save it again.")
    return ET.fromstring(content)  # noqa: S314 no document type, so no entity to expand


def _slides(package: zipfile.ZipFile) -> list[str]:
    targets = {
        link.get("Id"): posixpath.normpath(posixpath.join("ppt", link.get("Target", "")))
        for link in _part(package, "ppt/_rels/presentation.xml.rels")
    }
    order = _part(package, "ppt/presentation.xml").iter(f"{P}sldId")
    names = [targets.get(slide.get(f"{R}id"), "").lstrip("/") for slide in order]
    present = set(package.namelist())
    return [name for name in names if name in present]


def _slide_text(paragraph: ET.Element) -> Iterator[str]:
    for piece in paragraph.iter():
        if piece.tag == f"{A}t":
            yield piece.text or ""
        elif piece.tag == f"{A}br":
            yield "\n"


def _word_paragraphs(root: ET.Element) -> Iterator[str]:
    """Yield each paragraph's own text, without recursion: a hostile file may nest deeply.

    A text box inside a paragraph comes as paragraphs of its own.
    """
    line: list[str] = []
    todo: list[tuple[ET.Element, bool]] = [(root, False)]
    while todo:
        element, has_ground = todo.pop()
        if element.tag == f"{W}p" and line:
            yield "".join(line)
            line = []
        if element.tag == f"{W}r":
            line.extend(_run_text(element, has_ground))
        has_ground = has_ground or _has_ground(element)
        if element.tag != _FALLBACK:
            todo.extend((child, has_ground) for child in reversed(element))
    if line:
        yield "".join(line)


def _run_text(run: ET.Element, has_ground: bool) -> Iterator[str]:
    properties = run.find(f"{W}rPr")
    if properties is not None and _is_unseen(properties, has_ground or _has_ground(run)):
        return
    for piece in run:
        if piece.tag == f"{W}t":
            yield piece.text or ""
        elif piece.tag == f"{W}tab":
            yield " "
        elif piece.tag in {f"{W}br", f"{W}cr"}:
            yield "\n"
        elif piece.tag == f"{W}noBreakHyphen":
            yield "-"


def _is_unseen(properties: ET.Element, has_ground: bool) -> bool:
    vanish = properties.find(f"{W}vanish")
    if vanish is not None and vanish.get(f"{W}val", "1") not in _OFF:
        return True
    size = _value(properties, "sz")
    if size.isdigit() and int(size) <= TINY:
        return True
    return _value(properties, "color").upper() in _WHITE and not has_ground


def _has_ground(element: ET.Element) -> bool:
    """Tell whether a cell, paragraph or run is shaded, so that white text shows on it."""
    for name in ("tcPr", "pPr", "rPr", "tblPr"):
        properties = element.find(f"{W}{name}")
        shading = None if properties is None else properties.find(f"{W}shd")
        if shading is not None and shading.get(f"{W}fill", "auto").upper() not in {"AUTO", *_WHITE}:
            return True
        if properties is not None and properties.find(f"{W}highlight") is not None:
            return True
    return False


def _value(properties: ET.Element, name: str) -> str:
    found = properties.find(f"{W}{name}")
    return "" if found is None else found.get(f"{W}val", "")
