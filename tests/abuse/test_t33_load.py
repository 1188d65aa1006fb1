"""T33: many people read and write at once: nobody meets an error, nothing saved is lost.

How fast fifty people are answered for ten minutes is measured by `make load`, not by a test: a busy
machine would fail it.
"""

import http.client
import threading
from contextlib import closing

from benchmarks.loopback import HOST, free_port
from matcher.domain.people import Role
from tests.abuse.killing import Doomed, until
from tests.abuse.serving import Clients, Desk
from tests.journeys import world
from tests.web.conftest import sign_in
from web.app import create_app

READERS, WRITERS = 8, 2
READS, WRITES = 80, 20
PAGES = {
    Role.FIRM: ("/firm", "/firm/challenges/new", "/introductions"),
    Role.STARTUP: ("/startup", "/startup/suggestions", "/startup/profile", "/introductions"),
    Role.OFFICER: ("/desk", "/desk/queue", "/desk/directory/startups", "/introductions"),
}


def cookies(desk):
    """Return a cookie for each role that reads."""
    services = world.services_in(desk.folder)
    app = create_app(services=services)
    found = {}
    for role in PAGES:
        browser = app.test_client()
        sign_in(browser, desk.world.person(role))
        browser.get(PAGES[role][0])
        name = app.config["SESSION_COOKIE_NAME"]
        found[role] = f"{name}={browser.get_cookie(name).value}"
    services.database.close()
    return found


def reading(port, role, cookie, ended, answers):
    """Read the pages of a role, one after the other, until it is over."""
    while not ended.is_set():
        for path in PAGES[role]:
            with closing(http.client.HTTPConnection(HOST, port, timeout=60)) as connection:
                connection.request("GET", path, headers={"Cookie": cookie})
                answer = connection.getresponse()
                answer.read()
                answers.append((role, path, answer.status))


def test_t33_people_at_once_meet_no_error(loopback, tmp_path):
    desk, ended, answers = Desk(tmp_path / "world"), threading.Event(), []
    of_role = list(cookies(desk).items())
    port = free_port()
    with Doomed(lambda tell: desk.serve(port, tell)) as server:
        server.hear(1)
        readers = [
            threading.Thread(
                target=reading, args=(port, *of_role[place % len(of_role)], ended, answers)
            )
            for place in range(READERS)
        ]
        for each in readers:
            each.start()
        clients = Clients(lambda title: desk.post(port, title), WRITERS, "T33")
        until(lambda: len(clients.acknowledged) >= WRITES and len(answers) >= READS)
        ended.set()
        for each in readers:
            each.join(60)
        kept = list(clients.acknowledged)
        server.kill()
    clients.end()
    assert {(role, path) for role, path, _ in answers} == {
        (role, path) for role, paths in PAGES.items() for path in paths
    }
    assert {status for *_, status in answers} == {200}
    assert clients.strange == []
    assert kept
    assert set(kept) <= set(desk.titles())
