"""Wrong passwords slow down whoever tries on; nobody can shut a person out for long.

Tries are counted for an account from one network, for an account from everywhere, and for a network
whatever the account. The second count has short waits only, and none of the last two touches a
browser that the person signed in with before. Unknown addresses are counted like known ones, so
that a wait tells nothing. A count that grows far tells the administrators.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from matcher.errors import TooManyTries
from matcher.store.journal import FactRow
from matcher.workflow.context import Context

_NAME = "sign_in"


@dataclass(frozen=True, slots=True)
class Count:
    """One thing that is counted: how many tries are free, and the longest wait after them.

    `alarm` is the try at which administrators are told; 0 tells nobody.
    """

    key: str
    free: int
    longest: timedelta
    alarm: int = 0


def counts(email_key: str, network: str, *, known_browser: bool) -> tuple[Count, ...]:
    """Return what a try counts for."""
    if known_browser:
        return (Count(f"browser|{email_key}", 5, timedelta(minutes=5)),)
    return (
        Count(f"network|{email_key}|{network}", 5, timedelta(minutes=15)),
        Count(f"account|{email_key}", 20, timedelta(minutes=1), alarm=20),
        Count(f"from|{network}", 50, timedelta(minutes=15), alarm=50),
    )


def second_step(user_id: int) -> tuple[Count, ...]:
    """Return what a wrong code counts for: whoever is asked for it knew the password."""
    return (Count(f"second|{user_id}", 5, timedelta(minutes=15), alarm=5),)


def refuse_early(context: Context, counted: Iterable[Count]) -> None:
    """Raise TooManyTries while it is too early for another try."""
    until = max(_until(context, count) for count in counted)
    if until > context.now:
        raise TooManyTries(
            "There were too many tries. Wait a few minutes before the next one, "
            "or ask for a new password.",
            seconds=int((until - context.now).total_seconds()) + 1,
        )


def note_failure(context: Context, counted: Iterable[Count]) -> tuple[Count, ...]:
    """Count a wrong try, and return the counts that just reached their alarm.

    Yesterday's counts are forgotten.
    """
    context.session.execute(
        delete(FactRow).where(
            FactRow.name > f"{_NAME}:",
            FactRow.name < f"{_NAME}:{context.now - timedelta(days=1):%Y-%m-%d}",
        )
    )
    alarms = []
    for count in counted:
        row = context.session.get(FactRow, _name(context, count), with_for_update=True)
        if row is None:
            row = FactRow(name=_name(context, count), value={"tries": 0})
            context.session.add(row)
        tries = int(row.value["tries"]) + 1
        row.value = {"tries": tries, "last": context.now.isoformat()}
        if tries == count.alarm:
            alarms.append(count)
    context.session.flush()
    return tuple(alarms)


def forget(context: Context, email_key: str, network: str = "") -> None:
    """Start again for somebody who has shown to be the owner of the account.

    What was counted for the whole network stays: an account of one's own opens no new tries.
    """
    for known in (True, False):
        own = counts(email_key, network, known_browser=known)
        forget_all(context, [count for count in own if not count.key.startswith("from|")])


def forget_all(context: Context, counted: Iterable[Count]) -> None:
    """Start these counts again."""
    for count in counted:
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
