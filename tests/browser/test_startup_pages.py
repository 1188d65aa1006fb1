"""The startup's room in a real browser: three languages, with and without scripts."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from matcher.domain.introduction import Stage
from matcher.domain.startup import Status
from matcher.workflow import matching
from matcher.workflow.context import Context, Services
from tests.browser.conftest import SECRET
from tests.workflow.gate import FakeGate
from tests.workflow.people import (
    NOW,
    a_challenge,
    a_firm,
    a_startup,
    a_startup_member,
    an_anonymous_challenge,
    an_introduction,
)

ROOMS = ("home", "account", "startup", "introductions")
TEXT = (
    "Nous savons traiter les eaux de rinçage chez le client, jusqu’à 40 m³ par heure."
    " Une membrane retient les huiles ; la pression est mesurée en continu."
)
PAGES = (
    "/startup", "/startup/profile", "/startup/suggestions", "/startup/suggestions/1",
    "/startup/suggestions/2", "/startup/capabilities/1", "/startup/capabilities/1/remove",
    "/startup/deck",
)  # fmt: skip


@pytest.fixture(scope="module")
def make_app():
    def make(folder: Path, url: str):
        from matcher.notify.mailer import Agency, DemoMailer
        from matcher.settings import Settings
        from matcher.store.database import connect
        from matcher.store.schema import METADATA
        from web.access import public, sign_in
        from web.app import create_app

        address = f"sqlite:///{folder / 'passerelle.sqlite3'}"
        settings = Settings(
            var=folder, base_url=url, demo=True, secret_key=SECRET, rate_limits=False,
            database_url=address,
        )  # fmt: skip
        database = connect(address)
        METADATA.create_all(database.engine)
        mailer = DemoMailer(Agency("passerelle@demo.invalid", url))
        services = Services(settings=settings, database=database, engine=FakeGate(), mailer=mailer)
        with database.session() as session:
            user = _fill(session, services)
        app = create_app(services=services, clock=lambda: NOW, rooms=ROOMS)

        @app.get("/enter")
        @public
        def enter():
            sign_in(user)
            return "<!doctype html><html lang=fr><title>Entrée</title>"

        return app

    return make


def _fill(session, services):
    startup = a_startup(
        session, TEXT, "capteur pompe vanne filtre osmose membrane ozone résine charbon",
        status=Status.ACTIVE, organisation={"name": "Atelier des Eaux", "region": "MA-06"},
    )  # fmt: skip
    firm = a_firm(session, name="Conserverie du Port", size="large")
    challenges = [
        a_challenge(
            session, firm, requirements=("traiter les eaux de rinçage", "peindre des pièces"),
            trl_min=6, sectors=["agrofood"], region="MA-06", budget_max_dh=800_000,
        ),
        an_anonymous_challenge(session, firm, sectors=["textile"]),
        a_challenge(session, firm, title="Suivre la pression des cuves", requirements=()),
        a_challenge(session, firm, title="Peinture", problem="Écailles", requirements=()),
        a_challenge(session, firm, title="معالجة مياه الشطف", problem="نبحث عن حل.", language="ar"),
    ]  # fmt: skip
    worker = Context(session, None, NOW, services)
    for challenge in challenges:
        matching.run(worker, challenge.id)
    an_introduction(session, challenges[2], startup, Stage.PROPOSED, ends_at=NOW.replace(day=12))
    return a_startup_member(session, startup)


def _open(new_page, language, **more):
    page = new_page(language, **more)
    page.goto("/enter")
    page.goto(f"/startup?lang={language}")
    return page


@pytest.mark.parametrize(
    "seen",
    [("fr", True, 1280, False), ("ar", False, 360, True), ("en", True, 360, False)],
)  # fmt: skip
def test_every_page_is_open_to_everybody(new_page, axe, screenshot, seen):
    language, javascript, width, dark = seen
    page = _open(new_page, language, javascript=javascript, width=width, dark=dark)
    for address in PAGES:
        answer = page.goto(address)
        assert answer.status == 200, address
        assert page.get_attribute("html", "lang") == language
        axe.assert_no_violations(page)
        if javascript:
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        name = address.strip("/").replace("/", "-")
        screenshot(page, f"{name}-{language}-{width}{'-dark' if dark else ''}")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_challenge_is_answered_and_the_answer_changed(new_page, axe, javascript):
    page = _open(new_page, "fr", javascript=javascript)
    page.goto("/startup/suggestions")
    address = "/startup/suggestions/1" if javascript else "/startup/suggestions/2"
    page.click(f"article a[href='{address}']")
    page.click("button:has-text('Nous sommes intéressés')")
    page.wait_for_selector("#answer >> text=Vous êtes intéressés")
    page.click("summary:has-text('Pas pour nous')")
    if not javascript:
        page.click("details[open] button:has-text('Pas pour nous')")
        page.wait_for_selector("#answer >> text=Choisissez une raison")
    axe.assert_no_violations(page)
    page.check("#answer input[value='no_time']")
    page.click("details[open] button:has-text('Pas pour nous')")
    page.wait_for_selector("#answer >> text=Pas pour vous")


def test_words_are_searched_while_they_are_typed(new_page):
    page = _open(new_page, "fr")
    page.goto("/startup/suggestions")
    page.fill("#q", "ecailles")
    page.wait_for_selector("#others article >> text=Peinture")
    expect(page.locator("#others article")).to_have_count(1)


def test_a_capability_is_moved(new_page):
    page = _open(new_page, "fr")
    page.goto("/startup/profile")
    page.click("#capability-2 button:has-text('Monter')")
    page.wait_for_selector("#capabilities li:first-child#capability-2")
