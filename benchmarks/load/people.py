"""What people do, for locust: four of five requests read, one writes.

Each person signs in with a password, keeps to each page for two to eight seconds, and comes from an
address of their own, as a proxy in front would say. Names of requests begin with read, write or
match; an answer that is not what the page is for counts as an error.
"""

import itertools
import json
import os
import random
import re
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import quote

import gevent
from locust import events, task
from locust.contrib.fasthttp import FastHttpUser

from benchmarks.load.forms import Forms
from benchmarks.load.world import PASSWORD, needs

FOLDER = Path(os.environ["PASSERELLE_LOAD_FOLDER"])
ACCOUNTS = json.loads((FOLDER / "accounts.json").read_text(encoding="utf-8"))
NEEDS = needs()
LATE = "load delay"
"""In the answer to a draft: the engine took longer than the page waits, and it asks again."""
LOOKS = 2.0, 8.0
"""How long a page is looked at, in seconds."""
_numbers = itertools.count(1)
_log = (FOLDER / "requests.jsonl").open("w", encoding="utf-8")


@events.request.add_listener
def _note(
    name: str, response_time: float, exception: Exception | None, start_time: float, **_: Any
) -> None:
    problem = "" if exception is None else str(exception)[:200]
    line = {"name": name, "ms": response_time, "at": start_time, "problem": problem}
    _log.write(json.dumps(line) + "\n")


@events.quitting.add_listener
def _close(**_: Any) -> None:
    _log.close()


class Person(FastHttpUser):  # type: ignore[misc]
    """Somebody at a browser."""

    abstract = True
    network_timeout = 60.0
    connection_timeout = 60.0
    room: ClassVar[str]
    accounts: ClassVar[Any]

    def on_start(self) -> None:
        """Sign in as the next account of the room."""
        number = next(_numbers)
        self.own = {"X-Forwarded-For": f"10.{number // 250}.0.{number % 250 + 1}"}
        self.draw = random.Random(number)  # noqa: S311 (repeatable, not secret)
        page = self.read("/account/sign-in")
        form = Forms(page).of("/account/sign-in")
        if form is None:
            raise RuntimeError("The page to sign in has no form.")
        said = {"email": next(self.accounts)["email"], "password": PASSWORD}
        self.send("write sign-in", form, said)

    def read(self, path: str, name: str = "", *, status: int = 200) -> str:
        """Return a page, once it was looked at."""
        with self.client.get(
            path, name=f"read {name or path}", headers=self.own, catch_response=True
        ) as answer:
            if answer.status_code != status:
                answer.failure(f"{answer.status_code} for {name or path}")
            page = str(answer.text or "")
        gevent.sleep(self.draw.uniform(*LOOKS))
        return page

    def send(
        self, name: str, form: tuple[str, dict[str, str]], said: dict[str, str], *, never: str = ""
    ) -> str:
        """Send a form with something typed, and return the page that follows.

        An answer that holds the words `never` is an error.
        """
        with self.client.post(
            form[0], data=form[1] | said, name=name, headers=self.own, catch_response=True
        ) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code} for {name}")
            elif never and never in answer.text:
                answer.failure("no answer in time")
            return str(answer.text or "")

    def words(self) -> str:
        """Return a need that nobody wrote before."""
        first, second = self.draw.choice(NEEDS), self.draw.choice(NEEDS)
        return f"{first} {second} Atelier {self.draw.randrange(10_000)}."

    def one_of(self, page: str, pattern: str) -> str | None:
        """Return one of the addresses on a page."""
        found = sorted(set(re.findall(rf'href="({pattern})[#?"]', page)))
        return self.draw.choice(found) if found else None


def begun_of(text: str) -> str:
    """Return the first sentences of a text, a third of it or more."""
    found = re.compile(r"[.?!؟] ").search(text, len(text) // 3)
    return text[: found.end()] if found else text


def of_room(room: str) -> Any:
    """Return the accounts of a room, over and over."""
    return itertools.cycle([each for each in ACCOUNTS if each["room"] == room])


class Firm(Person):
    """Somebody of a firm."""

    weight, room, accounts = 25, "firm", of_room("firm")

    @task(5)
    def look(self) -> None:
        """Read the challenges, one of them, and its shortlist."""
        page = self.read("/firm")
        address = self.one_of(page, r"/firm/challenges/\d+")
        if address:
            page = self.read(address, "/firm/challenges/#")
            shortlist = self.one_of(page, r"/firm/challenges/\d+/shortlist")
            if shortlist:
                self.read(shortlist, "/firm/challenges/#/shortlist")

    @task(2)
    def follow(self) -> None:
        """Read the introductions, and one of them."""
        address = self.one_of(self.read("/introductions"), r"/introductions/\d+")
        if address:
            self.read(address, "/introductions/#")

    @task(4)
    def write(self) -> None:
        """Begin a challenge, see who could answer at each pause, as the page does, and keep it."""
        page = self.read("/firm/challenges/new")
        form = Forms(page).of("/firm/challenges/save")
        if form is None:
            raise RuntimeError("The form of a challenge is missing.")
        whole = self.words()
        for problem in (begun_of(whole), whole):
            said = {"title": whole[:90], "problem": problem, "do": "save"}
            self.send("match partners", ("/firm/challenges/partners", form[1]), said, never=LATE)
            gevent.sleep(self.draw.uniform(*LOOKS))
        self.send("write autosave", ("/firm/challenges/autosave", form[1]), said)


class Startup(Person):
    """Somebody of a startup."""

    weight, room, accounts = 20, "startup", of_room("startup")

    @task(4)
    def look(self) -> None:
        """Read what is new, the suggestions, and one of them; answer it now and then."""
        self.read("/startup")
        address = self.one_of(self.read("/startup/suggestions"), r"/startup/suggestions/\d+")
        if address:
            page = self.read(address, "/startup/suggestions/#")
            form = Forms(page).of(address)
            if form is not None and form[1].get("interested") == "yes":
                self.send("write interest", form, {"note": "Nous savons faire cela."})

    @task(2)
    def search(self) -> None:
        """Search the open challenges."""
        word = quote(self.draw.choice(self.words().split()))
        self.read(f"/startup/suggestions?q={word}", "/startup/suggestions?q")

    @task(2)
    def follow(self) -> None:
        """Read the introductions."""
        address = self.one_of(self.read("/introductions"), r"/introductions/\d+")
        if address:
            self.read(address, "/introductions/#")

    @task(2)
    def write(self) -> None:
        """Change what one can do."""
        page = self.read("/startup/profile")
        address = self.one_of(page, r"/startup/capabilities/\d+")
        if address is None:
            raise RuntimeError("The profile has no capability.")
        form = Forms(self.read(address, "/startup/capabilities/#")).of(address)
        if form is not None:
            said = {"text": f"{form[1].get('text', '')[:800]} {self.words()}"}
            self.send("write capability", form, said)


class Officer(Person):
    """Somebody of the agency."""

    weight, room, accounts = 5, "officer", of_room("officer")

    @task(3)
    def curate(self) -> None:
        """Open a challenge of the queue, and keep a startup."""
        self.read("/desk")
        page = self.read(f"/desk/queue?page={self.draw.randint(1, 5)}", "/desk/queue")
        address = self.one_of(page, r"/desk/challenges/\d+")
        if address is None:
            return
        form = Forms(self.read(address, "/desk/challenges/#")).of("/keep")
        if form is not None:
            self.send("write keep", form, {})

    @task(2)
    def look_up(self) -> None:
        """Search the directory and open a startup."""
        word = self.draw.randint(1, 99)
        page = self.read(f"/desk/directory/startups?words={word}", "/desk/directory/startups?words")
        address = self.one_of(page, r"/desk/directory/startups/\d+")
        if address:
            self.read(address, "/desk/directory/startups/#")

    @task(1)
    def oversee(self) -> None:
        """Read introductions and the figures."""
        self.read("/introductions")
        self.read("/desk/insights")
