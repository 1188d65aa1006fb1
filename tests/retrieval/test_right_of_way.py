"""Who answers goes first: what is read in the background waits, though never for ever."""

import subprocess
import sys
import threading
import time

import pytest

from matcher.retrieval import right_of_way
from matcher.retrieval.right_of_way import RightOfWay

HOLDS = """
import sys, time
from pathlib import Path
from matcher.retrieval.right_of_way import RightOfWay
with RightOfWay(Path(sys.argv[1])).taken():
    print("held", flush=True)
    time.sleep(60)
"""
SOON, LONG = 0.05, 30.0


@pytest.fixture
def way(tmp_path):
    return RightOfWay(tmp_path)


def given(way, longest):
    """Return whether the way was free before `longest` seconds were over."""
    began = time.monotonic()
    way.give(longest=longest)
    return time.monotonic() - began < longest


def test_it_is_free_before_and_after(way):
    assert given(way, LONG)
    with way.taken():
        assert not given(way, SOON)
    assert given(way, LONG)


def test_several_hold_it_at_once_and_the_last_sets_it_free(way):
    with way.taken():
        with way.taken():
            assert not given(way, SOON)
        assert not given(way, SOON)
    assert given(way, LONG)


def test_who_waits_goes_on_when_it_is_set_free(way):
    passed = threading.Event()
    with way.taken():
        waiting = threading.Thread(target=lambda: (way.give(longest=LONG), passed.set()))
        waiting.start()
        assert not passed.wait(SOON)
    assert passed.wait(LONG)
    waiting.join()


def test_an_error_sets_it_free(way):
    with pytest.raises(ZeroDivisionError), way.taken():
        _ = 1 / 0
    assert given(way, LONG)


def test_a_process_that_is_killed_holds_nothing_any_more(way, tmp_path):
    command = [sys.executable, "-c", HOLDS, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"held\n"
        assert not given(way, SOON)
        holder.kill()
        holder.wait()
    assert given(way, LONG)


def test_where_no_file_can_be_nobody_waits_and_nothing_fails(tmp_path):
    way = RightOfWay(tmp_path / "missing")
    with way.taken():
        assert given(way, LONG)


def test_the_file_is_for_its_owner_alone_and_empty(way, tmp_path):
    with way.taken():
        pass
    file = tmp_path / right_of_way.FILE
    assert (file.stat().st_mode & 0o777, file.stat().st_size) == (0o600, 0)
