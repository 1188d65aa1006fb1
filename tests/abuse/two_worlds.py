"""One person's way through every route of a world, with all that is random made the same."""

import io
import itertools
import re
import secrets
import shutil
import sqlite3
import uuid
import zipfile

from itsdangerous.timed import TimestampSigner
from sqlalchemy import select

from matcher.domain.people import Role
from matcher.store.outbox import OutboxRow
from tests.abuse.secret_world import LATER
from tests.journeys import world
from tests.journeys.routes import routes
from tests.web.test_permissions import FORM
from web import sessions
from web.access import SignedIn
from web.app import create_app

SESSION = "5" * 32
_SEALED = re.compile(rb"gAAAA[\w=-]{40,}")
"""What a form carries encrypted: its key stream is new each time."""
_EXPIRES = re.compile(r"Expires=[^;]*")
TOKEN = "7" * 40


class SameChance:
    """What is random by design, the same in both worlds: it starts anew with every request."""

    def __init__(self, monkeypatch):
        self._turn = itertools.count()
        monkeypatch.setattr(secrets, "token_hex", lambda size=16: self._next(2 * size))
        monkeypatch.setattr(secrets, "token_urlsafe", lambda size=32: self._next(size * 4 // 3))
        monkeypatch.setattr(secrets, "token_bytes", lambda size=32: self._next(size).encode())
        monkeypatch.setattr(secrets, "randbelow", lambda most: 1_000_000 + next(self._turn))
        monkeypatch.setattr("web.requests.time.perf_counter", lambda: 0.0)
        monkeypatch.setattr(uuid, "uuid4", lambda: uuid.UUID(int=next(self._turn)))
        monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: 1_800_000_000)

    def again(self):
        self._turn = itertools.count()

    def _next(self, size):
        return f"{next(self._turn):x}".rjust(size, "0")[-size:]


class Way:
    """A person's browser in a world; each request starts from the world as it was."""

    def __init__(self, built, chance):
        self._file = built.folder / world.FILE
        self._kept = built.folder / "kept.sqlite3"
        self.services, self.filled, self._chance = built.services, built.filled, chance
        self.services.database.close()
        shutil.copyfile(self._file, self._kept)
        self.app = create_app(services=self.services, clock=lambda: LATER)
        self.app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False)
        self._watch()

    def close(self):
        self._watcher.close()
        self.services.database.close()

    def _watch(self):
        self._watcher = sqlite3.connect(self._file)
        self._seen = self._version()

    def _version(self):
        return self._watcher.execute("PRAGMA data_version").fetchone()

    def fresh(self):
        """Put everything back as it was, if anything changed."""
        if self._version() == self._seen:
            return
        self._watcher.close()
        self.services.database.close()
        for ending in ("", "-wal", "-shm"):
            (self._file.parent / f"{self._file.name}{ending}").unlink(missing_ok=True)
        shutil.copyfile(self._kept, self._file)
        self._watch()

    def ask(self, path, user, method="GET", form=None, partial=False):
        """Return (status, headers, body) of an answer."""
        self.fresh()
        self._chance.again()
        browser = self.app.test_client()
        with browser.session_transaction() as session:
            session["csrf_token"] = TOKEN
            if user is not None:
                session["_user_id"] = SignedIn(user, SESSION).get_id()
                session["_fresh"] = True
                sessions.begin(session, LATER)
        sent = {"HX-Request": "true"} if partial else {}
        if method in ("POST", "PUT", "DELETE"):
            sent["X-CSRFToken"] = self._csrf()
        self._chance.again()
        answer = browser.open(path, method=method, data=form, headers=sent)
        headers = sorted(
            (name, _EXPIRES.sub("", value)) for name, value in answer.headers if name != "Date"
        )
        return answer.status_code, headers, plain(answer)

    def path(self, route, half, **more):
        values = route.values(half) | more
        return self.app.url_map.bind("").build(route.endpoint, values, method=route.method)

    def letters(self, user):
        """Return every e-mail to a person, as it is written and as it reads, and its headers."""
        with self.services.database.session(writes=False) as session:
            rows = session.scalars(select(OutboxRow).order_by(OutboxRow.id)).all()
            return [
                (row.kind, row.language, row.recipients, row.payload, row.about, row.state)
                for row in rows
                if user is not None and user.email in row.recipients
            ]

    def _csrf(self):
        from flask import session
        from flask_wtf.csrf import generate_csrf

        with self.app.test_request_context():
            session["csrf_token"] = TOKEN
            return generate_csrf()


def plain(answer):
    """Return the bytes of an answer; of a workbook, those of its sheets: zips hold the time."""
    body = answer.get_data()
    if not body.startswith(b"PK\x03\x04"):
        return _SEALED.sub(b"", body)
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        kept = (name for name in sorted(packed.namelist()) if not name.endswith("core.xml"))
        return b"".join(name.encode() + packed.read(name) for name in kept)


EACH = {
    "startup.suggestion": lambda half: half.challenges,
    "startup.answer_suggestion": lambda half: half.challenges,
    "introductions.show": lambda half: half.introductions,
    "introductions.sheet": lambda half: half.introductions,
}
"""Routes that are tried with every challenge or introduction there is."""


def visits(way, user):
    """Return what a person may try: every route with the ids of both halves, its own and not."""
    halves = (way.filled.ours, way.filled.theirs)
    for route in routes():
        paths = list(dict.fromkeys(way.path(route, half) for half in halves))
        is_in = route.lets_in(user.role) if user is not None else not route.access
        for path in paths if is_in else paths[:1]:
            yield route, path
        if is_in and route.endpoint in EACH:
            (name,) = route.arguments
            for number in (each for half in halves for each in EACH[route.endpoint](half).values()):
                yield route, way.path(route, halves[0], **{name: number})


def everything(way, user, methods=("GET", "POST"), *, is_short=False):
    """Return (method, path, how) → the answer, for all that a person may try; then its e-mails.

    A short way leaves out the e-mails, and the rooms that are shut.
    """
    found = {}
    for route, path in visits(way, user):
        if route.method not in methods or (is_short and not route.lets_in(user.role)):
            continue
        form = FORM if route.method == "POST" else None
        for partial in (False, True) if route.access and route.method == "GET" else (False,):
            key = (route.method, path, partial)
            if key not in found:
                found[key] = way.ask(path, user, route.method, form, partial=partial)
    if user is not None and user.role is Role.STARTUP and "GET" in methods:
        for query in ("q=zzsecret", "q=capteurs+laiterie", "page=2"):
            path = f"/startup/suggestions?{query}"
            found["GET", path, False] = way.ask(path, user)
    way.fresh()
    if not is_short:
        found["letters"] = way.letters(user)
    return found


def told_apart(one, two):
    """Return what differs between two ways."""
    assert one.keys() == two.keys()
    return [key for key in one if one[key] != two[key]]
