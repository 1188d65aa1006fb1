"""The pages of figures and of the map, through the web."""

import csv
import io
from datetime import timedelta

import pytest

from matcher.domain.match import Band
from matcher.domain.people import Role
from matcher.domain.visibility import ChallengeState
from matcher.store.journal import FactRow
from matcher.store.matches import MatchRow, MatchRunRow, PlaceRow
from tests.web.conftest import NOW
from tests.workflow import people
from web.pages.insights.showing import PARTS

PAGES = ["/desk/insights", "/desk/map", *(f"/desk/insights/part/{name}" for name in PARTS)]
FIGURES = [name for _, names in PARTS.values() for name in names]


@pytest.fixture
def app(make_app):
    """Return the application with the rooms that these pages need."""
    return make_app(rooms=["home", "account", "insights"])


@pytest.fixture
def filled(services, users):
    """Fill the database with a challenge, a startup that it finds, one that it does not, a map."""
    with services.database.session() as session:
        firm = people.a_firm(session, name="@Conserverie")
        said = {"submitted_at": NOW - timedelta(days=9), "created_at": NOW - timedelta(days=9)}
        challenge = people.a_challenge(session, firm, title="=1+1 <b>", **said)
        people.a_challenge(session, firm, state=ChallengeState.NO_PARTNER, title="=1+2", **said)
        seen = people.a_startup(session, organisation={"name": "Vue & entendue"})
        people.a_startup(session, organisation={"name": "+Jamais vue"})
        run = MatchRunRow(challenge_id=challenge.id, text_version=1, text_sha256="", created_at=NOW)
        session.add(run)
        session.flush()
        session.add(MatchRow(run_id=run.id, startup_id=seen.id, rank=1, score=1, band=Band.LIKELY))
        session.add(PlaceRow(kind="startup", subject_id=seen.id, x=0.4, y=0.5, cluster=1))
        regions = [
            {"number": number, "parent": parent, "x": 0.4, "y": 0.5, "radius": 0.1, "count": 1,
             "sectors": ["agrofood"], "words": ["filtration", "eau"]}
            for number, parent in ((0, None), (1, 0))
        ]  # fmt: skip
        session.add(FactRow(name="neighbourhoods", value={"regions": regions}))


def test_officers_read_every_page_of_an_empty_house(signed_in):
    officer = signed_in(Role.OFFICER)
    for path in PAGES:
        assert officer.get(path).status_code == 200, path


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
def test_officers_read_every_page_in_each_language(signed_in, filled, language):
    officer = signed_in(Role.OFFICER)
    for path in PAGES:
        answer = officer.get(f"{path}?lang={language}")
        assert answer.status_code == 200, path
        assert "<b>" not in answer.text


@pytest.mark.parametrize("role", [Role.FIRM, Role.STARTUP])
def test_nobody_else_does(signed_in, role):
    browser = signed_in(role)
    for path in (*PAGES, "/desk/insights/challenges.csv"):
        assert browser.get(path).status_code == 403, path


def test_every_figure_has_its_numbers(signed_in, filled):
    officer = signed_in(Role.OFFICER)
    for figure in FIGURES:
        answer = officer.get(f"/desk/insights/{figure}.csv")
        assert (answer.status_code, answer.mimetype) == (200, "text/csv"), figure
        table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert all(len(row) == len(table[0]) for row in table), figure


def test_a_part_makes_the_figures_that_it_names(signed_in, filled):
    officer = signed_in(Role.OFFICER)
    for part, (_, names) in PARTS.items():
        text = officer.get(f"/desk/insights/part/{part}").text
        linked = [name for name in names if f"/desk/insights/{name}.csv" in text]
        empty = text.count('class="empty"')
        assert len(linked) + empty == len(names), part


def test_a_spreadsheet_runs_no_cell(signed_in, filled):
    officer = signed_in(Role.OFFICER)
    challenges = officer.get("/desk/insights/without-a-candidate.csv").text
    assert "'=1+2" in challenges
    assert "'@Conserverie" in challenges
    assert "'+Jamais vue" in officer.get("/desk/insights/never-suggested.csv").text


def test_filters_are_kept_by_links_and_wrong_ones_are_forgotten(signed_in, filled):
    officer = signed_in(Role.OFFICER)
    asked = "from=2026-01-05&to=2026-12-01&sector=textile&region=nowhere&size=large"
    text = officer.get(f"/desk/insights?{asked}").text
    assert "from=2026-01-05&amp;to=2026-12-01&amp;sector=textile&amp;size=large" in text
    assert "region=nowhere" not in text.partition("<main")[2]
    assert officer.get("/desk/insights?from=gestern&page=-3").status_code == 200


def test_what_is_not_there_is_not_found(signed_in):
    officer = signed_in(Role.OFFICER)
    assert officer.get("/desk/insights/part/weather").status_code == 404
    assert officer.get("/desk/insights/weather.csv").status_code == 404


def test_small_counts_are_told(signed_in, filled):
    assert "2 things only" in signed_in(Role.OFFICER).get("/desk/insights?lang=en").text


def test_htmx_gets_the_changed_part_alone(signed_in, filled):
    officer = signed_in(Role.OFFICER)
    for path in PAGES:
        text = officer.get(path, headers={"HX-Request": "true"}).text
        assert "<html" not in text, path
        assert "<table" in text, path


def test_the_map_leads_to_pages_and_to_its_parts(signed_in, filled):
    officer = signed_in(Role.OFFICER)
    text = officer.get("/desk/map").text
    assert "filtration, eau" in text
    assert "Vue &amp; entendue" in text
    assert "area=0" in text
    inside = officer.get("/desk/map?area=1&kind=startup").text
    assert 'aria-current="page"><bdi>filtration, eau' in inside
    assert officer.get("/desk/map?area=77").status_code == 200
    assert officer.get("/desk/map?words=zzz&lang=en").text.count("Nothing on the map fits") == 1
