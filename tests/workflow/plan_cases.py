"""A small agency with scarce startups, for the tests of plans."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain.people import Role, User
from matcher.domain.plan import Pair
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.startups import StartupRow
from matcher.workflow import matching, plan_solving, plans
from matcher.workflow.context import Context, Services
from matcher.workflow.plan_settings import PlanSettings
from matcher.workflow.plan_views import PlanView
from tests.workflow.people import (
    NOW,
    a_challenge,
    a_firm,
    a_firm_member,
    a_person,
    a_startup,
    an_officer,
)

WATER = "Nous savons traiter les eaux de rinçage des ateliers."
FREE = PlanSettings(keep_of_best=1.0)
"""The defaults, without giving anything up for evenness."""
TIGHT = replace(FREE, most=1)


@dataclass
class Agency:
    """Firms with a challenge each, startups that answer it, an officer, and how to act."""

    session: Session
    services: Services
    acting: Callable[..., Context]
    officer: User
    firms: list[OrganisationRow] = field(default_factory=list)
    challenges: list[ChallengeRow] = field(default_factory=list)
    startups: list[StartupRow] = field(default_factory=list)

    def desk(self, at: Any = NOW) -> Context:
        """Return the officer's context."""
        return self.acting(self.officer, at)

    def a_firm(self, **said: Any) -> ChallengeRow:
        """Add a firm with somebody in it and a challenge; return the challenge."""
        firm = a_firm(self.session, name=f"Atelier {len(self.firms) + 1}", **said)
        a_firm_member(self.session, firm)
        self.firms.append(firm)
        return self.a_challenge(firm)

    def a_challenge(self, firm: OrganisationRow, **said: Any) -> ChallengeRow:
        """Add a challenge of a firm."""
        title = f"Eaux de rinçage {len(self.challenges) + 1}"
        self.challenges.append(a_challenge(self.session, firm, **{"title": title} | said))
        return self.challenges[-1]

    def a_startup(self, text: str = WATER, *, answers: bool = True, **said: Any) -> StartupRow:
        """Add a startup, with somebody who can answer unless said otherwise."""
        home = {"name": f"Startup {len(self.startups) + 1}", "region": "MA-06"}
        home |= said.pop("organisation", {})
        row = a_startup(self.session, text, organisation=home, **said)
        if answers:
            organisation = self.session.get_one(OrganisationRow, row.id)
            a_person(self.session, Role.STARTUP, organisation)
        self.startups.append(row)
        return row

    def matched(self) -> "Agency":
        """Match every challenge, and commit."""
        for challenge in self.challenges:
            matching.run(self.acting(None), challenge.id)
        self.session.commit()
        return self

    def pair(self, challenge: int = 0, startup: int = 0) -> Pair:
        """Return the ids of a challenge and a startup, by their place."""
        return self.challenges[challenge].id, self.startups[startup].id

    def planned(self, settings: PlanSettings = FREE, base_id: int | None = None) -> PlanView:
        """Ask for a plan, have the worker work it out, and read it."""
        return self.solved(plans.ask(self.desk(), settings, base_id))

    def solved(self, plan_id: int) -> PlanView:
        """Have the worker work out a plan that waits, and read it."""
        self.session.commit()
        plan_solving.solve_in_the_background(self.services, NOW, plan_id=plan_id)
        self.session.expire_all()
        return plans.read(self.desk(), plan_id)

    def people_of(self, organisation_id: int) -> list[UserRow]:
        """Return the accounts of an organisation."""
        query = select(UserRow).where(UserRow.organisation_id == organisation_id)
        return list(self.session.scalars(query))

    def introduction(self, pair: Pair) -> IntroductionRow | None:
        """Return the introduction of a pair."""
        return self.session.scalar(
            select(IntroductionRow)
            .where(IntroductionRow.challenge_id == pair[0], IntroductionRow.startup_id == pair[1])
            .execution_options(populate_existing=True)
        )


def an_agency(
    session: Session, services: Services, acting: Callable[..., Context], firms: int, startups: int
) -> Agency:
    """Return an agency with so many firms and startups, each challenge matched."""
    agency = Agency(session, services, acting, an_officer(session, name="Chargée"))
    for _ in range(firms):
        agency.a_firm()
    for _ in range(startups):
        agency.a_startup()
    return agency


def a_contest(session: Session, services: Services, acting: Callable[..., Context]) -> Agency:
    """Return two firms that both ask for a startup that takes one introduction, or another."""
    made = an_agency(session, services, acting, firms=2, startups=0)
    made.a_startup(capacity=1)
    made.a_startup("Nos filtres savent traiter les eaux.", capacity=1)
    return made.matched()


def chosen(view: PlanView) -> set[Pair]:
    """Return the pairs of a plan."""
    return {each.pair for each in view.pairs}
