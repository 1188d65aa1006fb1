"""T03: fields that a person may not read are never loaded, and so stand in nothing it receives."""

import re
import sys

import pytest
from sqlalchemy import event, select, update

from matcher.domain.people import STAFF, OrganisationKind, Role
from matcher.store.challenges import ChallengeRow
from matcher.workflow import withheld
from tests.abuse.secret_world import WHO_READS, build, prepared, secret_cells
from tests.abuse.two_worlds import SameChance, Way, everything

MARK = "zzsecret"
SHORT = [(Role.STARTUP, 1), (Role.FIRM, 0), (Role.SUPPORT, 0)]
LONG = [(Role.STARTUP, 0), (Role.FIRM, 1), (Role.SUPPORT, 1)]
VIEWERS = SHORT + [pytest.param(each, marks=pytest.mark.abuse_long) for each in LONG]


class Loaded:
    """Every text that comes out of the database and holds what the reader may not read."""

    def __init__(self, engine, cells):
        self.found, self.is_watching, self.cells = set(), False, cells
        event.listen(engine, "connect", self._watch)

    def _watch(self, connection, _):
        connection.text_factory = self._read

    def _read(self, content):
        text = content.decode()
        if self.is_watching and MARK in text:
            frame, way = sys._getframe(1), []
            while frame is not None:
                if "/matcher/workflow/" in frame.f_code.co_filename:
                    way.append(frame.f_code.co_filename.rpartition("/")[2] + f":{frame.f_lineno}")
                frame = frame.f_back
            number = int(re.search(rf"{MARK}(\d+)", text)[1])
            self.found.add((" < ".join(way[:4]), self.cells[number]))
        return text


def _of_others(session, user):
    """Return what the watch looks for; the agency's own names are asked for by rules, not shown.

    The row of an account is loaded with its hash, by which nobody reads anything.
    """
    return [
        (row, column)
        for row, column in secret_cells(session, user)
        if column != "password_hash"
        if getattr(row, "role", None) not in STAFF
        if getattr(row, "kind", None) is not OrganisationKind.AGENCY
        if user is None or getattr(row, "user_id", None) != user.id
    ]


@pytest.fixture
def opened(tmp_path, monkeypatch):
    ways = []

    def open_for(user):
        cells = []

        def changed(session):
            found = _of_others(session, user)
            cells.extend(f"{type(row).__name__}.{column} {row.id}" for row, column in found)
            return found

        built = build(tmp_path / "one", user, cells=changed)
        built.services.database.close()
        loaded = Loaded(built.services.database.engine, cells)
        ways.append(Way(built, SameChance(monkeypatch)))
        return ways[-1], loaded

    yield open_for
    for way in ways:
        way.close()


@pytest.mark.parametrize("viewer", VIEWERS, ids=lambda each: f"{each[0]}-{each[1]}")
def test_t03_what_a_role_may_not_read_is_never_loaded_for_it(opened, viewer):
    """Open every page there is. Expected: the database gives nothing out that is not for the role,
    and so neither the source, og: tags, sheets, suggestions of words nor errors can hold it.
    """
    user = prepared()[1].person(viewer[0], theirs=bool(viewer[1]))
    way, loaded = opened(user)
    loaded.is_watching = True
    answers = everything(way, user, ("GET",), is_short=True)
    loaded.is_watching = False
    assert not loaded.found
    shown = [key for key, (_, _, body) in answers.items() if MARK.encode() in body]
    assert shown == [key for key in shown if "q=zzsecret" in key[1]]


def test_t03_the_watch_sees_what_is_loaded(opened):
    """The test above means something: an officer's page loads the same texts."""
    filled = prepared()[1]
    way, loaded = opened(filled.person(Role.STARTUP, theirs=True))
    loaded.is_watching = True
    way.ask(f"/desk/challenges/{filled.ours.challenges['sealed']}", filled.person(Role.OFFICER))
    assert loaded.found


def test_t03_an_anonymous_challenge_shows_its_teaser_alone(opened):
    """Read an anonymous challenge everywhere. Expected: its teaser; no og: tags, nothing else."""
    filled = prepared()[1]
    person = filled.person(Role.STARTUP, theirs=True)
    way, _ = opened(person)
    path = f"/startup/suggestions/{filled.ours.challenges['veiled']}"
    for partial in (False, True):
        status, headers, body = way.ask(path, person, partial=partial)
        assert status == 200
        assert MARK.encode() not in body
        assert not re.search(rb"<meta[^>]+property=.og:", body)
        assert not [name for name, _ in headers if name.lower().startswith("x-challenge")]
    assert b"Une entreprise cherche" in way.ask(path, person)[2]


def test_t03_what_is_withheld_is_what_nobody_else_may_read():
    """The columns that are left in the database and the table of readers name the same texts."""
    held = {column.key for column in withheld.OF_CHALLENGE}
    assert set(WHO_READS[ChallengeRow]) <= held


def test_t03_an_error_tells_nothing_of_the_text(opened):
    """Send wrong answers to a challenge that can be read. Expected: errors without its texts."""
    filled = prepared()[1]
    way, _ = opened(filled.person(Role.STARTUP, theirs=True))
    person = filled.person(Role.STARTUP, theirs=True)
    for name in ("veiled", "sealed", "teaser"):
        path = f"/startup/suggestions/{filled.ours.challenges[name]}"
        body = way.ask(path, person, "POST", {"interested": "no", "version": "0"})[2]
        assert MARK.encode() not in body


def test_t03_the_sheet_of_a_sealed_proposal_holds_no_word_of_it(tmp_path, monkeypatch):
    """Print the sheet of a proposal of a sealed challenge. Expected: a title that says nothing."""
    built = build(tmp_path / "one", changed=False)
    filled = built.filled
    number = filled.ours.challenges["sealed_asked"]
    with built.services.database.session() as session:
        secret = dict.fromkeys(("title", "problem", "context", "site"), f"{MARK} usine")
        session.execute(update(ChallengeRow).where(ChallengeRow.id == number).values(**secret))
        assert session.scalar(select(ChallengeRow.title).where(ChallengeRow.id == number))
    way = Way(built, SameChance(monkeypatch))
    asked = filled.ours.introductions["sealed_asked"]
    for end in ("", "/sheet", "/answer"):
        status, _, body = way.ask(f"/introductions/{asked}{end}", filled.person(Role.STARTUP))
        assert status == 200
        assert MARK.encode() not in body
    way.close()
