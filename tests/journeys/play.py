"""An agency, a firm and startups at their browsers; a worker; a post that keeps what it sends.

Forms are read from the pages and sent as a browser would, hidden fields and tokens included.
"""

import itertools
import re
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from benchmarks.load.forms import Forms
from matcher.domain.introduction import Stage
from matcher.domain.people import Role, User
from matcher.notify.mailer import Agency, Envelope, Outcome
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow import indexing, tasks
from tests.journeys.services import services_in
from tests.web.conftest import sign_in
from tests.workflow import people
from tests.workflow.gate import FakeGate
from tests.workflow.people import NOW
from web.app import create_app

NEED = (
    "Nous cherchons une filtration membranaire pour les effluents de notre laiterie. "
    "La turbidité varie d'une heure à l'autre, et les filtres actuels se colmatent chaque semaine."
)
ASKED = ("filtration membranaire des effluents", "contrôle continu de la turbidité")
FITS = (
    "Notre filtration membranaire traite les effluents des laiteries. "
    "Nous assurons un contrôle continu de la turbidité."
)
HALF = "Notre filtration membranaire sert aussi aux textiles."


@dataclass
class Letters:
    """A mailer that keeps what it was given."""

    agency: Agency
    keeps_links: bool = False
    sent: list[Envelope] = field(default_factory=list)

    def send(self, envelope: Envelope) -> Outcome:
        self.sent.append(envelope)
        return Outcome(delivered=envelope.to)


@dataclass
class Browser:
    """Somebody at a browser."""

    user: User
    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def read(self, path: str) -> str:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.get_data(as_text=True)

    def form(self, path: str, ending: str) -> tuple[str, dict[str, str]]:
        """Return the form of a page whose address ends so, with what it would send."""
        forms = Forms(self.read(path)).found
        found = [each for each in forms if each[0].endswith(ending)]
        assert found, f"{path} has no form to {ending}: {[action for action, _ in forms]}"
        return found[0]

    def send(self, form: tuple[str, dict[str, str]], **typed: Any) -> TestResponse:
        """Send a form that was read before; `typed` replaces what stands in it."""
        return self.client.post(form[0], data=form[1] | typed, content_type="multipart/form-data")

    def do(self, path: str, ending: str, **typed: Any) -> TestResponse:
        """Open a page, fill its form and send it; the answer leads on to another page."""
        answer = self.send(self.form(path, ending), **typed)
        assert answer.status_code == 303, (path, ending, answer.status_code)
        return answer


class Play:
    """The stage: everybody, the clock, and the steps that most journeys begin with."""

    def __init__(self, folder: Path) -> None:
        self.now = NOW
        self.services = services_in(folder, demo=False)
        self.letters = Letters(Agency("agence@essai.invalid", "http://localhost"))
        self.services.mailer = self.letters
        self.app = create_app(services=self.services, clock=lambda: self.now)
        self.app.config.update(TESTING=True)
        self._numbers = itertools.count(1)
        self._browsers: list[Browser] = []
        with self.services.database.session() as session:
            self._agency = people.an_agency(session, name="Agence d'essai").id
            self.firm_id = people.a_firm(session, name="Laiterie Zellige").id
            self.fits = self._startup(session, "Aquaverte", FITS)
            self.half = self._startup(session, "Membranes Atlas", HALF)
            indexing.count_up(session)
        self.officer = self.person(Role.OFFICER, self._agency)
        self.other_officer = self.person(Role.OFFICER, self._agency)
        self.firm = self.person(Role.FIRM, self.firm_id)
        self.startup = self.person(Role.STARTUP, self.fits)
        self.second = self.person(Role.STARTUP, self.half)

    @property
    def gate(self) -> FakeGate:
        gate = self.services.engine
        assert isinstance(gate, FakeGate)
        return gate

    def close(self) -> None:
        self.services.database.close()

    def person(self, role: Role, organisation: int, **said: Any) -> Browser:
        """Return a new person at a browser of their own."""
        number = next(self._numbers)
        said = {"name": f"Personne d'essai {number}", "email": f"p{number}@essai.invalid"} | said
        with self.services.database.session() as session:
            home = session.get_one(OrganisationRow, organisation)
            user = people.a_person(session, role, home, **said).user()
        client = self.app.test_client()
        sign_in(client, user)
        self._browsers.append(Browser(user, client))
        return self._browsers[-1]

    def work(self, **later: float) -> list[Envelope]:
        """Let time pass, have the worker do what is due, and return the letters that left.

        Everybody signs in again: sessions do not last as long as a journey.
        """
        self.now += timedelta(**later)
        for browser in self._browsers:
            sign_in(browser.client, browser.user)
        before = len(self.letters.sent)
        tasks.work(self.services, lambda: self.now)
        return self.letters.sent[before:]

    def post(self, **said: str) -> int:
        """Post a challenge from the form, and have it matched; return its number."""
        form = self.firm.form("/firm/challenges/new", "/firm/challenges/save")
        words = {"title": "Effluents de la laiterie", "problem": NEED, "visibility": "open"}
        asked = {
            "requirement_text": list(ASKED),
            "requirement_importance": ["must", "must"],
            "requirement_id": ["", ""],
        }
        answer = self.firm.send(form, **words | asked | said, do="submit")
        found = re.search(r"/firm/challenges/(\d+)$", answer.location or "")
        assert found, (answer.status_code, answer.location)
        self.work(minutes=1)
        return int(found[1])

    def keep(self, challenge: int, *startups: int) -> None:
        """Keep startups from the curation page; they stand there in the engine's order."""
        page = f"/desk/challenges/{challenge}"
        for startup in startups:
            forms = Forms(self.officer.read(page)).found
            [form] = [
                each
                for each in forms
                if each[0].endswith("/keep") and each[1]["startup"] == str(startup)
            ]
            assert self.officer.send(form).status_code == 303

    def release(self, challenge: int) -> list[Envelope]:
        """Show the shortlist to the firm; return the letters."""
        self.officer.do(f"/desk/challenges/{challenge}/release", "/release")
        return self.work(minutes=1)

    def propose(self, challenge: int, startup: int) -> tuple[int, list[Envelope]]:
        """Propose an introduction with the drafted words; return its number and the letters."""
        row = self.introduction(challenge, startup)
        self.officer.do(f"/introductions/{row.id}", "/propose")
        return row.id, self.work(minutes=1)

    def proposed(self, **said: str) -> int:
        """Return the number of an introduction that was proposed to both sides."""
        challenge = self.post(**said)
        self.keep(challenge, self.fits)
        self.release(challenge)
        return self.propose(challenge, self.fits)[0]

    def introduction(self, challenge: int, startup: int) -> IntroductionRow:
        with self.services.database.session(writes=False) as session:
            wanted = select(IntroductionRow).where(
                IntroductionRow.challenge_id == challenge, IntroductionRow.startup_id == startup
            )
            return session.scalars(wanted).one()

    def stage(self, introduction: int) -> Stage:
        with self.services.database.session(writes=False) as session:
            return session.get_one(IntroductionRow, introduction).stage

    def challenge(self, number: int) -> ChallengeRow:
        with self.services.database.session(writes=False) as session:
            return session.get_one(ChallengeRow, number)

    def _startup(self, session: Any, name: str, text: str) -> int:
        row: StartupRow = people.a_startup(session, text, organisation={"name": name})
        return row.id


def said_in(letters: list[Envelope]) -> str:
    """Return all that letters say, subjects and plain texts."""
    parts = []
    for each in letters:
        body = each.message.get_body(("plain",))
        assert body is not None
        parts += [str(each.message["Subject"]), str(body.get_content())]
    return "\n".join(parts)


def to(letters: list[Envelope], browser: Browser) -> list[Envelope]:
    """Return the letters to somebody."""
    return [each for each in letters if browser.user.email in each.to]
