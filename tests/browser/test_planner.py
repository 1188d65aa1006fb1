"""A month planned in a real browser: asked, read, a pair forbidden, compared, proposed."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from benchmarks.agency import NOW, agency
from matcher.domain.people import OrganisationKind, Role
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.store.plans import PlanRow
from matcher.text.normalise import fold
from matcher.workflow import tasks
from tests.workflow.people import a_person

MADE = {}
SIGNED = {OrganisationKind.FIRM: Role.FIRM, OrganisationKind.STARTUP: Role.STARTUP}
PLAN = re.compile(r"/desk/plans/\d+$")
WIDER = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def make_app():
    def make(folder, url):
        MADE["agency"] = agency(folder, startups=40, challenges=12, url=url)
        with MADE["agency"].database.session() as session:
            for home in session.query(OrganisationRow).all():
                home.name_key = fold(home.name)
                if home.kind in SIGNED:
                    a_person(session, SIGNED[home.kind], home)
        return MADE["agency"].app

    return make


class Officer:
    """An officer's browser, and the worker beside it."""

    def __init__(self, page, axe, screenshot, name):
        self.page, self.axe, self.screenshot = page, axe, screenshot
        self.name, self._numbers = name, count(1)

    def work(self):
        services = MADE["agency"].app.extensions["passerelle"]
        assert tasks.work(services, lambda: NOW) > 0

    def look(self):
        """Check the page that is open: for everybody, and no wider than the screen."""
        self.axe.assert_no_violations(self.page)
        assert self.page.evaluate(WIDER) <= 0, self.page.url
        self.screenshot(self.page, f"planner-{self.name}-{next(self._numbers)}")

    def press(self, selector):
        """Press what leads to another page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def solved(self):
        """Wait for the plan that was asked, which the page shows by itself."""
        assert PLAN.search(self.page.url), self.page.url
        self.look()
        self.work()
        self.page.locator("#introductions").wait_for()
        return self.page.url

    def pairs(self):
        return [
            each.get_attribute("id").removeprefix("pair-")
            for each in self.page.locator("li[id^='pair-']").all()
        ]

    def ready(self):
        """Return the pairs that can be ticked."""
        return [each for each in self.pairs() if self.page.locator(f"#tick-{each}").count()]


@pytest.fixture
def officer(new_page, live_server, axe, screenshot):
    """Return what opens the browser of the officer, in a language."""

    def open_browser(language, **options):
        page = new_page(language, **options)
        browser = MADE["agency"].browser()
        browser.get(f"/?lang={language}")
        cookie = browser.get_cookie("session") or browser.get_cookie("passerelle")
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return Officer(page, axe, screenshot, f"{language}-{options.get('width', 1280)}")

    return open_browser


def proposed():
    with MADE["agency"].database.session(writes=False) as session:
        rows = session.query(IntroductionRow).filter_by(stage="proposed").all()
        return {f"{row.challenge_id}-{row.startup_id}" for row in rows}


def ask(desk):
    """Go from the desk to a plan that is solved; return its address."""
    page = desk.page
    page.goto("/desk")
    desk.press('.rooms a[href="/desk/plans"]')
    desk.look()
    desk.press('main a[href="/desk/plans/new"]')
    desk.look()
    page.fill('[name="most"]', "1")
    page.fill('[name="per_startup"]', "1")
    desk.press(".form-actions button")
    address = desk.solved()
    desk.look()
    return address


def read_what_changed(desk, before):
    """Open the comparison with the plan before: what was changed, what went, and why."""
    page = desk.page
    desk.press('main a[href*="/compare?with="]')
    desk.look()
    assert page.url.endswith(f"with={before.rpartition('/')[2]}")
    assert page.locator('section[aria-labelledby="why-title"] li').count() == 1
    removed = page.locator('section[aria-labelledby="removed-title"] .plan-pair')
    assert removed.locator(".plan-told li").count() > 0
    assert page.locator('section[aria-labelledby="loses-title"]').count() == 1
    assert "{" not in page.inner_text("main")


def propose(desk, pair):
    """Tick a pair, read what would be sent, and propose it."""
    page, before = desk.page, proposed()
    page.check(f"#tick-{pair}")
    desk.press("#propose-form button")
    desk.look()
    assert page.input_value(f'[name="firm-{pair}"]')
    assert page.input_value(f'[name="startup-{pair}"]')
    assert proposed() == before
    desk.press('form[action$="/propose"] button[type="submit"]')
    desk.look()
    assert proposed() - before == {pair}


@pytest.mark.parametrize(("language", "width"), [("fr", 1280), ("ar", 360)])
def test_an_officer_plans_the_month(officer, language, width):
    desk = officer(language, width=width)
    first = ask(desk)
    gone = desk.ready()[0]
    assert desk.page.locator(f"#pair-{gone} .plan-told li").count() > 0
    desk.press(f'#pair-{gone} button[value="forbid"]')
    second = desk.solved()
    assert second != first
    assert gone not in desk.pairs()
    read_what_changed(desk, first)
    desk.page.goto(second)
    pair = desk.ready()[0]
    propose(desk, pair)
    desk.page.goto(second)
    assert pair in desk.pairs()
    assert pair not in desk.ready()


def test_a_plan_that_cannot_be_is_mended_without_a_script(officer):
    desk = officer("fr", javascript=False, width=360)
    page = desk.page
    page.goto("/desk/plans/new")
    page.fill('[name="exposure_floor"]', "500")
    desk.press(".form-actions button")
    waiting = page.url
    expect(page.locator("#plan a[href]").last).to_have_attribute("href", re.compile(PLAN))
    desk.work()
    desk.press('.notice-body a[href*="/desk/plans/"]')
    assert page.url == waiting
    desk.look()
    assert page.locator('section[aria-labelledby="conflict-title"] li').count() > 0
    desk.press('form[action$="/relax"] button')
    desk.work()
    page.goto(page.url)
    desk.look()
    assert page.locator("#introductions li[id^='pair-']").count() > 0


def test_pairs_that_must_not_meet(officer):
    desk = officer("ar")
    desk.page.goto("/desk/plans/conflicts")
    desk.look()
    desk.page.fill('[name="firm"]', "Entreprise 1")
    desk.page.fill('[name="startup"]', "Startup 7")
    desk.page.select_option('[name="kind"]', "competitor")
    desk.press('form[action$="/conflicts"] button')
    desk.look()
    assert desk.page.locator("main table tbody tr").count() == 1
    desk.press('form[action$="/withdraw"] button')
    assert desk.page.locator("main table").count() == 0


def test_what_a_pair_would_cost_comes_into_the_page(officer):
    desk = officer("en")
    page = desk.page
    page.goto("/desk/plans/new")
    page.fill('[name="most"]', "1")
    desk.press(".form-actions button")
    desk.solved()
    page.evaluate("document.querySelectorAll('main details').forEach(each => each.open = true)")
    desk.look()
    links = page.locator(".plan-cost a")
    if links.count() == 0:
        assert page.locator("#introductions details strong").count() > 0
        return
    address = page.url
    links.first.click()
    page.locator(".plan-cost strong").first.wait_for()
    assert page.url == address
    with MADE["agency"].database.session(writes=False) as session:
        assert session.query(PlanRow).filter_by(state="waiting").count() == 0
