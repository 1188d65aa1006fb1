"""Forty decisions on the curation page by keyboard alone, in a real browser.

    python -m benchmarks.curation_keyboard [--decisions 40]

Counts the keys of each decision and the time from its last key until the next startup is in focus.
The reading is the officer's own: no machine can measure it. Needs Debian's Chromium.
"""

import logging
import shutil
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from benchmarks.agency import Agency, agency

DECISIONS = 40
REASONS = 7
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
         "--disable-background-networking", "--disable-component-update")  # fmt: skip
_FOCUS = "() => (document.activeElement && document.activeElement.id) || ''"
_OPEN = ".candidate[data-startup]:not(.is-decided)"


@dataclass(frozen=True)
class Decision:
    """What one decision took: keys pressed, and seconds until the next startup was in focus."""

    keys: int
    seconds: float


def main(arguments: list[str]) -> int:
    """Decide, print the medians, and return 0."""
    wanted = int(arguments[1]) if arguments[:1] == ["--decisions"] else DECISIONS
    if shutil.which("chromium") is None:
        print("Chromium is not installed here; install Debian's package chromium.")
        return 2
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder:
        filled = agency(Path(folder), startups=200, challenges=12, url="http://127.0.0.1")
        server = make_server("127.0.0.1", 0, filled.app, threaded=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            decided, going_on = _decide(filled, f"http://127.0.0.1:{server.port}", wanted)
        finally:
            server.shutdown()
            thread.join()
            filled.database.close()
    print(f"decisions: {len(decided)}, all by keyboard")
    print(f"keys per decision, median: {median(each.keys for each in decided):g}")
    print(f"keys per decision, mean: {sum(each.keys for each in decided) / len(decided):.2f}")
    print(f"seconds from key to next startup, median: {median(e.seconds for e in decided):.2f}")
    print(f"seconds from key to next startup, longest: {max(e.seconds for e in decided):.2f}")
    print(f"seconds to the next challenge, median of {len(going_on)}: {median(going_on):.2f}")
    return 0


def _decide(filled: Agency, url: str, wanted: int) -> tuple[list[Decision], list[float]]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(QUIET)
        )
        page = started.new_page(viewport={"width": 1280, "height": 900}, locale="fr-MA")
        cookie = filled.browser().get_cookie("passerelle")
        if cookie is None:
            raise RuntimeError("The officer could not be signed in.")
        page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": url}])
        page.goto(f"{url}/desk/challenges/{filled.challenges[0]}")
        decided: list[Decision] = []
        going_on: list[float] = []
        while len(decided) < wanted:
            if not page.locator(_OPEN).count():
                going_on.append(_next_challenge(page))
            decided.append(_decision(page, len(decided)))
        started.close()
    return decided, going_on


def _decision(page: Page, number: int) -> Decision:
    """Make a decision as an officer would: keep every third startup, reject the others."""
    before = int(page.inner_text("[data-count=undecided]"))
    keys = ["KeyG"] if number % 3 == 0 else ["KeyE", f"Digit{1 + number % REASONS}"]
    for key in keys[:-1]:
        page.keyboard.press(key)
    began = time.perf_counter()
    page.keyboard.press(keys[-1])
    page.locator("[data-count=undecided]").filter(has_text=f"{before - 1}").wait_for()
    _until_focused(page)
    return Decision(len(keys), time.perf_counter() - began)


def _until_focused(page: Page) -> None:
    """Wait until a startup that is left to decide, or the end of the list, is in focus."""
    while True:
        place = page.evaluate(_FOCUS)
        if place == "curation-done" or (place and page.locator(f"#{place}{_OPEN}").count()):
            return
        page.wait_for_timeout(5)


def _next_challenge(page: Page) -> float:
    title = page.inner_text("h1")
    page.wait_for_load_state("networkidle")
    began = time.perf_counter()
    page.keyboard.press("KeyN")
    while page.inner_text("h1") == title:
        page.wait_for_timeout(5)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
