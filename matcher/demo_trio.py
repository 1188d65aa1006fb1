"""The support bodies of the demo: one technical centre with an account, asked to be the third."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.demo_introductions import add_contact
from matcher.domain.introduction import Stage, Why
from matcher.domain.people import Role
from matcher.domain.support import SupportKind
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IN_TIME, IntroductionRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.support import SupportBodyRow
from matcher.workflow import demo_accounts, introductions, support_bodies
from matcher.workflow.context import Context, Services
from matcher.workflow.introduction_moves import parties
from matcher.workflow.introduction_obstacles import obstacle, unreadable

DAYS_AGO = 3
WHY = Why(
    "Cette startup répond à la plupart de vos exigences ; un centre technique pourrait vérifier"
    " ses résultats avec vous dès le premier échange.",
    "Votre technique semble répondre à ce besoin ; un centre technique pourrait prendre part au"
    " premier échange.",
    "Le besoin et la technique proposée pourraient demander des essais ; nous vous proposons de"
    " prendre part au premier échange.",
)


def play(session: Session, services: Services, now: datetime, account: str) -> None:
    """Bring in the support bodies, open the account of one, and ask it to be the third.

    It is the centre that works for the sector of a challenge whose shortlist the firm has read.
    """
    support_bodies.bring_in(Context(session, None, now, services))
    officer = session.scalars(
        select(UserRow).where(UserRow.role == Role.OFFICER).order_by(UserRow.id)
    ).first()
    if officer is None:
        return
    for row, centre in _candidates(session):
        moment = max(now - timedelta(days=DAYS_AGO), row.updated_at + timedelta(hours=1))
        home = session.get_one(OrganisationRow, centre.id)
        worker = Context(session, None, moment, services)
        startup = session.get_one(OrganisationRow, row.startup_id)
        add_contact(worker, startup, Role.STARTUP)
        if moment > now or not _is_free(worker, row):
            continue
        demo_accounts.add(worker, Role.SUPPORT, account, home)
        acting = Context(session, officer.user(), moment, services)
        introductions.with_support(acting, row.id, row.version, home.id)
        introductions.propose(acting, row.id, row.version, WHY)
        return


def _candidates(session: Session) -> Iterator[tuple[IntroductionRow, SupportBodyRow]]:
    """Yield introductions that were only shown to the firm, with a centre of the same sector."""
    centres = session.execute(
        select(SupportBodyRow, OrganisationRow.sectors)
        .join(OrganisationRow, OrganisationRow.id == SupportBodyRow.id)
        .where(SupportBodyRow.kind == SupportKind.CENTRE)
        .order_by(SupportBodyRow.key)
    ).all()
    rows = session.scalars(
        select(IntroductionRow)
        .where(IntroductionRow.stage == Stage.RELEASED, IntroductionRow.firm_said == "")
        .order_by(*IN_TIME)
    ).all()
    for row in rows:
        wanted = set(session.get_one(ChallengeRow, row.challenge_id).sectors)
        for centre, sectors in centres:
            if wanted & set(sectors):
                yield row, centre


def _is_free(context: Context, row: IntroductionRow) -> bool:
    """Whether nothing is in the way of proposing an introduction of three."""
    who = parties(context, row)
    return unreadable(who.challenge) is None and obstacle(context, row, who) is None
