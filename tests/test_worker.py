"""The worker: woken by a nudge and by the clock, in this process or in its own."""

import threading
import time
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from matcher import assembly, assembly_web, worker
from matcher.cli.worker import worker as worker_command
from matcher.retrieval.right_of_way import RightOfWay
from matcher.serving import engine_for
from matcher.settings import Settings, settings
from matcher.workflow import tasks
from tests.fakes import HashEmbedder


@pytest.fixture
def services(tmp_path):
    return SimpleNamespace(settings=Settings(var=tmp_path), nudge=lambda: None)


@pytest.fixture
def rounds(monkeypatch):
    done: list[object] = []
    monkeypatch.setattr(tasks, "work", lambda services, clock, **_: done.append(services))
    return done


def test_a_nudge_does_the_work_at_once_where_it_should(services, rounds):
    worker.Queue(services, immediate=True).nudge()

    assert rounds == [services]


def test_many_nudges_leave_one_wake_up(services, rounds):
    queue = worker.connect_nudges(services)
    for _ in range(5):
        services.nudge()

    assert queue.huey.pending_count() == 1
    assert rounds == []


def test_a_round_that_fails_is_told_without_its_words(services, monkeypatch, caplog):
    def broken(*_: object, **__: object) -> None:
        raise ValueError("confidential")

    after: list[str] = []
    monkeypatch.setattr(tasks, "work", broken)
    worker.Queue(services, immediate=True, after=lambda: after.append("called")).nudge()

    assert "ValueError" in caplog.text
    assert "confidential" not in caplog.text
    assert after == ["called"]


def test_the_worker_of_the_command_gives_memory_back_after_each_round(
    services, rounds, monkeypatch
):
    given: list[int] = []
    monkeypatch.setattr(worker, "give_back", lambda: given.append(len(rounds)))
    monkeypatch.setattr(
        worker.Consumer, "run", lambda consumer: consumer.huey.execute(consumer.huey.dequeue())
    )

    worker.run(services)

    assert given == [1]


def test_a_worker_in_this_process_starts_and_stops(services, rounds):
    stop = worker.start(services)
    until = time.monotonic() + 10
    while not rounds and time.monotonic() < until:
        time.sleep(0.02)
    stop()

    assert rounds


def test_stopping_waits_for_the_task_at_hand_and_for_no_other(services, monkeypatch):
    began, done = threading.Event(), []

    def long_round(services, clock, *, goes_on):
        while goes_on():
            began.set()
            time.sleep(0.01)
            done.append(1)

    monkeypatch.setattr(tasks, "work", long_round)
    stop = worker.start(services)
    assert began.wait(10)

    stop()

    after = len(done)
    time.sleep(0.05)
    assert len(done) == after


@pytest.fixture
def settings_read_anew():
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_the_worker_of_the_command_reads_while_nobody_is_answered(
    monkeypatch, tmp_path, settings_read_anew
):
    ways: list[RightOfWay] = []

    class Waiting(HashEmbedder):
        def give_way(self, way):
            ways.append(way)

    monkeypatch.setattr(assembly, "embedder", Waiting)
    monkeypatch.setattr(assembly_web, "require_current", lambda services: None)
    monkeypatch.setattr(worker, "run", lambda services: None)
    monkeypatch.setenv("PASSERELLE_VAR", str(tmp_path))
    monkeypatch.setenv("PASSERELLE_DEMO", "true")

    done = CliRunner().invoke(worker_command, [])

    assert done.exit_code == 0, done.output
    with RightOfWay(tmp_path).taken():
        began = time.monotonic()
        ways[0].give(longest=0.1)
        assert time.monotonic() - began >= 0.1
    engine_for(Settings(var=tmp_path))
    assert len(ways) == 1
