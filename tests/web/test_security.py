"""What browsers are told, what cookies say, and who is asked to wait."""

import re

import pytest
from click.testing import CliRunner
from flask import Blueprint, render_template_string

from matcher.cli import serve as command
from matcher.domain.people import Role
from matcher.errors import InvalidSetting
from matcher.settings import NEEDED_BY_A_SERVICE, Settings, require_service, variable
from tests.web.conftest import settings_for, sign_in
from web.access import public, signed_in_as
from web.extensions import DEAREST, PAGES, limited, limiter
from web.static_files import fingerprint


def _room():
    room = Blueprint("probe", __name__, url_prefix="/probe")

    @room.get("/page")
    @public
    def page():
        return render_template_string("<script nonce='{{ csp_nonce() }}'></script>")

    @room.get("/mine")
    @signed_in_as()
    def mine():
        return "mine"

    @room.get("/token")
    @public
    def token():
        return render_template_string("{{ csrf_token() }}")

    @room.route("/try", methods=["GET", "POST"])
    @public
    @limited("2 per minute")
    def attempt():
        return "tried"

    @room.post("/large")
    @public
    def large():
        return "taken"

    return room


@pytest.fixture
def build(make_app):
    def make(**more):
        app = make_app(rooms=("home",), **more)
        app.register_blueprint(_room())
        return app

    return make


@pytest.fixture
def app(build):
    return build()


def test_a_page_may_load_only_what_is_ours(client):
    answer = client.get("/probe/page")
    policy = answer.headers["Content-Security-Policy"]
    nonce = re.search(r"nonce='([^']+)'", answer.text).group(1)
    assert f"script-src 'self' 'nonce-{nonce}'" in policy
    assert "style-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    other = client.get("/probe/page").headers["Content-Security-Policy"]
    assert other != policy


def test_every_answer_carries_the_headers(client):
    for address in ("/probe/page", "/nowhere", "/healthz"):
        headers = client.get(address).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in headers


def test_what_a_person_sees_is_kept_nowhere(client, users):
    assert client.get("/probe/page").headers["Cache-Control"] == "no-cache"
    sign_in(client, users[Role.FIRM])
    assert client.get("/probe/mine").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "is_secure"), [("https://passerelle.example", True), ("http://127.0.0.1", False)]
)
def test_cookies_are_for_our_server_alone(build, address, is_secure):
    answer = build(base_url=address).test_client().get("/probe/token", base_url=address)
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert ("Secure" in cookie) is is_secure
    assert ("Strict-Transport-Security" in answer.headers) is is_secure


def test_a_form_without_our_token_is_refused(build):
    app = build(config={"WTF_CSRF_ENABLED": True})
    browser = app.test_client()
    refused = browser.post("/probe/try")
    assert refused.status_code == 400
    assert "rechargez" in refused.text.lower()
    token = browser.get("/probe/token").text
    assert browser.post("/probe/try", data={"csrf_token": token}).status_code == 200
    assert browser.post("/probe/try", headers={"X-CSRFToken": token}).status_code == 200


def test_who_tries_too_often_is_asked_to_wait(build):
    app = build(rate_limits=True)
    limiter.reset()
    browser = app.test_client()
    assert [browser.post("/probe/try").status_code for _ in range(3)] == [200, 200, 429]
    assert browser.get("/probe/try").status_code == 200
    refused = browser.post("/probe/try")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "Attendez" in refused.text


def test_large_texts_count_as_many_pages(build):
    app = build(rate_limits=True)
    limiter.reset()
    browser = app.test_client()
    text = {"text": "eau " * 250_000}
    found = [browser.post("/probe/large", data=text).status_code for _ in range(30)]
    pages, dearest = int(PAGES.split()[0]), DEAREST
    assert found.index(429) == pages // dearest
    assert browser.post("/probe/large", data={"text": "x" * 600}).status_code == 429
    limiter.reset()


def test_what_is_too_large_is_refused(build):
    app = build(config={"MAX_CONTENT_LENGTH": 10, "WTF_CSRF_ENABLED": True})
    refused = app.test_client().post("/probe/try", data={"text": "x" * 100})
    assert refused.status_code == 413


def test_far_more_words_than_a_form_takes_are_refused_before_they_are_read(build):
    app = build(config={"WTF_CSRF_ENABLED": True})
    browser = app.test_client()
    token = browser.get("/probe/token").text
    sent = {"csrf_token": token, "text": "x" * 900_000}
    assert browser.post("/probe/try", data=sent).status_code == 200
    refused = browser.post("/probe/try", data=sent | {"text": "x" * 1_100_000})
    assert refused.status_code == 413
    assert "texte plus court" in refused.text


@pytest.mark.parametrize(
    ("proxies", "shown"), [(0, "http://localhost"), (1, "https://our.example")]
)
def test_only_a_named_proxy_is_believed(build, proxies, shown):
    from flask import request

    app = build(proxies=proxies)
    seen = []
    app.before_request(lambda: seen.append(request.host_url.rstrip("/")))
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "our.example"}
    app.test_client().get("/probe/page", headers=forwarded)
    assert seen == [shown]


def _caching(app, address):
    with app.test_client().get(address) as answer:
        return answer.headers["Cache-Control"]


def test_a_static_file_never_carries_the_session(build, tmp_path):
    app = build()
    app.static_folder = str(tmp_path)
    (tmp_path / "a.css").write_text("a{}", encoding="utf-8")
    browser = app.test_client()
    assert browser.get("/?lang=ar").headers.getlist("Set-Cookie")
    assert browser.get("/").headers.getlist("Set-Cookie")
    with browser.get("/static/a.css") as answer:
        assert answer.status_code == 200
        assert not answer.headers.getlist("Set-Cookie")


def test_a_static_file_is_kept_for_long_under_its_fingerprint(build, tmp_path):
    app = build()
    app.static_folder = str(tmp_path)
    (tmp_path / "a.css").write_text("a{}", encoding="utf-8")
    word = fingerprint(tmp_path / "a.css")
    assert "immutable" in _caching(app, f"/static/a.css?v={word}")
    assert "immutable" not in _caching(app, "/static/a.css")
    assert _caching(app, "/static/none.css") == "no-cache"
    (tmp_path / "a.css").write_text("a{color:red}", encoding="utf-8")
    assert fingerprint(tmp_path / "a.css") != word
    assert fingerprint(tmp_path / "none.css") == ""


def test_a_static_file_never_carries_a_session(build, tmp_path, users):
    app = build()
    app.static_folder = str(tmp_path)
    (tmp_path / "a.css").write_text("a{}", encoding="utf-8")
    browser = app.test_client()
    sign_in(browser, users[Role.FIRM])
    with browser.session_transaction() as session:
        session.permanent = True
    assert "Set-Cookie" in browser.get("/probe/mine").headers
    with browser.get("/static/a.css") as answer:
        assert "Set-Cookie" not in answer.headers
        assert "Vary" not in answer.headers


def test_addresses_of_static_files_carry_a_fingerprint(app, tmp_path, monkeypatch):
    from flask import url_for

    (tmp_path / "b.css").write_text("b{}", encoding="utf-8")
    monkeypatch.setattr(app, "_static_folder", str(tmp_path))
    with app.test_request_context("/"):
        assert url_for("static", filename="b.css").startswith("/static/b.css?v=")
        assert url_for("static", filename="none.css") == "/static/none.css"


def test_a_real_service_names_everything_that_it_lacks_at_once(monkeypatch, tmp_path):
    for name in NEEDED_BY_A_SERVICE:
        monkeypatch.delenv(variable(name), raising=False)
    with pytest.raises(InvalidSetting) as refused:
        require_service(Settings(var=tmp_path))
    for name in ("SECRET_KEY", "BASE_URL", "SMTP_HOST", "SMTP_SENDER"):
        assert f"PASSERELLE_{name}" in str(refused.value)


def test_the_command_refuses_what_is_not_safe(monkeypatch, tmp_path):
    monkeypatch.setattr(command, "settings", lambda: Settings(var=tmp_path))
    refused = CliRunner().invoke(command.serve, [])
    assert isinstance(refused.exception, InvalidSetting)
    assert "PASSERELLE_SECRET_KEY" in str(refused.exception)
    shared = CliRunner().invoke(command.serve, ["--demo", "--host", "0.0.0.0"])
    assert isinstance(shared.exception, InvalidSetting)


def test_the_command_starts_the_demo_at_its_own_address(monkeypatch, tmp_path):
    monkeypatch.setattr(command, "settings", lambda: Settings(var=tmp_path))
    started = []
    monkeypatch.setattr("web.serve.start", lambda chosen, **more: started.append((chosen, more)))
    done = CliRunner().invoke(command.serve, ["--demo", "--port", "8123"])
    assert done.exit_code == 0, done.exception
    ((chosen, more),) = started
    assert (chosen.demo, chosen.base_url) == (True, "http://127.0.0.1:8123")
    assert more == {"host": "127.0.0.1", "port": 8123, "as_json": False}


def test_a_real_service_wants_a_long_secret(tmp_path):
    needed = {"base_url": "https://a.example", "smtp_host": "mail", "smtp_sender": "a@a.example"}
    require_service(settings_for(tmp_path, demo=False, **needed))
    short = Settings(var=tmp_path, secret_key="short", **needed)
    with pytest.raises(InvalidSetting, match="32"):
        require_service(short)
    assert "short" not in repr(short)


def test_the_database_lives_beside_what_is_derived(tmp_path):
    assert Settings(var=tmp_path).database_url == f"sqlite:///{tmp_path}/passerelle.sqlite3"
