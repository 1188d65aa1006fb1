"""What the worker does: tasks that use cases left behind, and duties that come round by the clock.

A task is claimed by a conditional update with a lease. A worker that is killed half-way loses its
lease, and the task is taken again: whatever runs here may run twice.
"""

import importlib
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from matcher.errors import MatcherError
from matcher.logs import telling
from matcher.store.journal import FactRow, TaskRow
from matcher.workflow import ended_sessions
from matcher.workflow.context import Context, Services

MOST_ATTEMPTS = 8
LEASE = timedelta(minutes=15)
"""How long a task may take before another worker takes it for abandoned."""
FIRST_DELAY = timedelta(seconds=30)
LONGEST_DELAY = timedelta(hours=2)
KEPT_DAYS = 14
WAITING, RUNNING, DONE, FAILED = "waiting", "running", "done", "failed"

Clock = Callable[[], datetime]
_log = logging.getLogger("passerelle.worker")


@dataclass(frozen=True, slots=True)
class Duty:
    """Where the function of a task is, as "module:function".

    One that is `whole` opens its own transactions and is called with the services and the moment,
    so that no transaction waits for the engine; the others are use cases, called with a context
    in a transaction of their own.
    """

    place: str
    whole: bool = False

    def do(self, services: Services, now: datetime, payload: Mapping[str, Any]) -> None:
        """Do the task; its module is imported now."""
        module, _, name = self.place.partition(":")
        function = getattr(importlib.import_module(module), name)
        if self.whole:
            function(services, now, **payload)
            return
        with services.database.session() as session:
            function(Context(session, None, now, services), **payload)


DUTIES: dict[str, Duty] = {
    "match": Duty("matcher.workflow.matching:match_in_the_background", whole=True),
    "rematch": Duty("matcher.workflow.matching:ask_for_all"),
    "announce": Duty("matcher.workflow.suggestions_mail:announce"),
    "retry_words_only": Duty("matcher.workflow.matching:retry_words_only"),
    "refresh_index": Duty("matcher.workflow.indexing:refresh", whole=True),
    "check_index": Duty("matcher.workflow.indexing:check", whole=True),
    "draw_map": Duty("matcher.workflow.map:draw", whole=True),
    "plan": Duty("matcher.workflow.plan_solving:solve_in_the_background", whole=True),
    "remind": Duty("matcher.workflow.introduction_clock:remind_due"),
    "expire": Duty("matcher.workflow.introduction_clock:expire_due"),
    "send_reset": Duty("matcher.workflow.credentials:send_reset"),
    "tell_of_attack": Duty("matcher.workflow.attacks:tell"),
    "keep_head": Duty("matcher.workflow.journal_heads:keep"),
    "check_journal": Duty("matcher.workflow.journal_checking:check_daily", whole=True),
    "erase": Duty("matcher.workflow.erasure:carry_out", whole=True),
    "erase_traces": Duty("matcher.workflow.erasure:remove_traces", whole=True),
    "erasures_due": Duty("matcher.workflow.erasure_asking:confirm_due"),
    "retention": Duty("matcher.workflow.retention:apply"),
    "tidy": Duty("matcher.workflow.tasks:tidy"),
    "tidy_plans": Duty("matcher.workflow.plan_tidying:tidy"),
}
"""Every task by its name."""
EVERY: dict[str, timedelta] = {
    "remind": timedelta(minutes=30),
    "expire": timedelta(minutes=30),
    "retry_words_only": timedelta(minutes=10),
    "rematch": timedelta(days=1),
    "check_index": timedelta(days=1),
    "draw_map": timedelta(hours=6),
    "keep_head": timedelta(days=1),
    "check_journal": timedelta(days=1),
    "erasures_due": timedelta(hours=1),
    "retention": timedelta(days=1),
    "tidy": timedelta(days=1),
    "tidy_plans": timedelta(days=1),
}
"""How often a duty comes round."""


@dataclass(frozen=True, slots=True)
class _Claim:
    """A task that this worker holds; `attempt` tells its claim from a later one."""

    id: int
    name: str
    payload: dict[str, Any]
    attempt: int


def _always() -> bool:
    return True


def work(
    services: Services,
    clock: Clock,
    *,
    duties: Mapping[str, Duty] = DUTIES,
    goes_on: Callable[[], bool] = _always,
) -> int:
    """Plan what the clock asks for, do all tasks that are due, send e-mails; return the tasks done.

    A task that fails never stops the others. `goes_on` is asked before each: when it says no, the
    rest is left for the next round.
    """
    plan(services, clock())
    done = 0
    while goes_on() and (claim := _next(services, clock())) is not None:
        deliver(services, clock())
        with telling(task=claim.id, duty=claim.name):
            _do(services, clock, claim, duties)
        done += 1
    deliver(services, clock())
    return done


def plan(services: Services, now: datetime) -> None:
    """Write a task for each duty whose time has come."""
    with services.database.session(writes=False) as session:
        if not any(_is_due(session, name, now) for name in EVERY):
            return
    with services.database.session() as session:
        context = Context(session, None, now, services)
        for name in EVERY:
            if _is_due(session, name, now):
                session.merge(FactRow(name=f"duty.{name}", value={"at": now.isoformat()}))
                context.later(name, key="clock")


def deliver(services: Services, now: datetime) -> None:
    """Send the e-mails that are due; when that fails, the next round tries again."""
    from matcher.workflow import delivery

    try:
        while delivery.deliver_due(services, now).sent == delivery.ROUND:
            continue
    except Exception as problem:
        _log.warning("E-mails could not be sent: %s", _told(problem))


def tidy(context: Context) -> None:
    """Forget tasks that were done long ago, and sessions that ended and are too old to be used."""
    before = context.now - timedelta(days=KEPT_DAYS)
    context.session.execute(delete(TaskRow).where(TaskRow.state == DONE, TaskRow.done_at < before))
    ended_sessions.forget_old(context)


def delay_after(attempt: int) -> timedelta:
    """Return how long a task waits after its nth failure: twice as long each time."""
    return min(FIRST_DELAY * (1 << (attempt - 1)), LONGEST_DELAY)


def _is_due(session: Session, name: str, now: datetime) -> bool:
    fact = session.get(FactRow, f"duty.{name}")
    return fact is None or datetime.fromisoformat(fact.value["at"]) + EVERY[name] <= now


def _takeable(now: datetime) -> ColumnElement[bool]:
    return and_(TaskRow.state.in_([WAITING, RUNNING]), TaskRow.not_before <= now)


def _next(services: Services, now: datetime) -> _Claim | None:
    """Claim the task that has waited longest; None when nothing is due."""
    while True:
        with services.database.session(writes=False) as session:
            if session.scalar(select(TaskRow.id).where(_takeable(now)).limit(1)) is None:
                return None
        with services.database.session() as session:
            oldest = select(TaskRow).where(_takeable(now)).order_by(TaskRow.not_before, TaskRow.id)
            row = session.scalar(oldest.limit(1))
            if row is not None and _claimed(session, row, now):
                return _Claim(row.id, row.name, dict(row.payload), row.attempts + 1)


def _claimed(session: Session, row: TaskRow, now: datetime) -> bool:
    """Whether this worker got the task. One that was abandoned too often is given up instead."""
    given_up = row.attempts >= MOST_ATTEMPTS
    values: dict[str, Any] = {"state": FAILED, "error": "abandoned", "done_at": now}
    if not given_up:
        values = {"state": RUNNING, "attempts": row.attempts + 1, "not_before": now + LEASE}
    return _changed(session, row.id, row.attempts, values) and not given_up


def _do(services: Services, clock: Clock, claim: _Claim, duties: Mapping[str, Duty]) -> None:
    """Do a task, and write down what became of it."""
    values: dict[str, Any]
    try:
        duties[claim.name].do(services, clock(), claim.payload)
    except Exception as problem:
        told = _told(problem)
        _log.warning("Task %s (%d) failed: %s", claim.name, claim.id, told)
        values = _after_failure(claim, clock(), told)
    else:
        values = {"state": DONE, "done_at": clock(), "error": ""}
    with services.database.session() as session:
        _changed(session, claim.id, claim.attempt, values)


def _after_failure(claim: _Claim, now: datetime, told: str) -> dict[str, Any]:
    if claim.attempt >= MOST_ATTEMPTS:
        return {"state": FAILED, "error": told, "done_at": now}
    return {"state": WAITING, "error": told, "not_before": now + delay_after(claim.attempt)}


def _changed(session: Session, task_id: int, attempts: int, values: dict[str, Any]) -> bool:
    """Change a task if nobody else claimed it since; tell whether it was changed."""
    statement = (
        update(TaskRow)
        .where(
            TaskRow.id == task_id,
            TaskRow.attempts == attempts,
            or_(TaskRow.state == WAITING, TaskRow.state == RUNNING),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", session.execute(statement)).rowcount == 1


def _told(problem: Exception) -> str:
    """Return what may be kept of an error: its kind and code. Its message may quote a text."""
    code = f" ({problem.code})" if isinstance(problem, MatcherError) else ""
    return f"{type(problem).__name__}{code}"
