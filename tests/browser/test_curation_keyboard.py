"""The desk and the curation page in a real browser: by keyboard, by mouse, and without scripts."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from benchmarks.agency import agency

MADE = {}
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def make_app():
    def make(folder, url):
        MADE["agency"] = agency(folder, startups=30, challenges=6, url=url)
        return MADE["agency"].app

    return make


@pytest.fixture
def officer(new_page, live_server):
    """Return what opens a page on which the officer is signed in."""

    def open_page(language="fr", **options):
        page = new_page(language, **options)
        browser = MADE["agency"].browser()
        browser.get(f"/?lang={language}")
        cookie = browser.get_cookie("session") or browser.get_cookie("passerelle")
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return page

    return open_page


def address(place):
    return f"/desk/challenges/{MADE['agency'].challenges[place]}"


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
@pytest.mark.parametrize("javascript", [True, False])
def test_each_page_is_open_to_everybody(officer, axe, screenshot, language, javascript):
    page = officer(language, javascript=javascript, width=1280 if javascript else 360)
    pages = ["/desk", "/desk/queue", address(0)]
    if javascript:
        pages += [f"{address(0)}/add?words=capteurs", f"{address(0)}/no-partner"]
    for path in pages:
        page.goto(path)
        axe.assert_no_violations(page)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, path
        kind = "js" if javascript else "plain"
        screenshot(page, f"curation-{urlsplit(path).path.rpartition('/')[2]}-{language}-{kind}")


def test_decisions_by_keyboard_alone(officer, axe):
    page = officer()
    page.goto(address(0))
    undecided = page.locator("[data-count=undecided]")
    before = int(undecided.inner_text())
    page.keyboard.press("KeyJ")
    page.keyboard.press("KeyG")
    page.wait_for_selector(".candidate.is-decided")
    expect(undecided).to_have_text(str(before - 1))
    expect(page.locator(".candidate:not(.is-decided):focus")).to_have_count(1)
    page.keyboard.press("KeyE")
    page.keyboard.press("Digit2")
    expect(page.locator(".candidate.is-decided")).to_have_count(2)
    axe.assert_no_violations(page)
    page.keyboard.press("KeyU")
    expect(page.locator(".candidate.is-decided")).to_have_count(1)
    expect(undecided).to_have_text(str(before - 1))
    page.keyboard.press("KeyP")
    page.wait_for_url("**/release")


def test_the_next_challenge_comes_at_once(officer):
    page = officer()
    with page.expect_response(lambda answer: "/desk/challenges/" in answer.url) as ahead:
        page.goto(address(0))
    assert ahead.value.ok
    page.wait_for_load_state("networkidle")
    title = page.inner_text("h1")
    page.keyboard.press("KeyN")
    assert page.inner_text("h1") != title
    page.go_back()
    expect(page.locator("h1")).to_have_text(title)


def test_refusals_help_and_comparing(officer, axe):
    page = officer()
    page.goto(address(3))
    page.keyboard.press("KeyR")
    page.wait_for_selector("#refusals-title")
    page.keyboard.press("KeyH")
    assert page.get_attribute("#curation-keys", "open") is not None
    axe.assert_no_violations(page)
    boxes = page.locator("[data-act=compare]")
    boxes.nth(0).check()
    boxes.nth(1).check()
    page.get_by_role("button", name="Comparer les deux").click()
    page.wait_for_selector("table")
    axe.assert_no_violations(page)


def test_a_reader_without_scripts_decides_too(officer):
    page = officer(javascript=False, width=360)
    page.goto(address(4))
    page.locator(".candidate:not(.is-decided) [data-act=keep]").first.click()
    assert page.locator(".candidate.is-decided").count() == 1
    page.locator(".candidate:not(.is-decided) .reject summary").first.click()
    page.locator(".reject[open] [data-digit='1']").click()
    assert page.locator(".candidate.is-decided").count() == 2
