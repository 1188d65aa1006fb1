"""What every request passes through: who may, what is kept, what is said when it fails."""

import json
import logging

import pytest
from flask import Blueprint, flash
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError

from matcher.domain.people import Role
from matcher.errors import EmptyChallenge, NotFound, StalePage, WorkflowError
from matcher.store.organisations import OrganisationRow, UserRow
from web.access import is_our_path, public, safe_next, sign_out, signed_in_as
from web.access import sign_in as start_session
from web.answers import download, go_to
from web.app import ROOMS, create_app
from web.context import commit, context
from web.navigation import navigation
from web.requests import is_partial

SECRET_WORDS = "cadence-confidentielle"


def _probe():  # noqa: C901 - a list of tiny views
    """Return a room with one view for each thing that can happen."""
    room = Blueprint("probe", __name__, url_prefix="/probe")

    def add(name):
        context().session.add(OrganisationRow(kind="firm", name=name, created_at=context().now))

    @room.post("/keep")
    @public
    def keep():
        add("kept")
        context().after_commit.append(lambda: room.nudges.append(_names_seen(room.services)))
        return go_to("probe.hello")

    @room.post("/fail/<kind>")
    @public
    def fail(kind):
        add("lost")
        raise room.problems[kind]

    @room.post("/refuse")
    @public
    def refuse():
        add("lost")
        return "no", 422

    @room.post("/count")
    @public
    def count():
        add("counted")
        commit()
        return "no", 422

    @room.get("/hello")
    @public
    def hello():
        return "hello"

    @room.get("/forgotten")
    def forgotten():
        return "nobody sees this"

    @room.get("/any")
    @signed_in_as()
    def anybody():
        return context().person().name

    @room.get("/desk")
    @signed_in_as(Role.OFFICER)
    def desk():
        return "desk"

    @room.get("/firm")
    @signed_in_as(Role.FIRM)
    def firm():
        flash("saved", "success")
        return "firm"

    @room.post("/sign-in/<int:user_id>")
    @public
    def enter(user_id):
        start_session(context().session.get(UserRow, user_id).user())
        return safe_next()

    @room.post("/sign-out")
    @signed_in_as()
    def leave():
        sign_out()
        return "bye"

    @room.get("/file")
    @public
    def file():
        return download("a;b\n", "défis.csv", "text/csv; charset=utf-8")

    room.nudges = []
    room.problems = {
        "missing": NotFound("There is no such page"),
        "stale": StalePage("Nothing was overwritten. Load the page again to see how things stand."),
        "plain": EmptyChallenge("The challenge has no text."),
        "named": WorkflowError("%(amount)s MAD", amount=7),
        "locked": OperationalError(f"select '{SECRET_WORDS}'", {}, Exception("database is locked")),
        "overtaken": StaleDataError(SECRET_WORDS),
        "bug": RuntimeError(SECRET_WORDS),
    }
    return room


def _names_seen(services):
    with services.database.session() as session:
        return [name for (name,) in session.query(OrganisationRow.name)]


@pytest.fixture
def room(services):
    room = _probe()
    room.services = services
    return room


@pytest.fixture
def app(make_app, room):
    app = make_app(rooms=("home",))
    app.register_blueprint(room)
    return app


def test_what_a_view_did_is_kept_before_its_answer_leaves(client, room, services):
    assert client.post("/probe/keep").status_code == 303
    assert _names_seen(services) == ["kept"]
    assert room.nudges == [["kept"]]


@pytest.mark.parametrize(
    ("kind", "status"),
    [("missing", 404), ("stale", 409), ("plain", 422), ("locked", 503), ("overtaken", 409)],
)
def test_an_error_keeps_nothing_and_becomes_a_page(client, services, kind, status):
    answer = client.post(f"/probe/fail/{kind}")
    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert SECRET_WORDS not in answer.text
    assert _names_seen(services) == []


def test_what_cannot_be_done_is_not_titled_as_mistaken_fields(client):
    page = client.post("/probe/fail/named").text
    assert "Cela ne peut pas se faire</h1>" in page
    assert "Certains champs" not in page


def test_an_unexpected_error_is_a_page_and_a_log_line_without_its_words(
    make_app, room, services, caplog
):
    app = make_app(rooms=("home",), config={"TESTING": False})
    app.register_blueprint(room)
    answer = app.test_client().post("/probe/fail/bug")
    assert answer.status_code == 500
    assert SECRET_WORDS not in answer.text + caplog.text
    assert "RuntimeError" in caplog.text
    assert _names_seen(services) == []


def test_an_answer_that_says_no_keeps_nothing(client, services):
    assert client.post("/probe/refuse").status_code == 422
    assert _names_seen(services) == []


def test_a_view_may_keep_what_it_counted_although_it_says_no(client, services):
    assert client.post("/probe/count").status_code == 422
    assert _names_seen(services) == ["counted"]


def test_an_error_is_told_in_the_language_of_the_reader(client):
    answer = client.post("/probe/fail/missing", headers={"Accept-Language": "ar"})
    assert "هذه الصفحة غير موجودة" in answer.text
    assert "7 DH" in client.post("/probe/fail/named").text


def test_htmx_gets_a_notice_and_not_a_page(client):
    answer = client.post("/probe/fail/stale", headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert answer.headers["HX-Retarget"] == "#notices"
    assert "<html" not in answer.text
    assert "Rien n&#39;a été écrasé" in answer.text


def test_a_nudge_that_fails_undoes_nothing(app, services):
    with app.test_request_context("/probe/hello", method="POST"):
        context().session.add(OrganisationRow(kind="firm", name="kept", created_at=context().now))
        context().after_commit.append(lambda: 1 / 0)
        commit()
    assert _names_seen(services) == ["kept"]


def test_a_view_that_says_nothing_about_access_is_closed(client):
    assert client.get("/probe/forgotten").status_code == 403


def test_nobody_signed_in_is_sent_to_sign_in_with_the_way_back(client):
    answer = client.get("/probe/any?q=1")
    assert answer.status_code == 303
    assert "sign-in" in answer.location or "next=" in answer.location
    partly = client.get("/probe/any", headers={"HX-Request": "true"})
    assert partly.status_code == 204
    assert partly.headers["HX-Redirect"]


def test_a_role_opens_its_own_rooms_only(signed_in):
    assert signed_in(Role.FIRM).get("/probe/firm").text == "firm"
    assert signed_in(Role.STARTUP).get("/probe/firm").status_code == 403
    assert signed_in(Role.OFFICER).get("/probe/desk").text == "desk"
    assert signed_in(Role.ADMINISTRATOR).get("/probe/desk").text == "desk"
    assert signed_in(Role.FIRM).get("/probe/desk").status_code == 403


@pytest.mark.parametrize("change", [{"session_epoch": 1}, {"is_active": False}])
def test_sessions_end_when_the_password_changes_or_the_account_is_closed(
    signed_in, services, users, change
):
    browser = signed_in(Role.FIRM)
    assert browser.get("/probe/any").text == "Test firm"
    with services.database.session() as session:
        session.query(UserRow).filter_by(id=users[Role.FIRM].id).update(change)
    assert browser.get("/probe/any").status_code == 303


@pytest.mark.parametrize("cookie", ["", "1", "1:x", "x:0", "1:0:0", "999:0", "-1:0"])
def test_a_cookie_that_names_nobody_signs_nobody_in(client, users, cookie):
    with client.session_transaction() as session:
        session["_user_id"] = cookie
    assert client.get("/probe/any").status_code == 303


def test_signing_in_starts_a_new_session_and_signing_out_ends_it(client, users):
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"
    client.post(f"/probe/sign-in/{users[Role.FIRM].id}")
    with client.session_transaction() as session:
        assert "planted" not in session
    assert client.get("/probe/any").text == "Test firm"
    client.post("/probe/sign-out")
    assert client.get("/probe/any").status_code == 303


@pytest.mark.parametrize(
    ("target", "is_ours"),
    [
        ("/firm?x=1", True),
        ("//evil.example", False),
        ("https://evil.example/", False),
        ("/\\evil.example", False),
        ("/\tevil", False),
        ("javascript:alert(1)", False),
        ("", False),
    ],
)
def test_the_way_back_stays_in_the_house(client, users, target, is_ours):
    assert is_our_path(target) is is_ours
    answer = client.post(f"/probe/sign-in/{users[Role.FIRM].id}", data={"next": target})
    assert answer.text == (target if is_ours else "/")


def test_the_log_names_the_route_and_never_the_address(client, caplog):
    with caplog.at_level(logging.INFO, logger="passerelle.access"):
        answer = client.get(f"/probe/hello?q={SECRET_WORDS}")
        client.post("/probe/fail/missing", data={"text": SECRET_WORDS})
    lines = [each for each in caplog.records if each.name == "passerelle.access"]
    first, second = (json.loads(each.getMessage()) for each in lines)
    assert first["route"] == "/probe/hello"
    assert first["id"] == answer.headers["X-Request-ID"]
    assert (second["route"], second["status"]) == ("/probe/fail/<kind>", 404)
    assert SECRET_WORDS not in caplog.text


def test_a_file_keeps_its_name(client):
    answer = client.get("/probe/file")
    assert answer.text == "a;b\n"
    assert "filename*=UTF-8''d%C3%A9fis.csv" in answer.headers["Content-Disposition"]


def test_a_page_about_a_database_that_is_away_needs_no_database(signed_in, services, monkeypatch):
    browser = signed_in(Role.FIRM)

    def away(**_):
        raise OperationalError("BEGIN", {}, Exception("away"))

    monkeypatch.setattr(services.database, "open", away)
    answer = browser.get("/probe/any")
    assert answer.status_code == 503
    assert 'lang="ar"' in answer.text


def test_it_says_that_it_cannot_serve_without_its_database(client, services, monkeypatch):
    def away(*_args, **_more):
        raise OperationalError("SELECT 1", {}, Exception("away"))

    monkeypatch.setattr(services.database.engine, "connect", away, raising=False)
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


def test_every_route_of_the_house_says_who_may_use_it(make_app):
    app = make_app()
    unguarded = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static" and not hasattr(app.view_functions[rule.endpoint], "access")
    ]
    assert unguarded == []


def test_the_showroom_is_closed_outside_the_demo(make_app):
    app = make_app(demo=False)
    assert "patterns" not in app.blueprints
    assert "patterns" not in ROOMS


def test_the_navigation_leads_to_what_exists_and_says_where_one_is(app, users):
    app.register_blueprint(Blueprint("firm", "firm"))
    app.add_url_rule("/firm", "firm.index", public(lambda: ""))
    app.add_url_rule("/firm/new", "firm.new", public(lambda: ""))
    with app.test_request_context("/firm/new"):
        entries = navigation(users[Role.FIRM])
        assert [(entry.href, entry.is_here) for entry in entries] == [("/firm", True)]
        assert entries[0].label == "Mes défis"


def test_htmx_asks_for_parts_but_not_when_it_goes_back_in_history(app):
    with app.test_request_context("/", headers={"HX-Request": "true"}):
        assert is_partial()
    restore = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    with app.test_request_context("/", headers=restore):
        assert not is_partial()


def test_an_application_is_made_for_the_settings_of_its_services(services):
    app = create_app(services=services, rooms=())
    assert app.config["MAX_CONTENT_LENGTH"] == 20 * 1024 * 1024
