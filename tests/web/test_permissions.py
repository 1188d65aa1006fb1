"""Who may open which page and send which form: every route there is, new ones by themselves.

What stands in a path comes from tests/journeys/routes.py; a route that it cannot fill fails here.
"""

import hashlib
import sqlite3

import pytest
from sqlalchemy import text

from matcher.domain.people import Role
from matcher.store.schema import METADATA
from tests.journeys import world
from tests.journeys.routes import routes
from tests.web.conftest import sign_in
from web.app import create_app

SIGN_IN = "/account/sign-in"
UNKNOWN = 987_654
BLOBS = {"attachments.content"}
FORM = {"version": "1", "mark": "0", "startup": "3", "reason": "no_time", "note": "Non.",
        "to": "up", "outcome": "met", "text": "Un texte.", "verdict": "1", "forwarded": "Non.",
        "why_firm": "Parce que.", "why_startup": "Parce que.", "kind": "startups",
        "name": "Un nom", "interested": "yes", "answer": "yes", "role": "officer"}  # fmt: skip
"""What a form might say: enough to come past the first look at it."""

SHARED = {"startup.suggestion", "startup.answer_suggestion"}
"""Pages of challenges that all startups may read and answer, whichever firm posted them."""
ONCE = {"startup.remove_capability", "startup.drop_deck", "plans.withdraw"}
"""What may be removed twice: removing what is not there, or not yours, changes nothing."""
HIDDEN = ("sealed", "teaser", "draft", "closed", "withdrawn")
"""Challenges of which a startup that was not asked sees nothing."""


ROUTES = routes()
OWNED = [route for route in ROUTES if route.owned]
PAIRS = [(route, role) for route in ROUTES for role in Role]
MEMBERS = (Role.FIRM, Role.STARTUP, Role.SUPPORT)


def pairs(found):
    return pytest.mark.parametrize(("route", "role"), list(found), ids=str)


class House:
    """The application on the filled world; `fresh` puts everything back as it was."""

    def __init__(self, folder):
        self._folder, self._turn = folder, 0
        self.services, self.world = world.copied(folder / "0")
        self.app = create_app(services=self.services, clock=lambda: world.NOW)
        self.app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
        self._digest = self._all_rows()
        self._watch()

    def fresh(self):
        """Take a new copy of the world, if anything changed in this one."""
        if self.is_untouched():
            return
        self._turn += 1
        self.close()
        services, self.world = world.copied(self._folder / str(self._turn))
        self.services.database = services.database
        self._watch()

    def close(self):
        self._watcher.close()
        self.services.database.close()

    def is_untouched(self):
        """Whether every row is as it was, but for lines that say what was refused."""
        now = self._watcher.execute("PRAGMA data_version").fetchone()
        if now != self._seen and self._all_rows() == self._digest:
            self._seen = now
        return now == self._seen

    def ask(self, route, user, values, **form):
        """Return the answer to a person, or to nobody."""
        browser = self.app.test_client()
        if user is not None:
            sign_in(browser, user)
        path = self.app.url_map.bind("").build(route.endpoint, values, method=route.method)
        if route.method == "GET":
            return browser.get(path)
        return browser.open(path, method=route.method, data=FORM | form)

    def _watch(self):
        self._watcher = sqlite3.connect(self._folder / str(self._turn) / world.FILE)
        self._seen = self._watcher.execute("PRAGMA data_version").fetchone()

    def _all_rows(self):
        seen = hashlib.sha256()
        with self.services.database.engine.connect() as connection:
            for table in METADATA.sorted_tables:
                columns = [c.name for c in table.columns if f"{table.name}.{c.name}" not in BLOBS]
                names = ", ".join(f'"{name}"' for name in columns)
                wanted = f"SELECT {names} FROM {table.name}"
                if table.name == "journal":
                    wanted += " WHERE action <> 'access.refused'"
                for row in connection.execute(text(wanted)):
                    seen.update(repr(tuple(row)).encode())
        return seen.hexdigest()


@pytest.fixture(scope="module")
def _house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("house"))
    yield house
    house.close()


@pytest.fixture
def house(_house):
    _house.fresh()
    return _house


def test_every_view_says_who_may_use_it():
    silent = [f"{route} ({route.endpoint})" for route in ROUTES if route.access is None]
    assert not silent, f"Write @public or @signed_in_as(…) on: {silent}"


@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_nobody_and_disabled_people_come_in_by_public_doors_only(house, route):
    values = route.values(house.world.ours)
    for user in (None, *house.world.disabled.values()):
        answer = house.ask(route, user, values)
        if route.access:
            assert answer.status_code == 303, (user, answer.status_code)
            assert answer.location.startswith(SIGN_IN), (user, answer.location)
            assert house.is_untouched(), user
        else:
            assert answer.status_code < 500, user
            assert answer.status_code not in {401, 403}, user
            assert not (answer.location or "").startswith(f"{SIGN_IN}?next"), user


@pairs(pair for pair in PAIRS if pair[0].lets_in(pair[1]))
def test_a_role_is_let_in_where_the_view_says_so(house, route, role):
    answer = house.ask(route, house.world.person(role), route.values(house.world.ours))
    assert answer.status_code < 500, answer.status_code
    if route.method == "GET" and route.access:
        assert answer.status_code in {200, 303}, answer.status_code
        assert not (answer.location or "").startswith(SIGN_IN)


@pytest.mark.parametrize("route", [each for each in ROUTES if each.access], ids=str)
def test_a_role_is_kept_out_where_the_view_does_not_name_it(house, route):
    values = route.values(house.world.ours)
    for role in set(Role) - route.access:
        assert house.ask(route, house.world.person(role), values).status_code == 403, role
        assert house.is_untouched(), role


@pairs(
    (route, role)
    for route, role in PAIRS
    if route.owned and route.access and role in MEMBERS and role in route.access
    if route.endpoint not in SHARED
)
def test_what_belongs_to_others_is_shut(house, route, role):
    stranger = house.world.person(role, theirs=True)
    answer = house.ask(route, stranger, route.values(house.world.ours))
    assert house.is_untouched()
    shut = {303, 403, 404} if route.endpoint in ONCE else {403, 404}
    assert answer.status_code in shut, answer.status_code


@pairs(
    (route, role)
    for route, role in PAIRS
    if len(route.owned) > 1 and "kept_id" not in route.owned and route.lets_in(role)
)
def test_two_things_that_do_not_belong_together_are_not_found(house, route, role):
    ours, theirs = (route.values(half) for half in (house.world.ours, house.world.theirs))
    for name in route.owned:
        answer = house.ask(route, house.world.person(role), ours | {name: theirs[name]})
        assert house.is_untouched(), name
        assert answer.status_code in {403, 404}, (name, answer.status_code)


@pytest.mark.parametrize("route", OWNED, ids=str)
def test_what_does_not_exist_is_not_found(house, route):
    person = house.world.person(next(role for role in reversed(Role) if route.lets_in(role)))
    for name in route.owned:
        answer = house.ask(route, person, route.values(house.world.ours) | {name: UNKNOWN})
        assert house.is_untouched(), name
        assert answer.status_code == (303 if route.endpoint in ONCE else 404), name


@pytest.mark.parametrize("route", [each for each in OWNED if each.endpoint in SHARED], ids=str)
@pytest.mark.parametrize("name", HIDDEN)
def test_a_startup_finds_nothing_of_what_is_hidden_from_it(house, route, name):
    for theirs in (False, True):
        person = house.world.person(Role.STARTUP, theirs=theirs)
        answer = house.ask(route, person, {"challenge_id": house.world.ours.challenges[name]})
        assert answer.status_code == 404
        assert house.is_untouched()


@pytest.mark.parametrize("endpoint", ["firm.save", "firm.autosave", "firm.attach", "firm.partners"])
@pytest.mark.parametrize("asked", ["save", "submit", "propose", "count"])
def test_a_form_about_the_challenge_of_another_firm_changes_nothing(house, endpoint, asked):
    route = next(each for each in ROUTES if each.endpoint == endpoint)
    stranger = house.world.person(Role.FIRM, theirs=True)
    for name in ("draft", "curation"):
        number = str(house.world.ours.challenges[name])
        words = {"challenge_id": number, "title": "Autre titre", "problem": "Autre", "do": asked}
        answer = house.ask(route, stranger, {}, **words)
        assert "laiterie" not in answer.get_data(as_text=True)
        assert house.is_untouched(), name
