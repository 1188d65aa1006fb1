"""What is left in the database when somebody else than its owner or the agency asks.

A column that is withheld is loaded only when it is read: by code that decided that it may be.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, defer, lazyload
from sqlalchemy.orm.interfaces import ORMOption

from matcher.domain.people import Role, User
from matcher.domain.visibility import TeaserState, Visibility
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow
from matcher.store.startups import StartupRow

OF_FIRM = (
    ChallengeRow.teaser_reason,
    ChallengeRow.fallback,
    ChallengeRow.support,
    ChallengeRow.saved_from,
)
"""What of a challenge only its firm and the agency read, even of an open one."""
_OF_TEXT = (
    ChallengeRow.title,
    ChallengeRow.language,
    ChallengeRow.context,
    ChallengeRow.problem,
    ChallengeRow.success_criteria,
    ChallengeRow.constraints,
    ChallengeRow.excluded,
    ChallengeRow.attached_text,
    ChallengeRow.site,
    ChallengeRow.on_site,
    ChallengeRow.collaboration,
    ChallengeRow.budget_min_dh,
    ChallengeRow.budget_max_dh,
    ChallengeRow.deadline,
    ChallengeRow.working_languages,
    *OF_FIRM,
)
OF_CHALLENGE = (*_OF_TEXT, ChallengeRow.teaser_title, ChallengeRow.teaser_text)
"""What of a challenge only its firm and the agency read, unless the challenge is open; of an
anonymous one others read an approved teaser."""
OF_STARTUP = (
    StartupRow.references,
    StartupRow.capacity,
    StartupRow.refused_sectors,
    StartupRow.refused_regions,
    StartupRow.firm_sizes,
    StartupRow.excluded_firms,
    StartupRow.exclusive_with,
    StartupRow.min_budget_dh,
)
"""The terms of a startup: for itself and the agency."""
OF_ORGANISATION = (OrganisationRow.ice, OrganisationRow.search_text)
"""What no other organisation reads."""
OF_INTRODUCTION = (IntroductionRow.decline_note,)
"""What one side wrote for the officer alone."""


@cache
def challenge_for_others() -> tuple[ORMOption, ...]:
    """Return what keeps the text of a challenge where it is."""
    return (*map(_left, OF_CHALLENGE), lazyload(ChallengeRow.requirements))


def challenge_for(person: User | None) -> tuple[ORMOption, ...]:
    """Return what is left out when a challenge is loaded for somebody."""
    is_other = person is not None and person.role in {Role.STARTUP, Role.SUPPORT}
    return challenge_for_others() if is_other else ()


def startup_for(person: User | None) -> tuple[ORMOption, ...]:
    """Return what is left out when the startup of an introduction is loaded for somebody."""
    if person is None or person.is_staff or person.role is Role.STARTUP:
        return ()
    return _terms_left()


def organisation_for(person: User | None) -> tuple[ORMOption, ...]:
    """Return what is left out when an organisation is loaded for somebody."""
    if person is None or person.is_staff:
        return ()
    return _organisation_left()


@cache
def _terms_left() -> tuple[ORMOption, ...]:
    return (*map(_left, OF_STARTUP), lazyload(StartupRow.capabilities))


@cache
def _organisation_left() -> tuple[ORMOption, ...]:
    return tuple(map(_left, OF_ORGANISATION))


def introduction_for(person: User | None) -> tuple[ORMOption, ...]:
    """Return what is left out when an introduction is loaded for somebody."""
    if person is None or person.is_staff:
        return ()
    return tuple(map(_left, OF_INTRODUCTION))


def organisations_for(person: User | None, *homes: Any) -> tuple[ORMOption, ...]:
    """Return the same for organisations that stand in a query under names of their own."""
    if person is None or person.is_staff:
        return ()
    return tuple(_left(getattr(home, column.key)) for home in homes for column in OF_ORGANISATION)


def has_teaser(row: ChallengeRow) -> bool:
    """Whether others may read the teaser of a challenge."""
    return row.visibility is Visibility.ANONYMOUS and row.teaser_state is TeaserState.APPROVED


def with_public_texts(session: Session, rows: Iterable[ChallengeRow]) -> None:
    """Load at once what others may read of these challenges: open texts, approved teasers."""
    known = list(rows)
    opened = [row.id for row in known if row.visibility is Visibility.OPEN]
    veiled = [row.id for row in known if has_teaser(row)]
    for numbers, left in ((opened, OF_FIRM), (veiled, _OF_TEXT)):
        if numbers:
            session.scalars(
                select(ChallengeRow)
                .where(ChallengeRow.id.in_(numbers))
                .options(lazyload("*"), *map(_left, left))
                .execution_options(populate_existing=True)
            ).all()


def _left(column: Any) -> ORMOption:
    return defer(column)
