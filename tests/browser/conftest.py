"""A real browser on the real application: what every browser test asks for.

Every page is watched: a script that fails, a content policy that is broken, or a request to another
host fails the test at its end.
"""

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from matcher.workflow.warming import warm_dictionaries
from tests.browser.accessibility import WITHOUT_SCRIPTS, Accessibility
from tests.browser.server import LiveServer, MakeApp, serving

CHROMIUM = "chromium"
NO_CHROMIUM = "Chromium: it is not installed here; install Debian's package chromium"
NO_APPLICATION = "The web application: web/app.py is not there yet"
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update")  # fmt: skip
LOCALES = {"fr": "fr-MA", "ar": "ar-MA", "en": "en-GB"}
PATIENCE_MS = 15_000
"""How long a browser waits for something on a page before the test fails."""
SECRET = "a secret that only the tests know, 32 letters and more"
SCREENSHOTS = "PASSERELLE_SCREENSHOTS"
ROOT = Path(__file__).resolve().parents[2]

NewPage = Callable[..., Page]


@pytest.fixture(scope="session")
def make_app() -> MakeApp:
    """Return what builds the application of a live server: the place to fill its database."""
    if importlib.util.find_spec("web.app") is None:
        pytest.skip(NO_APPLICATION)

    def make(folder: Path, url: str) -> Flask:
        from matcher.assembly_web import services_for
        from matcher.settings import Settings
        from matcher.store.migration import upgrade
        from web.app import create_app

        chosen = Settings(
            var=folder, base_url=url, demo=True, secret_key=SECRET, rate_limits=False,
            database_url=f"sqlite:///{folder / 'passerelle.sqlite3'}",
        )  # fmt: skip
        services = services_for(chosen)
        upgrade(services.database)
        return create_app(services=services)

    return make


@pytest.fixture(scope="module")
def live_server(
    make_app: MakeApp, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LiveServer]:
    """Give the application, served for the tests of one module on a database of their own."""
    warm_dictionaries()
    with serving(make_app, tmp_path_factory.mktemp("live")) as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give Debian's Chromium, without a window."""
    program = shutil.which(CHROMIUM)
    if program is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield started
        started.close()


@pytest.fixture
def new_page(browser: Browser, live_server: LiveServer) -> Iterator[NewPage]:
    """Return what opens an empty page in a browser of its own, with no cookie.

    Options: `language` ("fr", "ar", "en"), `javascript`, `width`, `height`, `dark`.
    """
    contexts, problems = [], []

    def open_page(
        language: str = "fr", *, javascript: bool = True, width: int = 1280, height: int = 900,
        dark: bool = False,
    ) -> Page:  # fmt: skip
        context = browser.new_context(
            base_url=live_server.url,
            locale=LOCALES[language],
            timezone_id="Africa/Casablanca",
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        _watch(page, problems)
        if not javascript:
            WITHOUT_SCRIPTS.add(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Return an empty page: French, 1280 pixels wide, light, with JavaScript."""
    return new_page()


@pytest.fixture
def page_without_javascript(new_page: NewPage) -> Page:
    """Return an empty page that runs no script."""
    return new_page(javascript=False)


@pytest.fixture(scope="session")
def axe() -> Accessibility:
    """Return what finds accessibility faults: `axe.assert_no_violations(page)`."""
    return Accessibility()


@pytest.fixture
def screenshot() -> Callable[[Page, str], None]:
    """Return what keeps a picture of a whole page, in a folder that PASSERELLE_SCREENSHOTS names.

    Without the variable nothing is kept. Ask with `screenshot(page, "home-ar-360-dark")`.
    """

    def keep(page: Page, name: str) -> None:
        wanted = os.environ.get(SCREENSHOTS, "")
        if wanted:
            page.screenshot(path=ROOT / wanted / f"{name}.png", full_page=True)

    return keep


def _watch(page: Page, problems: list[str]) -> None:
    """Note what no page of ours may do; an answer with an error status is for the test to judge."""

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            problems.append(f"{page.url}: the console says: {message.text}")

    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https"} and address.hostname != "127.0.0.1":
            problems.append(f"{page.url}: asked another host for {request.url}")

    def failed(error: Any) -> None:
        problems.append(f"{page.url}: a script failed: {error}")

    page.on("console", said)
    page.on("pageerror", failed)
    page.on("request", asked)
