"""What wakes the worker: every minute, and after each commit that left something to do.

huey only wakes it. What is to be done stands in the database, so that nothing is lost when a
process is killed.
"""

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime

from huey import SqliteHuey, crontab
from huey.consumer import Consumer

from matcher.allocator import give_back, keep_few_arenas
from matcher.workflow import tasks
from matcher.workflow.context import Services

FILE = "worker.sqlite3"
LONGEST_NAP = 1.0
"""Seconds between two looks at the queue."""
_log = logging.getLogger("passerelle.worker")


class Queue:
    """The queue of wake-ups, in a file of its own; `immediate` does the work at once (tests).

    `after` is called after each round.
    """

    def __init__(
        self,
        services: Services,
        *,
        immediate: bool = False,
        clock: tasks.Clock = lambda: datetime.now(UTC),
        after: Callable[[], object] = lambda: None,
    ) -> None:
        folder = services.settings.var
        folder.mkdir(parents=True, exist_ok=True)
        self.huey = SqliteHuey("passerelle", filename=str(folder / FILE), immediate=immediate)
        self._services, self._clock, self._after = services, clock, after
        self._ends = threading.Event()
        self._wake = self.huey.task(name="work")(self.work)
        self.huey.periodic_task(crontab(minute="*"), name="tick")(self.work)

    def nudge(self) -> None:
        """Have the worker look at what is to be done, soon; a wake-up that waits is enough."""
        if self.huey.immediate or not self.huey.pending_count():
            self._wake()

    def end(self) -> None:
        """Begin no further task: a round in progress ends after the one it is at."""
        self._ends.set()

    def work(self) -> None:
        """Do what is due. Errors are told by their kind alone: their words may be confidential."""
        try:
            tasks.work(self._services, self._clock, goes_on=lambda: not self._ends.is_set())
        except Exception as problem:
            _log.warning("A round of the worker failed: %s", type(problem).__name__)
        self._after()


class _GuestConsumer(Consumer):  # type: ignore[misc]
    """A consumer in somebody else's process: that process keeps its signals."""

    def _set_signal_handlers(self) -> None:
        """Leave the signals alone."""


def connect_nudges(services: Services, *, after: Callable[[], object] = lambda: None) -> Queue:
    """Return the queue, and have commits of these services wake the worker through it."""
    queue = Queue(services, after=after)
    services.nudge = queue.nudge
    return queue


def start(services: Services) -> Callable[[], None]:
    """Start a worker thread in this process; return what stops it and waits for its task."""
    queue = connect_nudges(services)
    consumer = _GuestConsumer(queue.huey, workers=1, max_delay=LONGEST_NAP)
    consumer.start()
    queue.nudge()

    def stop() -> None:
        queue.end()
        consumer.stop(graceful=True)

    return stop


def run(services: Services) -> None:
    """Work in this process until it is told to stop, and give back memory after each round."""
    keep_few_arenas()
    queue = connect_nudges(services, after=give_back)
    queue.nudge()
    Consumer(queue.huey, workers=1, max_delay=LONGEST_NAP).run()
