"""A challenge posted in Arabic, curated, released, wanted, accepted by both sides: introduced.

Everything happens on the real pages; every e-mail arrives at a real server, and its links are
opened. Only the engine is a small one, that ranks by shared words.
"""

from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from matcher.domain.introduction import Stage
from matcher.domain.people import Role
from matcher.notify.mailer import Agency, SmtpMailer
from matcher.settings import Settings
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.workflow import indexing, passwords
from matcher.workflow.context import Services
from tests.browser import rooms
from tests.browser.rooms import Post
from tests.journeys.services import with_tables
from tests.mail_server import running_mail_server
from tests.workflow import people
from tests.workflow.gate import FakeGate
from web.app import create_app

TITLE = "معالجة مياه الشطف في معمل للحليب"
PROBLEM = (
    "نبحث عن حل لمعالجة مياه الشطف قبل صرفها، دون توقيف خط الإنتاج. "
    "تتغير جودة المياه من ساعة إلى أخرى، وتنسد المرشحات الحالية كل أسبوع."
)
REQUIREMENTS = ("معالجة مياه الشطف في عين المكان", "مراقبة جودة المياه بعد المعالجة")
FITS = "نعالج مياه الشطف في عين المكان بواسطة أغشية. نقوم بمعالجة مياه المعامل ومراقبة جودة المياه."
FAR = "نصنع المرشحات الخاصة بآلات التغليف."
NAME = "ماء صاف"
OFFICER = "agence@essai.invalid"


@dataclass
class Cast:
    """Who takes part, by number or address."""

    firms: list[int] = field(default_factory=list)
    startup: int = 0
    other: int = 0
    member: str = "startup@essai.invalid"


CAST = Cast()


@pytest.fixture(scope="module")
def mail_server():
    with running_mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def make_app(mail_server):
    def make(folder, url):
        address = f"sqlite:///{folder / 'journey.sqlite3'}"
        settings = Settings(
            var=folder, base_url=url, secret_key="j" * 40, rate_limits=False, database_url=address
        )
        mailer = SmtpMailer(Agency("passerelle@essai.invalid", url), mail_server.settings)
        services = Services(settings, with_tables(address), FakeGate(), mailer)
        with services.database.session() as session:
            _cast(session)
        return create_app(services=services)

    return make


def _cast(session):
    secret = passwords.hashed(rooms.PASSWORD)
    agency = people.an_agency(session, name="وكالة التجربة")
    people.a_person(
        session, Role.OFFICER, agency, email=OFFICER, password_hash=secret, name="Chargée d'essai"
    )
    CAST.firms = [people.a_firm(session, name=f"ملبنة التجربة {n}").id for n in (1, 2)]
    fits = people.a_startup(session, FITS, organisation={"name": NAME})
    CAST.startup = fits.id
    CAST.other = people.a_startup(session, FAR, organisation={"name": "Emballages d'essai"}).id
    home = session.get_one(OrganisationRow, fits.id)
    people.a_person(
        session, Role.STARTUP, home, email=CAST.member, password_hash=secret, phone="0600000000"
    )
    indexing.count_up(session)


@pytest.fixture
def post(live_server, mail_server):
    return Post(live_server.app.extensions["passerelle"], mail_server, len(mail_server.received))


def introduction_of(post, challenge, startup):
    with post.services.database.session(writes=False) as session:
        wanted = select(IntroductionRow).where(
            IntroductionRow.challenge_id == challenge, IntroductionRow.startup_id == startup
        )
        row = session.scalars(wanted).one()
        return row.id, row.stage


class Story:
    """The steps, one after the other, each on the pages of whoever takes it."""

    def __init__(self, new_page, post, look, firm):
        self.post, self.look, self.firm_number = post, look, firm
        self.address = f"usine-{firm}@essai.invalid"
        self.officer, self.firm, self.startup = map(new_page, ("fr", "ar", "fr"))
        self.challenge = self.introduction = 0
        self.asked = {}

    def stage(self):
        self.introduction, stage = introduction_of(self.post, self.challenge, CAST.startup)
        return stage

    def invited(self):
        rooms.sign_in(self.officer, OFFICER)
        rooms.invite(self.officer, self.address, "سعاد", "firm", self.firm_number, "ar")
        invitation = self.post.letter_to(self.address)
        assert 'dir="rtl"' in rooms.words_of(invitation, "html")
        rooms.open_account(self.firm, rooms.link_in(invitation))
        assert self.firm.get_attribute("html", "dir") == "rtl"

    def posted(self):
        self.challenge = rooms.write_challenge(
            self.firm, title=TITLE, problem=PROBLEM, requirements=REQUIREMENTS
        )
        self.look(self.firm, "challenge")
        assert TITLE in rooms.words_of(self.post.letter_to(self.address))

    def curated(self):
        self.officer.goto("/desk")
        with self.officer.expect_navigation():
            link = f'main a[href$="/desk/challenges/{self.challenge}"]'
            self.officer.locator(link).first.click()
        self.look(self.officer, "curation")
        quoted = FITS.split(".", maxsplit=1)[0]
        assert quoted in self.officer.inner_text(f"#startup-{CAST.startup}")
        rooms.keep(self.officer, CAST.startup)
        rooms.reject(self.officer, CAST.other)
        rooms.release(self.officer)
        assert self.stage() is Stage.RELEASED

    def read(self):
        self.firm.goto(rooms.link_in(self.post.letter_to(self.address)))
        assert NAME not in self.firm.inner_text("main")
        self.look(self.firm, "shortlist")

    def wanted(self):
        """Say yes to the shortlist: nothing is in the way, so the startup is asked at once."""
        rooms.want(self.firm, self.introduction)
        assert self.stage() is Stage.ACCEPTED_BY_ONE
        self.asked = dict(self.asked_by_mail())

    def proposed(self):
        """Have the officer propose, and the firm follow the link of its e-mail and accept."""
        self.officer.goto(f"/introductions/{self.introduction}")
        self.look(self.officer, "propose")
        rooms.propose(self.officer, self.introduction)
        assert self.stage() is Stage.PROPOSED
        self.asked = dict(self.asked_by_mail())
        self.firm.goto(self.asked[self.address])
        self.look(self.firm, "firm-answer")
        rooms.accept(self.firm, self.introduction)
        assert self.stage() is Stage.ACCEPTED_BY_ONE

    def asked_by_mail(self):
        """Give (address, link) of each letter that left."""
        for (address,), letter in self.post.new_letters():
            yield address, rooms.link_in(letter)

    def accepted(self):
        asked = self.asked[CAST.member]
        self.startup.goto(asked)
        assert "/sign-in" in self.startup.url, "a link of an e-mail asks who is there"
        self.startup.fill('[name="email"]', CAST.member)
        self.startup.fill('[name="password"]', rooms.PASSWORD)
        rooms.send(self.startup, "/account/sign-in")
        assert self.startup.url == asked, "signing in leads to what was asked"
        self.look(self.startup, "answer")
        assert self.address not in self.startup.content()
        rooms.accept(self.startup, self.introduction)
        assert self.stage() is Stage.ACCEPTED

    def introduced(self):
        """One e-mail to both, in both languages, with the contacts of each."""
        [(to, letter)] = [each for each in self.post.new_letters() if len(each[0]) > 1]
        assert set(to) == {self.address, CAST.member}
        said = rooms.words_of(letter)
        for known in (self.address, CAST.member, "سعاد", "0600000000", TITLE):
            assert known in said
        assert 'dir="rtl"' in rooms.words_of(letter, "html")
        for page, other in ((self.firm, CAST.member), (self.startup, self.address)):
            page.goto(f"/introductions/{self.introduction}")
            assert other in page.inner_text("main")
            self.look(page, f"introduced-{page.get_attribute('html', 'lang')}")

    def followed(self):
        rooms.record(self.officer, self.introduction, "met")
        assert self.stage() is Stage.MET


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_from_an_arabic_challenge_to_an_introduction(new_page, post, axe, screenshot, scripts):
    def browser(language):
        return new_page(language, javascript=scripts)

    def look(page, name):
        axe.assert_no_violations(page)
        screenshot(page, f"journey-{name}-{'scripts' if scripts else 'no-scripts'}")

    story = Story(browser, post, look, CAST.firms[0 if scripts else 1])
    story.invited()
    story.posted()
    story.curated()
    story.read()
    if scripts:
        story.wanted()
    else:
        story.proposed()
    story.accepted()
    story.introduced()
    story.followed()


def test_everybody_got_each_letter_once(post):
    assert post.server.received
    seen = [(to, letter["Message-ID"]) for to, letter in post.server.received]
    assert len(seen) == len(set(seen))
