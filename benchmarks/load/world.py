"""A full house for the load measure: real texts, matched by the engine, and people with passwords.

Startups carry abstracts of the sample startups, challenges the needs that ship; both repeat when
more are asked for than there are. The challenges of firms whose people come are matched by the
engine; the others have made-up matches.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from benchmarks.agency import Texts, filled
from matcher.assembly_web import services_for, upgrade
from matcher.domain.people import Role
from matcher.settings import PROJECT_ROOT, Settings
from matcher.store.challenges import ChallengeRow
from matcher.store.journal import FactRow
from matcher.store.matches import MatchRow
from matcher.store.organisations import UserRow
from matcher.workflow import indexing, matching, tasks
from matcher.workflow.context import Context, Services
from matcher.workflow.passwords import hashed

PASSWORD = "quarante chaises bleues au grenier"  # noqa: S105 (of a throw-away database)
FIRMS, STARTUPS, OFFICERS = 25, 20, 5
"""Accounts of each kind; together as many as people who come at once."""
_SAMPLES = PROJECT_ROOT / "data" / "samples" / "startups.jsonl"
_NEEDS = PROJECT_ROOT / "data" / "training" / "needs.jsonl"
_ENDS = re.compile(r"(?<=[.!?؟])\s+")
_MOST = 4
_LANGUAGES = ("fr", "fr", "ar", "en")


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in; `room` is firm, startup or officer."""

    room: str
    email: str


def build(
    settings: Settings, *, profiles: int, challenges: int, say: Callable[[str], None]
) -> None:
    """Fill the settings' database and write accounts.json beside it."""
    services = services_for(settings)
    upgrade(services)
    with services.database.session() as session:
        full = filled(session, startups=profiles, challenges=challenges, texts=_texts())
    say(f"{profiles} profiles and {challenges} challenges are written.")
    _match(services, full.firms[:FIRMS], say)
    with services.database.session() as session:
        home = full.officer.organisation_id
        accounts = _accounts(session, full.firms[:FIRMS], _busiest(session), home)
    told = [asdict(each) for each in accounts]
    (settings.var / "accounts.json").write_text(json.dumps(told), encoding="utf-8")
    services.database.close()


def settle(settings: Settings) -> None:
    """Count what the worker does once a day or less often as done: the measure is of a day's work.

    Matching is not: it is asked for by what people change.
    """
    services = services_for(settings)
    now = datetime.now(UTC).isoformat()
    with services.database.session() as session:
        for name in tasks.EVERY:
            session.merge(FactRow(name=f"duty.{name}", value={"at": now}))
    services.database.close()


def needs() -> list[str]:
    """Return the needs that ship, in French, Arabic and English."""
    rows = [json.loads(line) for line in _NEEDS.read_text(encoding="utf-8").strip().split("\n")]
    return [row[_LANGUAGES[at % len(_LANGUAGES)]] for at, row in enumerate(rows)]


def _texts() -> Texts:
    lines = _SAMPLES.read_text(encoding="utf-8").strip().split("\n")
    asked = needs()
    sentences = [[part for part in _ENDS.split(each) if part][:_MOST] for each in asked]
    return Texts([json.loads(line)["text"] for line in lines], asked, sentences)


def _match(services: Services, firms: Sequence[int], say: Callable[[str], None]) -> None:
    """Have the challenges of these firms matched and the map drawn, by what the worker does."""
    now = datetime.now(UTC)
    with services.database.session() as session:
        context = Context(session, None, now, services)
        indexing.count_up(session)
        for challenge in session.scalars(
            select(ChallengeRow.id).where(ChallengeRow.firm_id.in_(firms))
        ):
            matching.ask(context, challenge)
        context.later("draw_map")
    done = tasks.work(services, lambda: datetime.now(UTC))
    with services.database.session(writes=False) as session:
        failed = session.scalar(
            select(func.count()).select_from(ChallengeRow).where(ChallengeRow.matching == "failed")
        )
    say(f"The worker did {done} tasks; {failed} challenges failed.")


def _busiest(session: Session) -> list[int]:
    """Return the startups that most runs list: their pages are the longest."""
    found = session.scalars(
        select(MatchRow.startup_id)
        .group_by(MatchRow.startup_id)
        .order_by(func.count().desc())
        .limit(STARTUPS)
    )
    return list(found)


def _accounts(
    session: Session, firms: Sequence[int], startups: Sequence[int], agency: int | None
) -> list[Account]:
    password, now = hashed(PASSWORD), datetime.now(UTC)
    homes = [
        *(("firm", Role.FIRM, home) for home in firms),
        *(("startup", Role.STARTUP, home) for home in startups),
        *(("officer", Role.OFFICER, agency) for _ in range(OFFICERS)),
    ]
    accounts = [Account(room, f"{room}{at}@load.invalid") for at, (room, _, _) in enumerate(homes)]
    session.execute(
        insert(UserRow),
        [
            {
                "organisation_id": home,
                "email": account.email,
                "email_key": account.email,
                "name": f"Personne {at}",
                "password_hash": password,
                "role": role,
                "confirmed_at": now,
                "created_at": now,
            }
            for at, (account, (_, role, home)) in enumerate(zip(accounts, homes, strict=True))
        ],
    )
    return accounts
