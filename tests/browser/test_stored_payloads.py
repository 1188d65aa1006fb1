"""T12 and T31 in a browser: hostile and endless words in every field break no page.

Every field of every form was filled in before; each page is then opened on the smallest telephone.
A script that ran, or a report of the content policy, fails the test at its end.
"""

import pytest

from matcher.domain.people import Role
from tests.abuse.filled_forms import House, filled_with
from tests.browser.every_page import WIDER, cookie_of, opened, pages_of
from tests.journeys import world

SMALLEST = 320
HOSTILE = (
    '"><img src=x onerror=alert(1)><script>alert(1)</script><svg/onload=alert(1)> '
    "نستعمل pompes KSB ٢٠٢٦ 🏭 "
)
ENDLESS = "مصنع" * 15 + "W" * 60
LONG_TEXT = "م" * 2_000 + "W" * 1_500


@pytest.fixture(scope="module")
def make_app():
    def make(folder, url):
        house = House(folder, demo=False, base_url=url)
        for words in (HOSTILE, ENDLESS, LONG_TEXT):
            filled_with(house, words)
        house.app.config.update(WTF_CSRF_ENABLED=True)
        return house.app

    return make


@pytest.mark.parametrize("role", [None, *Role], ids=str)
def test_no_page_runs_what_was_written_or_grows_wider_than_the_telephone(
    new_page, live_server, role
):
    page, ours = new_page("ar", width=SMALLEST, height=640), world.template()[1].ours
    page.context.add_cookies([cookie_of(live_server.app, role, "ar") | {"url": live_server.url}])
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran on {page.url}: {dialog.message}"))
    problems = []
    for route in pages_of(role):
        if "secret" in route.arguments:
            continue
        path = live_server.app.url_map.bind("").build(route.endpoint, route.values(ours))
        answer = opened(page, path)
        if answer is None:
            continue
        if answer.status >= 500:
            problems.append(f"{path}: {answer.status}")
        if wide := page.evaluate(WIDER):
            problems.append(f"{path}: wider than {SMALLEST}: {wide}")
    assert not problems, "\n".join(problems)
