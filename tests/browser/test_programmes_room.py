"""Officers keep the programmes in a real browser: read, edited, published, tried."""

import pytest
from flask import Flask

from tests.workflow import people

DIRECTIONS = {"fr": "ltr", "ar": "rtl"}
HOME = "/desk/programmes"


@pytest.fixture(scope="session")
def make_app(make_app):
    """Return what builds the application with an officer."""

    def make(folder, url) -> Flask:
        from matcher.domain.people import Role
        from matcher.workflow.demo_accounts import DOMAIN

        app = make_app(folder, url)
        with app.extensions["passerelle"].database.session() as session:
            people.a_person(session, Role.OFFICER, email=f"officer{DOMAIN}", name="Compte d’essai")
        return app

    return make


def _signed_in(new_page, language, **more):
    page = new_page(language, **more)
    page.goto(f"/account/sign-in?lang={language}")
    page.locator("form[action*='demo'] button").first.click()
    page.goto(f"{HOME}?lang={language}")
    return page


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", DIRECTIONS)
def test_an_officer_reads_the_programmes(new_page, axe, screenshot, language, width):
    page = _signed_in(new_page, language, javascript=False, width=width)
    places = {
        "list": HOME,
        "one": f"{HOME}/of/charte_tpme",
        "versions": f"{HOME}/of/tatwir_rdi_projet",
        "again": f"{HOME}/of/fac/read-again",
        "try": f"{HOME}/try?programme=fac@2024",
    }
    for name, place in places.items():
        assert page.goto(place).status == 200
        assert page.get_attribute("html", "dir") == DIRECTIONS[language]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        axe.assert_no_violations(page)
        screenshot(page, f"programmes-{name}-{language}-{width}")


WALKS = {
    "scripts": {"language": "fr", "javascript": True, "width": 1280},
    "no-scripts": {"language": "ar", "javascript": False, "width": 360},
}


@pytest.mark.parametrize("walk", WALKS)
def test_an_officer_writes_a_version_and_publishes_it(new_page, axe, screenshot, walk):
    programme = {"scripts": "charte_tpme"}.get(walk, "tatwir_croissance_verte")
    page = _signed_in(new_page, **WALKS[walk])

    def keep(name):
        axe.assert_no_violations(page)
        screenshot(page, f"programmes-{name}-{walk}")

    page.goto(f"{HOME}/of/{programme}")
    page.locator("form[action$='/draft'] button").click()
    page.wait_for_url("**/drafts/*")
    keep("draft")
    draft = page.url
    _write_rule(page, draft, keep, with_scripts=WALKS[walk]["javascript"])
    page.goto(f"{draft}/aid/0")
    keep("aid")
    page.goto(f"{draft}/publish")
    page.fill("#note", "Le décret ne paie plus que l'équipement.")
    keep("publish")
    page.locator("main .confirm button[type='submit']").click()
    page.wait_for_url(f"**/of/{programme}")
    assert page.locator("#part-versions + ol > li").count() >= 2
    keep("published")


def _write_rule(page, draft, keep, *, with_scripts):
    """Add a rule whose fields follow from its kind and its fact; it lacks its source at first."""
    page.goto(f"{draft}/rule/99")
    for name, value in (("#kind", "one_of"), ("#fact", "project.purpose")):
        page.locator(f"{name} option[value='{value}']").wait_for(state="attached")
        page.select_option(name, value)
        if not with_scripts:
            page.locator("button[value='refresh']").click()
    page.locator("input[name='values'][value='equipment']").check()
    page.fill("#id", "only_equipment")
    keep("rule")
    page.locator(".form-actions button[value='save']").click()
    page.locator("#error-summary").wait_for()
    keep("wrong")
    page.locator("input[name='sources']").first.check()
    page.locator(".form-actions button[value='save']").click()
    page.wait_for_url(draft)
    keep("changed")


def test_a_case_is_tried_on_an_old_version(new_page, axe, screenshot):
    page = _signed_in(new_page, "fr", javascript=False)
    page.goto(f"{HOME}/try")
    page.select_option("#programme", "tatwir_rdi_projet@2023")
    page.fill("#day", "2023-06-01")
    page.fill("[name='firm.turnover_dh']", "10 000 000–75 000 000")
    page.locator("button[value='see']").click()
    assert page.locator("#part-answers + ul > li").count() == 1
    assert page.input_value("[name='firm.turnover_dh']") == "10000000–75000000"
    axe.assert_no_violations(page)
    screenshot(page, "programmes-answers-fr-1280")
