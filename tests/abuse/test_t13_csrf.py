"""T13: can another site, a mail scanner or a prefetching browser change something for a person?"""

import hashlib
import re

import pytest

from matcher.domain.people import Role
from matcher.store.schema import METADATA
from tests.journeys import world
from tests.journeys.routes import routes
from tests.web.conftest import sign_in
from tests.web.test_permissions import FORM, House

ROUTES = routes()
UNSAFE = [route for route in ROUTES if route.method != "GET"]
SAFE = [route for route in ROUTES if route.method == "GET"]
AID = ("aid.of_challenge", "aid.for_officer", "aid.of_startup", "firm.show", "firm.shortlist")
NOTED = dict.fromkeys(AID, frozenset({"aid_verdicts"}))
"""Endpoint → the table in which it is noted that somebody was shown something; nothing else."""
LINKS = ("/introductions/{id}/answer", "/account/reset/{s}", "/account/confirm/{s}",
         "/account/invitation/{s}", "/account/join/{s}")  # fmt: skip
"""Where the links of e-mails lead."""


@pytest.fixture(scope="module")
def _house(tmp_path_factory):
    house = House(tmp_path_factory.mktemp("csrf"))
    house.app.config["WTF_CSRF_ENABLED"] = True
    yield house
    house.close()


@pytest.fixture
def house(_house):
    _house.fresh()
    return _house


def browser_of(house, role):
    browser = house.app.test_client()
    if role is not None:
        sign_in(browser, house.world.person(role))
    page = browser.get("/account/sign-in" if role is None else "/account/settings").text
    return browser, re.search(r'name="csrf_token" value="([^"]+)"', page)[1]


def someone(route):
    return next((role for role in reversed(Role) if role in (route.access or ())), None)


def path_of(house, route):
    values = route.values(house.world.ours)
    return house.app.url_map.bind("").build(route.endpoint, values, method=route.method)


def test_t13_no_form_is_taken_without_the_token_of_its_session(house):
    """Every unsafe route without token, with another session's, from elsewhere: 400, no change."""
    _, of_another = browser_of(house, Role.STARTUP)
    for route in UNSAFE:
        browser, own = browser_of(house, someone(route))
        path = path_of(house, route)
        foreign = {"Origin": "https://evil.example"}
        tries = {
            "no token": ({}, {}),
            "another session's token": ({"csrf_token": of_another}, {}),
            "another origin": ({"csrf_token": own}, foreign),
            "no origin of ours": ({"csrf_token": own}, {"Origin": "null"}),
            "another site": ({"csrf_token": own}, {"Sec-Fetch-Site": "cross-site"}),
        }
        for name, (token, headers) in tries.items():
            said = {"method": route.method, "data": FORM | token, "headers": headers}
            answer = browser.open(path, **said)
            assert answer.status_code == 400, (str(route), name, answer.status_code)
            assert house.is_untouched(), (str(route), name)


def test_t13_the_right_token_from_our_own_page_is_taken(house):
    """The same request with its own token and our origin comes through: 400 meant the token."""
    browser, own = browser_of(house, Role.FIRM)
    data = {"csrf_token": own, "name": "Un nom", "phone": "", "language": "fr"}
    ours = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
    answer = browser.post("/account/settings/details", data=data, headers=ours)
    assert answer.status_code == 303
    assert not house.is_untouched()


def tables_of(house):
    """Return what is in each table, as a mark."""
    with house.services.database.engine.connect() as connection:
        return {
            table.name: hashlib.sha256(
                repr([tuple(row) for row in connection.execute(table.select())]).encode()
            ).hexdigest()
            for table in METADATA.sorted_tables
        }


def test_t13_a_get_never_changes_anything(house):
    """Every page there is, opened by each role that may: no row differs, but that it was shown."""
    before = tables_of(house)
    for route in SAFE:
        for role in (None, *Role):
            if not route.lets_in(role) or (role is None and route.access):
                continue
            user = None if role is None else house.world.person(role)
            answer = house.ask(route, user, route.values(house.world.ours))
            assert answer.status_code < 500, (str(route), role)
            if house.is_untouched():
                continue
            after = tables_of(house)
            changed = {name for name in after if after[name] != before[name]}
            assert changed <= NOTED.get(route.endpoint, frozenset()), (str(route), role, changed)
            house.fresh()


def test_t13_an_unsafe_route_cannot_be_reached_by_get(house):
    """GET on what only POST may do: not allowed, or a page that asks; never done."""
    pages = {route.rule for route in SAFE}
    for route in UNSAFE:
        browser, _ = browser_of(house, someone(route))
        answer = browser.get(path_of(house, route))
        wanted = {200, 303, 403, 404, 410} if route.rule in pages else {404, 405}
        assert answer.status_code in wanted, (str(route), answer.status_code)
        assert house.is_untouched(), str(route)


def test_t13_links_in_mail_open_a_page_that_asks(house):
    """A mail scanner that follows every link of every letter accepts and declines nothing."""
    answered = house.world.ours.introductions["proposed"]
    for role in (None, Role.FIRM, Role.STARTUP):
        browser = house.app.test_client()
        if role is not None:
            sign_in(browser, house.world.person(role))
        for link in LINKS:
            for method in ("GET", "HEAD"):
                answer = browser.open(link.format(id=answered, s="0" * 43), method=method)
                assert answer.status_code in {200, 303, 410}, (link, answer.status_code)
                assert house.is_untouched(), link
    browser = house.app.test_client()
    sign_in(browser, house.world.person(Role.FIRM))
    page = browser.get(f"/introductions/{answered}/answer").text
    for step in ("accept", "decline"):
        assert re.search(rf'<form[^>]*method="post"[^>]*action="[^"]*/{answered}/{step}"', page)


def test_t13_cookies_do_not_travel_from_other_sites():
    """The session's cookie is SameSite=Lax: a form of another site comes without it."""
    with_https = world.services_in(world.scratch(), demo=False, base_url="https://our.example")
    from web.app import create_app

    app = create_app(services=with_https)
    assert app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
    with_https.database.close()
