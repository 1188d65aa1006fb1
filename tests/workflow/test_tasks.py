"""The worker's tasks: claimed once, tried again later, taken over from a worker that died."""

import importlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from matcher.errors import EncoderUnavailable
from matcher.store.journal import JournalRow, TaskRow
from matcher.workflow import tasks
from matcher.workflow.context import Context
from matcher.workflow.tasks import Duty

HERE = "tests.workflow.test_tasks"
DUTIES = {
    "note": Duty(f"{HERE}:note"),
    "break": Duty(f"{HERE}:fail"),
    "whole": Duty(f"{HERE}:whole", whole=True),
}


def note(context, *, word: str) -> None:
    context.write("test.noted", "word", None, after={"key": word})


def fail(context) -> None:
    context.write("test.noted", "word", None, after={"key": "half"})
    raise EncoderUnavailable("a confidential sentence")


def whole(services, now, *, word: str) -> None:
    with services.database.session() as session:
        note(Context(session, None, now, services), word=word)


@pytest.fixture(autouse=True)
def no_clockwork(monkeypatch):
    monkeypatch.setattr(tasks, "EVERY", {})
    monkeypatch.setattr(tasks, "deliver", lambda services, now: None)


@pytest.fixture
def leave(services, now):
    def left(name: str, **payload: object) -> None:
        with services.database.session() as session:
            Context(session, None, now, services).later(name, **payload)

    return left


def test_tasks_are_done_once(services, now, leave):
    leave("note", word="one")
    leave("note", word="one")
    leave("whole", word="two")

    assert tasks.work(services, lambda: now, duties=DUTIES) == 2
    assert tasks.work(services, lambda: now, duties=DUTIES) == 0

    assert words(services) == ["one", "two"]
    assert {row.state for row in rows(services)} == {"done"}


def test_a_failure_is_tried_again_later_and_later_then_given_up(services, now, leave):
    leave("break")
    moment, waits = now, []
    for _ in range(tasks.MOST_ATTEMPTS):
        assert tasks.work(services, lambda at=moment: at, duties=DUTIES) == 1
        (row,) = rows(services)
        waits.append(row.not_before - moment)
        moment = row.not_before

    assert row.state == "failed"
    assert waits[:3] == [timedelta(seconds=30), timedelta(minutes=1), timedelta(minutes=2)]
    assert row.error == "EncoderUnavailable (encoder.unavailable)"
    assert words(services) == []
    assert tasks.work(services, lambda: moment + timedelta(days=9), duties=DUTIES) == 0


def test_a_round_that_is_to_end_leaves_the_rest_for_the_next(services, now, leave):
    leave("note", word="one")
    leave("note", word="two")
    asked = iter([True, False])

    assert tasks.work(services, lambda: now, duties=DUTIES, goes_on=lambda: next(asked)) == 1
    assert tasks.work(services, lambda: now, duties=DUTIES) == 1


def test_one_failure_stops_nobody(services, now, leave):
    leave("break")
    leave("unknown")
    leave("note", word="after")

    tasks.work(services, lambda: now, duties=DUTIES)

    assert words(services) == ["after"]


def test_a_task_of_a_worker_that_died_is_taken_again(services, now, leave):
    leave("note", word="again")
    claimed = tasks._next(services, now)
    assert claimed is not None

    assert tasks.work(services, lambda: now, duties=DUTIES) == 0
    later = now + tasks.LEASE
    assert tasks.work(services, lambda: later, duties=DUTIES) == 1

    assert words(services) == ["again"]


def test_two_workers_never_hold_the_same_task(services, now, leave):
    leave("note", word="one")

    assert tasks._next(services, now) is not None
    assert tasks._next(services, now) is None


def test_a_task_for_later_waits(services, now):
    with services.database.session() as session:
        context = Context(session, None, now, services)
        context.later("note", not_before=now + timedelta(hours=1), word="late")

    assert tasks.work(services, lambda: now, duties=DUTIES) == 0
    assert tasks.work(services, lambda: now + timedelta(hours=1), duties=DUTIES) == 1


def test_the_clock_writes_a_task_at_its_time_and_not_before(services, now, monkeypatch):
    monkeypatch.setattr(tasks, "EVERY", {"tidy": timedelta(days=1)})

    assert tasks.work(services, lambda: now) == 1
    assert tasks.work(services, lambda: now + timedelta(hours=23)) == 0
    assert tasks.work(services, lambda: now + timedelta(hours=24)) == 1


def test_old_tasks_are_forgotten(services, now, leave):
    leave("note", word="old")
    tasks.work(services, lambda: now, duties=DUTIES)

    with services.database.session() as session:
        tasks.tidy(Context(session, None, now + timedelta(days=15), services))

    assert rows(services) == []


@pytest.mark.parametrize("name", sorted(tasks.DUTIES))
def test_every_duty_exists(name):
    module, _, function = tasks.DUTIES[name].place.partition(":")
    assert callable(getattr(importlib.import_module(module), function))


def rows(services) -> list[TaskRow]:
    with services.database.session(writes=False) as session:
        return list(session.scalars(select(TaskRow).order_by(TaskRow.id)))


def words(services) -> list[str]:
    with services.database.session(writes=False) as session:
        found = session.scalars(select(JournalRow).order_by(JournalRow.id))
        return [row.after["key"] for row in found]
