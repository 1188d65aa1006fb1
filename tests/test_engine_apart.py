"""The engine in a process of its own: the same answers, and no trouble of it spreads."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from matcher.apart import FailedApart
from matcher.engine_apart import EngineApart
from matcher.errors import EmptyChallenge, EncoderUnavailable
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.retrieval.right_of_way import RightOfWay
from matcher.serving import LiveEngine
from tests.fakes import HashEmbedder
from tests.test_serving import NEED, startups

ROOT = Path(__file__).resolve().parents[1]
PARENT = """
import sys, time
from matcher.apart import FailedApart
from matcher.engine_apart import EngineApart
engine = EngineApart(module="tests.small_engine_process")
engine.load()
print(engine.process, flush=True)
time.sleep(60)
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("apart") / "live"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SMALL_ENGINE_FOLDER", str(folder))
        patch.setenv("PYTHONPATH", str(ROOT))
        yield folder


@pytest.fixture(scope="module")
def kept(folder):
    """Return one engine for all tests: a process takes seconds to start."""
    made = EngineApart(module="tests.small_engine_process", patience=60)
    yield made
    made.close()


@pytest.fixture
def engine(kept):
    kept.refresh(startups, number=1)
    return kept


def test_it_answers_as_an_engine_of_this_process(folder, engine):
    here = LiveEngine(folder, HashEmbedder(), lambda: COLD_START_MODEL)
    here.refresh(startups, number=1)

    there, mine = (each.match(NEED, top=5, warned=False) for each in (engine, here))
    assert there.matches == mine.matches
    assert (there.encoder, there.ranker) == (mine.encoder, mine.ranker)
    assert engine.encoder_is_up()
    assert np.array_equal(engine.vectors(startups(), [NEED]), here.vectors(startups(), [NEED]))
    assert engine.check(startups) == 0
    engine.purge()


def test_it_is_brought_up_to_date_once_for_each_number(engine):
    read = []

    def reading():
        read.append(1)
        return startups()

    engine.refresh(reading, number=2)
    engine.refresh(reading, number=2)

    assert len(read) == 1
    assert engine.match(NEED, top=1).matches.matches[0].startup_id == "a"


def test_what_people_may_read_of_an_error_comes_through(engine):
    with pytest.raises(EncoderUnavailable, match="is away"):
        engine.match(replace(NEED, title="away"), top=1)
    with pytest.raises(EmptyChallenge):
        engine.match(replace(NEED, title="", text=" "), top=1)


def test_it_holds_the_right_of_way_while_it_answers(folder, engine):
    way = RightOfWay(folder.parent)
    assert _is_free(way)
    asking = threading.Thread(
        target=lambda: engine.match(replace(NEED, title="slow"), top=1), daemon=True
    )
    asking.start()
    end = time.monotonic() + 30
    while _is_free(way) and time.monotonic() < end:
        time.sleep(0.02)
    assert asking.is_alive(), "it answered before anyone saw the way taken"

    asking.join()
    assert _is_free(way)


def test_an_error_that_nobody_expects_says_its_kind_and_no_text(engine, capfd):
    with pytest.raises(FailedApart, match=r"^KeyError$"):
        engine.match(replace(NEED, title="surprise"), top=1)

    assert engine.encoder_is_up()
    assert NEED.text not in capfd.readouterr().err


@pytest.mark.parametrize("trouble", ["die", "hang"])
def test_one_that_dies_or_hangs_fails_its_question_alone(folder, engine, trouble):
    first = engine.process
    engine._patience = 1.0

    with pytest.raises(EncoderUnavailable, match="Try again"):
        engine.match(replace(NEED, title=trouble), top=1)

    engine._patience = 60.0
    engine.refresh(startups, number=1)
    assert engine.match(NEED, top=1).matches.matches[0].startup_id == "a"
    assert engine.process != first
    assert _ended(first)


def test_one_that_was_ended_while_idle_is_started_anew(engine):
    os.kill(engine.process, signal.SIGKILL)
    time.sleep(0.2)

    engine.refresh(startups, number=1)
    assert engine.match(NEED, top=1).matches.matches[0].startup_id == "a"


def test_questions_of_many_threads_each_get_their_own_answer(engine):
    wanted = {"a": NEED, "b": replace(NEED, title="", text="Fours au bois et pain frais.")}
    wrong = []

    def ask(key):
        for _ in range(5):
            found = engine.match(wanted[key], top=1).matches.matches[0].startup_id
            if found != key:
                wrong.append((key, found))

    threads = [threading.Thread(target=ask, args=(key,)) for key in ("a", "b", "a", "b")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not wrong


def test_signals_are_left_to_who_asks(engine):
    process = engine.process
    for each in (signal.SIGINT, signal.SIGTERM):
        os.kill(process, each)

    assert engine.encoder_is_up()
    assert engine.process == process
    assert not _ended(process)


def test_closing_waits_for_no_answer(folder):
    engine = EngineApart(module="tests.small_engine_process", patience=60)
    engine.load()
    failed = threading.Event()

    def ask():
        try:
            engine.match(replace(NEED, title="hang"), top=1)
        except EncoderUnavailable:
            failed.set()

    asking = threading.Thread(target=ask)
    asking.start()
    time.sleep(0.3)

    engine.close()

    assert failed.wait(10)
    asking.join()
    with pytest.raises(EncoderUnavailable, match="stopped"):
        engine.load()
    assert engine.process is None


def test_it_ends_when_who_asks_was_killed(folder):
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        process = int(parent.stdout.readline())
        assert not _ended(process)
        parent.kill()

    end = time.monotonic() + 20
    while not _ended(process) and time.monotonic() < end:
        time.sleep(0.05)
    assert _ended(process)


def _is_free(way):
    """Return whether a batch in the background would go on at once."""
    began = time.monotonic()
    way.give(longest=0.1)
    return time.monotonic() - began < 0.1


def _ended(process):
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"
