"""Who passes a limit waits for the answer; few wait at once, and nobody else does."""

import threading

import pytest

from web.slow_refusals import SlowRefusals


def told(status):
    def application(_environ, start_response):
        start_response(status, [("Content-Type", "text/plain")])
        return [b"words"]

    return application


def ask(application):
    seen = []
    body = application({}, lambda status, headers: seen.append(status))
    return seen, b"".join(body)


@pytest.mark.parametrize(
    ("status", "waits"), [("429 TOO MANY REQUESTS", [3.0]), ("200 OK", []), ("403 FORBIDDEN", [])]
)
def test_only_what_is_one_too_many_waits_and_comes_whole(status, waits):
    waited = []
    slowed = SlowRefusals(told(status), places=1, seconds=3.0, wait=waited.append)
    assert ask(slowed) == ([status], b"words")
    assert waited == waits


def test_when_the_places_are_taken_the_others_are_refused_at_once():
    held, may_go, waited = threading.Semaphore(0), threading.Event(), []

    def wait(seconds):
        waited.append(seconds)
        held.release()
        may_go.wait(10)

    slowed = SlowRefusals(told("429 TOO MANY REQUESTS"), places=2, wait=wait)
    waiting = [threading.Thread(target=ask, args=(slowed,)) for _ in range(2)]
    for each in waiting:
        each.start()
    assert held.acquire(timeout=10)
    assert held.acquire(timeout=10)
    ask(slowed)
    assert len(waited) == 2
    may_go.set()
    for each in waiting:
        each.join(10)
    ask(slowed)
    assert len(waited) == 3


def test_a_place_is_free_again_when_waiting_is_cut_short():
    def broken(_seconds):
        raise RuntimeError

    slowed = SlowRefusals(told("429 TOO MANY REQUESTS"), places=1, wait=broken)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            ask(slowed)
