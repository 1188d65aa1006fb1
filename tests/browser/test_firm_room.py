"""The firm's room in a real browser: written, sent, answered; with and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from matcher.domain.introduction import Stage, Why
from matcher.domain.visibility import ChallengeState, TeaserState, Visibility
from matcher.settings import Settings
from matcher.store.database import connect
from matcher.store.schema import METADATA
from matcher.workflow import indexed_startups, matching
from matcher.workflow.context import Context, Services
from tests.browser.conftest import SECRET
from tests.web.conftest import NoMail, sign_in
from tests.workflow import people
from tests.workflow.gate import FakeGate

MADE = {}
STARTUPS = (("Filtrexa", "environment"), ("Aquaboucle", "environment"), ("Rinsio", "digital"))
TEXTS = {
    "fr": (
        "Recycler les eaux de rinçage de l'atelier",
        (
            "Nos trois lignes de rinçage rejettent quarante mètres cubes d'eau par jour. "
            "Nous cherchons une solution capable de recycler cette eau sur place."
        ),
    ),
    "ar": (
        "إعادة استعمال مياه الشطف في الورشة",
        (
            "تطرح خطوط الشطف الثلاثة أربعين مترًا مكعبًا من الماء يوميًا. نبحث عن حل قادر على تدوير "
            "هذه المياه داخل المصنع، ويجب أن يكتفي الحل بمساحة عشرين مترًا مربعًا."
        ),
    ),
    "en": (
        "Recycle the rinsing water of the workshop",
        (
            "Our three rinsing lines discharge forty cubic metres of water a day. We look for "
            "a solution able to recycle this water on site, in a space of twenty square metres."
        ),
    ),
}


@pytest.fixture(scope="module")
def make_app():
    def make(folder, url):
        from web.app import create_app

        settings = Settings(
            var=folder, base_url=url, demo=True, secret_key=SECRET, rate_limits=False,
            database_url=f"sqlite:///{folder / 'firm.sqlite3'}",
        )  # fmt: skip
        database = connect(settings.database_url)
        METADATA.create_all(database.engine)
        gate = FakeGate()
        services = Services(settings=settings, database=database, engine=gate, mailer=NoMail())
        app = create_app(services=services)
        with database.session() as session:
            _fill(session, services)
        with database.session() as session:
            gate.refresh(lambda: indexed_startups.startups(session), number=99)
        MADE["app"] = app
        return app

    return make


def _fill(session, services):
    firm = people.a_firm(session, name="Conserveries du Détroit")
    MADE["member"] = people.a_firm_member(session, firm)
    MADE["officer"] = people.an_officer(session)
    startups = [
        people.a_startup(
            session,
            f"{name} recycle les eaux de rinçage des ateliers agroalimentaires. L'unité tient dans "
            "vingt mètres carrés. Contact : bonjour@exemple.ma",
            organisation={"name": name, "region": "MA-01"},
            sectors=[sector],
            trl=8,
            certifications=["ISO 9001"],
        )
        for name, sector in STARTUPS
    ]
    for each in startups:
        people.a_startup_member(session, each)
    title, problem = TEXTS["fr"]
    shown = people.a_challenge(
        session,
        firm,
        title=title,
        problem=problem,
        author_id=MADE["member"].id,
        requirements=("recycler cette eau de rinçage", "fonctionner sans électricité"),
    )
    matching.run(Context(session, None, people.NOW, services), shown.id)
    shown.state = ChallengeState.SHORTLISTED
    for startup, stage in zip(
        startups, (Stage.RELEASED, Stage.RELEASED, Stage.DECLINED), strict=True
    ):
        ended = {"decline_side": "startup", "decline_reason": "no_time"}
        why = {"why": Why("Deux ateliers comparables sont déjà équipés.", "…").packed()}
        people.an_introduction(
            session, shown, startup, stage, **why | (ended if stage is Stage.DECLINED else {})
        )
    pending = people.an_anonymous_challenge(
        session, firm, teaser_state=TeaserState.PENDING, visibility=Visibility.ANONYMOUS
    )
    people.an_anonymous_challenge(
        session, firm, title="Mesurer la fraîcheur", teaser_state=TeaserState.PENDING,
        teaser_text="Les Conserveries du Détroit cherchent à mesurer la fraîcheur.",
    )  # fmt: skip
    refused = people.an_anonymous_challenge(
        session, firm, title="Trier les déchets de palettes", teaser_state=TeaserState.REFUSED,
        teaser_reason="Retirez le nom du port.",
    )  # fmt: skip
    ended = people.a_challenge(
        session, firm, title="Réduire le bruit des compresseurs", state=ChallengeState.NO_PARTNER,
        fallback="Le centre technique des industries mécaniques peut mesurer et conseiller.",
    )  # fmt: skip
    MADE.update(shown=shown.id, pending=pending.id, refused=refused.id, ended=ended.id)


@pytest.fixture
def signed_page(new_page, live_server):
    """Return what opens a page on which somebody is signed in."""

    def open_page(who="member", language="fr", **options):
        page = new_page(language, **options)
        client = MADE["app"].test_client()
        sign_in(client, MADE[who])
        client.get(f"/?lang={language}")
        cookie = client.get_cookie("passerelle")
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return page

    return open_page


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize(
    ("language", "javascript", "dark"),
    [("fr", True, False), ("ar", True, True), ("en", False, False)],
)
def test_each_page_is_open_to_everybody(signed_page, axe, screenshot, language, javascript, dark):
    narrow = not javascript
    page = signed_page(
        language=language, javascript=javascript, dark=dark, width=360 if narrow else 1280
    )
    place = f"/firm/challenges/{MADE['shown']}"
    pages = ["/firm", place, f"{place}/shortlist", f"{place}/edit"]
    if javascript:
        pages += [f"{place}/close", f"/firm/challenges/{MADE['ended']}", "/firm/challenges/new"]
    for number, path in enumerate(pages):
        page.goto(path)
        axe.assert_no_violations(page)
        assert fits(page), path
        screenshot(page, f"firm-{number}-{language}-{'js' if javascript else 'plain'}")


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_a_challenge_is_written_saved_by_itself_and_sent(signed_page, axe, screenshot, language):
    page = signed_page(language=language)
    page.goto("/firm/challenges/new")
    title, problem = TEXTS[language]
    page.fill("#title", title)
    page.fill("#problem", problem)
    page.wait_for_url(re.compile(r"/challenges/\d+/edit$"))
    expect(page.locator("#challenge-id")).to_have_value(re.compile(r"\d+"))
    if language == "fr":
        expect(page.locator("#partners-found li")).to_have_count(2)
    page.click("button[value=propose]")
    expect(page.locator("#requirements-list [role=status]")).to_be_visible()
    kept = page.locator("#requirement-1").input_value()
    count = page.locator(".asked > li").count() + 1
    page.click("button[value=add]")
    expect(page.locator(".asked > li")).to_have_count(count)
    page.fill(f"#requirement-{count}", "ISO 22000")
    page.select_option(f"#importance-{count}", "nice")
    expect(page.locator("#save-state")).to_contain_text(re.compile(r"\d\d:\d\d"))
    page.click("label[for=visibility-1]")
    axe.assert_no_violations(page)
    screenshot(page, f"firm-written-{language}")
    page.click("button[value=submit]")
    page.wait_for_url(re.compile(r"/challenges/\d+$"))
    expect(page.locator("main")).to_contain_text(kept)
    expect(page.locator("main")).to_contain_text("ISO 22000")
    expect(page.locator("[aria-current=step]")).to_be_visible()


def test_a_button_pressed_while_another_is_answered_waits_its_turn(signed_page):
    page = signed_page()
    page.goto("/firm/challenges/new")
    title, problem = TEXTS["fr"]
    page.fill("#title", title)
    page.fill("#problem", problem)
    rows = page.locator(".asked > li")

    def slowly(route):
        page.wait_for_timeout(700)
        route.continue_()

    page.route("**/challenges/save", slowly)
    page.click("button[value=propose]")
    page.click("button[value=add]")
    expect(page.locator("#requirements-list [role=status]")).to_be_visible()
    proposed = rows.count()
    expect(page.locator("#requirements-list [role=status]")).to_be_hidden()
    expect(rows).to_have_count(proposed + 1)


def test_two_windows_lose_nothing(signed_page, axe, screenshot):
    first = signed_page()
    first.goto("/firm/challenges/new")
    first.fill("#title", "Un défi ouvert deux fois")
    first.wait_for_url(re.compile(r"/challenges/\d+/edit$"))
    second = first.context.new_page()
    second.goto(first.url)
    second.fill("#title", "Le titre de la seconde fenêtre")
    expect(second.locator("#save-state")).to_contain_text(re.compile(r"\d\d:\d\d"))
    first.fill("#context", "Le contexte écrit dans la première")
    expect(first.locator("#save-state button")).to_be_visible()
    first.click("#save-state button")
    expect(first.locator("#both")).to_contain_text("Le titre de la seconde fenêtre")
    expect(first.locator("#context")).to_have_value("Le contexte écrit dans la première")
    axe.assert_no_violations(first)
    screenshot(first, "firm-both-fr")


def test_without_scripts_a_shortlist_is_answered(signed_page, axe):
    page = signed_page(javascript=False)
    page.goto(f"/firm/challenges/{MADE['shown']}/shortlist")
    expect(page.locator("main")).not_to_contain_text("Filtrexa")
    page.locator("summary", has_text="Non, parce que").first.click()
    page.locator("button", has_text="Décliner").first.click()
    expect(page.locator("#error-summary")).to_be_visible()
    axe.assert_no_violations(page)
    page.locator("input[value=budget]").first.check()
    page.locator("button", has_text="Décliner").first.click()
    page.locator("button", has_text="Nous souhaitons la rencontrer").first.click()
    expect(page.locator("button", has_text="Nous souhaitons la rencontrer")).to_have_count(0)


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_officer_decides_on_notices(signed_page, axe, screenshot, language):
    page = signed_page("officer", language, width=1280 if language == "fr" else 360)
    page.goto("/desk/teasers")
    axe.assert_no_violations(page)
    assert fits(page)
    screenshot(page, f"firm-teasers-{language}")
    expect(page.locator("mark.finding").first).to_be_visible()
    page.locator("article", has=page.locator("mark.finding")).first.locator("summary").first.click()
    axe.assert_no_violations(page)
    screenshot(page, f"firm-teasers-open-{language}")
    page.locator("article", has=page.locator("mark.finding")).first.locator(
        "form[action$=approve] button"
    ).click()
    expect(page.locator("#error-summary")).to_be_visible()
