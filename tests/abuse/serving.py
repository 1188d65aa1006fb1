"""The application served by a process of its own that can be killed, and clients that write."""

import http.client
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import select

from benchmarks.load.forms import Forms
from benchmarks.loopback import HOST
from matcher.domain.people import Role
from matcher.store.challenges import ChallengeRow
from matcher.store.database import connect
from matcher.store.journal import JournalRow
from tests.abuse.killing import Tell
from tests.journeys import world
from tests.web.conftest import sign_in
from web.app import create_app
from web.serve import serve

SAVE = "/firm/challenges/save"


class Desk:
    """A firm's browser, prepared in this process: its cookie, and a form with its token."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        services, self.world = world.copied(folder)
        app = create_app(services=services)
        browser = app.test_client()
        sign_in(browser, self.world.person(Role.FIRM))
        page = browser.get("/firm/challenges/new").get_data(as_text=True)
        [self.fields] = [fields for action, fields in Forms(page).found if action.endswith(SAVE)]
        name = app.config["SESSION_COOKIE_NAME"]
        self.cookie = f"{name}={browser.get_cookie(name).value}"
        self.url = services.settings.database_url
        services.database.close()

    def serve(self, port: int, tell: Tell) -> None:
        """Serve the same database, until killed."""
        services = world.services_in(self.folder)
        serve(services, host=HOST, port=port, ready=lambda: tell("ready"))

    def post(self, port: int, title: str) -> tuple[int, str]:
        """Save a draft of a challenge; return the status and the page."""
        body = urlencode(self.fields | {"title": title, "page": title, "do": "save"})
        kind = "application/x-www-form-urlencoded"
        with closing(http.client.HTTPConnection(HOST, port, timeout=60)) as connection:
            headers = {"Cookie": self.cookie, "Content-Type": kind}
            connection.request("POST", SAVE, body, headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def titles(self) -> list[str]:
        """Return the titles of all challenges of the database."""
        with closing(connect(self.url)) as database, database.session(writes=False) as session:
            return list(session.scalars(select(ChallengeRow.title)))

    def written_down(self) -> set[str]:
        """Return the titles of challenges whose creation is in the journal."""
        with closing(connect(self.url)) as database, database.session(writes=False) as session:
            rows = select(ChallengeRow.title).join(
                JournalRow,
                (JournalRow.subject_id == ChallengeRow.id)
                & (JournalRow.subject_kind == "challenge"),
            )
            return set(session.scalars(rows))


class Clients:
    """Threads that post, each its own titles, until the server is gone."""

    def __init__(self, post: Callable[[str], tuple[int, str]], count: int, name: str) -> None:
        self.acknowledged: list[str] = []
        self.tried: set[str] = set()
        self.strange: list[tuple[int, str]] = []
        self._post, self._name = post, name
        self._threads = [
            threading.Thread(target=self._write, args=(number,), daemon=True)
            for number in range(count)
        ]
        for each in self._threads:
            each.start()

    def _write(self, number: int) -> None:
        for turn in range(10_000):
            title = f"{self._name} {number} {turn}"
            self.tried.add(title)
            try:
                status, page = self._post(title)
            except (OSError, http.client.HTTPException):
                return
            if status in {302, 303}:
                self.acknowledged.append(title)
            elif status != 503:
                self.strange.append((status, page))
                return

    def end(self) -> None:
        """Wait until all have noticed that the server is gone."""
        for each in self._threads:
            each.join(90)
            assert not each.is_alive()
