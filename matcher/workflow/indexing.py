"""Keeping the engine's index at what the database says of startups."""

import logging
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from matcher.domain.introduction import OPEN
from matcher.domain.startup import Startup
from matcher.store.introductions import IntroductionRow
from matcher.store.journal import FactRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow
from matcher.workflow.context import Context, Services
from matcher.workflow.engine_texts import startups_of

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


def startups(session: Session) -> list[Startup]:
    """Return the startups as they are to be indexed: those of active organisations, with texts."""
    rows = session.execute(
        select(StartupRow, OrganisationRow)
        .join(OrganisationRow, OrganisationRow.id == StartupRow.id)
        .where(OrganisationRow.is_active, OrganisationRow.merged_into.is_(None))
        .order_by(StartupRow.key)
    ).all()
    return startups_of(
        [row for row, _ in rows],
        {organisation.id: organisation for _, organisation in rows},
        _open_introductions(session),
    )


def refresh(services: Services, now: datetime) -> None:
    """Bring the engine's index up to the database, as a task of the worker."""
    catch_up(services)


def check(services: Services, now: datetime) -> int:
    """Return how many startups the index held otherwise than the database; it is mended at once."""
    with services.database.session(writes=False) as session:
        drift = services.engine.check(lambda: startups(session))
    if drift:
        _log.warning("The index differed from the database in %d startups: mended.", drift)
    return drift


def catch_up(services: Services) -> None:
    """Bring the engine's index up to the database; nothing happens when it is there already."""
    with services.database.session(writes=False) as session:
        _refresh(session, services)


def bring_up_to_date(context: Context) -> None:
    """Do the same within a context, with what its transaction holds."""
    context.session.flush()
    _refresh(context.session, context.services)


def _refresh(session: Session, services: Services) -> None:
    def read() -> Sequence[Startup]:
        return startups(session)

    services.engine.refresh(read, number=number(session))


def _open_introductions(session: Session) -> dict[int, int]:
    rows = session.execute(
        select(IntroductionRow.startup_id, func.count())
        .where(IntroductionRow.stage.in_(OPEN))
        .group_by(IntroductionRow.startup_id)
    )
    return dict(rows.all())
