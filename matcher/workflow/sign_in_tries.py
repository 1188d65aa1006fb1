"""Wrong passwords slow down whoever tries on; nobody can shut a person out for long.

Tries are counted for an account from one network, and for an account from everywhere. The second
count has short waits only, and does not touch a browser that the person signed in with before.
Unknown addresses are counted like known ones, so that a wait tells nothing.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from matcher.store.journal import FactRow
from matcher.workflow.context import Context

_NAME = "sign_in"


@dataclass(frozen=True, slots=True)
class Count:
    """One thing that is counted: how many tries are free, and the longest wait after them."""

    key: str
    free: int
    longest: timedelta


def counts(email_key: str, network: str, *, known_browser: bool) -> tuple[Count, ...]:
    """Return what a try counts for."""
    if known_browser:
        return (Count(f"browser|{email_key}", 5, timedelta(minutes=5)),)
    return (
        Count(f"network|{email_key}|{network}", 5, timedelta(minutes=15)),
        Count(f"account|{email_key}", 20, timedelta(minutes=1)),
    )


def must_wait(context: Context, counted: Iterable[Count]) -> bool:
    """Whether it is too early for another try."""
    return any(_until(context, count) > context.now for count in counted)


def note_failure(context: Context, counted: Iterable[Count]) -> None:
    """Count a wrong try; yesterday's counts are forgotten."""
    context.session.execute(
        delete(FactRow).where(
            FactRow.name > f"{_NAME}:",
            FactRow.name < f"{_NAME}:{context.now - timedelta(days=1):%Y-%m-%d}",
        )
    )
    for count in counted:
        row = context.session.get(FactRow, _name(context, count), with_for_update=True)
        if row is None:
            row = FactRow(name=_name(context, count), value={"tries": 0})
            context.session.add(row)
        row.value = {"tries": int(row.value["tries"]) + 1, "last": context.now.isoformat()}
    context.session.flush()


def forget(context: Context, email_key: str, network: str = "") -> None:
    """Start again for somebody who has shown to be the owner of the account."""
    for known in (True, False):
        for count in counts(email_key, network, known_browser=known):
            row = context.session.get(FactRow, _name(context, count))
            if row is not None:
                context.session.delete(row)


def _until(context: Context, count: Count) -> datetime:
    """Return when the next try is allowed: the wait doubles with each wrong one."""
    row = context.session.get(FactRow, _name(context, count))
    if row is None or int(row.value["tries"]) < count.free:
        return context.now
    beyond = min(int(row.value["tries"]) - count.free, 16)
    wait = min(timedelta(seconds=5 * 2**beyond), count.longest)
    return datetime.fromisoformat(str(row.value["last"])) + wait


def _name(context: Context, count: Count) -> str:
    digest = hashlib.sha256(count.key.encode()).hexdigest()[:40]
    return f"{_NAME}:{context.now:%Y-%m-%d}:{digest}"
