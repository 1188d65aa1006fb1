"""A service in which one person is everywhere that a person can be, for T34."""

import json
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from matcher.domain.introduction import Stage
from matcher.domain.people import Role
from matcher.notify.mailer import Agency, DemoMailer
from matcher.notify.messages import JoinRequestReceived
from matcher.ranking.scorer import COLD_START_MODEL
from matcher.retrieval.vector_cache import VectorCache, key_of
from matcher.serving import LiveEngine
from matcher.settings import Settings
from matcher.store.challenges import AttachmentRow
from matcher.store.database import connect
from matcher.store.introductions import IntroductionRow, MoveRow
from matcher.store.journal import TaskRow
from matcher.store.organisations import JoinRequestRow, OrganisationRow, UserRow
from matcher.store.schema import METADATA
from matcher.store.startups import InterestRow
from matcher.workflow import (
    introductions,
    invitations,
    matching,
    outbox,
    passwords,
    tasks,
)
from matcher.workflow.context import Context, Services
from tests.fakes import HashEmbedder
from tests.workflow.introduction_cases import WHY
from tests.workflow.people import (
    NOW,
    a_challenge,
    a_firm,
    a_person,
    a_startup,
    an_agency,
    an_introduction,
)

NAME, EMAIL, PHONE = "Zineb Élmandoubi", "zineb.elmandoubi@aquaverte.invalid", "+212 661 44 55 66"
HOME, ICE, SITE = "Aquaverte Filtration SARL", "001525713000011", "https://aquaverte-filtration.ma"
SENTENCE = "Nos cartouches zéolithiques retiennent le cadmium des bains de rinçage galvanique."
CLIENTS = "Atelier Tazmamart Galvano, 2024"
PASSWORD = "une longue phrase que personne ne devine"
TITLE = "Cadmium de Zenata"
AFTER = NOW + timedelta(minutes=1)
PERSON = (NAME, "Zineb", "Élmandoubi", "Elmandoubi", EMAIL, "661 44 55 66", "661445566")
ORGANISATION = (HOME, "Aquaverte", "zéolithiques", "retiennent le cadmium", ICE, "Tazmamart", SITE)


class KeptVectors(HashEmbedder):
    """Hashed words, whose vectors are kept on disk as those of the encoder are."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.kept = {
            kind: VectorCache(folder / "vectors", f"fake.{kind}", self.dimension)
            for kind in ("query", "passage")
        }

    def queries(self, texts):
        return self._keep("query", texts)

    def passages(self, texts, *, progress=None):
        return self._keep("passage", texts)

    def forget_passages(self, texts):
        self.kept["passage"].forget([key_of("passage", text) for text in texts])

    def forget_queries(self):
        self.kept["query"].clear()

    def _keep(self, kind, texts):
        rows = self._embed(texts)
        self.kept[kind].write(
            {key_of(kind, text): row for text, row in zip(texts, rows, strict=True)}
        )
        return rows


class House:
    """A filled service on disk, with a worker."""

    def __init__(self, services: Services, embedder: KeptVectors) -> None:
        self.services, self.embedder = services, embedder

    def context(self, session, user_id=None, at=NOW):
        row = session.get(UserRow, user_id) if user_id else None
        return Context(session, row.user() if row else None, at, self.services)

    def do(self, act, user_id=None, at=NOW):
        with self.services.database.session() as session:
            return act(self.context(session, user_id, at))

    def work(self, at=AFTER):
        tasks.work(self.services, lambda: at)
        with self.services.database.session(writes=False) as session:
            assert session.scalars(select(TaskRow.error).where(TaskRow.error != "")).all() == []

    def traces(self, words):
        """Return what of these words is in any file of the service, as text or as JSON."""
        self.services.database.close()
        found = set()
        sought = {word: _forms(word) for word in words}
        for path in sorted(self.services.settings.var.rglob("*")):
            if path.is_file():
                content = path.read_bytes()
                found |= {
                    (word, path.name)
                    for word, forms in sought.items()
                    if any(form in content for form in forms)
                }
        return found


def _forms(word):
    spelled = {word, word.lower(), word.upper(), json.dumps(word)[1:-1]}
    return {form.encode(code) for form in spelled for code in ("utf-8", "utf-16-le")}


def a_house(var):
    """Return a service over what is in a folder; an empty one gets the tables."""
    settings = Settings(
        var=var,
        database_url=f"sqlite:///{var / 'passerelle.sqlite3'}",
        secret_key="only for tests, only for tests, only for tests",
    )
    database, embedder = connect(settings.database_url), KeptVectors(var)
    METADATA.create_all(database.engine)
    engine = LiveEngine(var / "indexes" / "live", embedder, lambda: COLD_START_MODEL)
    mailer = DemoMailer(Agency("agence@essai.invalid", "http://localhost"))
    return House(Services(settings, database, engine, mailer), embedder)


def fill(house):
    """Fill the house: the person is everywhere that a person can be; return the numbers."""
    with house.services.database.session() as session:
        agency = an_agency(session)
        officer = a_person(session, Role.OFFICER, agency)
        a_person(session, Role.ADMINISTRATOR, agency)
        firm = a_firm(session, name="Laiterie Zellige SARL")
        buyer = a_person(session, Role.FIRM, firm)
        startup = a_startup(
            session,
            f"{SENTENCE} Écrivez à {NAME}, {PHONE}.",
            organisation={"name": HOME, "ice": ICE, "website": SITE, "city": "Settat"},
            references=CLIENTS,
            tagline="Le cadmium retenu",
        )
        others = [a_startup(session, f"Nous vendons du pain, four numéro {n}.") for n in range(9)]
        home = session.get(OrganisationRow, startup.id)
        zineb = a_person(
            session,
            Role.STARTUP,
            home,
            name=NAME,
            email=EMAIL,
            phone=PHONE,
            password_hash=passwords.hashed(PASSWORD),
        )
        challenge = a_challenge(
            session,
            firm,
            requirements=("retenir le cadmium des bains de rinçage",),
            title=TITLE,
            problem=f"Retenir le cadmium du rinçage galvanique. {NAME} connaît le site.",
        )
        met = an_introduction(session, challenge, startup, Stage.KEPT)
        session.add(
            AttachmentRow(
                subject_kind="startup",
                subject_id=startup.id,
                organisation_id=startup.id,
                filename=f"CV {NAME}.pdf",
                media_type="application/pdf",
                size=3,
                sha256="0",
                content=f"%PDF {NAME} {SENTENCE}".encode(),
                text=f"{NAME}. {SENTENCE}",
                created_by=zineb.id,
                created_at=NOW,
            )
        )
        session.add(
            JoinRequestRow(
                kind=home.kind,
                organisation_name=HOME,
                name=NAME,
                email=EMAIL,
                phone=PHONE,
                state="approved",
                created_at=NOW,
                organisation_id=home.id,
            )
        )
        session.flush()
        ids = {
            "officer": officer.id,
            "zineb": zineb.id,
            "startup": startup.id,
            "firm": firm.id,
            "buyer": buyer.id,
            "challenge": challenge.id,
            "met": met.id,
            "other": others[0].id,
        }
    _lived(house, ids)
    return ids


def _lived(house, ids):
    """Let what happens in a service happen: invitations, matches, letters, answers, notes."""

    def invited(context):
        invitations.invite(
            context, "nadia@aquaverte.invalid", "Nadia B", Role.STARTUP, ids["startup"], "fr"
        )

    house.do(invited, ids["officer"])
    house.do(lambda context: matching.startup_changed(context, ids["startup"]))
    house.do(lambda context: matching.ask(context, ids["challenge"]))
    house.work(NOW)

    def proposed(context):
        row = context.session.get(IntroductionRow, ids["met"])
        introductions.propose(context, ids["met"], row.version, why=WHY)

    house.do(proposed, ids["officer"])

    def noted(context):
        move = context.session.scalars(select(MoveRow)).first()
        move.note = f"Appelé {NAME} au 0661445566."
        context.session.add(
            InterestRow(
                challenge_id=ids["challenge"],
                startup_id=ids["startup"],
                is_interested=True,
                note=SENTENCE,
                user_id=ids["zineb"],
                created_at=NOW,
            )
        )
        message = JoinRequestReceived(name=NAME, organisation=HOME)
        both = (EMAIL, "autre@essai.invalid")
        outbox.post(
            context,
            outbox.Mail(to=both, language="fr", message=message, dedupe_key="both"),
        )

    house.do(noted)
    house.work(NOW + timedelta(seconds=1))
