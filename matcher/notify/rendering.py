"""A message as a letter: subject, plain text and HTML, in the language of its reader.

The same blocks make both forms, so they never say different things. Whatever somebody wrote is
escaped in HTML, and stands between isolation marks in plain text.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from matcher.notify.letters import (
    LETTERS,
    Because,
    Block,
    Counted,
    Link,
    Listed,
    Quote,
    Reached,
    Say,
)
from matcher.notify.message import Message
from matcher.notify.messages import (
    Contact,
    DeskDigest,
    IntroductionDeclined,
    SuggestionsDigest,
)
from matcher.notify.wording.languages import WORDS, Words

MOROCCO = ZoneInfo("Africa/Casablanca")
_LAYOUT = Path(__file__).with_name("layout.html")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\s]+")


@dataclass(frozen=True, slots=True)
class Letter:
    """What is read: one subject, and the same content in two forms."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block in both forms."""

    text: str
    html: str


@dataclass(frozen=True, slots=True)
class _Page:
    """One language's part of a letter, while it is written."""

    message: Message
    language: str
    base_url: str

    @property
    def words(self) -> Words:
        return WORDS[self.language]

    @property
    def sentences(self) -> dict[str, str]:
        return self.words.letters[self.message.kind]

    def values(self) -> dict[str, str]:
        """Return the fields that a sentence may name, as this language writes them."""
        return {
            field.name: _shown(getattr(self.message, field.name), self.words.locale)
            for field in fields(self.message)
        }

    def said(self, sentence: str) -> _Piece:
        """Return a sentence with its placeholders filled."""
        values = self.values()
        marked = {name: f"\u2068{_one_line(value)}\u2069" for name, value in values.items()}
        escaped = {name: f"<bdi>{escape(value)}</bdi>" for name, value in values.items()}
        html = escape(sentence, quote=False).format_map(escaped)
        return _Piece(sentence.format_map(marked), f"<p>{html}</p>")


def letter(message: Message, language: str, base_url: str) -> Letter:
    """Return the letter of a message; the links start with `base_url`."""
    pages = [_Page(message, each, base_url) for each in message.languages(language)]
    first = pages[0]
    subjects = [_subject(page) for page in pages]
    bodies = [_body(page) for page in pages]
    foot = [page.words.common[part] for page in pages for part in ("foot", "automatic")]
    html = Template(_layout()).substitute(
        language=first.language,
        direction=first.words.direction,
        subject=escape(subjects[0]),
        body="\n".join(body.html for body in bodies),
        foot="\n".join(_foot(page) for page in pages),
    )
    text = "\n\n* * *\n\n".join(body.text for body in bodies)
    return Letter(" | ".join(subjects), "\n".join([text, "", "-- ", *foot, ""]), html)


def _body(page: _Page) -> _Piece:
    pieces = [_greeting(page)]
    for block in LETTERS[page.message.kind]:
        pieces += _pieces(block, page)
    inner = "\n".join(piece.html for piece in pieces)
    section = f'<section lang="{page.language}" dir="{page.words.direction}">\n{inner}\n</section>'
    return _Piece("\n\n".join(piece.text for piece in pieces), section)


def _greeting(page: _Page) -> _Piece:
    return page.said(page.words.common["hello_named" if page.message.name else "hello"])


def _foot(page: _Page) -> str:
    common = page.words.common
    lines = "<br>".join(escape(common[part]) for part in ("foot", "automatic"))
    return f'<p lang="{page.language}" dir="{page.words.direction}">{lines}</p>'


def _subject(page: _Page) -> str:
    values = {name: _one_line(value) for name, value in page.values().items()}
    return _one_line(page.sentences["subject"].format_map(values))


def _pieces(block: Block, page: _Page) -> list[_Piece]:
    """Return a block in both forms; none when it has nothing to show."""
    match block:
        case Say():
            return [page.said(page.sentences[block.sentence])] if _is_said(block, page) else []
        case Quote(field):
            return _quoted(page.message.text(field, page.language))
        case Link(sentence, field):
            path = page.message.text(field, page.language)
            return [_linked(page.sentences[sentence], page.base_url + path)]
        case Reached(sentence, field):
            reached = getattr(page.message, field)
            return [_contact(page.sentences[sentence], reached)] if reached else []
        case _:
            return _rows(block, page)


def _is_said(block: Say, page: _Page) -> bool:
    def told(field: str) -> bool:
        return bool(page.message.text(field, page.language).strip())

    return (not block.when or told(block.when)) and not (block.unless and told(block.unless))


def _rows(block: Listed | Counted | Because, page: _Page) -> list[_Piece]:
    message, words = page.message, page.words
    match block, message:
        case Listed(), SuggestionsDigest():
            return [_titles([(each.title, page.base_url + each.link) for each in message.items])]
        case Counted(), DeskDigest():
            lines = [
                words.desk[what].format(count=count)
                for what, count in message.counts.items()
                if count
            ]
            return [_bullets(lines)]
        case Because(), IntroductionDeclined():
            return [page.said(words.declines[message.reason])]
    raise TypeError(f"A letter of {message.kind} cannot hold {type(block).__name__}.")


def _quoted(words: str) -> list[_Piece]:
    lines = [_one_line(line) for line in words.strip().splitlines() if line.strip()]
    if not lines:
        return []
    html = escape("\n".join(lines))
    text = "\n".join(f"> {line}" for line in lines)
    return [_Piece(text, f'<blockquote dir="auto">{html}</blockquote>')]


def _linked(label: str, address: str) -> _Piece:
    target = escape(address)
    html = (
        f'<p><a class="step" href="{target}">{escape(label)}</a></p>\n'
        f'<p class="address" dir="ltr"><a href="{target}">{target}</a></p>'
    )
    return _Piece(f"{label}\n{address}", html)


def _titles(items: Iterable[tuple[str, str]]) -> _Piece:
    known = [(_one_line(title), address) for title, address in items]
    html = "\n".join(
        f'<li dir="auto"><a href="{escape(address)}">{escape(title)}</a></li>'
        for title, address in known
    )
    text = "\n".join(f"- {title}\n  {address}" for title, address in known)
    return _Piece(text, f"<ul>\n{html}\n</ul>")


def _bullets(lines: Iterable[str]) -> _Piece:
    known = list(lines)
    html = "\n".join(f"<li>{escape(line)}</li>" for line in known)
    return _Piece("\n".join(f"- {line}" for line in known), f"<ul>\n{html}\n</ul>")


def _contact(title: str, contact: Contact) -> _Piece:
    given = (contact.organisation, contact.person, contact.email, contact.phone)
    lines = [_one_line(line) for line in given if line.strip()]
    html = "<br>".join(f"<bdi>{escape(line)}</bdi>" for line in lines)
    return _Piece("\n".join([title, *lines]), f"<h2>{escape(title)}</h2>\n<p>{html}</p>")


def _shown(value: object, locale: str) -> str:
    if isinstance(value, datetime):
        return format_datetime(value, "d MMMM y, HH:mm", tzinfo=MOROCCO, locale=locale)
    if isinstance(value, date):
        return format_date(value, "long", locale=locale)
    return str(value)


def _one_line(words: str) -> str:
    """Return the words without line ends, control characters or marks that turn text around."""
    return _CONTROLS.sub(" ", words).strip()


@cache
def _layout() -> str:
    return _LAYOUT.read_text(encoding="utf-8")
