"""What stands in the logs: codes, numbers and routes; never a text, an address or a message."""

import io
import json
import logging
import subprocess
import sys
import threading
from datetime import UTC, datetime

import pytest
from flask import Blueprint, request

from matcher.domain.people import Role
from matcher.errors import EncoderUnavailable
from matcher.logs import JsonLines, TextLines, telling
from matcher.store.journal import TaskRow
from matcher.workflow import tasks
from tests.abuse.filled_forms import House, filled_with
from tests.web.conftest import NOW
from web.access import public
from web.parameters import takes

CANARY = "canari-7f3a-confidentiel"
FORMATS = [JsonLines, TextLines]


@pytest.fixture(params=FORMATS, ids=lambda each: each.__name__)
def log(request):
    """Return what is written of every record there is, whatever its level and logger."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    root, before = logging.getLogger(), logging.getLogger().level
    quiet = {name: logging.getLogger(name) for name in ("passerelle", "sqlalchemy.engine")}
    levels = {name: each.level for name, each in quiet.items()}
    root.addHandler(handler)
    for each in (root, *quiet.values()):
        each.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)
    for name, each in quiet.items():
        each.setLevel(levels[name])


def _quote(words):
    raise ValueError(words)


def _failing():
    room = Blueprint("failing", __name__, url_prefix="/failing")

    @room.post("/<kind>")
    @public
    @takes("q")
    def fail(kind):
        words = request.form["text"]
        try:
            _quote(words)
        except ValueError as problem:
            logging.getLogger("some.library").exception("Cannot read %s", words)
            if kind == "caught":
                logging.getLogger("passerelle.web").warning("Failed.", exc_info=True)
                return "no", 422
            raise RuntimeError(words) from problem

    return room


@pytest.mark.parametrize("kind", ["caught", "bug"])
def test_what_was_typed_is_in_no_line_even_when_it_breaks_something(make_app, log, kind):
    app = make_app(rooms=("home",), config={"PROPAGATE_EXCEPTIONS": False})
    app.register_blueprint(_failing())
    answer = app.test_client().post(f"/failing/{kind}?q={CANARY}", data={"text": CANARY})
    told = log.getvalue()
    assert answer.status_code == (422 if kind == "caught" else 500)
    assert "ValueError" in told
    assert "some.library" in told
    assert CANARY not in told


@pytest.mark.parametrize("log", [TextLines], indirect=True)
def test_no_free_field_of_any_form_reaches_the_log(tmp_path, log):
    house = House(tmp_path)
    answers = filled_with(house, CANARY)
    house.close()
    assert len(answers) > 100
    assert log.getvalue().count("passerelle.access") >= len(answers)
    assert CANARY not in log.getvalue()


def test_a_secret_of_a_link_and_of_a_cookie_reaches_no_line(client, log):
    client.set_cookie("passerelle_session", CANARY)
    for path in (f"/account/reset/{CANARY}", f"/account/invitation/{CANARY}", f"/{CANARY}"):
        client.get(path, headers={"Authorization": f"Bearer {CANARY}", "X-Request-ID": CANARY})
    client.post("/account/sign-in", data={"email": f"{CANARY}@a.example", "password": CANARY})
    assert log.getvalue().count("passerelle.access") == 4
    assert CANARY not in log.getvalue()


def _lines(stream, logger):
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    return [each for each in found if each["log"] == logger]


@pytest.mark.parametrize("log", [JsonLines], indirect=True)
def test_a_line_of_access_says_who_what_and_how_long(signed_in, users, log):
    answer = signed_in(Role.FIRM).get("/account/settings?lang=fr")
    signed_in(Role.FIRM).application.test_client().get("/")
    first, second = _lines(log, "passerelle.access")
    assert set(first) == {"at", "level", "log", "id", "method", "route", "status", "ms", "user"}
    assert first["id"] == answer.headers["X-Request-ID"]
    assert (first["method"], first["status"]) == ("GET", 200)
    assert (first["route"], first["user"]) == ("/account/settings", users[Role.FIRM].id)
    assert datetime.fromisoformat(first["at"]).tzinfo is not None
    assert isinstance(first["ms"], float)
    assert second["user"] is None


@pytest.mark.parametrize("log", [JsonLines], indirect=True)
def test_every_line_of_a_request_has_its_id_and_a_time(make_app, log):
    app = make_app(rooms=("home",), config={"PROPAGATE_EXCEPTIONS": False})
    app.register_blueprint(_failing())
    answer = app.test_client().post("/failing/bug", data={"text": "x"})
    name = answer.headers["X-Request-ID"]
    told = [json.loads(line) for line in log.getvalue().splitlines()]
    mine = [each for each in told if each["log"] in {"some.library", "passerelle.error"}]
    assert [each["id"] for each in mine] == [name, name]
    assert all(isinstance(each["at"], str) and each["trace"] for each in mine)
    assert name in answer.text


GOOD = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    ("sent", "proxies", "is_taken"),
    [
        (GOOD, 1, True),
        ("7c1b4a52-6f2d-4c6e-9d0b-2f6d1f6a9c11", 1, True),
        (GOOD, 0, False),
        (GOOD[:15], 1, False),
        (GOOD * 2, 1, False),
        ("k.alami@firm.example", 1, False),
        (f"{GOOD} {GOOD}", 1, False),
        ("zakaria-benjelloun-0522", 1, False),
        ("", 1, False),
    ],
)
def test_an_id_is_taken_from_a_named_proxy_alone_and_only_if_it_looks_like_one(
    make_app, sent, proxies, is_taken
):
    browser = make_app(rooms=("home",), proxies=proxies).test_client()
    name = browser.get("/", headers={"X-Request-ID": sent}).headers["X-Request-ID"]
    assert (name == sent) is is_taken
    if not is_taken:
        assert len(name) == 16


def test_the_page_of_an_error_shows_the_id_of_the_proxy(make_app):
    app = make_app(rooms=("home",), proxies=1, config={"PROPAGATE_EXCEPTIONS": False})
    app.register_blueprint(_failing())
    sent = {"X-Request-ID": GOOD}
    answer = app.test_client().post("/failing/bug", data={"text": "x"}, headers=sent)
    assert answer.status_code == 500
    assert GOOD in answer.text


def _break(context, text):
    logging.getLogger("passerelle.engine").warning("Matching by words alone.")
    raise EncoderUnavailable(text)


@pytest.mark.parametrize("log", [JsonLines], indirect=True)
def test_lines_of_the_worker_name_their_task_and_not_its_words(services, monkeypatch, log):
    monkeypatch.setattr(tasks, "EVERY", {})
    with services.database.session() as session:
        row = TaskRow(
            name="break", payload={"text": CANARY}, not_before=NOW, created_at=NOW, key=""
        )
        session.add(row)
        session.flush()
        number = row.id
    duties = {"break": tasks.Duty("tests.web.test_logs:_break")}
    tasks.work(services, lambda: NOW, duties=duties)
    [engine] = _lines(log, "passerelle.engine")
    [failed] = [each for each in _lines(log, "passerelle.worker") if "task" in each]
    assert (engine["task"], engine["duty"]) == (number, "break")
    assert failed["task"] == number
    assert "encoder.unavailable" in failed["message"]
    assert CANARY not in log.getvalue()


def test_what_is_told_of_one_task_is_not_told_of_the_next(log):
    with telling(task=7):
        logging.getLogger("passerelle.worker").warning("Within.")
        other = threading.Thread(target=logging.getLogger("passerelle.web").warning, args=["Apart"])
        other.start()
        other.join()
    logging.getLogger("passerelle.worker").warning("After.")
    within, apart, after = log.getvalue().splitlines()
    assert "task" in within
    assert "task" not in apart + after


ENDED = """
import sys, threading, warnings
from matcher.logs import log_to_stderr
log_to_stderr(as_json=True)
def fail(): raise ValueError("{canary}")
warnings.warn("{canary}")
one = threading.Thread(target=fail); one.start(); one.join()
fail()
"""


def test_an_error_that_ends_a_thread_or_the_process_keeps_its_words():
    done = subprocess.run(
        [sys.executable, "-c", ENDED.format(canary=CANARY)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert CANARY not in done.stderr
    told = [json.loads(line) for line in done.stderr.splitlines()]
    assert [each["log"] for each in told] == ["py.warnings", *["passerelle.error"] * 2]
    assert told[-1]["error"] == "ValueError"
    assert datetime.now(UTC) >= datetime.fromisoformat(told[0]["at"])


def test_a_line_of_text_is_one_line():
    record = logging.LogRecord("passerelle.web", 20, __file__, 1, "a\nb\u2028c", (), None)
    assert len(TextLines().format(record).splitlines()) == 1
