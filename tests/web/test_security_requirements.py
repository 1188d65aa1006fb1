"""Requirements of docs/security.md that no other test shows: asked of the code, and of answers."""

import ast
import json
import logging
import math
from pathlib import Path

import pytest

from matcher.domain import one_time_code
from matcher.domain.people import Role
from matcher.intake.limits import MEBIBYTE
from matcher.logs import JsonLines
from matcher.text.extraction import kinds, office
from matcher.text.extraction.limits import Limits
from matcher.workflow import attachments, decks, import_reading, passwords, second_factors
from matcher.workflow.context import Context
from matcher.workflow.tokens import Purpose, issue
from tests.abuse.filled_forms import House
from tests.web.conftest import NOW
from web.access import SignedIn
from web.extensions import limiter

ROOT = Path(__file__).resolve().parents[2]
CODE = {
    str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
    for top in ("matcher", "web")
    for path in (ROOT / top).rglob("*.py")
}
SECURE = "https://passerelle.example"
OF_OUR_OWN_NAMES = {
    "matcher/retrieval/vector_cache.py",
    "matcher/store/backup_postgres.py",
    "matcher/store/backup_sqlite.py",
    "matcher/store/database.py",
}
"""Where SQL is put together: from names of our own tables, settings of SQLite, question marks."""


def _calls():
    for name, tree in CODE.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = node.func
                yield name, getattr(called, "attr", getattr(called, "id", "")), node


def _imports():
    """Yield (file, module, name that is taken from it)."""
    for name, tree in CODE.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from ((name, each.name, "") for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((name, node.module or "", each.name) for each in node.names)


def _is_put_together(node):
    """Whether an argument is a text made of parts, not a statement of SQLAlchemy."""
    called = getattr(node, "func", None)
    made_by = getattr(called, "attr", "") in {"format", "join", "replace"}
    of_text = isinstance(getattr(called, "value", None), ast.Constant)
    return isinstance(node, ast.JoinedStr | ast.BinOp) or (made_by and of_text)


def test_sql_is_never_put_together_from_what_was_typed():
    """V1.2.4: values are bound; words of SQL are built from names of our own alone."""
    always = {"execute", "exec_driver_sql", "executescript", "executemany"}
    of_sqlalchemy = {(name, what) for name, module, what in _imports() if module == "sqlalchemy"}
    words = {each for each in of_sqlalchemy if each[1] in {"text", "literal_column"}}
    found = {
        name
        for name, called, node in _calls()
        if called in always or (name, called) in words
        if node.args and _is_put_together(node.args[0])
    }
    assert found == OF_OUR_OWN_NAMES


def test_no_address_that_was_typed_is_ever_fetched():
    """V1.3.6: only the mail server of the settings is called; nothing here can fetch an address."""
    callers = {"requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib",
               "socket", "smtplib"}  # fmt: skip
    found = {
        (name, each)
        for name, module, what in _imports()
        for each in (module, f"{module}.{what}")
        if each in callers
    }
    assert found == {("matcher/notify/smtp.py", "smtplib")}


def test_reading_a_file_never_runs_what_is_in_it():
    """V1.5.2: no pickle, no YAML, no eval; arrays and weights are read as numbers."""
    running = {"pickle", "cPickle", "shelve", "marshal", "dill", "joblib", "cloudpickle", "yaml"}
    taken = {(module, what) for _, module, what in _imports() if module.split(".")[0] in running}
    assert taken <= {("pickle", "UnpicklingError")}
    for name, called, node in _calls():
        said = {each.arg: getattr(each.value, "value", None) for each in node.keywords}
        assert said.get("allow_pickle") in {None, False}, name
        owner = getattr(getattr(node.func, "value", None), "id", "")
        if (owner, called) == ("torch", "load"):
            assert said.get("weights_only") is True, name
        assert isinstance(node.func, ast.Attribute) or called not in {"eval", "exec"}, name


def test_no_template_is_made_of_what_was_typed():
    """V1.3.7: pages and letters are files of ours, never texts."""
    made = {"render_template_string", "from_string"}
    assert [name for name, called, _ in _calls() if called in made] == []


@pytest.fixture
def page_of_style(tmp_path):
    (tmp_path / "a.css").write_text("a{}", encoding="utf-8")
    return tmp_path


def test_every_answer_over_https_carries_every_header(make_app, page_of_style):
    """V3.4.1, V3.4.4, V3.4.5, V3.4.6: pages, errors, redirects and files alike."""
    app = make_app(base_url=SECURE)
    app.static_folder = str(page_of_style)
    browser = app.test_client()
    seen = set()
    for path in ("/", "/nowhere", "/account/settings", "/healthz", "/static/a.css", "/?strange=1"):
        with browser.get(path, base_url=SECURE) as answer:
            seen.add(answer.status_code)
            headers = answer.headers
            assert headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "same-origin"
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert seen == {200, 303, 400, 404}


def test_no_page_of_somebody_signed_in_is_kept_by_a_browser(tmp_path):
    """V14.3.2: every page there is, as its role reads it, and what it is told in error."""
    house, asked = House(tmp_path), 0
    wrong = ("/firm/challenges/987654", Role.FIRM), ("/desk", Role.STARTUP)
    for path, role in (*house.pages(), *wrong):
        if role is not None:
            asked += 1
            answer = house.browser(role).get(path)
            assert answer.headers["Cache-Control"] == "no-store", (path, role)
    assert asked > 100
    house.close()


def test_passwords_are_kept_by_argon2id_as_costly_as_it_should_be():
    """V11.4.2: OWASP asks for 19 MiB and two passes at least."""
    _, kind, _, costs, *_ = passwords.hashed("quatre chameaux bleus").split("$")
    said = {name: int(value) for name, value in (each.split("=") for each in costs.split(","))}
    assert kind == "argon2id"
    assert said["m"] >= 19_456
    assert said["t"] >= 2
    assert said["p"] >= 1


def test_what_must_not_be_guessed_has_128_bits_of_good_chance(services, users):
    """V11.5.1: links, sessions, telephones' secrets and recovery codes; none from `random`."""
    with services.database.session() as session:
        context = Context(session, None, NOW, services)
        links = {issue(context, Purpose.RESET)[0] for _ in range(20)}
    assert len(links) == 20
    assert min(map(len, links)) * 6 >= 128
    ids = {SignedIn(users[Role.FIRM]).session_id for _ in range(20)}
    assert len(ids) == 20
    assert min(map(len, ids)) * 4 >= 128
    assert one_time_code.SECRET_BYTES * 8 >= 128
    signs = second_factors._GROUPS * second_factors._IN_GROUP
    assert signs * math.log2(len(set(second_factors._LETTERS))) >= 128
    weak = {name for name, module, _ in _imports() if module == "random"}
    assert all(name.startswith("matcher/learning/") for name in weak)


def test_debugging_cannot_be_switched_on_from_outside(monkeypatch, make_app):
    """V13.4.2: Flask's own variable has no effect, and an error stays a page without its words."""
    monkeypatch.setenv("FLASK_DEBUG", "1")
    app = make_app(config={"TESTING": False})
    assert app.debug is False
    app.add_url_rule("/broken", "broken", _broken)
    answer = app.test_client().get("/broken")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert "Traceback" not in answer.text


def _broken():
    return str(1 / 0)


_broken.access = frozenset()


def test_a_log_line_is_one_line_whatever_was_typed(make_app, caplog):
    """V16.2.1, V16.4.1: when, what, where and who; a line end in a name forges no other line."""
    caplog.set_level(logging.INFO, logger="passerelle")
    browser = make_app().test_client()
    forged = 'x\n{"event": "forged"}\r\n\u2028y'
    browser.post("/account/sign-in", data={forged: forged}, headers={"User-Agent": "x"})
    browser.post("/account/sign-in", headers={"Origin": "https://evil.example"})
    browser.get("/%0a%7b%22event%22:%22forged%22%7d")
    records = [each for each in caplog.records if each.name.startswith("passerelle.")]
    lines = [JsonLines().format(each) for each in records]
    assert len(lines) >= 4
    for record, line in zip(records, lines, strict=True):
        assert len(line.splitlines()) == len(record.getMessage().splitlines()) == 1
        told = json.loads(line)
        assert {"at", "level", "log", "id", "method", "route"} <= set(told)
        assert told.get("event") != "forged"
    noted = [json.loads(each) for each in lines if '"passerelle.security"' in each]
    assert "request.foreign" in {each["event"] for each in noted}
    assert all("user" in each for each in noted)


@pytest.mark.parametrize(
    ("path", "most"), [("/account/sign-in", 10), ("/account/forgot", 5), ("/account/join", 5)]
)
def test_every_public_form_is_asked_to_wait(make_app, path, most):
    """V2.4.1: one more than the limit within a minute is 429, with the time to wait."""
    app = make_app(rate_limits=True)
    limiter.reset()
    browser = app.test_client()
    tries = [{"email": f"a{number}@essai.invalid", "password": "x"} for number in range(most)]
    assert 429 not in [browser.post(path, data=data).status_code for data in tries]
    held = browser.post(path, data=tries[0])
    assert held.status_code == 429
    assert int(held.headers["Retry-After"]) > 0
    limiter.reset()


def test_the_page_about_files_says_what_the_code_does():
    """V5.1.1: kinds, sizes, unpacked sizes and what a reader may cost."""
    page = " ".join((ROOT / "docs" / "files.md").read_text(encoding="utf-8").split())
    limits, sheet = Limits(), import_reading.LIMITS
    megabytes = attachments.LARGEST // 1_000_000
    said = (
        f"{megabytes} MB, five files", f"{decks.LARGEST // 1_000_000} MB, five drafts",
        f"{sheet.file_bytes // MEBIBYTE} MB, {sheet.rows:,} rows, {sheet.columns} columns",
        f"a line of {sheet.line_characters:,} characters",
        f"{kinds.MOST_PARTS:,} parts", f"{limits.unpacked_bytes // 1_000_000} MB unpacked",
        f"({sheet.expanded_bytes // MEBIBYTE} MB)", f"more than {office.MOST_RATIO} times",
        f"{limits.cpu_seconds} s of processor", f"{limits.memory_bytes // MEBIBYTE} MB of address",
        f"{limits.wall_seconds} s in all", f"{limits.pages} pages", f"{limits.objects:,} PDF",
        f"{limits.characters // 1_000_000} million characters",
    )  # fmt: skip
    assert [each for each in said if each not in page] == []
    assert (attachments.MOST_FILES, decks.MOST_DRAFTS) == (5, 5)
    for ending in import_reading.MEDIA_TYPES:
        assert {"jsonl": "JSON Lines"}.get(ending, ending.upper()) in page, ending
