"""A deck's text into what look like capabilities: a title and a text each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from matcher.text.normalise import fold
from matcher.workflow.naming import redact
from matcher.workflow.startup_limits import LONGEST_TEXT, LONGEST_TITLE

MOST_PARTS = 12
FEWEST_WORDS = 8
"""Words below which a part says too little to stand as a capability."""
_LONGEST_HEADING_WORDS = 12
_ENDS = tuple(".;:,!?؟؛،…")
_BULLET = re.compile(r"^[\s•▪◦●‣■➢➤✓✔►*·–—-]+(?=\S)")
_NUMBERED = re.compile(r"^\(?\d{1,2}[.)\]]\s+(?=\S)")
_PAGE = re.compile(r"^(?:page\s*)?\d{1,4}(?:\s*/\s*\d{1,4})?$", re.IGNORECASE)
_PASSED_OVER = frozenset(
    fold(heading)
    for heading in (
        *("contact", "contacts", "nous contacter", "contactez-nous", "merci", "sommaire"),
        *("equipe", "notre equipe", "l'equipe", "agenda", "plan", "thank you", "contact us"),
        *("team", "our team", "the team", "contents", "table of contents", "questions", "q&a"),
        *("الاتصال", "اتصلوا بنا", "اتصل بنا", "شكرا", "الفريق", "فريقنا", "الفهرس", "المحتويات"),
    )
)


@dataclass(frozen=True, slots=True)
class Part:
    """What a capability may be made of; the person decides."""

    title: str
    text: str


def parts_of(text: str) -> tuple[Part, ...]:
    """Return the parts of a deck that say something, in its order; none for a deck without any.

    A part begins at a blank line or at a heading. Contact details, page numbers, agendas and
    thanks are left out; so is what another part says already.
    """
    found: dict[tuple[str, str], Part] = {}
    for title, lines in _sections(text):
        part = _part(title, lines)
        if part is not None:
            found.setdefault((fold(part.title), fold(part.text)), part)
    return tuple(found.values())[:MOST_PARTS]


def _sections(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each heading with the lines under it."""
    title, lines, is_fresh = "", list[str](), True
    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            is_fresh = True
            continue
        if _is_noise(line):
            continue
        if _is_heading(line) and (is_fresh or lines):
            if lines or title:
                yield title, lines
            title, lines = line, []
        else:
            lines.append(_without_bullet(line))
        is_fresh = False
    yield title, lines


def _part(title: str, lines: list[str]) -> Part | None:
    text = "\n".join(lines)
    if fold(title) in _PASSED_OVER or len(text.split()) < FEWEST_WORDS:
        return None
    return Part(_cut(title, LONGEST_TITLE), _cut(text, LONGEST_TEXT))


def _is_heading(line: str) -> bool:
    if _BULLET.match(line) or line.endswith(_ENDS) or not any(sign.isalpha() for sign in line):
        return False
    return len(line) <= LONGEST_TITLE and len(line.split()) <= _LONGEST_HEADING_WORDS


def _is_noise(line: str) -> bool:
    """Whether a line is a page number, or little more than a way to get in touch."""
    return _PAGE.match(line) is not None or redact(line, ()) != line


def _without_bullet(line: str) -> str:
    return _NUMBERED.sub("", _BULLET.sub("", line))


def _cut(text: str, most: int) -> str:
    """Return the beginning of a text that fits, cut at a line or else at a word."""
    if len(text) <= most:
        return text
    begin = text[: most + 1]
    for sign in ("\n", " "):
        cut = begin.rpartition(sign)[0]
        if len(cut) > most // 2:
            return cut.rstrip()
    return begin[:most]
