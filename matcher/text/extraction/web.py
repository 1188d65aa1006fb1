"""Text out of HTML pages and plain text files."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final

from matcher.text.extraction.encodings import decoded
from matcher.text.extraction.limits import Limits
from matcher.text.extraction.styles import Look, hidden_selectors, styled

_SILENT: Final = frozenset(
    {"script", "style", "template", "noscript", "svg", "math", "iframe", "object", "canvas"}
    | {"audio", "video", "select", "textarea", "datalist"}
)
_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track"}
    | {"wbr"}
)
_INLINE: Final = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "font", "i", "kbd", "mark", "q"}
    | {
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
        "del",
        "ins",
    }
)
# A new one of these ends the one before it.
_ENDS_ITSELF: Final = frozenset({"p", "li", "tr", "td", "th", "dt", "dd", "option"})
MOST_NESTED: Final = 1_000
"""Open elements after which deeper ones are no longer told apart."""


def html_paragraphs(data: bytes, limits: Limits) -> Iterator[str]:
    """Yield the visible text of a page, one line a block."""
    del limits  # The caller counts the characters.
    page = _Page()
    page.feed(decoded(data, look_for_declaration=True))
    page.close()
    yield "".join(page.text)


def plain_text(data: bytes, limits: Limits) -> Iterator[str]:
    """Yield the text of a plain file."""
    del limits
    yield decoded(data)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self._open: list[tuple[str, Look]] = []
        self._unseen: frozenset[str] = frozenset()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._break(tag)
        if tag in _VOID or len(self._open) >= MOST_NESTED:
            return
        if tag in _ENDS_ITSELF and self._open and self._open[-1][0] == tag:
            self._open.pop()
        around = self._open[-1][1] if self._open else Look()
        said = {name: value or "" for name, value in attrs}
        is_hidden = tag in _SILENT or "hidden" in said or self._is_hidden_by_sheet(tag, said)
        declarations = said.get("style", "")
        if "color" in said:
            declarations = f"color:{said['color']};{declarations}"
        if "bgcolor" in said:
            declarations = f"background-color:{said['bgcolor']};{declarations}"
        self._open.append((tag, styled(around, declarations, is_hidden=is_hidden)))

    def handle_endtag(self, tag: str) -> None:
        self._break(tag)
        if any(name == tag for name, _ in self._open):
            while self._open and self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1][0] == "style":
            self._unseen |= hidden_selectors(data)
        elif not self._open or self._open[-1][1].is_seen:
            self.text.append(" ".join(data.split("\n")))

    def _break(self, tag: str) -> None:
        if tag not in _INLINE:
            self.text.append("\n")

    def _is_hidden_by_sheet(self, tag: str, said: dict[str, str]) -> bool:
        if not self._unseen:
            return False
        names = {tag, f"#{said.get('id', '')}".lower()}
        names.update(f".{name.lower()}" for name in said.get("class", "").split())
        return not self._unseen.isdisjoint(names)
