"""Rows for workflow tests: who takes part, and what they say. Everything can be said otherwise.

Every builder takes the session first, flushes, and returns the row (people: the `User`).
"""

from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from matcher.domain.challenge import Importance
from matcher.domain.introduction import Stage
from matcher.domain.people import KIND_OF_ROLE, OrganisationKind, Role, User
from matcher.domain.support import SupportKind
from matcher.domain.visibility import ChallengeState, TeaserState, Visibility
from matcher.store.challenges import ChallengeRow, RequirementRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow, UserRow, email_key
from matcher.store.startups import CapabilityRow, StartupRow
from matcher.store.support import SupportBodyRow

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday morning; the clock of all workflow tests."""
LIVE = ChallengeState.SUBMITTED

Row = TypeVar("Row")
_numbers = count(1)


def an_organisation(session: Session, kind: OrganisationKind, **said: Any) -> OrganisationRow:
    """Return an organisation with a name of its own."""
    said.setdefault("name", f"{kind.value.capitalize()} {next(_numbers)}")
    return _kept(session, OrganisationRow(**{"kind": kind, "created_at": NOW} | said))


def an_agency(session: Session, **said: Any) -> OrganisationRow:
    """Return an agency."""
    return an_organisation(session, OrganisationKind.AGENCY, **said)


def a_firm(session: Session, **said: Any) -> OrganisationRow:
    """Return an industrial firm near Casablanca."""
    return an_organisation(
        session, OrganisationKind.FIRM, **{"region": "MA-06", "sectors": ["agrofood"]} | said
    )


def a_startup(
    session: Session,
    *texts: str,
    organisation: dict[str, Any] | None = None,
    **said: Any,
) -> StartupRow:
    """Return a startup with one capability for each text; `organisation` says its other columns.

    Its id is that of its organisation; its engine key is "s<id>".
    """
    home = an_organisation(session, OrganisationKind.STARTUP, **(organisation or {}))
    row = StartupRow(
        **{
            "id": home.id,
            "key": f"s{home.id}",
            "sectors": ["agrofood"],
            "regions": ["MA-06"],
            "languages": ["fr"],
            "created_at": NOW,
            "updated_at": NOW,
        }
        | said
    )
    row.capabilities = [
        CapabilityRow(key=f"s{home.id}-{place}", position=place, title="", text=text)
        for place, text in enumerate(texts or ("Nous filtrons les eaux de rinçage.",), start=1)
    ]
    return _kept(session, row)


def a_support_body(
    session: Session, kind: SupportKind = SupportKind.CENTRE, **said: Any
) -> OrganisationRow:
    """Return the organisation of a support body that takes part."""
    home = an_organisation(session, OrganisationKind.SUPPORT, **said)
    _kept(session, SupportBodyRow(id=home.id, key=f"body{home.id}", kind=kind))
    return home


def a_person(
    session: Session, role: Role, organisation: OrganisationRow | None = None, **said: Any
) -> UserRow:
    """Return the row of a confirmed, active account; its organisation is made when not given."""
    home = organisation or an_organisation(session, KIND_OF_ROLE[role])
    number = next(_numbers)
    email = said.pop("email", f"{role.value}{number}@essai.invalid")
    columns = {
        "role": role,
        "organisation_id": home.id,
        "email": email,
        "email_key": email_key(email),
        "name": f"Personne {number}",
        "confirmed_at": NOW,
        "created_at": NOW,
    }
    return _kept(session, UserRow(**columns | said))


def an_officer(session: Session, **said: Any) -> User:
    """Return an officer of an agency."""
    return a_person(session, Role.OFFICER, **said).user()


def an_administrator(session: Session, **said: Any) -> User:
    """Return an administrator of an agency."""
    return a_person(session, Role.ADMINISTRATOR, **said).user()


def a_firm_member(session: Session, firm: OrganisationRow | None = None, **said: Any) -> User:
    """Return someone who speaks for a firm."""
    return a_person(session, Role.FIRM, firm, **said).user()


def a_startup_member(session: Session, startup: StartupRow | None = None, **said: Any) -> User:
    """Return someone who speaks for a startup."""
    row = startup or a_startup(session)
    home = session.get(OrganisationRow, row.id)
    return a_person(session, Role.STARTUP, home, **said).user()


def a_challenge(
    session: Session,
    firm: OrganisationRow | None = None,
    *,
    requirements: tuple[str, ...] = ("traiter les eaux de rinçage",),
    **said: Any,
) -> ChallengeRow:
    """Return a submitted, open challenge; each requirement is a must."""
    columns = {
        "firm_id": (firm or a_firm(session)).id,
        "state": LIVE,
        "visibility": Visibility.OPEN,
        "title": "Eaux de rinçage",
        "problem": "Nous cherchons à traiter les eaux de rinçage de notre atelier.",
        "created_at": NOW,
        "updated_at": NOW,
        "submitted_at": None if said.get("state") is ChallengeState.DRAFT else NOW,
    }
    row = ChallengeRow(**columns | said)
    row.requirements = [
        RequirementRow(position=place, text=text, importance=Importance.MUST)
        for place, text in enumerate(requirements, start=1)
    ]
    return _kept(session, row)


def an_anonymous_challenge(
    session: Session, firm: OrganisationRow | None = None, **said: Any
) -> ChallengeRow:
    """Return a challenge that startups read by its approved teaser only."""
    teaser = {
        "visibility": Visibility.ANONYMOUS,
        "teaser_title": "Traiter une eau industrielle",
        "teaser_text": "Une entreprise cherche à traiter une eau de procédé.",
        "teaser_state": TeaserState.APPROVED,
    }
    return a_challenge(session, firm, **teaser | said)


def a_sealed_challenge(
    session: Session, firm: OrganisationRow | None = None, **said: Any
) -> ChallengeRow:
    """Return a challenge of which startups must never see a trace."""
    return a_challenge(session, firm, **{"visibility": Visibility.SEALED} | said)


def an_introduction(
    session: Session,
    challenge: ChallengeRow,
    startup: StartupRow,
    stage: Stage = Stage.KEPT,
    **said: Any,
) -> IntroductionRow:
    """Return an introduction at a stage; its clocks are stopped unless said."""
    columns = {
        "challenge_id": challenge.id,
        "startup_id": startup.id,
        "stage": stage,
        "created_at": NOW,
        "updated_at": NOW,
    }
    return _kept(session, IntroductionRow(**columns | said))


def _kept(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    return row
