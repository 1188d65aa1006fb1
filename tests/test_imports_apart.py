"""Files of startups are read in a process of their own: the same report, nothing left behind."""

import os
import threading
from contextlib import closing
from pathlib import Path

import pytest

from matcher import imports_apart
from matcher.apart import FailedApart
from matcher.errors import ReadersBusy, UnreadableInput
from matcher.imports_apart import examiner
from matcher.settings import settings
from matcher.store.database import connect
from matcher.workflow import imports
from matcher.workflow.import_reading import read

FILE = "id,name,description\nx1,Eau Propre,Nous filtrons l'eau des laiteries.\nx2,,Sans nom.\n"


@pytest.fixture
def database(empty_sqlite, tmp_path, monkeypatch):
    """Return an empty database that processes find by the settings, as they do in use."""
    (tmp_path / "passerelle.sqlite3").write_bytes(empty_sqlite.read_bytes())
    url = f"sqlite:///{tmp_path / 'passerelle.sqlite3'}"
    monkeypatch.setenv("PASSERELLE_VAR", str(tmp_path))
    monkeypatch.setenv("PASSERELLE_DATABASE_URL", url)
    settings.cache_clear()
    with closing(connect(url)) as opened:
        yield opened
    settings.cache_clear()


def test_a_file_is_compared_as_it_is_in_this_process(database):
    there = examiner()("startups", "liste.csv", FILE.encode())

    here = imports.compared(database, read("startups", "liste.csv", FILE.encode()))
    assert there == here
    assert there.plans.counts()["new"] == 1
    assert there.plans.counts()["refused"] == 1


def test_what_cannot_be_read_is_said_in_the_same_words(database):
    for name, content in (("a.exe", b"x"), ("a.xlsx", b"PK\x03\x04 no sheet")):
        with pytest.raises(UnreadableInput) as here:
            read("startups", name, content)
        with pytest.raises(UnreadableInput) as there:
            examiner()("startups", name, content)
        assert str(there.value) == str(here.value)


def test_what_nobody_expects_says_its_kind_and_nothing_of_the_file(database, capfd):
    with pytest.raises(FailedApart, match=r"^ValueError$"):
        examiner()("neither", "liste.csv", FILE.encode())

    assert "laiteries" not in capfd.readouterr().err


def test_one_that_hangs_is_ended_and_the_next_file_is_read(database, tmp_path, monkeypatch):
    (tmp_path / "hanging.py").write_text("import time; time.sleep(60)", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    with pytest.raises(UnreadableInput, match="too long"):
        examiner(module="hanging", patience=0.5)("startups", "liste.csv", FILE.encode())

    assert not _children("hanging")
    assert examiner()("startups", "liste.csv", FILE.encode()).plans.counts()["new"] == 1


def test_a_second_file_waits_for_its_turn_and_is_told_so(monkeypatch):
    monkeypatch.setattr(imports_apart, "TURN", 0.1)
    monkeypatch.setattr(imports_apart, "_ONE", threading.BoundedSemaphore())
    assert imports_apart._ONE.acquire(timeout=1)

    with pytest.raises(ReadersBusy):
        examiner()("startups", "liste.csv", FILE.encode())


def _children(word):
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdecimal():
            try:
                told = (each / "cmdline").read_bytes()
                parent = (each / "stat").read_text().rpartition(")")[2].split()[1]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if word.encode() in told and parent == str(os.getpid()):
                found.append(each.name)
    return found
