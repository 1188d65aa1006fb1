"""The browser fixtures themselves, on a page so small that only they can be wrong."""

import pytest
from flask import Flask, request

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
PAGE = """<!doctype html><html lang="fr"><title>Petite page</title>
<main><h1>Petite page</h1><p id="said">Sans script.</p></main><script src="/said.js"></script>"""
TEXT = {"Content-Type": "text/javascript"}
SCRIPT = 'document.getElementById("said").textContent = "Avec script."'


@pytest.fixture(scope="module")
def make_app():
    def make(folder, url):
        app = Flask(__name__, static_folder=None)
        headers = {"Content-Security-Policy": POLICY}
        app.add_url_rule("/", "home", lambda: (PAGE, headers))
        app.add_url_rule(
            "/said.js", "script", lambda: (SCRIPT, {"Content-Type": "text/javascript"})
        )
        app.add_url_rule("/faulty", "faulty", lambda: ("<p>Sans titre", headers))
        app.add_url_rule("/asked", "asked", lambda: request.headers["Accept-Language"])
        return app

    return make


def test_a_script_runs(page, axe):
    page.goto("/")
    assert page.inner_text("#said") == "Avec script."
    axe.assert_no_violations(page)


def test_no_script_runs_where_none_is_wanted(page_without_javascript, axe):
    page_without_javascript.goto("/")
    assert page_without_javascript.inner_text("#said") == "Sans script."
    axe.assert_no_violations(page_without_javascript)
    page_without_javascript.reload()
    assert page_without_javascript.inner_text("#said") == "Sans script."


def test_a_fault_is_found(page, axe):
    page.goto("/faulty")
    found = axe.violations(page)
    assert [line.split(" ")[0] for line in found] == ["document-title", "html-has-lang"]


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_the_browser_asks_for_its_language(new_page, language):
    page = new_page(language, width=360, dark=True)
    page.goto("/asked")
    assert page.inner_text("body").startswith(language)
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
