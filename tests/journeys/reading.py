"""What a person reads on a page: its words, told from those that somebody else wrote."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SILENT = {"title", "script", "style", "code", "kbd", "samp", "template", "svg"}
BARE = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
SPOKEN = ("aria-label", "alt", "title", "placeholder", "label", "summary", "data-left", "data-over")
TEXT_BUTTONS = {"submit", "button", "reset"}


@dataclass
class Reading(HTMLParser):
    """The sentences of a page in its own language: `ours`; those of people are left out.

    People's words stand in elements with dir="auto", bdi, or a lang of their own.
    """

    ours: list[str] = field(default_factory=list)
    theirs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, bool, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        foreign = self._foreign() or tag == "bdi" or said.get("dir") == "auto"
        foreign = foreign or ("lang" in said and tag != "html")
        # An option can hold no bdi; those with a number for a value are people and organisations.
        foreign = foreign or (tag == "option" and said.get("value", "").isdecimal())
        silent = self._silent() or tag in SILENT
        for name in SPOKEN:
            if said.get(name) and not foreign:
                self.ours.append(said[name])
        if tag == "input" and said.get("type") in TEXT_BUTTONS and not foreign:
            self.ours.append(said.get("value", ""))
        if tag not in BARE:
            self._open.append((tag, foreign, silent))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in BARE:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if words and not self._silent():
            (self.theirs if self._foreign() else self.ours).append(words)

    def _foreign(self) -> bool:
        return bool(self._open) and self._open[-1][1]

    def _silent(self) -> bool:
        return bool(self._open) and self._open[-1][2]


def read(page: str) -> Reading:
    """Return what is read on a page."""
    reading = Reading()
    reading.feed(page)
    reading.close()
    return reading
