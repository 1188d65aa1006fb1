"""T21: files made to harm are refused or read in a child with limits; nothing else is lost."""

import io
import re
import subprocess
import sys
import threading
import time
from dataclasses import replace
from urllib.parse import quote

import pytest
from sqlalchemy import select

from matcher.domain.people import Role
from matcher.errors import DocumentTooLarge, ReadersBusy, UnreadableDocument
from matcher.store.challenges import AttachmentRow
from matcher.text.documents import check_opens, read_document
from matcher.text.extraction import sandbox
from matcher.text.extraction.limits import Limits
from matcher.workflow.import_reading import read as read_sheet
from tests.abuse import hostile_files as files
from tests.abuse.filled_forms import House, forms

ARABIC_NAME = "ملف" * 100 + ".pdf"
HOSTILE = {
    "docx bomb": (files.a_docx_bomb, "a.docx"),
    "overlapping": (files.a_zip_that_overlaps, "a.docx"),
    "many parts": (files.a_zip_of_many_parts, "a.docx"),
    "entities": (files.an_entity_bomb, "a.docx"),
    "million objects": (files.a_pdf_of_many_objects, "a.pdf"),
    "pages that go round": (files.a_pdf_whose_pages_go_round, "a.pdf"),
    "0 bytes": (bytes, "a.pdf"),
    "picture and PDF": (lambda: b"GIF89a" + files.a_pdf(), "a.pdf"),
    "page and PDF": (lambda: b"<script>alert(1)</script>" + files.a_pdf(), "a.pdf"),
    "archive and PDF": (lambda: files.a_docx() + files.a_pdf(), "a.pdf"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.svg"),
    "svg named PDF": (lambda: b'<svg onload="alert(1)"/>', "a.pdf"),
    "program": (lambda: b"MZ" + bytes(600), "a.pdf"),
}
LEAST_SECONDS = Limits().wall_seconds + 10
PROBE = """
import resource, socket, subprocess, sys
from matcher.text.extraction.child import _restrain
from matcher.text.extraction.limits import Limits
_restrain(Limits())
tries = {
    "memory": lambda: bytearray(600_000_000),
    "network": lambda: socket.socket(),
    "program": lambda: subprocess.run(["true"]),
    "file": lambda: open(sys.argv[1], "w").write("x" * 9) and open(sys.argv[1]).read().index("x"),
}
for name, act in tries.items():
    try:
        act()
        print(name, "done")
    except BaseException as error:
        print(name, "refused", type(error).__name__)
print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0])
"""


@pytest.fixture(scope="module")
def made():
    return {name: (make(), called) for name, (make, called) in HOSTILE.items()}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(made, name):
    data, called = made[name]
    began = time.monotonic()
    with pytest.raises((UnreadableDocument, DocumentTooLarge)) as refused:
        read_document(data, name=called)
    assert called in str(refused.value)
    assert time.monotonic() - began < LEAST_SECONDS


NEVER_OPENED = {"million objects", "pages that go round"}
"""Harmful to who reads them only; a proof is kept as it is, and handed back as a file."""


@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - NEVER_OPENED))
def test_a_file_that_is_kept_unread_is_looked_at_too(made, name):
    data, called = made[name]
    with pytest.raises((UnreadableDocument, DocumentTooLarge)):
        check_opens(data, name=called)


def test_a_document_of_pictures_alone_may_be_kept():
    check_opens(files.a_docx("<w:p/>"), name="a.docx")
    check_opens(files.a_docx(), name="a.docx")


def test_archives_inside_a_document_are_never_unpacked():
    began = time.monotonic()
    text = read_document(files.a_bomb_in_bombs(), name="a.docx")
    assert text == "Nous séchons les dattes au soleil."
    assert time.monotonic() - began < LEAST_SECONDS


def test_the_script_of_a_pdf_is_neither_run_nor_read():
    text = read_document(files.a_pdf_with_a_script(), name="a.pdf")
    assert "dattes" in text
    assert "SCRIPT" not in text


def test_the_child_has_little_of_everything(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(tmp_path / "f")],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    said = dict(line.split(" ", 1) for line in done.stdout.splitlines()[:-1])
    assert said["memory"] == "refused MemoryError", done.stderr
    assert said["network"] == "refused PermissionError"
    assert said["program"] == "refused PermissionError"
    assert said["file"].startswith("refused"), "the child may write files"
    assert done.stdout.splitlines()[-1] == f"{512 * 1024 * 1024} 10"


def test_few_are_read_at_a_time_and_the_next_is_told(monkeypatch):
    monkeypatch.setattr(sandbox, "PATIENCE", 0.05)
    for _ in range(sandbox.MOST_AT_A_TIME):
        assert sandbox._TURNS.acquire(timeout=5)
    try:
        with pytest.raises(ReadersBusy):
            read_document(files.a_docx(), name="a.docx")
    finally:
        for _ in range(sandbox.MOST_AT_A_TIME):
            sandbox._TURNS.release()
    assert "dattes" in read_document(files.a_docx(), name="a.docx")


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.close()


def uploads():
    """Return each form that takes a file, with the name of its field; and each way to send it."""
    return [
        (replace(form, action=action), each.name)
        for form in forms()
        for each in form.fields
        if each.kind == "file"
        for action in (*form.others, form.action)
    ]


def test_every_upload_is_known():
    assert {name for _, name in uploads()} == {"attachment", "deck", "proof", "file"}


@pytest.mark.parametrize("name", ["docx bomb", "entities", "0 bytes", "picture and PDF", "svg"])
def test_every_upload_survives_every_file(house, made, name):
    data, called = made[name]
    kept = _files(house)
    for form, field in uploads():
        answer = house.send(form, files={field: (io.BytesIO(data), called)})
        assert answer.status_code < 500, (str(form), answer.status_code)
        assert answer.status_code in {303, 400, 409, 413, 422} or "error" in answer.text, str(form)
    assert _files(house) == kept, "a hostile file was kept"


def test_a_refused_file_leaves_the_challenge_as_it_was_typed(house, made):
    form, field = next(each for each in uploads() if each[1] == "attachment")
    data, called = made["docx bomb"]
    typed = {"title": "Sécher sans gaz", "problem": "Nos fours coûtent cher en gaz."}
    answer = house.send(form, typed, files={field: (io.BytesIO(data), called)})
    assert answer.status_code == 422
    assert "Sécher sans gaz" in answer.text
    assert "10 Mo" in answer.text


@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", ARABIC_NAME, "a\r\nSet-Cookie: b.pdf"])
def test_a_name_is_no_path_and_the_file_comes_back_as_a_file(house, name):
    challenge = house.world.ours.challenges["draft"]
    form = next(f for f, field in uploads() if field == "attachment")
    browser = house.browser(Role.FIRM)
    page = browser.get(f"/firm/challenges/{challenge}/edit")
    version = re.search(r'name="version"[^>]* value="(\d+)"', page.text)[1]
    sent = {"challenge_id": str(challenge), "version": version, "title": "Un titre"}
    before = set(_files(house))
    answer = browser.post(form.action, **_multipart(sent, name, files.a_pdf_with_a_script()))
    assert answer.status_code == 303, answer.text[:500]
    [kept] = set(_files(house)) - before
    assert "/" not in kept[1]
    assert ".." not in kept[1]
    assert "\n" not in kept[1]
    assert len(kept[1]) <= 120
    back = browser.get(f"/firm/challenges/{challenge}/files/{kept[0]}")
    assert back.headers["Content-Disposition"].startswith("attachment;")
    assert back.headers["X-Content-Type-Options"] == "nosniff"
    assert back.mimetype == "application/pdf"
    assert "Set-Cookie: b" not in str(back.headers)


def test_a_person_has_one_file_at_a_time_and_others_go_on(house, monkeypatch):
    from matcher.workflow import decks

    begun, go_on, answers = threading.Event(), threading.Event(), []

    def slow(*_):
        begun.set()
        go_on.wait(20)
        raise decks._refused(decks._DAMAGED)

    monkeypatch.setattr(decks, "read_deck", slow)
    sent = lambda: {"deck": (io.BytesIO(files.a_pdf()), "a.pdf")}  # noqa: E731
    first = threading.Thread(
        target=lambda: answers.append(
            house.browser(Role.STARTUP).post("/startup/deck", data=sent()).status_code
        )
    )
    first.start()
    try:
        assert begun.wait(20)
        second = house.browser(Role.STARTUP).post("/startup/deck", data=sent())
        assert second.status_code == 429
        assert "encore en cours de lecture" in second.text
        assert house.browser(Role.STARTUP).get("/startup").status_code in {200, 308}
    finally:
        go_on.set()
        first.join(20)
    assert answers == [422]


def test_a_workbook_that_swells_is_refused():
    parts = {"xl/workbook.xml": "<a/>", "xl/worksheets/sheet1.xml": b"0" * 90_000_000}
    with pytest.raises(Exception, match="unpacks"):
        read_sheet("startups", "a.xlsx", files.a_zip(parts))


def _multipart(sent, name, content):
    """Return a request whose file has this name whole: escaped, so that line ends arrive too."""
    told = [f'name="{each}"\r\n\r\n{value}'.encode() for each, value in sent.items()]
    called = f"name=\"attachment\"; filename*=UTF-8''{quote(name, safe='')}".encode()
    told.append(called + b"\r\nContent-Type: application/pdf\r\n\r\n" + content)
    parts = [b"--limit\r\nContent-Disposition: form-data; " + each + b"\r\n" for each in told]
    return {
        "data": b"".join(parts) + b"--limit--\r\n",
        "content_type": "multipart/form-data; boundary=limit",
    }


def _files(house):
    with house.services.database.session(writes=False) as session:
        return session.execute(
            select(AttachmentRow.id, AttachmentRow.filename).order_by(AttachmentRow.id)
        ).all()
