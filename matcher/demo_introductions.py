"""A few introductions of the demo, at different stages, made by the real use cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.demo_firms import FIRST
from matcher.domain.introduction import DeclineReason, Stage, Why
from matcher.domain.people import Role, User
from matcher.intake.challenges import read_challenges
from matcher.reference import sample_challenges_path
from matcher.store.challenges import ChallengeRow
from matcher.store.introductions import IntroductionRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.workflow import demo_accounts, introductions, match_reading
from matcher.workflow.context import Context, Services
from matcher.workflow.match_reading import FULL

CONTACTS = "@demo.invalid"
"""People of the demo that nobody can enter as."""
KEPT = 3
STARTUP_NAME = "Compte de démonstration, startup"
WHY = Why(
    "Cette startup répond à la plupart de vos exigences ; nous vous proposons un premier échange.",
    "Votre technique semble répondre à ce besoin ; nous vous proposons un premier échange.",
)
NOTE = "Compte rendu de démonstration."


@dataclass(frozen=True, slots=True)
class Play:
    """How far the introductions of one challenge go, and how many days ago it began."""

    began: int
    proposed: bool = True
    firm_wants: bool = False
    answers: tuple[str, ...] = ()
    outcomes: tuple[Stage, ...] = ()


PLAYS = (
    Play(95, answers=("startup", "firm"), outcomes=(Stage.MET,)),
    Play(4, proposed=False),
    Play(6, firm_wants=True),
    Play(9, answers=("no",)),
    Play(8),
    Play(150, answers=("firm", "startup"), outcomes=(Stage.MET, Stage.PILOT, Stage.CONTRACT)),
    Play(12, answers=("startup",)),
    Play(165, answers=("no",)),
    Play(130, answers=("startup", "firm"), outcomes=(Stage.MET, Stage.PILOT)),
    Play(110, answers=("firm", "no")),
    Play(70, answers=("firm", "startup"), outcomes=(Stage.MET,)),
    Play(50, answers=("no",)),
)
"""What is played, on the first challenges, those of the demo's firm in front."""
CURATED_WITHIN = 3
"""Days from submission to the shortlist, at least; four more at most."""


def ages(keys: Sequence[str]) -> dict[str, int]:
    """Return how many days ago the challenges that are played were submitted, by key.

    `keys` are in the order in which they are played.
    """
    return {
        key: each.began + CURATED_WITHIN + place % 5
        for place, (key, each) in enumerate(zip(keys, PLAYS, strict=False))
    }


def first_challenges(session: Session) -> list[int]:
    """Return the ids of the challenges that are matched at once, in the order of FIRST."""
    titles = {each.id: each.title for each in read_challenges(sample_challenges_path())}
    wanted = [titles[key] for key in FIRST]
    rows = session.execute(
        select(ChallengeRow.title, ChallengeRow.id).where(ChallengeRow.title.in_(wanted))
    )
    ids = dict(rows.all())
    return [ids[title] for title in wanted if title in ids]


def add_contact(context: Context, organisation: OrganisationRow, role: Role) -> UserRow:
    """Return the person who answers for an organisation; added when nobody does yet."""
    known = context.session.scalar(
        select(UserRow).where(UserRow.organisation_id == organisation.id).order_by(UserRow.id)
    )
    if known is not None:
        return known
    address = f"{role.value}-{organisation.id}{CONTACTS}"
    row = UserRow(
        organisation_id=organisation.id,
        email=address,
        email_key=address,
        name=f"Contact de démonstration, {organisation.name}",
        role=role,
        language="fr",
        confirmed_at=context.now,
        created_at=context.now,
    )
    context.session.add(row)
    context.session.flush()
    return row


def play(session: Session, services: Services, now: datetime) -> None:
    """Make the introductions, and the startup's account: of the startup that most needs find."""
    context = Context(session, None, now, services)
    first = first_challenges(session)
    found = _startups_found(context, first)
    if not found:
        return
    busiest = _busiest(found)
    home = session.get_one(OrganisationRow, busiest)
    demo_accounts.add(context, Role.STARTUP, STARTUP_NAME, home)
    for challenge_id, each in zip(_in_order(session, first), PLAYS, strict=False):
        startup_ids = found.get(challenge_id, [])
        kept = startup_ids[:KEPT]
        if busiest in startup_ids:
            kept = [busiest, *(one for one in kept if one != busiest)][:KEPT]
        if not kept:
            continue
        _Stage(session, services, now, challenge_id).play(kept, each)


def _startups_found(context: Context, challenge_ids: Sequence[int]) -> dict[int, list[int]]:
    found = {}
    for challenge_id in challenge_ids:
        run = match_reading.latest_run(context, challenge_id, FULL)
        if run is not None and run.matches:
            found[challenge_id] = [each.startup_id for each in run.matches[:10]]
    return found


def _busiest(found: dict[int, list[int]]) -> int:
    """Return the startup that most of the lists name; ties by id."""
    everyone = [startup for startups in found.values() for startup in startups]
    return max(sorted(set(everyone)), key=everyone.count)


def _in_order(session: Session, challenge_ids: Sequence[int]) -> list[int]:
    """Return the challenges, those of the firm with the demo account first."""
    own = session.scalar(
        select(UserRow.organisation_id).where(
            UserRow.role == Role.FIRM, UserRow.email.endswith(demo_accounts.DOMAIN)
        )
    )
    firms = {each: session.get_one(ChallengeRow, each).firm_id for each in challenge_ids}
    return sorted(challenge_ids, key=lambda each: firms[each] != own)


class _Stage:
    """One challenge on which introductions are played, a day or more between two steps."""

    def __init__(
        self, session: Session, services: Services, now: datetime, challenge_id: int
    ) -> None:
        self._session, self._services, self._now = session, services, now
        self._challenge = session.get_one(ChallengeRow, challenge_id)
        self._officer = self._someone(Role.OFFICER)

    def play(self, startup_ids: Sequence[int], how: Play) -> None:
        """Keep and release the startups, then go on with the first of them."""
        day = how.began
        for startup_id in startup_ids:
            home = self._session.get_one(OrganisationRow, startup_id)
            add_contact(self._context(self._officer, day), home, Role.STARTUP)
            introductions.keep(self._context(self._officer, day), self._challenge.id, startup_id)
        introductions.release(
            self._context(self._officer, day), self._challenge.id, self._challenge.version
        )
        row = self._session.scalars(
            select(IntroductionRow).where(
                IntroductionRow.challenge_id == self._challenge.id,
                IntroductionRow.startup_id == startup_ids[0],
            )
        ).one()
        self._go_on(row, how)

    def _go_on(self, row: IntroductionRow, how: Play) -> None:
        firm = self._someone(Role.FIRM, self._challenge.firm_id)
        startup = self._someone(Role.STARTUP, row.startup_id)
        day = how.began - 1
        if how.firm_wants:
            introductions.firm_wants(self._context(firm, day), row.id, row.version)
        elif how.proposed:
            introductions.propose(self._context(self._officer, day), row.id, row.version, WHY)
        for said in how.answers:
            day -= 1
            who = firm if said == "firm" else startup
            reason = DeclineReason.NO_TIME.value if said == "no" else ""
            introductions.answer(
                self._context(who, day), row.id, row.version, yes=said != "no", reason=reason
            )
        for outcome in how.outcomes:
            day -= 7
            introductions.record(
                self._context(self._officer, day), row.id, row.version, outcome, NOTE
            )

    def _context(self, actor: User, days_ago: int) -> Context:
        moment = self._now - timedelta(days=days_ago)
        return Context(self._session, actor, moment, self._services)

    def _someone(self, role: Role, organisation_id: int | None = None) -> User:
        query = select(UserRow).where(UserRow.role == role).order_by(UserRow.id)
        if organisation_id is not None:
            query = query.where(UserRow.organisation_id == organisation_id)
        row = self._session.scalars(query).first()
        if row is None:
            raise LookupError(f"The demo has nobody for the role {role}.")
        return row.user()
