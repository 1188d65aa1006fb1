"""Keeping the engine's index at what the database says of startups."""

import logging
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.store.journal import FactRow, TaskRow
from matcher.workflow.context import Context, Services
from matcher.workflow.indexed_startups import reader_of, startups
from matcher.workflow.tasks import RUNNING, WAITING

REFRESH = "refresh_index"
"""The task that brings the index up to the database."""
SOON = timedelta(seconds=60)
"""How long after a startup's change the index takes it over, unless a match does so before: several
changes, one round."""
_FACT = "index"
_log = logging.getLogger("passerelle.engine")


def number(session: Session) -> int:
    """Return the number of the last change of startups; 0 before the first."""
    fact = session.get(FactRow, _FACT)
    return int(fact.value["number"]) if fact is not None else 0


def count_up(session: Session) -> int:
    """Say that startups changed: every process brings its index up to date before it is asked."""
    fact = session.get(FactRow, _FACT, with_for_update=True, populate_existing=True)
    if fact is None:
        session.add(FactRow(name=_FACT, value={"number": 1}))
        session.flush()
        return 1
    fact.value = {"number": int(fact.value["number"]) + 1}
    return int(fact.value["number"])


def refresh_soon(context: Context) -> None:
    """Have the index take startups over in a minute, with all that changes until then.

    Enough by itself when an introduction takes or frees a place of a capacity: matches that were
    made stay, and no proposal passes a capacity that is full.
    """
    count_up(context.session)
    context.later(REFRESH, key="all", not_before=context.now + SOON)


def refresh(services: Services, now: datetime) -> None:
    """Bring the engine's index up to the database, as a task of the worker."""
    catch_up(services)


def check(services: Services, now: datetime) -> int:
    """Return how many startups the index held otherwise than the database; it is mended at once."""
    with services.database.session(writes=False) as session:
        is_expected = _is_to_be_refreshed(session)
        drift = services.engine.check(lambda: startups(session))
    if drift and not is_expected:
        _log.warning("The index differed from the database in %d startups: mended.", drift)
    return drift


def _is_to_be_refreshed(session: Session) -> bool:
    """Whether changes wait to be taken over, so that the index differs by right."""
    waits = select(TaskRow.id).where(TaskRow.name == REFRESH, TaskRow.state.in_((WAITING, RUNNING)))
    return session.scalar(waits.limit(1)) is not None


def catch_up(services: Services) -> None:
    """Bring the engine's index up to the database; nothing happens when it is there already."""
    with services.database.session(writes=False) as session:
        _refresh(session, services)


def bring_up_to_date(context: Context) -> None:
    """Do the same within a context, with what its transaction holds."""
    context.session.flush()
    _refresh(context.session, context.services)


def _refresh(session: Session, services: Services) -> None:
    reader = reader_of(services.database)
    services.engine.refresh(lambda: reader.read(session), number=number(session))
