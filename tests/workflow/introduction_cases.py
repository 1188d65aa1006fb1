"""Two sides, an officer and a challenge, for the tests of introductions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain.introduction import BOTH, Side, Stage, Why
from matcher.domain.people import Role, User
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.organisations import OrganisationRow
from matcher.store.outbox import OutboxRow
from matcher.store.startups import StartupRow
from matcher.workflow import introductions
from matcher.workflow.context import Context
from tests.workflow.people import (
    NOW,
    a_challenge,
    a_firm,
    a_firm_member,
    a_person,
    a_startup,
    a_support_body,
    an_agency,
    an_introduction,
    an_officer,
)

WHY = Why(firm="Elle filtre les eaux.", startup="Votre filtre répond à ce besoin.")
FIRM_NAME = "Laiterie Zellige SARL"
STARTUP_NAME = "Aquaverte Filtration SARL"
SUPPORT_NAME, SUPPORT_PHONE = "CERIMME, Centre technique", "+212 522 99 88 77"
FIRM_PHONE, STARTUP_PHONE = "+212 522 11 22 33", "+212 661 44 55 66"


@dataclass
class Table:
    """Who sits at the table, and how to act as each of them."""

    session: Session
    acting: Callable[..., Context]
    firm: OrganisationRow
    startup: StartupRow
    challenge: ChallengeRow
    firm_member: User
    startup_member: User
    officer: User
    row: IntroductionRow
    support: OrganisationRow | None = None
    support_member: User | None = None

    def as_firm(self, at: datetime = NOW) -> Context:
        return self.acting(self.firm_member, at)

    def as_startup(self, at: datetime = NOW) -> Context:
        return self.acting(self.startup_member, at)

    def as_support(self, at: datetime = NOW) -> Context:
        return self.acting(self.support_member, at)

    def as_officer(self, at: datetime = NOW) -> Context:
        return self.acting(self.officer, at)

    def as_worker(self, at: datetime) -> Context:
        return self.acting(None, at)

    def as_side(self, side: Side, at: datetime = NOW) -> Context:
        return {
            Side.FIRM: self.as_firm,
            Side.STARTUP: self.as_startup,
            Side.SUPPORT: self.as_support,
        }[side](at)

    def propose(self) -> None:
        introductions.propose(self.as_officer(), self.row.id, self.row.version, WHY)

    def accept_both(self) -> None:
        self.propose()
        for side in sorted(BOTH):
            introductions.answer(self.as_side(side), self.row.id, self.row.version, yes=True)

    def mails(self, kind: str = "") -> list[OutboxRow]:
        query = select(OutboxRow).order_by(OutboxRow.id)
        found = list(self.session.scalars(query))
        return [mail for mail in found if not kind or mail.kind == kind]

    def moves(self) -> list[tuple[Stage, Stage]]:
        query = select(MoveRow).where(MoveRow.introduction_id == self.row.id).order_by(MoveRow.id)
        return [(move.stage_before, move.stage_after) for move in self.session.scalars(query)]


def a_table(
    session: Session,
    acting: Callable[..., Context],
    *,
    challenge: Callable[..., ChallengeRow] = a_challenge,
    stage: Stage = Stage.KEPT,
    startup: dict[str, Any] | None = None,
) -> Table:
    """Return a firm, a startup and an officer around an introduction at this stage."""
    firm = a_firm(session, name=FIRM_NAME, website="https://www.laiterie-zellige.ma")
    row = a_startup(
        session,
        "Nous, Aquaverte, filtrons les eaux de rinçage des ateliers.",
        organisation={"name": STARTUP_NAME, "website": "aquaverte.ma", "region": "MA-06"},
        **(startup or {}),
    )
    home = session.get_one(OrganisationRow, row.id)
    member = a_person(session, Role.STARTUP, home, phone=STARTUP_PHONE, language="ar")
    agency = an_agency(session)
    posted = challenge(session, firm, context="Le site secret de Bouskoura.")
    return Table(
        session=session,
        acting=acting,
        firm=firm,
        startup=row,
        challenge=posted,
        firm_member=a_firm_member(session, firm, phone=FIRM_PHONE),
        startup_member=member.user(),
        officer=an_officer(session, organisation=agency),
        row=an_introduction(session, posted, row, stage),
    )


def other_of(side: Side) -> Side:
    """Return the one across the table, of the two."""
    return Side.STARTUP if side is Side.FIRM else Side.FIRM


def a_trio(
    session: Session,
    acting: Callable[..., Context],
    *,
    member: bool = True,
    choose: bool = True,
    **said: Any,
) -> Table:
    """Return a table at which a technical centre sits too; chosen by the officer unless said."""
    table = a_table(session, acting, **said)
    table.support = a_support_body(session, name=SUPPORT_NAME)
    if member:
        person = a_person(session, Role.SUPPORT, table.support, phone=SUPPORT_PHONE, language="en")
        table.support_member = person.user()
    if choose:
        introductions.with_support(
            table.as_officer(days(-1)), table.row.id, table.row.version, table.support.id
        )
    return table


def days(count: float) -> datetime:
    """Return the moment some days after NOW."""
    return NOW + timedelta(days=count)
