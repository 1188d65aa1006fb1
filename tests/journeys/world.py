"""A filled Passerelle: two firms, two startups, two support bodies and the agency.

What belongs to one side never concerns the other, so that whoever opens what is not theirs shows.
"""

import atexit
import itertools
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from matcher.domain.introduction import BOTH, DeclineReason, Stage, Why
from matcher.domain.people import OrganisationKind, Role, User
from matcher.domain.programme import Case
from matcher.domain.programme_verdict import verdict_on
from matcher.domain.visibility import ChallengeState, TeaserState
from matcher.programmes.writing import digest
from matcher.store.challenges import AttachmentRow, ChallengeRow
from matcher.store.imports import ImportRow
from matcher.store.introductions import IntroductionRow
from matcher.store.journal import FactRow
from matcher.store.matches import PlaceRow
from matcher.store.organisations import JoinRequestRow, OrganisationRow, TokenRow
from matcher.store.outbox import MailState, OutboxRow
from matcher.store.personal import ErasureRow
from matcher.store.programmes import VerdictOnAidRow
from matcher.store.startups import StartupRow
from matcher.workflow import (
    conflicts,
    curation,
    imports,
    indexing,
    interests,
    introductions,
    invitations,
    matching,
    plan_settings,
    plan_solving,
    plans,
    programme_drafts,
    programme_versions,
)
from matcher.workflow.aid_keeping import answer_data
from matcher.workflow.context import Context, Services
from matcher.workflow.introduction_proofs import attach_proof
from tests.journeys.services import FILE, services_in
from tests.workflow import people
from tests.workflow.people import NOW

WHY = Why("Cette startup répond à votre besoin.", "Ce besoin correspond à votre technique.")
PDF = b"%PDF-1.4 proof"
DRAFTED = ("tatwir_startup", "charte_tpme")
"""Of which programme the second half and the first have a draft."""
_LOOKS = "https://www.exemple.ma"


@dataclass
class Half:
    """A firm with its people and challenges, the startup that suits it, and a support body."""

    firm: int = 0
    twin: int = 0
    startup: int = 0
    support: int = 0
    challenges: dict[str, int] = field(default_factory=dict)
    introductions: dict[str, int] = field(default_factory=dict)
    attachment: int = 0
    proof: int = 0
    deck: int = 0
    capability: int = 0
    invitations: dict[str, int] = field(default_factory=dict)
    request: int = 0
    mail: int = 0
    sheet: int = 0
    verdict: int = 0
    draft: int = 0
    aid_verdict: int = 0
    plan: int = 0
    conflict: int = 0
    erasure: int = 0
    people: dict[Role, User] = field(default_factory=dict)


@dataclass
class World:
    """Both halves, and the people of the agency."""

    ours: Half = field(default_factory=Half)
    theirs: Half = field(default_factory=Half)
    staff: dict[Role, User] = field(default_factory=dict)
    disabled: dict[Role, User] = field(default_factory=dict)

    def person(self, role: Role, *, theirs: bool = False) -> User:
        """Return who has a role; a member of the second firm, startup or body when `theirs`."""
        if role in self.staff:
            return self.staff[role]
        return (self.theirs if theirs else self.ours).people[role]


TRADES = (
    ("filtration membranaire effluents laiterie", "agrofood"),
    ("capteurs vibratoires compresseurs turbines", "automotive"),
)


def fill(services: Services, now: datetime = NOW) -> World:
    """Fill the database of these services, and return who and what is in it."""
    with services.database.session() as session:
        world = _Filling(session, services, now).world
        _place(session)
    _plan(services, world, now)
    return world


def _plan(services: Services, world: World, now: datetime) -> None:
    """Add plans of the agency: one that is solved, and one that cannot be."""
    officer = world.staff[Role.OFFICER]
    for half, newcomers in ((world.ours, 0), (world.theirs, plan_settings.MOST_PLACES)):
        with services.database.session() as session:
            desk = Context(session, officer, now, services)
            wanted = plan_settings.PlanSettings(exposure_floor=newcomers)
            half.plan = plans.ask(desk, wanted)
            half.conflict = conflicts.declare(desk, half.twin, half.startup, "competitor")
            half.erasure = _asked_to_delete(session, half.people[Role.FIRM].id, now)
        plan_solving.solve_in_the_background(services, now, plan_id=half.plan)


def _asked_to_delete(session: Session, user_id: int, now: datetime) -> int:
    """Have a person's deletion wait for long, since introductions are open."""
    row = ErasureRow(
        kind="person",
        subject_id=user_id,
        state="waiting",
        asked_by=user_id,
        asked_at=now,
        due_at=now + timedelta(days=3650),
    )
    session.add(row)
    session.flush()
    return row.id


def _place(session: Session) -> None:
    """Put all on the map, as the worker would; its way of drawing takes seconds to load."""
    for number, row in enumerate([*session.scalars(select(StartupRow))]):
        place = {"x": number / 10, "y": 0.5, "cluster": 1}
        session.add(PlaceRow(kind="startup", subject_id=row.id, **place))
    for number, row in enumerate([*session.scalars(select(ChallengeRow))]):
        place = {"x": number / 20, "y": 0.2, "cluster": 1}
        session.add(PlaceRow(kind="challenge", subject_id=row.id, **place))
    region = {"number": 1, "parent": None, "x": 0.5, "y": 0.4, "radius": 0.5, "count": 28}
    told = {**region, "sectors": ["agrofood"], "words": ["eau", "filtre"]}
    session.merge(FactRow(name="neighbourhoods", value={"regions": [told]}))


class _Filling:
    """The steps of filling; everything is made by use cases where there is one."""

    def __init__(self, session: Session, services: Services, now: datetime) -> None:
        self.session, self.services, self.now = session, services, now
        self.world = World()
        self._numbers = itertools.count(1)
        agency = people.an_agency(session, name="Agence d'essai")
        for role in (Role.OFFICER, Role.ADMINISTRATOR):
            self.world.staff[role] = self._person(role, agency)
        # Two of the agency: the last administrator can never be disabled.
        self._person(Role.ADMINISTRATOR, agency, name="Autre administratrice")
        halves = (self.world.ours, self.world.theirs)
        for half, (words, sector) in zip(halves, TRADES, strict=True):
            self._settle(half, words, sector)
        indexing.count_up(session)
        for half, (words, _) in zip(halves, TRADES, strict=True):
            self._act(half, words)
        for role in Role:
            home = self._home_of(role, agency)
            self.world.disabled[role] = self._person(role, home, is_active=False)

    def _as(self, user: User | None, days_ago: float = 0) -> Context:
        return Context(self.session, user, self.now - timedelta(days=days_ago), self.services)

    def _person(self, role: Role, home: OrganisationRow, **said: Any) -> User:
        said = {"name": f"Personne d'essai {next(self._numbers)}"} | said
        return people.a_person(self.session, role, home, **said).user()

    def _home_of(self, role: Role, agency: OrganisationRow) -> OrganisationRow:
        ours = self.world.ours
        homes = {Role.FIRM: ours.firm, Role.STARTUP: ours.startup, Role.SUPPORT: ours.support}
        number = homes.get(role, agency.id)
        return self.session.get_one(OrganisationRow, number)

    def _settle(self, half: Half, words: str, sector: str) -> None:
        firm = people.a_firm(
            self.session,
            name=f"Entreprise {words.rsplit(maxsplit=1)[-1]}",
            sectors=[sector],
            website=_LOOKS,
        )
        startup = people.a_startup(
            self.session,
            f"Nous maîtrisons {words} depuis dix ans.",
            f"Nous installons {words} chez nos clients.",
            organisation={"name": f"Startup {words.split(maxsplit=1)[0]}", "website": _LOOKS},
            sectors=[sector],
            trl=7,
        )
        people.a_startup(self.session, f"Nous étudions {words}.", sectors=[sector], trl=2)
        people.a_startup(self.session, f"Nous vendons {words}.", sectors=[sector], trl=8)
        twin = people.a_firm(self.session, name=f"{firm.name} SARL", sectors=[sector])
        half.firm, half.twin, half.startup = firm.id, twin.id, startup.id
        half.capability = startup.capabilities[0].id
        home = self.session.get_one(OrganisationRow, startup.id)
        half.people[Role.FIRM] = self._person(Role.FIRM, firm)
        half.people[Role.STARTUP] = self._person(Role.STARTUP, home)
        self._person(Role.FIRM, firm)
        self._person(Role.STARTUP, home)
        body = people.a_support_body(self.session, name=f"Centre {words.split(maxsplit=1)[0]}")
        half.support = body.id
        half.people[Role.SUPPORT] = self._person(Role.SUPPORT, body)
        self._post_challenges(half, words, firm)

    def _post_challenges(self, half: Half, words: str, firm: OrganisationRow) -> None:
        parts = tuple(f"maîtriser {word}" for word in words.split()[:2])
        written = {
            "problem": f"Nous cherchons {words} pour notre atelier.",
            "title": f"Besoin de {words}",
            "trl_min": 5,
            "sectors": firm.sectors,
            "region": "MA-06",
            "author_id": half.people[Role.FIRM].id,
        }
        pending = {"teaser_state": TeaserState.PENDING}
        states = {
            "curation": (people.a_challenge, {"state": ChallengeState.CURATION}),
            "proposed": (people.a_challenge, {}),
            "trio": (people.a_challenge, {}),
            "released": (people.a_challenge, {}),
            "accepted": (people.an_anonymous_challenge, {}),
            "declined": (people.a_challenge, {}),
            "sealed": (people.a_sealed_challenge, {}),
            "teaser": (people.an_anonymous_challenge, pending),
            "draft": (people.a_challenge, {"state": ChallengeState.DRAFT}),
            "closed": (people.a_challenge, {"state": ChallengeState.CLOSED}),
            "withdrawn": (people.a_challenge, {"state": ChallengeState.WITHDRAWN}),
        }
        for name, (make, said) in states.items():
            row = make(self.session, firm, requirements=parts, **written | said)
            half.challenges[name] = row.id

    def _act(self, half: Half, words: str) -> None:
        for name in ("curation", "proposed", "trio", "released", "accepted", "declined", "sealed"):
            matching.run(self._as(None, 20), half.challenges[name])
        officer = self.world.staff[Role.OFFICER]
        for name in ("proposed", "trio", "released", "accepted", "declined"):
            self._introduce(half, name, officer)
        half.verdict = self._keep(officer, half.challenges["curation"], half.startup)
        member = self._as(half.people[Role.STARTUP])
        interests.say(member, half.challenges["curation"], 0, interested=True)
        self._hand_in(half, officer)
        self._ask_in(half, words, officer)
        self._rule(half, officer)

    def _keep(self, officer: User, challenge: int, startup: int) -> int:
        return curation.keep(self._as(officer, 10), challenge, startup, 0)

    def _introduce(self, half: Half, name: str, officer: User) -> None:
        challenge = self.session.get_one(ChallengeRow, half.challenges[name])
        self._keep(officer, challenge.id, half.startup)
        introductions.release(self._as(officer, 9), challenge.id, challenge.version)
        row = self.session.scalars(
            select(IntroductionRow).where(IntroductionRow.challenge_id == challenge.id)
        ).one()
        half.introductions[name] = row.id
        if name == "released":
            return
        if name == "trio":
            introductions.with_support(self._as(officer, 8), row.id, row.version, half.support)
        introductions.propose(self._as(officer, 8), row.id, row.version, WHY)
        if name == "accepted":
            self._accept(half, row, officer)
        if name == "declined":
            firm = self._as(half.people[Role.FIRM], 7)
            said = DeclineReason.BUDGET.value
            introductions.answer(
                firm, row.id, row.version, yes=False, reason=said, note="Plus tard."
            )

    def _accept(self, half: Half, row: IntroductionRow, officer: User) -> None:
        for side in sorted(BOTH):
            who = self._as(half.people[Role(side.value)], 7)
            introductions.answer(who, row.id, row.version, yes=True)
        half.proof = attach_proof(self._as(officer, 6), row.id, "contrat.pdf", PDF)
        introductions.record(
            self._as(officer, 6), row.id, row.version, Stage.PILOT, "Vu.", half.proof
        )

    def _rule(self, half: Half, officer: User) -> None:
        """Add the draft of a programme's next version, and a verdict that was kept."""
        desk = self._as(officer)
        half.draft = programme_drafts.draft(desk, DRAFTED[half is self.world.ours])
        programme = programme_versions.version_of(desk, "fac", "2024")
        verdict = verdict_on(programme, Case(), self.now.date())
        kept = VerdictOnAidRow(
            challenge_id=half.challenges["accepted"],
            startup_id=half.startup,
            day=self.now.date(),
            programmes=[["fac", "2024", digest(programme)]],
            answers=[answer_data(verdict)],
            created_at=self.now,
        )
        self.session.add(kept)
        self.session.flush()
        half.aid_verdict = kept.id

    def _hand_in(self, half: Half, officer: User) -> None:
        """Add files: one of a challenge, a deck of the startup, a sheet of the agency."""
        half.attachment = self._file("challenge", half.challenges["draft"], half.firm)
        half.deck = self._file("deck", half.startup, half.startup)
        home = officer.organisation_id
        assert home is not None
        sheet = ImportRow(
            kind="startups",
            attachment_id=self._file("import", 0, home),
            sha256="0",
            fingerprint="0",
            counts=dict.fromkeys(imports.OUTCOMES, 1) | {"refused": 0},
            created_by=officer.id,
            created_at=self.now,
        )
        self.session.add(sheet)
        self.session.flush()
        half.sheet = sheet.id

    def _file(self, kind: str, subject: int, organisation: int) -> int:
        row = AttachmentRow(
            subject_kind=kind,
            subject_id=subject,
            organisation_id=organisation,
            filename="fichier.pdf",
            media_type="application/pdf",
            size=len(PDF),
            sha256=f"{kind}{subject}",
            text="Un premier paragraphe, assez long pour être une capacité à part entière.",
            content=PDF,
            created_at=self.now,
        )
        self.session.add(row)
        self.session.flush()
        return row.id

    def _ask_in(self, half: Half, words: str, officer: User) -> None:
        """Add who is on the way in: invited people and a request; and a letter."""
        for role, home in ((Role.FIRM, half.firm), (Role.STARTUP, half.startup)):
            address = f"invite-{role}-{home}@essai.invalid"
            invitations.invite(self._as(officer), address, "Invitée", role, home, "fr")
            made = next(
                row
                for row in self.session.scalars(select(TokenRow))
                if row.payload.get("email") == address
            )
            half.invitations[role.value] = made.id
        request = JoinRequestRow(
            kind=OrganisationKind.FIRM,
            organisation_name=f"Candidate {words.split(maxsplit=1)[0]}",
            name="Demandeuse d'essai",
            email=f"demande-{half.firm}@essai.invalid",
            message="Nous voulons participer.",
            created_at=self.now - timedelta(days=2),
        )
        self.session.add(request)
        self.session.flush()
        half.request = request.id
        letter = self.session.scalars(select(OutboxRow).order_by(OutboxRow.id.desc())).first()
        assert letter is not None
        letter.state = MailState.FAILED
        half.mail = letter.id


@cache
def template() -> tuple[Path, World]:
    """Return a filled SQLite file, made once for the whole run of tests, and what is in it."""
    folder = scratch()
    services = services_in(folder)
    world = fill(services)
    services.database.close()
    return folder / FILE, world


def copied(folder: Path, **settings: Any) -> tuple[Services, World]:
    """Return services over a copy, in this folder, of the filled database; and what is in it."""
    file, world = template()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, folder / FILE)
    return services_in(folder, **settings), world


def scratch() -> Path:
    """Return an empty folder that goes away when the tests end."""
    folder = Path(mkdtemp(prefix="passerelle-world-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
