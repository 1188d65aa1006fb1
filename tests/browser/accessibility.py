"""Finding what keeps people out of a page, with axe."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from weakref import WeakSet

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
"""WCAG 2.2, levels A and AA; axe's own advice ("best-practice") is left aside."""
WITHOUT_SCRIPTS: WeakSet[Page] = WeakSet()
"""The pages that run no script of their own."""
SCRIPTS = re.compile(r"<script\b.*?</script>|</?noscript\b[^>]*>", re.DOTALL | re.IGNORECASE)
"""What a page without scripts is copied without; what is inside a noscript stays, and is seen."""


class Accessibility:
    """Axe, as it is asked here."""

    def __init__(self) -> None:
        self._axe = Axe()

    def violations(
        self, page: Page, *, within: str | None = None, colours: bool = True
    ) -> list[str]:
        """Return what breaks a rule, one line for each rule and element, `within` a selector.

        Without `colours` contrast is left out: most of the work, and the same in every language.
        """
        options: dict[str, Any] = {
            "runOnly": {"type": "tag", "values": list(RULES)},
            "resultTypes": ["violations"],
            "rules": {"color-contrast": {"enabled": colours}},
        }
        with _readable_by_axe(page) as seen:
            found = self._axe.run(seen, context=within, options=options).response["violations"]
        return [
            f"{rule['id']} ({rule['impact']}): {rule['help']}: {node['html'][:200]}"
            for rule in found
            for node in rule["nodes"]
        ]

    def assert_no_violations(self, page: Page, *, within: str | None = None) -> None:
        """Fail with a list when the page, as it is shown now, breaks a rule."""
        found = self.violations(page, within=within)
        assert not found, f"{page.url}:\n" + "\n".join(found)


@contextmanager
def _readable_by_axe(page: Page) -> Iterator[Page]:
    """Give the page, or, since axe is a script itself, a copy of a page that runs no scripts."""
    if page not in WITHOUT_SCRIPTS:
        yield page
        return
    shown = SCRIPTS.sub("", page.content())
    browser = page.context.browser
    assert browser is not None
    dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    context = browser.new_context(
        storage_state=page.context.storage_state(),
        viewport=page.viewport_size,
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
    )
    try:
        copy = context.new_page()
        address = page.url
        copy.route(
            lambda url: url == address,
            lambda route: route.fulfill(body=shown, content_type="text/html; charset=utf-8"),
        )
        copy.goto(address)
        yield copy
    finally:
        context.close()
