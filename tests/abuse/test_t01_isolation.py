"""T01: what belongs to others does not exist, for every route, role and method there is."""

import json
import logging

import pytest
from werkzeug.exceptions import MethodNotAllowed

from matcher.domain.people import Role
from tests.abuse.secret_world import build
from tests.abuse.two_worlds import SameChance, Way
from tests.journeys.routes import routes
from tests.web.test_permissions import FORM, ONCE, SHARED, UNKNOWN

METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD")
MEMBERS = (Role.FIRM, Role.STARTUP, Role.SUPPORT)
OWNED = [route for route in routes() if route.owned and route.access]


@pytest.fixture(scope="module")
def way(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        built = build(tmp_path_factory.mktemp("isolation") / "one", changed=False)
        opened = Way(built, SameChance(patch))
        yield opened
        opened.close()


def _same(way, person, route, path, absent, method):
    """Assert that a path answers as one that names nothing, to the byte."""
    form = FORM if method != "GET" else None
    seen, unseen = (way.ask(each, person, method, form) for each in (path, absent))
    there, nowhere = str(path).encode(), str(absent).encode()
    assert seen[0] == unseen[0], (str(route), method, seen[0], unseen[0])
    assert seen[2].replace(there, b"") == unseen[2].replace(nowhere, b""), (str(route), method)
    one, two = (
        [(name, value.replace(mine, "")) for name, value in headers if name != "Content-Length"]
        for headers, mine in ((seen[1], path), (unseen[1], absent))
    )
    assert one == two, (str(route), method)
    return seen[0]


def _right(way, path, method):
    """Return how a path that names nothing is answered: no view is there, or it finds nothing."""
    try:
        endpoint, _ = way.app.url_map.bind("").match(path, method=method)
    except MethodNotAllowed:
        return {405}
    return {303} if endpoint in ONCE else {403, 404}


@pytest.mark.parametrize("role", MEMBERS, ids=str)
def test_t01_what_belongs_to_others_answers_like_what_is_not_there(way, role):
    """As firm A, ask for what is firm B's by every method. Expected: as for an id of nothing."""
    stranger = way.filled.person(role, theirs=True)
    tried = 0
    for route in OWNED:
        if role not in route.access or route.endpoint in SHARED:
            continue
        ours, nothing = way.path(route, way.filled.ours), dict.fromkeys(route.owned, UNKNOWN)
        absent = way.path(route, way.filled.ours, **nothing)
        for method in METHODS:
            status = _same(way, stranger, route, ours, absent, method)
            assert status in _right(way, ours, method), (str(route), method, status)
            tried += 1
    assert tried > (10 if role is Role.SUPPORT else 60)


def test_t01_a_room_of_another_role_is_the_same_for_every_id(way):
    """As any member, ask the desk and the other rooms. Expected: one answer, whatever the id."""
    for role in MEMBERS:
        person = way.filled.person(role)
        for route in OWNED:
            if role in route.access:
                continue
            path = way.path(route, way.filled.ours)
            absent = way.path(route, way.filled.ours, **dict.fromkeys(route.owned, UNKNOWN))
            assert _same(way, person, route, path, absent, route.method) == 403


@pytest.mark.parametrize("name", ["sealed", "teaser", "draft", "closed", "withdrawn"])
@pytest.mark.parametrize("theirs", [False, True])
def test_t01_a_hidden_challenge_answers_like_none(way, name, theirs):
    """As a startup, ask for a challenge that is hidden. Expected: the 404 of an unknown number."""
    person = way.filled.person(Role.STARTUP, theirs=theirs)
    number = way.filled.ours.challenges[name]
    for route in (each for each in routes() if each.endpoint in SHARED):
        path = way.path(route, way.filled.ours, challenge_id=number)
        absent = way.path(route, way.filled.ours, challenge_id=UNKNOWN)
        for method in METHODS:
            status = _same(way, person, route, path, absent, method)
            assert status == (405 if method in {"PUT", "DELETE"} else 404)


def test_t01_every_refusal_is_written_down(way, caplog):
    """Ask for another's challenge. Expected: one line 'refused', the same for an id of nothing."""
    stranger = way.filled.person(Role.FIRM, theirs=True)
    lines = []
    for number in (way.filled.ours.challenges["sealed"], UNKNOWN):
        caplog.clear()
        with caplog.at_level(logging.WARNING, logger="passerelle.security"):
            assert way.ask(f"/firm/challenges/{number}", stranger)[0] == 404
        found = [record for record in caplog.records if record.name == "passerelle.security"]
        lines.append([json.loads(record.getMessage()) for record in found])
    assert lines[0] == lines[1]
    assert [line["event"] for line in lines[0]] == ["access.refused"]
    assert lines[0][0]["user"] == stranger.id
    assert lines[0][0]["route"] == "/firm/challenges/<int:challenge_id>"
