"""One person who asks for all that is dear, again and again: decks, imports, passwords, bodies."""

import io
import threading
import zipfile
from collections import Counter
from collections.abc import Callable
from html import escape
from types import TracebackType
from typing import Self

import requests

from benchmarks.load.forms import Forms
from benchmarks.load.world import PASSWORD, needs
from benchmarks.loopback import HOST
from matcher.settings import PROJECT_ROOT

_SHEET = PROJECT_ROOT / "data" / "samples" / "startups.jsonl"
_PATIENCE = 60
_PARAGRAPHS = 150
_TYPE = '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Flood:
    """Floods from its entry to its exit: four threads, each as fast as it is answered."""

    def __init__(self, port: int) -> None:
        self._site = f"http://{HOST}:{port}"
        self._answers: Counter[str] = Counter()
        self._ended = threading.Event()
        self._jobs = (self._decks, self._imports, self._passwords, self._bodies)
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> Self:
        # One after the other: few passwords are checked at once.
        asked = [(job.__name__[1:], job()) for job in self._jobs]
        self._threads = [threading.Thread(target=self._again, args=each) for each in asked]
        for each in self._threads:
            each.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        for each in self._threads:
            each.join(_PATIENCE)

    def told(self) -> str:
        """Return what was asked and what was answered, with how often."""
        return ", ".join(f"{words} x {times}" for words, times in sorted(self._answers.items()))

    def _again(self, name: str, once: Callable[[], requests.Response]) -> None:
        try:
            while not self._ended.is_set():
                answer = once()
                self._answers[f"{name} {answer.status_code}"] += 1
        except requests.RequestException as problem:
            self._answers[f"{name} {type(problem).__name__}"] += 1

    def _decks(self) -> Callable[[], requests.Response]:
        return self._file("startup25@load.invalid", "/startup/deck", "deck", "deck.docx", _deck())

    def _imports(self) -> Callable[[], requests.Response]:
        content = _SHEET.read_bytes()
        return self._file(
            "officer45@load.invalid", "/desk/import", "file", "startups.jsonl", content
        )

    def _passwords(self) -> Callable[[], requests.Response]:
        browser, form = self._form("/account/sign-in", self._browser("10.200.0.3"))
        said = form[1] | {"email": "firm0@load.invalid", "password": "trente chaises au grenier"}
        return lambda: browser.post(self._site + form[0], data=said, timeout=_PATIENCE)

    def _bodies(self) -> Callable[[], requests.Response]:
        browser = self._signed_in("firm24@load.invalid", "10.200.0.4")
        browser, form = self._form("/firm/challenges/new", browser, "/firm/challenges/save")
        said = form[1] | {"problem": "eau " * 250_000, "do": "save"}
        return lambda: browser.post(self._site + form[0], data=said, timeout=_PATIENCE)

    def _file(
        self, email: str, path: str, field: str, name: str, content: bytes
    ) -> Callable[[], requests.Response]:
        browser, form = self._form(path, self._signed_in(email, f"10.200.1.{len(email)}"))
        return lambda: browser.post(
            self._site + form[0], data=form[1], files={field: (name, content)}, timeout=_PATIENCE
        )

    def _browser(self, address: str) -> requests.Session:
        browser = requests.Session()
        browser.headers["X-Forwarded-For"] = address
        return browser

    def _signed_in(self, email: str, address: str) -> requests.Session:
        browser, form = self._form("/account/sign-in", self._browser(address))
        said = form[1] | {"email": email, "password": PASSWORD}
        answer = browser.post(self._site + form[0], data=said, timeout=_PATIENCE)
        answer.raise_for_status()
        if answer.url.endswith("/account/sign-in"):
            raise RuntimeError("The flood could not sign in.")
        return browser

    def _form(
        self, path: str, browser: requests.Session, ending: str = ""
    ) -> tuple[requests.Session, tuple[str, dict[str, str]]]:
        page = browser.get(self._site + path, timeout=_PATIENCE)
        page.raise_for_status()
        form = Forms(page.text).of(ending or path)
        if form is None:
            raise RuntimeError(f"{path} has no form.")
        return browser, form


def _deck() -> bytes:
    """Return a DOCX as long as one may be."""
    paragraphs = "".join(
        f"<w:p><w:r><w:t>{escape(each)}</w:t></w:r></w:p>" for each in needs()[:150]
    )
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{paragraphs}</w:body></w:document>'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPE)
        archive.writestr("word/document.xml", document)
    return kept.getvalue()
