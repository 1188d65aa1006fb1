"""An agency with much to do, made up from a fixed seed: for the measures of the officer's pages."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert
from sqlalchemy.orm import Session

from matcher.domain.challenge import Importance
from matcher.domain.introduction import CLOCKS, Stage
from matcher.domain.match import Band
from matcher.domain.people import OrganisationKind, Role, User
from matcher.domain.visibility import ChallengeState, MatchingState, Visibility
from matcher.settings import Settings
from matcher.store.challenges import ChallengeRow, RequirementRow
from matcher.store.database import Database, connect
from matcher.store.introductions import IntroductionRow
from matcher.store.matches import MatchRow, MatchRunRow
from matcher.store.organisations import OrganisationRow, UserRow
from matcher.store.schema import METADATA
from matcher.store.startups import CapabilityRow, InterestRow, StartupRow
from matcher.workflow.context import Services
from web.access import SignedIn
from web.app import create_app
from web.sessions import begin

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LISTED = 40
"""Startups that each run lists, as `matcher.workflow.matching` keeps them."""
NEEDS = (
    "Traiter les eaux de rinçage sans produit chlore",
    "Mesurer la vibration des moteurs en continu",
    "Contrôler les soudures par image",
    "تتبع الحرارة في سلسلة التبريد",
    "Récupérer la chaleur des fours",
    "Suivre les palettes dans l'entrepôt",
)
CAN = (
    "Nos stations traitent les eaux de rinçage par filtration, sans chlore.",
    "Nos capteurs mesurent la vibration et la température des moteurs toutes les minutes.",
    "Une caméra contrôle chaque soudure et signale les défauts à l'opérateur.",
    "نتتبع درجة الحرارة طوال سلسلة التبريد ونرسل إنذارًا عند كل تجاوز.",
    "Un échangeur récupère la chaleur des fumées des fours pour sécher les pièces.",
    "Des étiquettes radio suivent chaque palette, de la réception au quai.",
)


PROBLEMS = (
    "Aujourd'hui l'atelier perd du temps et de la matière. ",
    "Un site de deux cents personnes, en trois équipes. ",
)


@dataclass(frozen=True)
class Texts:
    """What startups can do and what firms need; used over again when there are too few."""

    capabilities: Sequence[str]
    needs: Sequence[str]
    requirements: Sequence[Sequence[str]]


MADE_UP = Texts(CAN, NEEDS, [NEEDS[:4]])


class NoEngine:
    """An engine that is away: pages only read what it said before."""

    def encoder_is_up(self) -> bool:
        """Return that it is away."""
        return False


@dataclass(frozen=True)
class Agency:
    """An application over a filled database, and the officer who works with it."""

    app: Flask
    database: Database
    officer: User
    challenges: tuple[int, ...]

    def browser(self) -> FlaskClient:
        """Return a test browser in which the officer is signed in."""
        browser = self.app.test_client()
        with browser.session_transaction() as session:
            session["_user_id"] = SignedIn(self.officer).get_id()
            session["_fresh"] = True
            begin(session, NOW)
        return browser


def agency(folder: Path, *, startups: int, challenges: int, url: str = "") -> Agency:
    """Return an agency with so many startups and challenges, each challenge with its run."""
    address = f"sqlite:///{folder / 'agency.sqlite3'}"
    database = connect(address)
    METADATA.create_all(database.engine)
    with database.session() as session:
        full = filled(session, startups=startups, challenges=challenges)
        officer, ids = full.officer, full.challenges
    more: dict[str, Any] = {"base_url": url} if url else {}
    settings = Settings(
        var=folder,
        secret_key="only for measures, only for measures",  # noqa: S106 (of a throw-away database)
        database_url=address,
        demo=True,
        rate_limits=False,
        **more,
    )
    services: Any = Services(settings, database, NoEngine(), None)  # type: ignore[arg-type]
    app = create_app(services=services, clock=lambda: NOW)
    app.config["WTF_CSRF_ENABLED"] = bool(url)
    return Agency(app, database, officer, tuple(ids))


@dataclass(frozen=True)
class Filled:
    """What was written: numbers of organisations and challenges, and the officer."""

    startups: list[int]
    firms: list[int]
    challenges: list[int]
    officer: User


def filled(session: Session, *, startups: int, challenges: int, texts: Texts = MADE_UP) -> Filled:
    """Write firms, startups, challenges with made-up runs, and introductions."""
    chance = random.Random(20261120)  # noqa: S311 (repeatable, not secret)
    firms = _organisations(session, OrganisationKind.FIRM, max(1, challenges // 4))
    homes = _organisations(session, OrganisationKind.STARTUP, startups)
    officer = _officer(session)
    _startups(session, homes, texts.capabilities)
    ids = _challenges(session, firms, challenges, texts)
    for place, challenge in enumerate(ids):
        _run(session, challenge, place, homes, chance)
    _introductions(session, ids, homes, chance)
    return Filled(homes, firms, ids, officer)


def _organisations(session: Session, kind: OrganisationKind, count: int) -> list[int]:
    rows = [
        {
            "kind": kind,
            "name": f"{'Entreprise' if kind is OrganisationKind.FIRM else 'Startup'} {number}",
            "region": "MA-06",
            "city": "Casablanca",
            "created_at": NOW,
        }
        for number in range(1, count + 1)
    ]
    return list(session.scalars(insert(OrganisationRow).returning(OrganisationRow.id), rows))


def _officer(session: Session) -> User:
    (home,) = _organisations(session, OrganisationKind.AGENCY, 1)
    row = UserRow(
        organisation_id=home,
        email="officer@example.org",
        email_key="officer@example.org",
        name="Chargée de mise en relation",
        role=Role.OFFICER,
        confirmed_at=NOW,
        created_at=NOW,
    )
    session.add(row)
    session.flush()
    return row.user()


def _startups(session: Session, homes: list[int], texts: Sequence[str]) -> None:
    session.execute(
        insert(StartupRow),
        [
            {
                "id": home,
                "key": f"s{home}",
                "sectors": ["agrofood"],
                "trl": 3 + home % 7,
                "capacity": 3,
                "created_at": NOW,
                "updated_at": NOW,
            }
            for home in homes
        ],
    )
    session.execute(
        insert(CapabilityRow),
        [
            {
                "startup_id": home,
                "key": f"s{home}-{place}",
                "position": place,
                "title": f"Offre {place}",
                "text": texts[(home + place * (home // len(texts) + 1)) % len(texts)],
            }
            for home in homes
            for place in range(3)
        ],
    )


def _challenges(session: Session, firms: list[int], count: int, texts: Texts) -> list[int]:
    needs, asked = texts.needs, texts.requirements
    states = (ChallengeState.SUBMITTED, ChallengeState.CURATION, ChallengeState.SHORTLISTED)
    rows = [
        {
            "firm_id": firms[number % len(firms)],
            "state": states[number % 3],
            "visibility": list(Visibility)[number % 3],
            "title": f"{needs[number % len(needs)][:80]}, atelier {number + 1}",
            "problem": f"{needs[number % len(needs)]} {PROBLEMS[0] * 6}",
            "context": PROBLEMS[1] * 4,
            "sectors": ["agrofood"],
            "region": "MA-06",
            "matching": MatchingState.DONE,
            "created_at": NOW - timedelta(days=40),
            "updated_at": NOW,
            "submitted_at": NOW - timedelta(days=1 + number % 30, minutes=number),
        }
        for number in range(count)
    ]
    ids = list(session.scalars(insert(ChallengeRow).returning(ChallengeRow.id), rows))
    session.execute(
        insert(RequirementRow),
        [
            {
                "challenge_id": challenge,
                "position": place,
                "text": need,
                "importance": Importance.MUST if place < 3 else Importance.NICE,
            }
            for number, challenge in enumerate(ids)
            for place, need in enumerate(asked[number % len(asked)], start=1)
        ],
    )
    return ids


def _run(
    session: Session, challenge: int, place: int, homes: list[int], chance: random.Random
) -> None:
    run = MatchRunRow(
        challenge_id=challenge,
        text_version=1,
        text_sha256=f"{challenge:064d}",
        requirements=[
            {"text": need, "importance": "must" if at < 3 else "nice"}
            for at, need in enumerate(NEEDS[:4], start=1)
        ],
        refusals=[
            {"startup_id": home, "code": "trl_too_low"}
            for home in chance.sample(homes, min(60, len(homes)))
        ],
        created_at=NOW - timedelta(hours=place),
    )
    session.add(run)
    session.flush()
    listed = chance.sample(homes, min(LISTED, len(homes)))
    session.execute(
        insert(MatchRow),
        [_match(run.id, home, rank, chance) for rank, home in enumerate(listed, start=1)],
    )


def _match(run: int, home: int, rank: int, chance: random.Random) -> dict[str, Any]:
    found = [chance.random() < 1.2 - rank / LISTED for _ in NEEDS[:4]]
    reasons = [
        {
            "code": "requirement_met" if is_met else "requirement_not_found",
            "requirement": need,
            "evidence": {
                "text": CAN[at],
                "start": 0,
                "end": len(CAN[at]),
                "capability_id": f"s{home}-{at % 3}",
            }
            if is_met
            else None,
        }
        for at, (need, is_met) in enumerate(zip(NEEDS[:4], found, strict=True))
    ]
    return {
        "run_id": run,
        "startup_id": home,
        "rank": rank,
        "score": 1 / rank,
        "band": Band.LIKELY if rank < 6 else Band.POSSIBLE if rank < 20 else Band.UNLIKELY,
        "chance": {"value": 0.7, "low": 0.5, "high": 0.85} if rank < 6 else {},
        "reasons": reasons,
        "unmet": [need for need, is_met in zip(NEEDS[:4], found, strict=True) if not is_met],
        "features": {},
        "flags": [],
        "is_far": rank % 9 == 0,
    }


def _clock(number: int) -> dict[str, Any]:
    return {
        "remind_at": NOW - timedelta(days=number % 20 - 5),
        "ends_at": NOW - timedelta(days=number % 20 - 14),
    }


_NO_CLOCK: dict[str, Any] = {"remind_at": None, "ends_at": None}


def _introductions(
    session: Session, challenges: list[int], homes: list[int], chance: random.Random
) -> None:
    """Give every third challenge, the shortlisted ones, introductions at several stages."""
    stages = (Stage.RELEASED, Stage.PROPOSED, Stage.ACCEPTED, Stage.DECLINED, Stage.EXPIRED)
    rows: list[dict[str, Any]] = []
    interests: list[dict[str, Any]] = []
    for number, challenge in enumerate(challenges):
        picked = chance.sample(homes, min(len(stages) + 1, len(homes)))
        interests.append(
            {
                "challenge_id": challenge,
                "startup_id": picked[-1],
                "is_interested": number % 2 == 0,
                "created_at": NOW,
            }
        )
        if number % 3 == 2:
            for place, (home, stage) in enumerate(zip(picked, stages, strict=False), start=1):
                rows.append(
                    {
                        "challenge_id": challenge,
                        "startup_id": home,
                        "stage": stage,
                        "position": place,
                        "waiting_since": NOW - timedelta(days=number % 20),
                        **(_clock(number) if stage in CLOCKS else _NO_CLOCK),
                        "created_at": NOW,
                        "updated_at": NOW,
                    }
                )
    session.execute(insert(InterestRow), interests)
    if rows:
        session.execute(insert(IntroductionRow), rows)
