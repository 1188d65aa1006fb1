"""A firm reads which programme could pay, how much, and on which source, in a real browser."""

import pytest
from playwright.sync_api import expect

from matcher.domain.people import Role
from tests.browser.rooms import send
from tests.journeys import world
from tests.web.conftest import sign_in

MADE = {}
SOURCE = "https://fr.le360.ma/"
PROJECT = {
    "project-purpose": "product_development",
    "project-cost_dh": "10 000 000",
    "used-tatwir_rdi_projet": "500 000",
    "project-own_funds_pct": "20",
    "project-jobs_ratio": "3",
    "project-listed_branch": "yes",
    "project-bonus_province": "yes",
}
FIRM = {
    "firm-turnover_dh-least": "20 000 000",
    "firm-turnover_dh-most": "20 000 000",
    "firm-activity": "industry",
    "firm-legal_form": "sarl",
    "firm-moroccan_law": "yes",
    "firm-public_shareholder": "no",
    "firm-large_owner_pct": "0",
}


@pytest.fixture(scope="module")
def make_app():
    def make(folder, url):
        from web.app import create_app

        services, filled = world.copied(folder, base_url=url)
        app = create_app(services=services, clock=lambda: world.NOW)
        MADE.update(app=app, filled=filled)
        return app

    return make


@pytest.fixture
def signed_page(new_page, live_server):
    """Return what opens a page on which the person of a role is signed in."""

    def open_page(role, language="fr", *, theirs=False, **options):
        page = new_page(language, **options)
        client = MADE["app"].test_client()
        sign_in(client, MADE["filled"].person(role, theirs=theirs))
        client.get(f"/?lang={language}")
        cookie = client.get_cookie("passerelle")
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return page

    return open_page


def sound(page, axe):
    """Check that a page is open to everybody, and no wider than its window."""
    axe.assert_no_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def answer(page, fields):
    """Fill the form that is open, by the names of its fields, and keep it."""
    for name, value in fields.items():
        field = page.locator(f'main [name="{name}"]')
        if field.evaluate("each => each.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


@pytest.mark.parametrize(("language", "theirs", "width"), [("fr", False, 1280), ("ar", True, 390)])
def test_a_firm_reads_what_could_pay_how_much_and_on_which_source(
    signed_page, axe, screenshot, language, theirs, width
):
    page = signed_page(Role.FIRM, language, theirs=theirs, width=width)
    half = MADE["filled"].theirs if theirs else MADE["filled"].ours
    challenge = half.challenges["released"]
    page.goto(f"/firm/challenges/{challenge}")
    page.locator(f'main a[href="/firm/challenges/{challenge}/aid"]').click()
    axe.assert_no_violations(page)
    screenshot(page, f"aid-empty-{language}-{width}")
    page.click('main a[href$="/aid/facts"]')
    answer(page, PROJECT)
    sound(page, axe)
    screenshot(page, f"aid-project-{language}-{width}")
    send(page, "/aid/facts")
    page.locator('main a[href^="/firm/facts"]').click()
    answer(page, FIRM)
    axe.assert_no_violations(page)
    screenshot(page, f"aid-firm-{language}-{width}")
    send(page, "/firm/facts")
    assert page.url.endswith(f"/firm/challenges/{challenge}/aid")
    tatwir = page.locator("#programme-tatwir_rdi_projet")
    for words in ("3\u202f500\u202f000", "60", "10\u202f000\u202f000"):
        expect(tatwir).to_contain_text(words)
    assert tatwir.locator(f'a[href^="{SOURCE}"]').count() > 0
    expect(page.locator("#programme-charte_tpme")).to_contain_text("3\u202f000\u202f000")
    expect(page.locator("main .lead")).to_contain_text("3\u202f")
    sound(page, axe)
    screenshot(page, f"aid-shown-{language}-{width}")
    page.goto(f"/firm/challenges/{challenge}/shortlist")
    expect(page.locator("main")).to_contain_text("3\u202f000\u202f000")
    screenshot(page, f"aid-shortlist-{language}-{width}")


@pytest.mark.parametrize(("language", "dark"), [("en", False), ("ar", True)])
def test_a_startup_and_an_officer_read_theirs(signed_page, axe, screenshot, language, dark):
    half = MADE["filled"].ours
    startup = signed_page(Role.STARTUP, language, dark=dark, javascript=False)
    startup.goto("/startup/aid")
    axe.assert_no_violations(startup)
    screenshot(startup, f"aid-startup-{language}")
    startup.goto("/startup/aid/facts")
    axe.assert_no_violations(startup)
    officer = signed_page(Role.OFFICER, language, dark=dark)
    officer.goto(f"/desk/challenges/{half.challenges['proposed']}/aid?startup={half.startup}")
    sound(officer, axe)
    screenshot(officer, f"aid-officer-{language}")
