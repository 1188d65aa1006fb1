"""The directory, the import, the journal and the e-mails, walked in a real browser."""

import importlib
from datetime import UTC, datetime

import pytest

from matcher.domain.people import Role
from matcher.store.organisations import UserRow
from tests.workflow.people import a_challenge, a_firm, a_person, a_startup, an_introduction
from web.sessions import begin

CSV = (
    "id,nom,trl,description\n"
    "x-1,مياه الأطلس,7,نعالج مياه الغسل.\n"
    "x-2,Atlas Capteurs SA,5,Nous mesurons.\n"
)


@pytest.fixture(scope="module")
def make_app(make_app):
    def make(folder, url):
        app = make_app(folder, url)
        services = app.extensions["passerelle"]
        with services.database.session() as session:
            firm = a_firm(session, name="Filature du Nord", city="Tétouan", size="large")
            one = a_startup(session, organisation={"name": "Atlas Capteurs"}, capacity=2)
            two = a_startup(session, organisation={"name": "ATLAS CAPTEURS SARL"}, trl=6)
            a_startup(session, "نحن نعالج المياه.", organisation={"name": "شركة الأطلس للمياه"})
            challenge = a_challenge(session, firm)
            an_introduction(session, challenge, one)
            an_introduction(session, challenge, two)
            a_person(session, Role.FIRM, firm, name="Membre de l’entreprise")
            a_person(session, Role.OFFICER, name="Chargée d’essai", email="officer@essai.invalid")
            app.config["SHOWN"] = firm.id, one.id, two.id
        return app

    return make


def enter(page, live_server, language):
    """Sign the officer in by the session cookie, as the application writes it."""
    access = importlib.import_module("web.access")
    app = live_server.app
    with app.extensions["passerelle"].database.session(writes=False) as session:
        user = session.query(UserRow).filter_by(email="officer@essai.invalid").one().user()
    serializer = app.session_interface.get_signing_serializer(app)
    told = {"_user_id": access.SignedIn(user).get_id(), "_fresh": True, "language": language}
    begin(told, datetime.now(UTC))
    value = serializer.dumps(told)
    name = app.config["SESSION_COOKIE_NAME"]
    page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])


def places(live_server):
    firm, one, two = live_server.app.config["SHOWN"]
    return {
        "startups": "/desk/directory/startups",
        "firms": "/desk/directory/firms",
        "firm": f"/desk/directory/firms/{firm}",
        "startup": f"/desk/directory/startups/{one}",
        "edit": f"/desk/directory/startups/{two}/edit",
        "disable": f"/desk/directory/{firm}/disable",
        "import": "/desk/import",
        "export": "/desk/export",
        "merge": "/desk/merge",
        "pair": f"/desk/merge/{one}/{two}",
        "journal": "/desk/journal",
        "outbox": "/desk/outbox",
    }


@pytest.mark.parametrize(
    "look",
    [("fr", True, 1280, False), ("ar", False, 360, True), ("en", True, 360, False)],
    ids=lambda look: look[0],
)
def test_every_page_of_the_directory(new_page, live_server, axe, screenshot, look):
    language, javascript, width, dark = look
    page = new_page(language, javascript=javascript, width=width, dark=dark)
    enter(page, live_server, language)
    for name, path in places(live_server).items():
        answer = page.goto(f"{path}?lang={language}")
        assert answer is not None
        assert answer.status == 200, path
        axe.assert_no_violations(page)
        screenshot(page, f"directory-{name}-{language}-{width}")


def test_a_file_is_sent_looked_at_and_taken_over(new_page, live_server, axe, screenshot):
    page = new_page("ar", javascript=False)
    enter(page, live_server, "ar")
    page.goto("/desk/import?lang=ar")
    page.set_input_files(
        "#file", {"name": "startups.csv", "mimeType": "text/csv", "buffer": CSV.encode()}
    )
    page.click("main form button[type=submit]")
    assert page.locator("main").get_by_text("مياه الأطلس").count() == 1
    axe.assert_no_violations(page)
    screenshot(page, "directory-report-ar")
    page.click("main form button[type=submit]")
    assert page.locator(".notice-success").count() >= 1
    axe.assert_no_violations(page)


def test_a_search_swaps_the_list_only(new_page, live_server):
    page = new_page("fr")
    enter(page, live_server, "fr")
    page.goto("/desk/directory/startups?lang=fr")
    page.fill("#words", "الاطلس")
    page.click(".filters button[type=submit]")
    page.wait_for_url("**words=**")
    assert page.locator("#results tbody tr").count() >= 1
    assert page.locator("#results").get_by_text("Atlas Capteurs", exact=True).count() == 0
