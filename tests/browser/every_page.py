"""Walks every page, as a role reads it in a language on a small telephone: whole, and open to all.

The pages come from the map of routes, so a new one is walked by itself. Axe looks at a page once in
each direction of writing.
"""

import pytest
from playwright.sync_api import Error

from matcher.domain.people import Role
from tests.journeys import world
from tests.journeys.routes import routes
from tests.web.conftest import sign_in
from web.app import create_app

WIDTH = 360
LOOKED_AT_BY_AXE = {"fr", "ar"}
COLOURED_AS_IN_ALL = "fr"
ROLES = pytest.mark.parametrize("role", [None, *Role], ids=str)
SHARED = {"introductions", "account"}
"""Rooms in which a page is another one for each role; elsewhere one role stands for all."""
PAGES = [
    each for each in routes() if each.method == "GET" and each.room not in {"health", "patterns"}
]
WIDER = """() => {
  const root = document.documentElement, most = root.clientWidth + 1;
  if (root.scrollWidth <= most) return "";
  for (const each of document.body.querySelectorAll("*")) {
    const box = each.getBoundingClientRect();
    if (box.width && (box.right > most || box.left < -1)) return each.outerHTML.slice(0, 160);
  }
  return "something";
}"""


@pytest.fixture(scope="module")
def world_app():
    def make(folder, url):
        services, _ = world.copied(folder, demo=False, base_url=url)
        return create_app(services=services, clock=lambda: world.NOW)

    return make


def pages_of(role):
    """Return the routes that a role walks; nobody walks the public ones."""
    for route in PAGES:
        if role is None:
            if not route.access:
                yield route
        elif role in route.access:
            first = next(each for each in Role if each in route.access)
            if route.room in SHARED or role is first:
                yield route


def cookie_of(app, role, spoken):
    """Return the session cookie of a role, as signing in and choosing a language would leave it."""
    browser = app.test_client()
    if role is not None:
        sign_in(browser, world.template()[1].person(role))
    with browser.session_transaction() as session:
        session["language"] = spoken
    name = app.config["SESSION_COOKIE_NAME"]
    return {"name": name, "value": browser.get_cookie(name).value}


def faults_of(page, answer, route, spoken, axe):
    """Return what is wrong with the page that is open."""
    # A link that was never sent is answered with a page that says so.
    if answer.status >= 500 or (answer.status >= 400 and "secret" not in route.arguments):
        return [str(answer.status)]
    faults = []
    if page.get_attribute("html", "lang") != spoken:
        faults.append(f"not in {spoken}")
    if wide := page.evaluate(WIDER):
        faults.append(f"wider than {WIDTH}: {wide}")
    if spoken in LOOKED_AT_BY_AXE:
        faults += axe.violations(page, colours=spoken == COLOURED_AS_IN_ALL)
    return faults


def opened(page, path):
    """Return the answer of a page; None for a file, which a browser keeps."""
    try:
        answer = page.goto(path)
    except Error as problem:
        if "Download is starting" in str(problem):
            return None
        raise
    return answer if "html" in answer.headers.get("content-type", "") else None


def walk(new_page, live_server, axe, screenshot, role, spoken):
    """Open every page of a role in one language; fail with the list of what is wrong."""
    page, ours = new_page(spoken, width=WIDTH, height=740), world.template()[1].ours
    page.context.add_cookies([cookie_of(live_server.app, role, spoken) | {"url": live_server.url}])
    problems, seen = [], set()
    for route in pages_of(role):
        path = live_server.app.url_map.bind("").build(route.endpoint, route.values(ours))
        answer = opened(page, path)
        if answer is None or page.url in seen:
            continue
        seen.add(page.url)
        problems += [f"{path}: {each}" for each in faults_of(page, answer, route, spoken, axe)]
        screenshot(page, f"{route.endpoint}-{role or 'nobody'}-{spoken}-{WIDTH}")
    assert not problems, "\n".join(problems)
