"""The room of figures and the map in a real browser, in three languages."""

import pytest
from flask import Flask

from tests.workflow import people

DIRECTIONS = {"fr": "ltr", "ar": "rtl", "en": "ltr"}
PLACES = (
    "/desk/insights",
    "/desk/insights/part/exposure",
    "/desk/insights/part/evenness",
    "/desk/insights/part/shares",
    "/desk/insights/part/never-suggested",
    "/desk/map",
    "/desk/map?area=0",
)


@pytest.fixture(scope="session")
def make_app(make_app):
    """Return what builds the application with a few challenges, matches and places."""

    def make(folder, url) -> Flask:
        app = make_app(folder, url)
        with app.extensions["passerelle"].database.session() as session:
            _fill(session)
        return app

    return make


def _fill(session):
    from datetime import UTC, datetime, timedelta

    from matcher.domain.match import Band
    from matcher.domain.people import Role
    from matcher.store.journal import FactRow
    from matcher.store.matches import MatchRow, MatchRunRow, PlaceRow
    from matcher.workflow.demo_accounts import DOMAIN

    recently = datetime.now(UTC) - timedelta(days=20)
    people.a_person(session, Role.OFFICER, email=f"officer{DOMAIN}", name="Compte d’essai")
    startups = [people.a_startup(session) for _ in range(14)]
    challenges = [
        people.a_challenge(session, submitted_at=recently, created_at=recently) for _ in range(3)
    ]
    for challenge in challenges:
        run = MatchRunRow(
            challenge_id=challenge.id, text_version=1, text_sha256="", created_at=recently
        )
        session.add(run)
        session.flush()
        for rank, startup in enumerate(startups[:11], start=1):
            band = Band.LIKELY if rank == 1 else Band.UNLIKELY
            session.add(
                MatchRow(run_id=run.id, startup_id=startup.id, rank=rank, score=1, band=band)
            )
    for place, row in enumerate((*startups, *challenges)):
        kind = "challenge" if row in challenges else "startup"
        x, y = (place % 5) / 5, (place // 5) / 5
        session.add(PlaceRow(kind=kind, subject_id=row.id, x=x, y=y, cluster=1))
    told = {"x": 0.4, "y": 0.4, "radius": 0.3, "count": 17, "sectors": [], "words": ["eau"]}
    regions = [{"number": 0, "parent": None, **told}, {"number": 1, "parent": 0, **told}]
    session.add(FactRow(name="neighbourhoods", value={"regions": regions}))


def _sign_in(page):
    page.goto("/account/sign-in")
    page.locator("form[action*='demo'] button").first.click()


@pytest.mark.parametrize("language", DIRECTIONS)
def test_an_officer_reads_the_figures_and_the_map(new_page, axe, screenshot, language):
    with_scripts = language == "fr"
    page = new_page(language, javascript=with_scripts, width=360 if language == "ar" else 1280)
    page.goto("/")
    _sign_in(page)
    for number, place in enumerate(PLACES if language == "ar" else PLACES[::3]):
        answer = page.goto(f"{place}{'&' if '?' in place else '?'}lang={language}")
        assert answer.status == 200
        assert page.get_attribute("html", "dir") == DIRECTIONS[language]
        assert page.locator("h1").count() == 1
        axe.assert_no_violations(page)
        screenshot(page, f"insights-{number}-{language}")


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_filters_and_the_map_lead_on(new_page, javascript):
    page = new_page("en", javascript=javascript)
    page.goto("/")
    _sign_in(page)
    page.goto("/desk/insights?lang=en")
    page.locator("select[name=size]").select_option("large")
    page.locator("form[role=search] button").click()
    page.wait_for_url("**size=large**")
    page.get_by_text("Nothing to count yet").first.wait_for()
    page.goto("/desk/map")
    page.locator("table a[href*='area=0']").first.click()
    page.wait_for_url("**area=0**")
    assert page.locator("svg.chart a").count() == 17
