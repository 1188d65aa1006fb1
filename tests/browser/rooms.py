"""What people do on the pages, by the names of fields and the addresses of forms.

Nothing here reads a label: the same steps are taken in French, Arabic and English.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage

from playwright.sync_api import Page

from matcher.workflow import tasks
from matcher.workflow.context import Services
from tests.mail_server import MailServer
from tests.telephone import Telephone

PASSWORD = "une longue phrase que personne ne devine"
TELEPHONES: dict[str, Telephone] = {}
"""Address → the telephone of who has a second factor."""
LINK = re.compile(r"http://127\.0\.0\.1:\d+/\S+")


@dataclass
class Post:
    """The worker and the mail server: what was sent, and the links in it."""

    services: Services
    server: MailServer
    read: int = 0

    def deliver(self) -> None:
        """Have the worker do all that is due: matching, and sending."""
        tasks.work(self.services, lambda: datetime.now(UTC))

    def new_letters(self) -> list[tuple[tuple[str, ...], EmailMessage]]:
        """Return what arrived since the last look, after a round of the worker."""
        self.deliver()
        new = self.server.received[self.read :]
        self.read = len(self.server.received)
        return new

    def letter_to(self, address: str) -> EmailMessage:
        """Return the one new letter to somebody."""
        [letter] = [message for to, message in self.new_letters() if address in to]
        return letter


def words_of(letter: EmailMessage, kind: str = "plain") -> str:
    """Return the text of a letter."""
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def link_in(letter: EmailMessage) -> str:
    """Return the first link of a letter; the same one stands in its text and in its HTML."""
    found = LINK.search(words_of(letter))
    assert found, words_of(letter)
    assert found[0] in words_of(letter, "html")
    return found[0]


def send(page: Page, ending: str, *, within: str = "main") -> None:
    """Press the button of the form whose address ends so, and wait for the next page."""
    with page.expect_navigation():
        page.locator(f'{within} form[action$="{ending}"] button[type="submit"]').first.click()


def choose(page: Page, name: str, value: str) -> None:
    """Choose one of several, by its label, as people do."""
    option = page.get_attribute(f'main [name="{name}"][value="{value}"]', "id")
    page.click(f'main label[for="{option}"]')
    assert page.is_checked(f"#{option}")


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    """Sign in with address and password."""
    page.goto("/account/sign-in")
    page.fill('main [name="email"]', email)
    page.fill('[name="password"]', password)
    send(page, "/account/sign-in")
    _second_step(page, email)
    assert "/account/" not in page.url, page.inner_text("main")


def _second_step(page: Page, email: str) -> None:
    """Set up a telephone where that is asked for, or write the code that it shows."""
    if page.url.endswith("/second-factor"):
        TELEPHONES[email] = Telephone.reading(page.content())
        page.fill('main [name="code"]', TELEPHONES[email].code(datetime.now(UTC)))
        send(page, "/account/second-factor")
        with page.expect_navigation():
            page.locator("main .cluster a").click()
    elif page.url.endswith("/second-step"):
        page.fill('main [name="code"]', TELEPHONES[email].code(datetime.now(UTC)))
        send(page, "/account/second-step")


def invite(page: Page, email: str, name: str, role: str, organisation: int, language: str) -> None:
    """Invite somebody, as an officer."""
    page.goto("/desk/people/invite")
    page.fill('main [name="name"]', name)
    page.fill('main [name="email"]', email)
    page.select_option('main [name="role"]', role)
    page.select_option('main [name="organisation"]', str(organisation))
    page.select_option('main [name="language"]', language)
    send(page, "/desk/people/invite")
    assert page.locator("main .field-error").count() == 0, page.inner_text("main")


def open_account(page: Page, link: str) -> None:
    """Follow an invitation and choose a password."""
    page.goto(link)
    page.fill('main [name="password"]', PASSWORD)
    page.check('main [name="consent"]')
    with page.expect_navigation():
        page.locator('main form button[type="submit"]').last.click()
    assert "/account/" not in page.url, page.inner_text("main")


def write_challenge(page: Page, *, title: str, problem: str, requirements: tuple[str, ...]) -> int:
    """Post an open challenge, as a firm, and return its number."""
    page.goto("/firm/challenges/new")
    page.fill('[name="title"]', title)
    page.fill('[name="problem"]', problem)
    for place, text in enumerate(requirements):
        field = page.locator('[name="requirement_text"]').nth(place)
        if field.count() == 0:
            page.locator("#requirements-add").click()
            field.wait_for()
        field.fill(text)
    choose(page, "visibility", "open")
    with page.expect_navigation():
        page.locator('.save-bar button[name="do"][value="submit"]').click()
    found = re.search(r"/firm/challenges/(\d+)$", page.url)
    assert found, f"{page.url}: {page.inner_text('main')}"
    return int(found[1])


def keep(page: Page, startup: int) -> None:
    """Keep a startup on the curation page that is open."""
    card = page.locator(f"#startup-{startup}")
    card.locator('form[action$="/keep"] button').click()
    page.locator(f"#startup-{startup}.is-decided").wait_for()


def reject(page: Page, startup: int, digit: int = 1) -> None:
    """Leave a startup out, for the reason with this number."""
    card = page.locator(f"#startup-{startup}")
    card.locator("details.reject > summary").click()
    card.locator(f'button[data-digit="{digit}"]').click()
    page.locator(f"#startup-{startup}.is-decided").wait_for()


def release(page: Page) -> None:
    """Show the shortlist to the firm, after the question."""
    with page.expect_navigation():
        page.locator('[data-act="release"]').click()
    send(page, "/release")


def want(page: Page, introduction: int) -> None:
    """Say yes to a startup of the shortlist that is open."""
    send(page, f"/shortlist/{introduction}/yes")


def propose(page: Page, introduction: int) -> None:
    """Propose an introduction, with the words that are drafted."""
    page.goto(f"/introductions/{introduction}")
    send(page, f"/introductions/{introduction}/propose")


def accept(page: Page, introduction: int) -> None:
    """Say yes on the page of an answer."""
    send(page, f"/introductions/{introduction}/accept")


def record(page: Page, introduction: int, outcome: str, note: str = "") -> None:
    """Record what came of an introduction, as an officer."""
    page.goto(f"/introductions/{introduction}")
    choose(page, "outcome", outcome)
    page.fill('form[action$="/record"] [name="note"]', note)
    send(page, "/record")
