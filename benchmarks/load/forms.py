"""The forms of a page, as a browser would send them."""

from html.parser import HTMLParser

_NOT_SENT = {"submit", "button", "reset", "file"}


class Forms(HTMLParser):
    """`found`: (where it goes, its fields before anything is typed) for each form that posts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._area = self._choice = ""
        self._is_post = False
        self.feed(page)

    def of(self, ending: str) -> tuple[str, dict[str, str]] | None:
        """Return the first form whose address ends so."""
        return next((each for each in self.found if each[0].endswith(ending)), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a form, or take a field of the one that is open."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_post = said.get("method", "get").lower() == "post"
            if self._is_post:
                self.found.append((said.get("action", ""), {}))
        elif self._is_post and self.found:
            self._field(tag, said)

    def handle_data(self, data: str) -> None:
        """Take what stands in a text area."""
        if self._area:
            self.found[-1][1][self._area] += data

    def handle_endtag(self, tag: str) -> None:
        """Close what is open."""
        if tag == "form":
            self._is_post = False
        if tag == "textarea":
            self._area = ""
        if tag == "select":
            self._choice = ""

    def _field(self, tag: str, said: dict[str, str]) -> None:
        fields, name = self.found[-1][1], said.get("name", "")
        if tag == "textarea" and name:
            self._area, fields[name] = name, ""
        elif tag == "select":
            self._choice = name
        elif tag == "option" and self._choice:
            if "selected" in said or self._choice not in fields:
                fields[self._choice] = said.get("value", "")
        elif tag == "input" and name and _is_sent(said):
            fields[name] = said.get("value", "")


def _is_sent(said: dict[str, str]) -> bool:
    kind = said.get("type", "text")
    return kind not in _NOT_SENT and (kind not in {"checkbox", "radio"} or "checked" in said)
