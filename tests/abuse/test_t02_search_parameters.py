"""T02: no parameter is an oracle: unknown ones are refused, and results are what may be seen."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from matcher.domain.people import Role
from matcher.domain.permissions import is_public
from matcher.store.challenges import ChallengeRow
from matcher.workflow import introduction_reading, suggestions
from matcher.workflow.context import Context
from matcher.workflow.introduction_reading import listed
from tests.journeys import world
from tests.journeys.routes import routes
from tests.web.conftest import sign_in
from web.app import create_app
from web.parameters import ALWAYS

STRANGE = (
    "sort", "order", "group", "group_by", "fields", "include", "ids", "id", "firm", "visibility",
    "state", "teaser_state", "limit", "offset", "details", "invitation", "select", "content.title",
    "q[]", "q.contains", "trash", "score", "band",
)  # fmt: skip
"""What other systems took and leaked by."""
GETS = [route for route in routes() if route.method == "GET"]


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    services, filled = world.copied(tmp_path_factory.mktemp("parameters"))
    app = create_app(services=services, clock=lambda: world.NOW)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    yield services, filled, app
    services.database.close()


def test_t02_a_parameter_that_a_page_does_not_name_is_refused(house):
    """Call every page with every parameter it is not offered. Expected: 400, for every role."""
    _, filled, app = house
    for route in GETS:
        role = next(role for role in reversed(Role) if route.lets_in(role))
        browser = app.test_client()
        if route.access:
            sign_in(browser, filled.person(role))
        path = app.url_map.bind("").build(route.endpoint, route.values(filled.ours))
        known = getattr(app.view_functions[route.endpoint], "parameters", frozenset()) | ALWAYS
        for name in ("anything", *STRANGE) if "page" in known else ("anything",):
            if name not in known:
                answer = browser.get(path, query_string={name: "zzvalue"})
                assert answer.status_code == 400, (str(route), name, answer.status_code)
                assert "zzvalue" not in answer.get_data(as_text=True).split("<main")[-1]


def test_t02_a_parameter_is_given_once(house):
    """Give one parameter twice, so that a check and a query read different ones. Expected: 400."""
    _, filled, app = house
    browser = app.test_client()
    sign_in(browser, filled.person(Role.STARTUP))
    assert browser.get("/startup/suggestions?q=a&q=b").status_code == 400
    assert browser.get("/startup/suggestions?q=a").status_code == 200


def test_t02_who_may_not_use_a_page_learns_nothing_of_its_parameters(house):
    """Try parameters on pages of others. Expected: refused before the parameters are looked at."""
    _, filled, app = house
    browser = app.test_client()
    sign_in(browser, filled.person(Role.STARTUP))
    for query in ("", "?words=a", "?anything=1"):
        assert browser.get(f"/desk/directory/firms{query}").status_code == 403


WORDS = st.one_of(
    st.sampled_from(
        ["filtration", "capteurs", "laiterie", "Entreprise", "Besoin", "atelier", "%", "_", "*",
         "' OR 1=1 --", "title:", "\u0000", "é", "industrielle"]
    ),
    st.text(max_size=12),
)  # fmt: skip


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=WORDS, page=st.integers(-3, 50), theirs=st.booleans())
def test_t02_what_is_found_is_among_what_may_be_seen(house, words, page, theirs):
    """A property: results(user, any query) ⊆ visible(user), and their number too."""
    services, filled, _ = house
    person = filled.person(Role.STARTUP, theirs=theirs)
    with services.database.session(writes=False) as session:
        context = Context(session, person, world.NOW, services)
        seen = {
            row.id
            for row in session.scalars(select(ChallengeRow))
            if is_public(row.visibility, row.state, row.teaser_state)
        }
        found = suggestions.others(context, words, page)
        assert {line.face.id for line in found.lines} <= seen
        assert found.total <= len(seen)
        assert {line.face.id for line in suggestions.suggested(context)} <= seen


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    shown=st.one_of(st.sampled_from(["open", "ended", "all", "kept"]), st.text(max_size=8)),
    page=st.integers(-3, 50),
    role=st.sampled_from([Role.FIRM, Role.STARTUP, Role.SUPPORT]),
)
def test_t02_introductions_listed_are_those_that_may_be_read(house, shown, page, role):
    """A property: whatever a list is asked for, each line of it can be opened by its reader."""
    services, filled, _ = house
    with services.database.session(writes=False) as session:
        context = Context(session, filled.person(role, theirs=True), world.NOW, services)
        of_others = set(filled.ours.introductions.values())
        for line in listed(context, shown=shown, page=page).lines:
            assert line.id not in of_others
            assert introduction_reading.read(context, line.id).id == line.id
